"""One of several processes on a PostgreSQL database: `python -m tests.storage.member URL FOLDER NAME`.

Grants itself whatever waits, and runs three steps on the real tables. Each step that begins writes a line
"step job name" to `ran.txt`, and each ends once no file `hold-NAME-STEP` exists. `name.txt` in a folder
of NAME has the executor names that it had. SIGTERM ends it properly.
"""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from core.identity import JobId, Platform
from core.jobs import Caps, JobState, Superseded
from core.ports import Signal
from core.quota import Amounts, Settlement
from storage.connections import watched
from storage.database import Database, database_url
from storage.engine import Engine
from storage.shared_signals import PostgresSignals
from storage.shared_tenure import SharedTenure
from storage.transactions import Transactions

BEAT_SECONDS = 0.4
LEASE_SECONDS = 4.0
MARGIN_SECONDS = 1.0
AT_ONCE = 40


def shared_database(url: str, folder: Path, role: str = "all") -> tuple[Database, PostgresSignals]:
    """As `open_database` makes it, but with a short lease; the schema must be there."""
    at = database_url(url, folder)
    signals = PostgresSignals(at)
    tenure = SharedTenure(
        at,
        signals,
        role,
        beat_seconds=BEAT_SECONDS,
        lease_seconds=LEASE_SECONDS,
        margin_seconds=MARGIN_SECONDS,
    )
    return Database(Transactions(watched(at)), signals, tenure, folder), signals


class Member:
    """Does with the storage what the studio does with it."""

    def __init__(self, url: str, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._database, self._signals = shared_database(url, folder)
        self._engine = Engine(url, folder, self._database.tenure, self._database.jobs.take_up)
        self._steps = (("draw", self.draw), ("deliver", self.deliver), ("settle", self.settle))
        self._poked = asyncio.Event()

    async def run(self) -> None:
        over = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
        await self._signals.open()
        self._database.signals.heed(Signal.TURNS, lambda _: self._poked.set())
        tenure = self._database.tenure
        await self._enter()
        await tenure.watch(self.inherit, self.begin_anew)
        granting = asyncio.create_task(self._grant())
        self._poked.set()
        await over.wait()
        granting.cancel()
        await asyncio.gather(granting, return_exceptions=True)
        await self._engine.close()
        await tenure.end()
        await self._database.close()

    async def _enter(self) -> None:
        await self._database.tenure.enter()
        await self._engine.launch(self._steps)
        self._note("names.txt", f"{self._name} {self._database.tenure.executor}")

    async def begin_anew(self) -> None:
        await self._engine.close()
        await self._enter()
        self._poked.set()

    async def inherit(self, former: str) -> bool:
        for job in await self._database.jobs.of_executor(former):
            if job.state is JobState.DRAWING:
                await self._engine.start(job.id, job.grant)
        await self._engine.inherit(former)
        return True

    async def _grant(self) -> None:
        while True:
            await self._poked.wait()
            self._poked.clear()
            tenure = self._database.tenure
            if tenure.is_held():
                caps = Caps(total=AT_ONCE, per_account=AT_ONCE, per_community=AT_ONCE)
                now = datetime.now(UTC)
                for grant in await self._database.jobs.grant(caps, now, tenure.executor, list(Platform)):
                    await self._engine.start(grant.job_id, grant.number)

    async def draw(self, job_id: JobId) -> bool:
        attempt = await self._database.jobs.claim(job_id, self._database.tenure.executor)
        await self._held("draw", job_id)
        drawn = self._database.jobs.drawn(
            job_id, attempt, [], cost_micros=0, notes=[self._name], now=datetime.now(UTC)
        )
        if not await drawn:
            raise Superseded(job_id)
        return True

    async def deliver(self, job_id: JobId) -> bool:
        await self._held("deliver", job_id)
        if not self._database.tenure.is_held():
            raise Superseded(job_id)
        self._note("delivered.txt", f"{job_id} {self._name}")
        return True

    async def settle(self, job_id: JobId) -> bool:
        self._note("ran.txt", f"settle {job_id} {self._name}")
        charged = Settlement(Amounts(1, 0), Amounts(1, 0))
        executor = self._database.tenure.executor
        ended = await self._database.jobs.finish(
            job_id, JobState.DONE, charged, None, datetime.now(UTC), executor=executor
        )
        if ended:
            self._note("settled.txt", f"{job_id} {self._name}")
        return True

    async def _held(self, step: str, job_id: JobId) -> None:
        self._note("ran.txt", f"{step} {job_id} {self._name}")
        while (self._folder / f"hold-{self._name}-{step}").exists():  # noqa: ASYNC110 - only a file reaches this process
            await asyncio.sleep(0.02)

    def _note(self, file: str, line: str) -> None:
        descriptor = os.open(self._folder / file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{line}\n".encode())
        os.close(descriptor)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(Member(sys.argv[1], Path(sys.argv[2]), sys.argv[3]).run())
