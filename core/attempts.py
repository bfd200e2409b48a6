"""One attempt at drawing a job: the paid call, its previews, and the pictures kept."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass

from core.cards import Cards
from core.delivery import Delivery
from core.drawing import EXACT, Drawn, DrawRequest, ModelTraits, Preview
from core.errors import BadAnswer, KeyRejected, Overloaded, ProviderTimedOut, ProviderUnreachable
from core.exactly import exact_request, finished_exactly
from core.framing import prepare, size_for
from core.identity import Place
from core.instructions import words_for_model
from core.jobs import Job
from core.pictures import Picture
from core.plans import Plan, finish
from core.ports import Provider
from core.previews import Previews
from core.pricing import cost, upper_bound
from core.resources import Resources
from core.sources import source_image
from core.store import store_drawn
from core.suitability import unsupported

UNBILLED = (Overloaded, ProviderUnreachable, KeyRejected)
"""Errors after which certainly nothing was drawn or billed, as long as nothing had come yet."""
_DEADLINE_SECONDS = 600.0
"""The longest that any attempt may take; a provider's own settings can bound it further."""


@dataclass(frozen=True, slots=True)
class Made:
    """What an attempt made: kept pictures, notes for the card, and what the provider's usage comes to."""

    pictures: tuple[Picture, ...]
    notes: tuple[str, ...]
    cost_micros: int


class Attempts:
    """Draws jobs with the provider that each names."""

    def __init__(self, resources: Resources, cards: Cards, delivery: Delivery) -> None:
        self._resources = resources
        self._cards = cards
        self._delivery = delivery

    async def prepare(self, job: Job) -> tuple[Place, DrawRequest, Plan | None]:
        """Everything before the paid call: wait for the platform, fetch the sources."""
        place = await self._resources.directory.place(job.place_id)
        await self._resources.couriers.of(place.alias.platform)
        return place, *await self._request(job, self._resources.providers[job.provider])

    async def make(self, job: Job, place: Place, request: DrawRequest, plan: Plan | None) -> Made:
        """Draw a job whose paid call is claimed; raises what the provider raises.

        An error of `UNBILLED` leaves here only if nothing had come before it; later it is a `BadAnswer`.
        """
        resources = self._resources
        async with Previews(self._cards, self._delivery.show_passing, job, place) as previews:
            drawn = await _drawn(resources.providers[job.provider], request, previews)
        drawn = await finish(plan, drawn, job.provider)
        if job.provider != EXACT:
            drawn = await finished_exactly(resources, drawn, job.instruction.operations)
        pictures = await store_drawn(resources, job, drawn.pictures)
        notes = [*self._own_notes(job), *(note for picture in drawn.pictures for note in picture.notes)]
        return Made(pictures, tuple(dict.fromkeys(notes)), self._cost(job, request, drawn))

    def _cost(self, job: Job, request: DrawRequest, drawn: Drawn) -> int:
        """What the reported usage comes to; what was reserved where nothing was reported."""
        model = self._resources.providers[job.provider].traits.models[job.model]
        if model.is_free:
            return 0
        price = self._resources.settings.prices.get(job.model)
        if price is not None and drawn.usage is not None:
            return cost(price, drawn.usage)
        if price is None or not job.stands_for:
            return job.reserved.micros
        return upper_bound(
            price,
            model,
            size=request.size,
            quality=request.quality,
            count=request.count,
            prompt_chars=len(request.prompt),
            source_sizes=[
                (source.width, source.height)
                for source in (*request.sources, request.mask)
                if source is not None
            ],
        )

    def _own_notes(self, job: Job) -> Iterator[str]:
        """What the instruction itself gives to say, whatever the provider did."""
        if job.instruction.strength:
            yield f"variation-{job.instruction.strength}"
        flags = unsupported(job.instruction, self._resources.providers[job.provider].traits.models[job.model])
        if flags:
            yield f"flag-ignored:{', '.join(flags)}"

    def _prompt(self, job: Job, model: ModelTraits) -> str:
        language = self._resources.speaker(job.person.locale).language.locale.language
        return words_for_model(job.instruction, model, self._resources.presets, language)

    async def _request(self, job: Job, provider: Provider) -> tuple[DrawRequest, Plan | None]:
        if job.provider == EXACT:
            return await exact_request(self._resources, job, _DEADLINE_SECONDS), None
        pictures = await self._resources.pictures.get(job.sources)
        model = provider.traits.models[job.model]
        sources = [await source_image(self._resources, picture) for picture in pictures]
        size, quality, wanted = job.size, job.quality, job.instruction
        if job.stands_for:
            size = size_for(wanted, model, pictures, max_pixels=self._resources.settings.pictures.max_pixels)
            quality = wanted.quality or model.default_quality
        request = DrawRequest(
            job_id=job.id,
            model=model.name,
            prompt=self._prompt(job, model),
            size=size,
            count=wanted.count,
            quality=quality,
            transparent=wanted.transparent,
            sources=tuple(sources),
            person_hash=self._resources.person_hash(job.account_id),
            deadline_seconds=_DEADLINE_SECONDS,
            variation=wanted.variation,
            negative=wanted.negative if model.takes_negative else "",
            seed=wanted.seed if model.takes_seed else None,
            strength=wanted.strength,
        )
        return await prepare(self._resources, wanted, pictures, model, request)


async def _drawn(provider: Provider, request: DrawRequest, previews: Previews) -> Drawn:
    drawn: Drawn | None = None
    has_begun = False
    try:
        async with (
            asyncio.timeout(request.deadline_seconds),
            aclosing(provider.draw(request)) as events,
        ):
            async for event in events:
                has_begun = True
                if isinstance(event, Preview):
                    previews.offer(event.data)
                else:
                    drawn = event
    except TimeoutError as error:
        raise ProviderTimedOut(provider.traits.name) from error
    except UNBILLED as error:
        if not has_begun:
            raise
        raise BadAnswer(provider.traits.name) from error
    if drawn is None or not drawn.pictures:
        raise BadAnswer(provider.traits.name)
    return drawn
