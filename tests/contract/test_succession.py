"""Going on with a job that another process had, on every database."""

import pytest

from core.identity import JobId, Platform
from core.jobs import Caps, JobState, Superseded
from core.quota import Amounts, Settlement
from storage.database import Database
from tests.contract.samples import NOW, job

CAPS = Caps(total=9, per_account=9, per_community=9)
NOTHING = Settlement(Amounts(0, 0), Amounts(0, 0))


async def drawing(database: Database, executor: str) -> JobId:
    """A job in its first turn."""
    asked = job(now=NOW)
    await database.jobs.accept(asked, {}, NOW)
    await database.jobs.carded(asked.id, "card")
    (grant,) = await database.jobs.grant(CAPS, NOW, executor, list(Platform))
    assert (grant.job_id, grant.number) == (asked.id, 1)
    return asked.id


async def test_who_goes_on_has_the_job(database: Database) -> None:
    await database.tenure.enter()
    me = database.tenure.executor
    job_id = await drawing(database, "former")

    assert await database.jobs.take_up(job_id, 1, me)
    assert await database.jobs.take_up(job_id, 1, me)

    assert [each.id for each in await database.jobs.of_executor(me)] == [job_id]
    assert list(await database.jobs.of_executor("former")) == []
    with pytest.raises(Superseded):
        await database.jobs.claim(job_id, "former")
    assert await database.jobs.claim(job_id, me) == 1


async def test_a_turn_that_is_over_is_not_taken_up(database: Database) -> None:
    await database.tenure.enter()
    me = database.tenure.executor
    job_id = await drawing(database, me)
    attempt = await database.jobs.claim(job_id, me)
    assert await database.jobs.put_back(job_id, attempt)

    assert not await database.jobs.take_up(job_id, 1, me)
    (grant,) = await database.jobs.grant(CAPS, NOW, "another", list(Platform))
    assert grant.number == 2
    assert not await database.jobs.take_up(job_id, 1, me)

    assert (await database.jobs.get(job_id)).executor == "another"


async def test_a_job_that_ended_in_the_turn_is_gone_on_with(database: Database) -> None:
    await database.tenure.enter()
    me = database.tenure.executor
    job_id = await drawing(database, me)
    assert await database.jobs.finish(job_id, JobState.FAILED, NOTHING, None, NOW)

    assert await database.jobs.take_up(job_id, 1, me)

    assert (await database.jobs.get(job_id)).executor == ""
