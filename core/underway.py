"""The drawings that this process has under way, so that each can be cancelled."""

import asyncio
from collections import OrderedDict
from collections.abc import Coroutine
from typing import Any, TypeVar

from core.errors import Cancelled
from core.identity import JobId
from core.jobs import Canceller, Job
from core.ports import Signal
from core.resources import Resources

_T = TypeVar("_T")
_REMEMBERED = 1_000


class Underway:
    """Runs drawings and heeds `Signal.CANCEL` for them."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._tasks: dict[JobId, asyncio.Task[Any]] = {}
        self._asked: OrderedDict[JobId, None] = OrderedDict()
        self._looking: asyncio.Future[None] | None = None
        resources.signals.heed(Signal.CANCEL, self._heed)

    async def run(self, job: Job, work: Coroutine[Any, Any, _T]) -> _T:
        """What `work` returns or raises; `Cancelled` if the job was cancelled meanwhile, or before."""
        task = asyncio.ensure_future(work)
        self._tasks[job.id] = task
        # A signal may have come between reading the job and here.
        if job.cancelled_by is not None or job.id in self._asked:
            task.cancel()
        try:
            return await task
        except asyncio.CancelledError:
            waiter = asyncio.current_task()
            if waiter is not None and waiter.cancelling():
                raise
            known = await self._resources.jobs.get(job.id)
            raise Cancelled(known.cancelled_by or Canceller.REQUESTER) from None
        finally:
            self._tasks.pop(job.id, None)

    def _heed(self, subject: str) -> None:
        if not subject:
            # Which, was not heard.
            self._looking = asyncio.ensure_future(self._look())
            return
        job_id = JobId(subject)
        self._asked[job_id] = None
        if len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
        if job_id in self._tasks:
            self._tasks[job_id].cancel()

    async def _look(self) -> None:
        for job_id, task in list(self._tasks.items()):
            if (await self._resources.jobs.get(job_id)).cancelled_by is not None:
                task.cancel()
