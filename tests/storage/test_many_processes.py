"""Really separate processes on one PostgreSQL database."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from core.identity import JobId, Platform
from core.jobs import Caps, JobState
from core.quota import Scope, ScopeKind
from storage.database import Database, open_database
from storage.schema import jobs as jobs_table
from tests.contract.samples import ADA, job
from tests.storage.member import LEASE_SECONDS
from tests.storage.waiting import until

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
TAKEOVER_SECONDS = 30.0
"""What is promised with the shipped lease; `tests.storage.member` has a shorter one, but machines are busy."""


class Fleet:
    """Processes, and the deployment's database as one more process has it open."""

    def __init__(self, url: str, folder: Path, database: Database) -> None:
        self._url = url
        self.folder = folder
        self.database = database
        self.processes: list[asyncio.subprocess.Process] = []

    async def start(self, name: str, *, hold: str = "") -> asyncio.subprocess.Process:
        if hold:
            (self.folder / f"hold-{name}-{hold}").touch()
        process = await self.run("tests.storage.member", name)
        await until(lambda: f"{name} " in self.read("names.txt"))
        return process

    async def run(self, module: str, *arguments: str) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-W", "error", "-m", module, self._url, str(self.folder), *arguments),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        self.processes.append(process)
        return process

    async def ask(self, count: int) -> list[JobId]:
        """So many jobs that wait."""
        asked = [job(now=datetime.now(UTC)) for _ in range(count)]
        for each in asked:
            await self.database.jobs.accept(each, {}, each.accepted_at)
            await self.database.jobs.carded(each.id, "card")
        return [each.id for each in asked]

    def release(self, name: str) -> None:
        for held in self.folder.glob(f"hold-{name}-*"):
            held.unlink()

    def read(self, file: str) -> str:
        path = self.folder / file
        return path.read_text() if path.exists() else ""

    def ran(self, step: str, name: str) -> list[str]:
        """Which jobs began this step in this process."""
        lines = (line.split() for line in self.read("ran.txt").splitlines())
        return [job_id for began, job_id, where in lines if (began, where) == (step, name)]

    def names(self, name: str) -> list[str]:
        lines = (line.split() for line in self.read("names.txt").splitlines())
        return [executor for process, executor in lines if process == name]

    async def ended(self, job_ids: list[JobId], seconds: float = TAKEOVER_SECONDS) -> None:
        async with asyncio.timeout(seconds):
            while [each for each in await self.database.jobs.unfinished() if each.id in job_ids]:  # noqa: ASYNC110 - others end them
                await asyncio.sleep(0.05)

    async def assert_each_once(self, job_ids: list[JobId]) -> None:
        """Each ended as done, was delivered and settled once, and is charged once."""
        for file in ("delivered.txt", "settled.txt"):
            counted = Counter(line.split()[0] for line in self.read(file).splitlines())
            assert {job_id: counted[job_id] for job_id in job_ids} == dict.fromkeys(job_ids, 1)
        states = [(await self.database.jobs.get(job_id)).state for job_id in job_ids]
        assert set(states) == {JobState.DONE}
        assert await self.database.ledger.balance(Scope(ScopeKind.ACCOUNT, ADA)) == (len(job_ids), 0)

    async def journeys(self) -> dict[str, int]:
        """How many workflows stand how."""
        async with self.database.transactions.read() as connection:
            found = await connection.execute(
                sa.text("SELECT status, count(*) AS jobs FROM chatbrush_jobs.workflow_status GROUP BY status")
            )
            return {row.status: row.jobs for row in found}


@pytest.fixture
async def fleet(postgres_url: str, tmp_path: Path) -> AsyncIterator[Fleet]:
    name = f"fleet_{os.getpid()}_{tmp_path.name[-20:]}".lower().replace("-", "_")
    async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as admin:
        await admin.execute(f'CREATE DATABASE "{name}"'.encode())
    url = sa.make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    async with await open_database(url, tmp_path) as opened:
        fleet = Fleet(url, tmp_path, opened)
        yield fleet
        for process in fleet.processes:
            if process.returncode is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            await process.wait()
    async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as admin:
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


async def test_fifty_requests_against_ten_left_start_exactly_ten(fleet: Fleet) -> None:
    processes = [
        await fleet.run("tests.storage.requester", count, "10") for count in ("13", "13", "12", "12")
    ]
    await until(lambda: len(list(fleet.folder.glob("ready-*"))) == 4)
    (fleet.folder / "go").touch()
    printed = [(await process.communicate())[0] for process in processes]

    assert sum(int(each) for each in printed) == 10
    assert await fleet.database.ledger.balance(Scope(ScopeKind.ACCOUNT, ADA)) == (10, 0)
    assert len(await fleet.database.jobs.unfinished()) == 10


