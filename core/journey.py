"""A granted job's way to its end, in steps that a job engine checkpoints.

Every step may run again after a crash: each looks at what is already recorded and goes on from
there. Only the paid call cannot be repeated for free, so it is claimed with an attempt number.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from core.cards import Cards
from core.delivery import Delivery
from core.draw import Drawing, recorded
from core.errors import (
    BadAnswer,
    Cancelled,
    ChatbrushError,
    ContentBlocked,
    DeliveryFailed,
    MessageGone,
    NotInTime,
    PlaceGone,
    PlaceMoved,
    ProviderDown,
    ProviderTimedOut,
    RouteExpired,
    StaleAction,
    Throttled,
    Unexpected,
    from_record,
)
from core.forecast import Forecast
from core.identity import JobId
from core.jobs import ENDED, Job, JobState, Superseded, claimable
from core.kept import tell_alone
from core.ports import Step
from core.quota import Amounts, Settlement
from core.resources import Resources
from core.underway import Underway

_log = structlog.get_logger(__name__)

_MAY_BE_BILLED = (ProviderTimedOut, ProviderDown, BadAnswer, NotInTime, Unexpected, Cancelled)
"""Errors that leave the newest attempt's bill open. No provider says what it bills for these."""
_NO_WORDS_EITHER = (PlaceGone, PlaceMoved, MessageGone, RouteExpired, Throttled)
"""After these nothing gets through in that place, an error's words no more than pictures."""


class Journey:
    """The steps. Each stops with `Superseded` where the job is another executor's by now."""

    def __init__(
        self,
        resources: Resources,
        cards: Cards,
        delivery: Delivery,
        underway: Underway,
        *,
        forecast: Forecast,
        follow: Callable[[JobId], None],
    ) -> None:
        self._resources = resources
        self._delivery = delivery
        self._drawing = Drawing(resources, cards, delivery, underway, forecast=forecast, follow=follow)

    @property
    def steps(self) -> Sequence[tuple[str, Step]]:
        """Names and steps, in order; a change of either is a change of the engine's version."""
        return (
            ("draw", self.draw),
            ("deliver", self.deliver),
            ("settle", self.settle),
            ("announce", self.announce),
        )

    async def _ours(self, job_id: JobId) -> Job:
        job = await self._resources.jobs.get(job_id)
        if job.state not in ENDED and job.executor != self._resources.tenure.executor:
            raise Superseded(job_id)
        return job

    async def draw(self, job_id: JobId) -> bool:
        """Claim the paid call, make it, and record pictures or an error; False where it waits again."""
        job = await self._ours(job_id)
        if job.state in ENDED or job.drawn_at is not None or job.error is not None:
            return True
        if job.claims is not None:
            return await self._bring(job)
        return await self._drawing.draw(job)

    async def _bring(self, job: Job) -> bool:
        """The pictures are there already: from now on they belong where they are claimed."""
        attempt = await self._resources.jobs.claim(job.id, self._resources.tenure.executor)
        pictures = await self._resources.pictures.of_job(job.id)
        await self._resources.pictures.bring([picture.id for picture in pictures], job.place_id)
        recording = self._resources.jobs.drawn(
            job.id,
            attempt,
            pictures,
            cost_micros=job.reserved.micros,
            notes=job.notes,
            now=self._resources.clock(),
        )
        await recorded(recording)
        return True

    async def deliver(self, job_id: JobId) -> bool:
        """Turn the card into the result; what cannot be delivered is recorded as the job's error.

        Then the card says so instead, where words may still get through.
        """
        job = await self._ours(job_id)
        if job.state in ENDED:
            return True
        failure = await self._finish_card(job)
        if failure is not None and job.error is None:
            await self._resources.jobs.failed(job.id, job.attempt, failure, self._resources.clock())
            if not isinstance(failure, _NO_WORDS_EITHER):
                failure = await self._finish_card(await self._ours(job_id))
        if failure is not None:
            await self._delivery.give_up(job)
        return True

    async def _finish_card(self, job: Job) -> ChatbrushError | None:
        """None when the card is as it should be, else why not."""
        try:
            await self._delivery.finish_card(job)
        except (DeliveryFailed, StaleAction) as error:
            _log.warning("not delivered", job=job.id, error=type(error).__name__)
            return error
        except Superseded:
            raise
        # A card that cannot be built or sent must not keep its job, and its reservation, for ever.
        except Exception as error:  # noqa: BLE001 - one of three: the edge of a delivery
            _log.exception("delivery failed unexpectedly", job=job.id)
            return Unexpected(type(error).__name__)
        return None

    async def settle(self, job_id: JobId) -> bool:
        """Charge what was delivered, or give everything back, and end the job."""
        job = await self._ours(job_id)
        if job.state not in ENDED:
            error = from_record(dict(job.error)) if job.error is not None else None
            state = end_state(error)
            settlement = settle(job, error)
            now = self._resources.clock()
            await self._resources.jobs.finish(
                job_id,
                state,
                settlement,
                error,
                now,
                executor=self._resources.tenure.executor,
                keep_until=self._keep_until(job, error, now),
            )
            _log.info(
                "job ended",
                job=job_id,
                state=state,
                error=type(error).__name__ if error else None,
                pictures=settlement.charged.images,
                charged_micros=settlement.charged.micros,
                billed_micros=settlement.billed.micros,
            )
        return True

    def _keep_until(self, job: Job, error: ChatbrushError | None, now: datetime) -> datetime | None:
        """A claim that fails keeps nothing: what it claims is kept already."""
        if error is None or claimable(job, error) != job.id:
            return None
        return now + timedelta(days=self._resources.settings.jobs.keep_results_days)

    async def announce(self, job_id: JobId) -> bool:
        """A short notice where the card's edits went unseen: late, or far up in the chat."""
        job = await self._resources.jobs.get(job_id)
        if job.keep_until is not None:
            await tell_alone(self._resources, job)
            return True
        try:
            await self._delivery.announce(job)
        except DeliveryFailed as error:
            _log.info("late notice not delivered", job=job_id, error=type(error).__name__)
        return True


def end_state(error: ChatbrushError | None) -> JobState:
    """How a job ends with this error."""
    if error is None:
        return JobState.DONE
    return JobState.CANCELLED if isinstance(error, Cancelled) else JobState.FAILED


def settle(job: Job, error: ChatbrushError | None) -> Settlement:
    """How a job's reservation ends.

    Every attempt but the last may have been billed though its outcome is unknown: the operator
    books it. So is a drawing that failed in a way that leaves the provider's bill open.
    """
    lost_micros = job.unknown_attempts * job.reserved.micros
    count = min(job.drawn_count, job.reserved.images)
    charged = Amounts(count, min(job.cost_micros, job.reserved.micros))
    nothing = Amounts(0, 0)
    if job.claims is not None:
        return Settlement(charged if error is None else nothing, nothing)
    if error is None:
        return Settlement(charged, Amounts(count, job.cost_micros + lost_micros))
    if job.drawn_at is not None:
        return Settlement(Amounts(0, 0), Amounts(count, job.cost_micros + lost_micros))
    if _may_be_billed(error) and job.attempt > job.unbilled:
        return Settlement(Amounts(0, 0), Amounts(0, job.reserved.micros + lost_micros))
    return Settlement(Amounts(0, 0), Amounts(0, lost_micros))


def _may_be_billed(error: ChatbrushError) -> bool:
    if isinstance(error, ContentBlocked):
        # What is held back has been drawn.
        return error.stage == "output"
    return isinstance(error, _MAY_BE_BILLED)
