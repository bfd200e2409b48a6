"""Accept an instruction: check it against the model, reserve its quota, post its card."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import structlog

from core.cancelling import Cancelling
from core.delivery import Delivery
from core.drawing import EXACT, ModelTraits
from core.errors import (
    CoolingDown,
    DeliveryFailed,
    OptionUnsupported,
    Unpriced,
)
from core.framing import sent_sizes, sentence_chars, size_for
from core.identity import AccountId, JobId, Person, PictureId, Place, new_id
from core.instructions import Instruction, InstructionKind
from core.jobs import ENDED, Bounds, Job, JobState
from core.permissions import permit
from core.pictures import Picture
from core.ports import Provider
from core.pricing import upper_bound
from core.quota import Amounts, Settlement
from core.requests import IncomingMessage
from core.resources import Resources
from core.suitability import check, limits_money, longest_words, standby, suited
from core.tiers import tier_of
from core.turns import Turns

_log = structlog.get_logger(__name__)


class Acceptance:
    """The way from an understood message to a waiting job."""

    def __init__(
        self, resources: Resources, delivery: Delivery, turns: Turns, cancelling: Cancelling
    ) -> None:
        self._resources = resources
        self._delivery = delivery
        self._turns = turns
        self._cancelling = cancelling
        settings = resources.settings.jobs
        self._bounds = Bounds(settings.waiting, settings.waiting_per_account, settings.waiting_per_community)

    async def accept(
        self,
        message: IncomingMessage,
        place: Place,
        person: Person,
        instruction: Instruction,
        sources: Sequence[Picture],
        *,
        other: Instruction | None = None,
        other_sources: Sequence[PictureId] = (),
    ) -> None:
        """Make it a job, once per `message.key`, with its quota reserved and its card posted.

        Raises a `UserCanFix` (and nothing is kept) or a `DeliveryFailed` (and all is refunded).
        """
        await permit(self._resources, sources, place, person)
        if instruction.kind is not InstructionKind.EXACT:
            await self._check_cooldown(person.account_id)
        provider, model = self._model(instruction)
        preset = self._resources.presets.named(instruction.preset)
        instruction = suited(instruction, preset, model, len(sources))
        check(instruction, model, len(sources))
        quality = instruction.quality or model.default_quality
        size = size_for(instruction, model, sources, max_pixels=self._resources.settings.pictures.max_pixels)
        images = 0 if instruction.kind is InstructionKind.EXACT else instruction.count
        reserved = Amounts(images, self._upper_bound(model, instruction, size, quality, sources))
        other_provider, other_model = standby(
            self._resources, provider.traits.name, instruction, len(sources)
        )
        job = replace(
            self.job(message, place, person, instruction, reserved),
            spoiler=any(picture.spoiler for picture in sources),
            sources=tuple(picture.id for picture in sources),
            provider=provider.traits.name,
            model=model.name,
            size=size,
            quality=quality,
            other_reading=other,
            other_sources=tuple(other_sources),
            standby=other_provider,
            standby_model=other_model,
        )
        await self.take(job)

    def job(
        self,
        message: IncomingMessage,
        place: Place,
        person: Person,
        instruction: Instruction,
        reserved: Amounts,
    ) -> Job:
        """A new job of this process for who asked, where they asked; nothing draws it yet."""
        tier = tier_of(self._resources.settings.jobs.tiers, message.person, place.alias)
        return Job(
            id=JobId(new_id()),
            key=message.key,
            state=JobState.ACCEPTED,
            community_id=place.community_id,
            place_id=place.id,
            person_id=person.id,
            account_id=person.account_id,
            person=message.person,
            request_message=message.message,
            card_message=None,
            route=message.route,
            names_requester=message.message is None,
            spoiler=False,
            instruction=instruction,
            sources=(),
            provider="",
            model="",
            size=None,
            quality="",
            reserved=reserved,
            attempt=0,
            drawn_count=0,
            cost_micros=0,
            error=None,
            notes=(),
            other_reading=None,
            other_sources=(),
            accepted_at=self._resources.clock(),
            executor=self._resources.tenure.executor,
            weight=tier.weight,
            priority=tier.priority,
        )

    async def take(self, job: Job) -> None:
        """Keep a job, once per its key, with its quota reserved and its card posted; raises as `accept` does."""
        resources = self._resources
        job, is_new = await resources.jobs.accept(job, resources.limits, job.accepted_at, self._bounds)
        if is_new:
            await self.post_card(job)

    async def post_card(self, job: Job) -> None:
        """Post an accepted job's card and let it wait; without a card it is refunded. Raises `DeliveryFailed`.

        One that was cancelled meanwhile says so at once.
        """
        standing = await self._turns.standing(job)
        if not self._resources.tenure.is_held():
            # Who inherits the job posts its card.
            return
        try:
            state = await self._delivery.post_card(job, standing)
        except DeliveryFailed as error:
            nothing = Settlement(Amounts(0, 0), Amounts(0, 0))
            now = self._resources.clock()
            await self._resources.jobs.finish(job.id, JobState.FAILED, nothing, error, now)
            await self._resources.jobs.closed(job.id)
            _log.warning("no card, no job", job=job.id, error=type(error).__name__)
            raise
        if state in ENDED:
            await self._cancelling.close(await self._resources.jobs.get(job.id))
        else:
            self._turns.follow(job.id, standing)

    async def _check_cooldown(self, account_id: AccountId) -> None:
        rule = self._resources.settings.quota.cooldown
        now = self._resources.clock()
        span = timedelta(seconds=rule.within_seconds + rule.pause_seconds)
        refused = await self._resources.jobs.blocked_since(account_id, now - span)
        if len(refused) < rule.refusals:
            return
        newest, oldest = refused[0], refused[rule.refusals - 1]
        until = newest + timedelta(seconds=rule.pause_seconds)
        if newest - oldest <= timedelta(seconds=rule.within_seconds) and until > now:
            raise CoolingDown(until)

    def _model(self, instruction: Instruction) -> tuple[Provider, ModelTraits]:
        providers = self._resources.providers
        if instruction.kind is InstructionKind.EXACT:
            return providers[EXACT], providers[EXACT].traits.models[EXACT]
        default = providers[self._resources.default_provider]
        name = instruction.model or default.traits.default_model
        drawing = [default, *(one for one in providers.values() if one.traits.name != EXACT)]
        for provider in drawing:
            if name in provider.traits.models:
                return provider, provider.traits.models[name]
        known = tuple(dict.fromkeys(model for provider in drawing for model in provider.traits.models))
        raise OptionUnsupported("--model", name, known)

    def _upper_bound(
        self,
        model: ModelTraits,
        instruction: Instruction,
        size: tuple[int, int] | None,
        quality: str,
        sources: Sequence[Picture],
    ) -> int:
        if model.is_free:
            return 0
        price = self._resources.settings.prices.get(model.name)
        if price is None:
            if limits_money(self._resources):
                raise Unpriced(model.name)
            return 0
        return upper_bound(
            price,
            model,
            size=size,
            quality=quality,
            count=instruction.count,
            prompt_chars=longest_words(instruction, model, self._resources.presets)
            + sentence_chars(instruction, model, sources),
            source_sizes=sent_sizes(instruction, model, sources, size),
        )
