"""The job engine: every finished step once, also after a restart."""

import asyncio
import logging
import socket
import threading
import warnings
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.identity import JobId, new_id
from core.ports import Step
from storage.engine import CLOSING_SECONDS, Engine
from storage.tenure import LoneTenure

PATIENCE_SECONDS = 20


class Journey:
    """Three steps that write down that they ran; `held` jobs wait in the second, `bad` ones fail there."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, JobId]] = []
        self.held: set[JobId] = set()
        self.bad: set[JobId] = set()
        self.threads: set[int] = set()

    def steps(self) -> Sequence[tuple[str, Step]]:
        return [("draw", self.draw), ("keep", self.keep), ("show", self.show)]

    async def draw(self, job_id: JobId) -> bool:
        self.note("draw", job_id)
        return True

    async def keep(self, job_id: JobId) -> bool:
        self.note("keep", job_id)
        if job_id in self.held:
            await asyncio.sleep(3600)
        if job_id in self.bad:
            raise LookupError("a defect of ours")
        return True

    async def show(self, job_id: JobId) -> bool:
        self.note("show", job_id)
        return True

    def note(self, step: str, job_id: JobId) -> None:
        self.threads.add(threading.get_ident())
        self.ran.append((step, job_id))

    def of(self, job_id: JobId) -> list[str]:
        return [step for step, ran in self.ran if ran == job_id]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - an engine reports to nobody
            await asyncio.sleep(0.01)


async def taken_up(_job_id: JobId, _turn: int, _executor: str) -> bool:
    return True


def engine_of(url: str | None, data: Path) -> Engine:
    return Engine(url, data, LoneTenure(), taken_up)


@asynccontextmanager
async def launched(url: str | None, data: Path, journey: Journey) -> AsyncIterator[Engine]:
    engine = engine_of(url, data)
    await engine.launch(journey.steps())
    try:
        yield engine
    finally:
        await engine.close()


@pytest.fixture
def journey() -> Journey:
    return Journey()


async def test_steps_run_in_order_on_this_loop(url: str | None, tmp_path: Path, journey: Journey) -> None:
    job_id = JobId(new_id())
    async with launched(url, tmp_path, journey) as engine:
        await engine.start(job_id, 1)
        await until(lambda: len(journey.of(job_id)) == 3)

    assert journey.of(job_id) == ["draw", "keep", "show"]
    assert journey.threads == {threading.get_ident()}


async def test_a_second_start_does_nothing(url: str | None, tmp_path: Path, journey: Journey) -> None:
    job_id = JobId(new_id())
    async with launched(url, tmp_path, journey) as engine:
        await asyncio.gather(*(engine.start(job_id, 1) for _ in range(5)))
        await until(lambda: "show" in journey.of(job_id))
        await engine.start(job_id, 1)
        await asyncio.sleep(0.1)

    assert journey.of(job_id) == ["draw", "keep", "show"]


async def test_a_closed_engine_takes_its_jobs_up_again(
    url: str | None, tmp_path: Path, journey: Journey
) -> None:
    held, done = JobId(new_id()), JobId(new_id())
    journey.held.add(held)
    async with launched(url, tmp_path, journey) as engine:
        await engine.start(held, 1)
        await engine.start(done, 1)
        await until(lambda: journey.of(held) == ["draw", "keep"] and len(journey.of(done)) == 3)
    journey.held.clear()

    async with launched(url, tmp_path, journey) as engine:
        await engine.start(held, 1)
        await until(lambda: "show" in journey.of(held))

    assert journey.of(held) == ["draw", "keep", "keep", "show"]
    assert journey.of(done) == ["draw", "keep", "show"]
    assert journey.threads == {threading.get_ident()}


async def test_a_failing_step_is_logged_and_tried_again_by_the_next_start(
    url: str | None, tmp_path: Path, journey: Journey
) -> None:
    bad = JobId(new_id())
    journey.bad.add(bad)
    with structlog.testing.capture_logs() as logs:
        async with launched(url, tmp_path, journey) as engine:
            await engine.start(bad, 1)
            await until(lambda: bool(logs))
            await asyncio.sleep(0.2)
        assert journey.of(bad) == ["draw", "keep"]
        journey.bad.clear()
        async with launched(url, tmp_path, journey):
            await until(lambda: len(journey.of(bad)) == 4)

    assert journey.of(bad) == ["draw", "keep", "keep", "show"]
    assert [(each["event"], each["step"], each["error"]) for each in logs] == [
        ("step failed", "keep", "LookupError")
    ]


async def test_a_step_waits_for_the_database(
    url: str | None, tmp_path: Path, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.FIRST_PAUSE_SECONDS", 0.01)
    job_id = JobId(new_id())
    faults: list[Exception] = [
        OperationalError("SELECT", {}, Exception("the server closed the connection")),
        PoolTimeoutError("no connection was free"),
    ]
    keep = journey.keep

    async def away(job_id: JobId) -> bool:
        if faults:
            raise faults.pop(0)
        return await keep(job_id)

    monkeypatch.setattr(journey, "keep", away)
    async with launched(url, tmp_path, journey) as engine:
        await engine.start(job_id, 1)
        await until(lambda: len(journey.of(job_id)) == 3)

    assert journey.of(job_id) == ["draw", "keep", "show"]


async def test_a_journey_that_comes_to_one_without_a_name_goes_back(
    url: str | None, tmp_path: Path, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = JobId(new_id())
    async with launched(url, tmp_path, journey) as engine:
        monkeypatch.setattr(engine._tenure, "is_held", lambda: False)
        await engine.start(job_id, 1)
        await engine.idle()
        assert journey.ran == []
        monkeypatch.undo()
        await until(lambda: len(journey.of(job_id)) == 3)

    assert journey.of(job_id) == ["draw", "keep", "show"]


async def test_closing_does_not_wait_for_the_database(
    tmp_path: Path, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: JobId) -> bool:
        journey.ran.append(("keep", JobId("away")))
        raise OperationalError("SELECT", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(journey, "keep", away)
    job_id = JobId(new_id())
    async with launched(None, tmp_path, journey) as engine:
        await engine.start(job_id, 1)
        await until(lambda: len(journey.ran) == 2)
        async with asyncio.timeout(CLOSING_SECONDS / 2):
            await engine.close()

    assert [step for step, _ in journey.ran] == ["draw", "keep"]


async def test_many_jobs_run_at_once(url: str | None, tmp_path: Path, journey: Journey) -> None:
    jobs = [JobId(new_id()) for _ in range(40)]
    async with launched(url, tmp_path, journey) as engine:
        await asyncio.gather(*(engine.start(job_id, 1) for job_id in jobs))
        await until(lambda: len(journey.ran) == 120)

    assert Counter(step for step, _ in journey.ran) == {"draw": 40, "keep": 40, "show": 40}


async def test_only_one_engine_runs_in_a_process(tmp_path: Path, journey: Journey) -> None:
    async with launched(None, tmp_path, journey):
        with pytest.raises(RuntimeError, match="already launched"):
            await engine_of(None, tmp_path).launch(journey.steps())


async def test_an_engine_that_cannot_launch_leaves_nothing_behind(tmp_path: Path, journey: Journey) -> None:
    (tmp_path / "jobs.db").write_bytes(b"not a database" * 100)
    with pytest.raises(Exception, match="not a database"):
        await engine_of(None, tmp_path).launch(journey.steps())
    (tmp_path / "jobs.db").unlink()

    async with launched(None, tmp_path, journey) as engine:
        await engine.start(JobId(new_id()), 1)
        await until(lambda: len(journey.ran) == 3)


async def test_closing_twice_or_before_launching_is_harmless(tmp_path: Path, journey: Journey) -> None:
    engine = engine_of(None, tmp_path)
    await engine.close()
    await engine.launch(journey.steps())
    await engine.close()
    await engine.close()

    assert await asyncio.to_thread(lambda: "threads work") == "threads work"


async def test_the_engine_is_quiet_and_listens_to_nobody(
    tmp_path: Path, journey: Journey, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening: list[object] = []
    monkeypatch.setattr(socket.socket, "listen", lambda *arguments: listening.append(arguments))
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        async with launched(None, tmp_path, journey) as engine:
            await engine.start(JobId(new_id()), 1)
            await until(lambda: len(journey.ran) == 3)

    assert [record for record in caplog.records if record.name.startswith("dbos")] == []
    assert listening == []


async def test_workflows_that_ended_long_ago_are_forgotten(
    tmp_path: Path, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = JobId(new_id())
    async with launched(None, tmp_path, journey) as engine:
        await engine.start(job_id, 1)
        await until(lambda: len(journey.of(job_id)) == 3)
        await asyncio.sleep(0.3)
    monkeypatch.setattr("storage.engine.KEPT", timedelta(days=-1))

    async with launched(None, tmp_path, journey) as engine:
        await asyncio.sleep(0.5)
        await engine.start(job_id, 1)
        await until(lambda: len(journey.of(job_id)) == 6)