async def test_a_killed_worker_s_jobs_run_on_in_another(fleet: Fleet) -> None:
    doomed = await fleet.start("doomed", hold="deliver")
    half_done = await fleet.ask(4)
    await until(lambda: len(fleet.ran("deliver", "doomed")) == 4)
    (fleet.folder / "hold-doomed-draw").touch()
    in_the_call = await fleet.ask(4)
    await until(lambda: len(fleet.ran("draw", "doomed")) == 8)
    await fleet.start("heir")
    doomed.kill()
    await fleet.ended(half_done + in_the_call)

    await fleet.assert_each_once(half_done + in_the_call)
    assert sorted(fleet.ran("draw", "heir")) == sorted(in_the_call)
    assert sorted(fleet.ran("deliver", "heir")) == sorted(half_done + in_the_call)
    assert {(await fleet.database.jobs.get(each)).attempt for each in in_the_call} == {2}
    assert await fleet.journeys() == {"SUCCESS": 8}


async def test_two_heirs_share_and_repeat_nothing(fleet: Fleet) -> None:
    doomed = await fleet.start("doomed", hold="draw")
    asked = await fleet.ask(12)
    await until(lambda: len(fleet.ran("draw", "doomed")) == 12)
    await asyncio.gather(fleet.start("first"), fleet.start("second"))
    doomed.kill()
    await fleet.ended(asked)

    await fleet.assert_each_once(asked)
    assert sorted(fleet.ran("draw", "first") + fleet.ran("draw", "second")) == sorted(asked)
    assert {(await fleet.database.jobs.get(each)).attempt for each in asked} == {2}


async def test_a_paused_worker_records_nothing_and_works_again(fleet: Fleet) -> None:
    zombie = await fleet.start("zombie", hold="draw")
    asked = await fleet.ask(5)
    await until(lambda: len(fleet.ran("draw", "zombie")) == 5)
    zombie.send_signal(signal.SIGSTOP)
    heir = await fleet.start("heir", hold="deliver")
    await until(lambda: len(fleet.ran("deliver", "heir")) == 5, TAKEOVER_SECONDS)
    fleet.release("zombie")
    zombie.send_signal(signal.SIGCONT)
    await until(lambda: len(fleet.names("zombie")) >= 2, TAKEOVER_SECONDS)
    fleet.release("heir")
    await fleet.ended(asked)

    await fleet.assert_each_once(asked)
    assert fleet.ran("deliver", "zombie") == fleet.ran("settle", "zombie") == []
    assert {(await fleet.database.jobs.get(each)).notes for each in asked} == {("heir",)}
    assert await fleet.journeys() == {"SUCCESS": 5}

    heir.terminate()
    assert await heir.wait() == 0
    more = await fleet.ask(3)
    await fleet.ended(more)
    assert sorted(fleet.ran("settle", "zombie")) == sorted(more)
    await fleet.assert_each_once(asked + more)


async def test_who_ends_properly_hands_over_at_once(fleet: Fleet) -> None:
    leaving = await fleet.start("leaving", hold="draw")
    asked = await fleet.ask(3)
    await until(lambda: len(fleet.ran("draw", "leaving")) == 3)
    await fleet.start("staying")
    leaving.terminate()
    assert await leaving.wait() == 0
    await fleet.ended(asked)

    await fleet.assert_each_once(asked)
    assert sorted(fleet.ran("settle", "staying")) == sorted(asked)


async def test_a_turn_without_a_journey_is_begun_by_the_heir(fleet: Fleet) -> None:
    asked = await fleet.ask(2)
    caps = Caps(total=9, per_account=9, per_community=9)
    granted = await fleet.database.jobs.grant(caps, datetime.now(UTC), "killed", list(Platform))
    assert len(granted) == 2
    await fleet.start("heir")
    await fleet.ended(asked)

    await fleet.assert_each_once(asked)


async def test_a_turn_that_is_over_is_not_gone_on_with(fleet: Fleet) -> None:
    doomed = await fleet.start("doomed", hold="draw")
    (job_id,) = await fleet.ask(1)
    await until(lambda: fleet.ran("draw", "doomed") == [job_id])
    doomed.kill()
    # As if it had been put back just before, and another process had its second turn.
    async with fleet.database.transactions.write() as connection:
        await connection.execute(sa.update(jobs_table).values(state=JobState.WAITING, executor=""))
    await fleet.start("other", hold="deliver")
    await until(lambda: fleet.ran("deliver", "other") == [job_id])
    third = await fleet.start("third")
    await asyncio.sleep(2 * LEASE_SECONDS)
    fleet.release("other")
    await fleet.ended([job_id])

    await fleet.assert_each_once([job_id])
    assert fleet.ran("draw", "third") == fleet.ran("deliver", "third") == []
    assert third.returncode is None
    assert await fleet.journeys() == {"SUCCESS": 2}


async def test_terminated_connections_lose_nothing(fleet: Fleet, postgres_url: str) -> None:
    await fleet.start("only", hold="draw")
    asked = await fleet.ask(5)
    await until(lambda: len(fleet.ran("draw", "only")) == 5)
    async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as admin:
        database = fleet.database.transactions.engine.url.database
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
        )
    await asyncio.sleep(1)
    fleet.release("only")
    await fleet.ended(asked)
    more = await fleet.ask(2)
    await fleet.ended(more)

    await fleet.assert_each_once(asked + more)
    assert len(fleet.names("only")) == 1
