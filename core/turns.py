"""Lets waiting jobs draw when it is their turn, and tells those who wait where they stand."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from statistics import median

import structlog

from core.admission import Standing, standings
from core.delivery import Delivery
from core.detours import course
from core.errors import DeliveryFailed
from core.forecast import Forecast
from core.identity import JobId
from core.jobs import Caps, Job, JobState, Line
from core.ports import GRANTED, JobEngine, Signal
from core.resources import Resources
from core.weather import Outlook, outlook

_log = structlog.get_logger(__name__)

_MOST_UPDATES = 20
_RETRY_SECONDS = 1.0
"""When what failed for want of a database is tried again."""
_UPDATE_SECONDS = 0.5
"""Nobody reads faster, and a long line moves many times a second."""
_MEASURED_SECONDS = 10.0
"""For so long, measured durations are good enough to go on with."""
_LONG_LINE = 100
"""A longer one is put in order beside the event loop."""


_Shown = tuple[int, Outlook | None]
_NOTHING: _Shown = (0, None)


class Turns:
    """Grants jobs, where there is an engine to draw them; `Signal.TURNS` says that something changed.

    No polling.
    """

    def __init__(
        self, resources: Resources, engine: JobEngine | None, delivery: Delivery, forecast: Forecast
    ) -> None:
        self._resources = resources
        self._engine = engine
        self._delivery = delivery
        self._forecast = forecast
        self._poked = asyncio.Event()
        self._moved = asyncio.Event()
        self._is_paused = False
        self._is_unsure = False
        self._granting = asyncio.Lock()
        self._shown: dict[JobId, _Shown] = {}
        self._measured: dict[tuple[str, str], tuple[float, float | None]] = {}
        self._reading = asyncio.Lock()
        self._begun = 0
        self._found: tuple[int, Mapping[JobId, Standing]] = (0, {})
        resources.signals.heed(Signal.TURNS, self._heed)
        forecast.heed(lambda: self._heed(""))
        settings = resources.settings.jobs
        self._caps = Caps(
            total=settings.drawing_at_once,
            per_account=settings.per_account,
            per_community=settings.per_community,
            providers={
                name: provider.traits.drawing_at_once for name, provider in resources.providers.items()
            },
            starts=forecast.starts,
            weather=forecast.names,
            deadline_seconds=settings.deadline_seconds,
            instant=frozenset(
                name for name, provider in resources.providers.items() if provider.traits.is_instant
            ),
        )

    async def pause(self) -> None:
        """Grant nothing from now on; what was just granted has been started when this returns."""
        self._is_paused = True
        async with self._granting:
            pass

    def resume(self) -> None:
        """Grant again."""
        self._is_paused = False
        self._poked.set()

    async def run(self) -> None:
        """Grant, and keep the cards of those who wait up to date, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_up_to_date())
            while True:
                await self._poked.wait()
                self._poked.clear()
                async with self._granting:
                    (failed,) = await asyncio.gather(self._grant(), return_exceptions=True)
                if failed is not None:
                    _log.error("no turns given", error=type(failed).__name__, exc_info=failed)
                    self._is_unsure = True
                    await asyncio.sleep(_RETRY_SECONDS)
                    self._poked.set()

    async def standing(self, job: Job) -> Standing:
        """Where a job stands that is about to wait."""
        return (await self._standings_together()).get(job.id, Standing(1))

    def follow(self, job_id: JobId, standing: Standing | None = None) -> None:
        """A job's card says this, or something else: keep it up to date from now on."""
        self._shown[job_id] = _shown(standing) if standing is not None else _NOTHING

    async def follow_all(self) -> None:
        """Nobody may be left who follows the cards of those who wait now."""
        line = await self._resources.jobs.queue()
        for job in line.waiting:
            self._shown.setdefault(job.id, _NOTHING)
        self._moved.set()

    def _heed(self, subject: str) -> None:
        self._moved.set()
        if subject != GRANTED:
            self._poked.set()

    async def _grant(self) -> None:
        resources = self._resources
        if self._is_paused or not resources.tenure.is_held():
            return
        if self._engine is not None:
            if self._is_unsure:
                await self._start_what_is_ours(self._engine)
            granted = await resources.jobs.grant(
                self._caps, resources.clock(), resources.tenure.executor, resources.couriers.platforms()
            )
            for grant in granted:
                await self._engine.start(grant.job_id, grant.number)
        await self._forecast.look()

    async def _start_what_is_ours(self, engine: JobEngine) -> None:
        """A turn may have been given, and then the database was lost."""
        for job in await self._resources.jobs.of_executor(self._resources.tenure.executor):
            if job.state is JobState.DRAWING:
                await engine.start(job.id, job.grant)
        self._is_unsure = False

    async def _keep_up_to_date(self) -> None:
        while True:
            await self._moved.wait()
            self._moved.clear()
            if self._shown:
                (failed,) = await asyncio.gather(self._update(), return_exceptions=True)
                if failed is not None:
                    _log.error("standings not shown", error=type(failed).__name__, exc_info=failed)
                    self._moved.set()
                await asyncio.sleep(_UPDATE_SECONDS)

    async def _update(self) -> None:
        found = await self._standings_together()
        self._shown = {job_id: shown for job_id, shown in self._shown.items() if job_id in found}
        first = [job_id for job_id in found if job_id in self._shown][:_MOST_UPDATES]
        for job_id in first:
            standing = found[job_id]
            if self._shown.get(job_id) == _shown(standing):
                continue
            job = await self._resources.jobs.get(job_id)
            if job.state is not JobState.WAITING:
                continue
            try:
                await self._delivery.update_card(job, standing)
            except DeliveryFailed as error:
                _log.info("position not shown", job=job_id, error=type(error).__name__)
            self._shown[job_id] = _shown(standing)

    async def _standings_together(self) -> Mapping[JobId, Standing]:
        """Read once for all who ask while others' are being read: a long line takes long, and so many may ask."""
        wanted = self._begun + 1
        async with self._reading:
            if self._found[0] < wanted:
                self._begun += 1
                self._found = (self._begun, await self._standings())
            return self._found[1]

    async def _standings(self) -> Mapping[JobId, Standing]:
        """In the order of turns, under the weather as it is now."""
        now, skies = self._resources.clock(), self._forecast.skies
        way = course(await self._resources.jobs.queue(), self._caps, skies, now)
        seconds = await self._seconds(way.line)
        if len(way.line.waiting) > _LONG_LINE:
            found = await asyncio.to_thread(standings, way.line, way.caps, seconds)
        else:
            found = standings(way.line, way.caps, seconds)
        away = {name: told for name, weather in skies.items() if (told := outlook(weather, now))}
        told_of = {job.id: away[job.provider] for job in way.line.waiting if job.provider in away}
        return {
            job_id: replace(standing, outlook=told_of.get(job_id)) if told_of else standing
            for job_id, standing in found.items()
        }

    async def _seconds(self, line: Line) -> Mapping[tuple[str, str], float]:
        """How long drawings take, of every model that matters to the line and has drawn before."""
        found = {}
        now = asyncio.get_running_loop().time()
        for kind in {*line.busy.models, *((job.provider, job.model) for job in line.waiting)}:
            at, known = self._measured.get(kind, (0.0, None))
            if known is None or now - at > _MEASURED_SECONDS:
                durations = await self._resources.jobs.durations(*kind)
                known = median(durations) if durations else None
                self._measured[kind] = (now, known)
            if known is not None:
                found[kind] = known
        return found


def _shown(standing: Standing) -> _Shown:
    return standing.position, standing.outlook
