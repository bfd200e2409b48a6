"""A granted job's way to its end, in steps that a job engine checkpoints.

Every step may run again after a crash: each looks at what is already recorded and goes on from
there. Only the paid call cannot be repeated for free, so it is claimed with an attempt number.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing

import structlog

from core.cards import Cards
from core.delivery import Delivery
from core.drawing import Drawn, DrawRequest, Preview
from core.errors import (
    BadAnswer,
    ChatbrushError,
    DeliveryFailed,
    ProviderTimedOut,
    RouteExpired,
    Unexpected,
    from_record,
)
from core.identity import JobId
from core.instructions import words_for_model
from core.jobs import ENDED, Job, JobState
from core.pictures import Picture
from core.ports import Step
from core.previews import Previews
from core.pricing import cost
from core.quota import Amounts, Settlement
from core.resources import Resources
from core.sources import source_image
from core.store import store_drawn
from core.waiting import keep_waiting

_log = structlog.get_logger(__name__)

_MOST_ATTEMPTS = 2
_DEADLINE_SECONDS = 600.0


class Journey:
    """The steps. `ended` is called after each job's end: a slot is free."""

    def __init__(
        self, resources: Resources, cards: Cards, delivery: Delivery, ended: Callable[[], None]
    ) -> None:
        self._resources = resources
        self._cards = cards
        self._delivery = delivery
        self._ended = ended

    @property
    def steps(self) -> Sequence[tuple[str, Step]]:
        """Names and steps, in order; a change of either is a change of the engine's version."""
        return (
            ("draw", self.draw),
            ("deliver", self.deliver),
            ("settle", self.settle),
            ("announce", self.announce),
        )

    async def draw(self, job_id: JobId) -> None:
        """Claim the paid call, make it, and record pictures or an error."""
        job = await self._resources.jobs.get(job_id)
        if job.state in ENDED or job.drawn_at is not None or job.error is not None:
            return
        attempt = await self._resources.jobs.claim(job_id)
        try:
            pictures, notes, cost_micros = await self._drawing(job, attempt)
        except ChatbrushError as error:
            await self._resources.jobs.failed(job_id, attempt, error, self._resources.clock())
            return
        # A job must end whatever a provider or a decoder throws, and the defect must be seen.
        except Exception as error:  # noqa: BLE001 - one of three: the edge of a job
            _log.exception("drawing failed unexpectedly", job=job_id)
            unexpected = Unexpected(type(error).__name__)
            await self._resources.jobs.failed(job_id, attempt, unexpected, self._resources.clock())
            return
        await self._resources.jobs.drawn(
            job_id,
            attempt,
            pictures,
            cost_micros=cost_micros,
            notes=notes,
            now=self._resources.clock(),
        )

    async def _drawing(self, job: Job, attempt: int) -> tuple[Sequence[Picture], tuple[str, ...], int]:
        if attempt > _MOST_ATTEMPTS:
            raise Unexpected("Interrupted")
        provider = self._resources.providers[job.provider]
        place = await self._resources.directory.place(job.place_id)
        courier = await self._resources.couriers.of(place.alias.platform)
        request = await self._request(job)
        drawn: Drawn | None = None
        async with Previews(self._cards, courier, job, place) as previews:
            try:
                async with (
                    asyncio.timeout(request.deadline_seconds),
                    aclosing(provider.draw(request)) as events,
                ):
                    async for event in events:
                        if isinstance(event, Preview):
                            previews.offer(event.data)
                        else:
                            drawn = event
            except TimeoutError as error:
                raise ProviderTimedOut(job.provider) from error
        if drawn is None or not drawn.pictures:
            raise BadAnswer(job.provider)
        pictures = await store_drawn(self._resources, job, drawn.pictures)
        notes = tuple(dict.fromkeys(note for picture in drawn.pictures for note in picture.notes))
        return pictures, notes, self._cost(job, drawn)

    def _cost(self, job: Job, drawn: Drawn) -> int:
        """What the reported usage comes to; the reservation where nothing was reported."""
        price = self._resources.settings.prices.get(job.model)
        if price is None or drawn.usage is None:
            return job.reserved.micros
        return cost(price, drawn.usage)

    async def _request(self, job: Job) -> DrawRequest:
        pictures = await self._resources.pictures.get(job.sources)
        model = self._resources.providers[job.provider].traits.models[job.model]
        sources = [await source_image(self._resources, picture) for picture in pictures]
        return DrawRequest(
            job_id=job.id,
            model=model.name,
            prompt=words_for_model(job.instruction),
            size=job.size,
            count=job.instruction.count,
            quality=job.quality,
            transparent=job.instruction.transparent,
            sources=tuple(sources),
            person_hash=self._resources.person_hash(job.account_id),
            deadline_seconds=_DEADLINE_SECONDS,
            variation=job.instruction.variation,
        )

    async def deliver(self, job_id: JobId) -> None:
        """Turn the card into the result; what cannot be delivered is recorded as the job's error."""
        job = await self._resources.jobs.get(job_id)
        if job.state in ENDED:
            return
        if not await self._finish_card(job):
            # A defect of ours: the card says so instead.
            await self._finish_card(await self._resources.jobs.get(job_id))

    async def _finish_card(self, job: Job) -> bool:
        try:
            await self._delivery.finish_card(job)
        except DeliveryFailed as error:
            _log.warning("not delivered", job=job.id, error=type(error).__name__)
            await self._not_delivered(job, error)
        # A card that cannot be built or sent must not keep its job, and its reservation, for ever.
        except Exception as error:  # noqa: BLE001 - one of three: the edge of a delivery
            _log.exception("delivery failed unexpectedly", job=job.id)
            await self._not_delivered(job, Unexpected(type(error).__name__))
            return False
        return True

    async def _not_delivered(self, job: Job, error: ChatbrushError) -> None:
        await self._delivery.give_up(job)
        if isinstance(error, RouteExpired):
            await keep_waiting(self._resources, job)
        if job.error is None:
            await self._resources.jobs.failed(job.id, job.attempt, error, self._resources.clock())

    async def settle(self, job_id: JobId) -> None:
        """Charge what was delivered, or give everything back, and end the job."""
        job = await self._resources.jobs.get(job_id)
        if job.state not in ENDED:
            error = from_record(dict(job.error)) if job.error is not None else None
            state = JobState.DONE if error is None else JobState.FAILED
            settlement = settle(job, error)
            await self._resources.jobs.finish(job_id, state, settlement, error, self._resources.clock())
            _log.info(
                "job ended",
                job=job_id,
                state=state,
                error=type(error).__name__ if error else None,
                pictures=settlement.charged.images,
                charged_micros=settlement.charged.micros,
                billed_micros=settlement.billed.micros,
            )
        self._ended()

    async def announce(self, job_id: JobId) -> None:
        """A short notice where the card's edits went unseen: late, or far up in the chat."""
        job = await self._resources.jobs.get(job_id)
        try:
            await self._delivery.announce(job)
        except DeliveryFailed as error:
            _log.info("late notice not delivered", job=job_id, error=type(error).__name__)


def settle(job: Job, error: ChatbrushError | None) -> Settlement:
    """How a job's reservation ends.

    Every attempt but the last may have been billed though its outcome is unknown: the operator
    books it. So is a drawing that failed in a way that leaves the provider's bill open.
    """
    lost_micros = max(0, job.attempt - 1) * job.reserved.micros
    if error is None:
        charged = Amounts(job.drawn_count, min(job.cost_micros, job.reserved.micros))
        return Settlement(charged, Amounts(job.drawn_count, job.cost_micros + lost_micros))
    if job.drawn_at is not None:
        return Settlement(Amounts(0, 0), Amounts(job.drawn_count, job.cost_micros + lost_micros))
    if isinstance(error, (ProviderTimedOut, BadAnswer, Unexpected)) and job.attempt:
        return Settlement(Amounts(0, 0), Amounts(0, job.reserved.micros + lost_micros))
    return Settlement(Amounts(0, 0), Amounts(0, lost_micros))
