"""What is asked at every request looks at the line alone, however many jobs have ended."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from core.identity import Platform
from core.jobs import Caps, JobState
from storage.bounds import Waiting
from storage.database import Database, open_database
from storage.schema import jobs
from storage.turns import grant_turns, read_line
from tests.contract.samples import ADA, GROUP, NOW, job

PAST = 40
FLAT = (
    "ix_jobs_open",
    "ix_jobs_round_micros",
    "ix_jobs_account_id_round_micros",
    "ix_jobs_provider_granted_at",
)


def _asked(connection: sa.Connection) -> list[tuple[str, Any]]:
    """Every statement that reading, granting and counting send."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> None:
        asked.append((statement, parameters))

    sa.event.listen(connection, "before_cursor_execute", note)
    Waiting(connection, [job()])
    read_line(connection)
    grant_turns(connection, Caps(9, 9, 9, starts={"painter": 3}), NOW, "here", tuple(Platform))
    sa.event.remove(connection, "before_cursor_execute", note)
    return asked


def _plans(connection: sa.Connection) -> list[str]:
    steps: list[str] = []
    for statement, parameters in _asked(connection):
        explained = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps.extend(str(row[3]) for row in explained)
    return steps


@pytest.fixture
async def sqlite(tmp_path: Path) -> Any:
    async with await open_database(None, tmp_path) as opened:
        yield opened


async def _have_a_past(database: Database) -> None:
    """Jobs that all have ended, and a database that has counted them."""
    for _ in range(PAST):
        await database.jobs.accept(job(account=ADA, community=GROUP), {}, NOW)
    ended = sa.update(jobs).values(state=JobState.DONE, finished_at=NOW)
    await database.transactions.run(lambda connection: connection.execute(ended))
    await database.transactions.run(lambda connection: connection.exec_driver_sql("ANALYZE"))


@pytest.mark.parametrize("has_past", [False, True])
async def test_only_the_lines_own_indexes_are_used(sqlite: Database, has_past: bool) -> None:
    if has_past:
        await _have_a_past(sqlite)
    kept, _ = await sqlite.jobs.accept(job(account=ADA, community=GROUP), {}, NOW)
    await sqlite.jobs.carded(kept.id, "50")

    steps = await sqlite.transactions.run(_plans)

    looks = [step for step in steps if "jobs" in step and not step.startswith("SCAN anon")]
    assert looks
    for step in looks:
        assert step.startswith("SEARCH"), step
        assert (
            any(f"INDEX {name} " in f"{step} " for name in FLAT) or "(rowid=?)" in step or "id=?" in step
        ), step
        assert "ix_jobs_community_id" not in step, "that one grows with every job that ends"
