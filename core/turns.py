"""Lets waiting jobs draw when it is their turn, and tells those who wait where they stand."""

import asyncio

import structlog

from core.admission import expected_seconds, positions
from core.delivery import Delivery
from core.errors import DeliveryFailed
from core.identity import JobId
from core.jobs import ENDED, Caps, Job
from core.ports import JobEngine
from core.resources import Resources

_log = structlog.get_logger(__name__)

_MOST_UPDATES = 20


class Turns:
    """Grants jobs; a poke says that something changed. No polling."""

    def __init__(self, resources: Resources, engine: JobEngine, delivery: Delivery) -> None:
        self._resources = resources
        self._engine = engine
        self._delivery = delivery
        self._poked = asyncio.Event()
        self._shown: dict[JobId, int] = {}
        settings = resources.settings.jobs
        self._caps = Caps(
            total=settings.drawing_at_once,
            per_account=settings.per_account,
            per_community=settings.per_community,
            providers={
                name: provider.traits.drawing_at_once for name, provider in resources.providers.items()
            },
        )

    def poke(self) -> None:
        """A job waits, or a slot is free."""
        self._poked.set()

    async def run(self) -> None:
        """Grant until cancelled."""
        async with asyncio.TaskGroup() as group:
            update: asyncio.Task[None] | None = None
            while True:
                await self._poked.wait()
                self._poked.clear()
                granted = await self._resources.jobs.grant(self._caps, self._resources.clock())
                for job_id in granted:
                    await self._engine.start(job_id)
                    self._shown.pop(job_id, None)
                others_wait = bool(self._shown)
                if granted and others_wait and (update is None or update.done()):
                    update = group.create_task(self._update())

    async def standing(self, job: Job) -> tuple[int, float | None]:
        """(position, expected seconds) of a job that is about to wait; position 1 is next."""
        waiting, drawing = await self._resources.jobs.queue()
        position = positions(waiting, drawing, self._caps).get(job.id, len(waiting) + 1)
        self._shown[job.id] = position
        return position, await self._expected(job, position)

    async def _expected(self, job: Job, position: int) -> float | None:
        durations = await self._resources.jobs.durations(job.provider, job.model)
        return expected_seconds(position, self._caps.total, durations) if durations else None

    async def _update(self) -> None:
        waiting, drawing = await self._resources.jobs.queue()
        for job_id, position in list(positions(waiting, drawing, self._caps).items())[:_MOST_UPDATES]:
            if self._shown.get(job_id) == position:
                continue
            job = await self._resources.jobs.get(job_id)
            if job.state in ENDED or job.granted_at is not None:
                continue
            try:
                expected = await self._expected(job, position)
                await self._delivery.update_card(job, position, expected)
            except DeliveryFailed as error:
                _log.info("position not shown", job=job_id, error=type(error).__name__)
            self._shown[job_id] = position
