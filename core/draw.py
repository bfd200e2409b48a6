"""A granted job's turn to be drawn: once at the person's expense, elsewhere or later where that is safe."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import structlog

from core.attempts import UNBILLED, Attempts
from core.cards import Cards
from core.delivery import Delivery
from core.errors import (
    Cancelled,
    ChatbrushError,
    ContentBlocked,
    DeliveryFailed,
    KeyRejected,
    Overloaded,
    ProviderFailed,
    Unexpected,
    UserCanFix,
)
from core.forecast import Forecast
from core.identity import JobId
from core.jobs import Job, Superseded
from core.resources import Resources
from core.underway import Underway

_log = structlog.get_logger(__name__)

_MOST_ATTEMPTS = 2
"""So many paid calls whose outcome is unknown or billed: the one, and one after a crash."""


class Drawing:
    """Makes the paid call of a job that is ours, and records what came of it.

    `follow` is told of each job that waits again.
    """

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
        self._underway = underway
        self._forecast = forecast
        self._follow = follow
        self._attempts = Attempts(resources, cards, delivery)

    async def draw(self, job: Job) -> bool:
        """Record pictures or an error for a job without either; False where it waits again.

        Stops with `Superseded` where the job is another executor's by now.
        """
        if (reason := await self._no_more(job)) is not None:
            return await self._fail(job, reason)
        began_at, before = self._resources.clock(), job.attempt
        try:
            prepared = await self._underway.run(job, self._attempts.prepare(job))
            # As late as can be: who dies from here on may have made the call.
            attempt = await self._resources.jobs.claim(job.id, self._resources.tenure.executor)
            job = replace(job, attempt=attempt)
            made = await self._underway.run(job, self._attempts.make(job, *prepared))
        except Superseded:
            raise
        except UNBILLED as error:
            return await self._unbilled(job, error, began_at)
        except ChatbrushError as error:
            if job.stands_for and job.attempt > before and _is_unable(error):
                return await self._put_back(job, elsewhere=True)
            await self._fail(job, error)
            await self._forecast.heard(job.provider, _cause(error), began_at)
            return True
        # A job must end whatever a provider or a decoder throws, and the defect must be seen.
        except Exception as error:  # noqa: BLE001 - one of three: the edge of a job
            _log.exception("drawing failed unexpectedly", job=job.id)
            return await self._fail(job, Unexpected(type(error).__name__))
        await recorded(
            self._resources.jobs.drawn(
                job.id,
                job.attempt,
                made.pictures,
                cost_micros=made.cost_micros,
                notes=(*made.notes, *self._forecast.remarks(job)),
                now=self._resources.clock(),
            )
        )
        await self._forecast.heard(job.provider, None, began_at)
        return True

    async def _no_more(self, job: Job) -> ChatbrushError | None:
        """Why a job whose turn it is will not be drawn (again)."""
        if job.attempt - job.unbilled >= _MOST_ATTEMPTS:
            return Unexpected("Interrupted")
        return await self._forecast.too_late(job)

    async def _unbilled(self, job: Job, error: ChatbrushError, began_at: datetime) -> bool:
        """Nothing was drawn or billed: back to its place in the line, or to the fallback; else it fails."""
        await self._forecast.heard(job.provider, error, began_at)
        goes_elsewhere = not isinstance(error, Overloaded) and self._forecast.can_go_elsewhere(job)
        if isinstance(error, KeyRejected) and not goes_elsewhere:
            return await self._fail(job, error)
        if not goes_elsewhere:
            # While the card is still ours to change.
            await self._show_outlook(job)
        return await self._put_back(job, elsewhere=goes_elsewhere)

    async def _put_back(self, job: Job, *, elsewhere: bool) -> bool:
        if await self._resources.jobs.put_back(job.id, job.attempt, elsewhere=elsewhere):
            self._follow(job.id)
            return False
        cancelled_by = (await self._resources.jobs.get(job.id)).cancelled_by
        if cancelled_by is None:
            raise Superseded(job.id)
        return await self._fail(job, Cancelled(cancelled_by))

    async def _show_outlook(self, job: Job) -> None:
        if (outlook := self._forecast.outlook(job)) is None:
            return
        try:
            await self._delivery.show_outlook(job, outlook)
        except DeliveryFailed as error:
            _log.info("outlook not shown", job=job.id, error=type(error).__name__)

    async def _fail(self, job: Job, error: ChatbrushError) -> bool:
        await recorded(self._resources.jobs.failed(job.id, job.attempt, error, self._resources.clock()))
        return True


async def recorded(recording: Awaitable[bool]) -> None:
    """A newer attempt's result is the job's: what this one brought is dropped, by `Superseded`."""
    if not await recording:
        raise Superseded


def _is_unable(error: ChatbrushError) -> bool:
    """Whether a provider cannot do what was asked, and found so without doing anything."""
    return isinstance(error, UserCanFix) and not isinstance(error, ContentBlocked)


def _cause(error: ChatbrushError) -> ChatbrushError:
    """What the provider did, where the person is told of something else."""
    return error.__cause__ if isinstance(error.__cause__, ProviderFailed) else error
