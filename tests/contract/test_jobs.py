"""The jobs table, on every database."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.errors import ContentBlocked, ProviderDown
from core.identity import JobId, Platform, new_id
from core.jobs import ENDED, Caps, Job, JobState
from core.quota import Amounts, Settlement
from storage.database import Database
from tests.contract.samples import ADA, BO, NOW, job, picture

HERE = "chatbrush"
WIDE = Caps(total=99, per_account=99, per_community=99)
NOTHING = Settlement(Amounts(0, 0), Amounts(0, 0))


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


async def accepted(database: Database, wanted: Job) -> Job:
    kept, is_new = await database.jobs.accept(wanted, {}, wanted.accepted_at)
    assert is_new
    return kept


async def waiting(database: Database, wanted: Job) -> Job:
    kept = await accepted(database, wanted)
    await database.jobs.carded(kept.id, "50")
    return kept


async def grants(database: Database, caps: Caps, now: datetime) -> tuple[JobId, ...]:
    given = await database.jobs.grant(caps, now, HERE, tuple(Platform))
    return tuple(grant.job_id for grant in given)


async def drawing(database: Database, wanted: Job) -> Job:
    kept = await waiting(database, wanted)
    assert kept.id in await grants(database, WIDE, NOW)
    return kept


async def test_a_job_comes_back_as_it_was(database: Database) -> None:
    full = replace(job(), attempt=2, drawn_count=1, cost_micros=5, granted_at=NOW, drawn_at=later(1))
    bare = replace(
        job(), size=None, error=None, other_reading=None, request_message=None, sources=(), notes=()
    )

    for each in (full, bare):
        assert await database.jobs.accept(each, {}, NOW) == (each, True)
        assert await database.jobs.get(each.id) == each


async def test_an_unknown_job_is_a_key_error(database: Database) -> None:
    for call in (
        database.jobs.get(JobId(new_id())),
        database.jobs.carded(JobId(new_id()), "1"),
    ):
        with pytest.raises(KeyError):
            await call


async def test_a_repeated_key_is_the_job_that_is_there(database: Database) -> None:
    first = await waiting(database, job(key="update 1"))

    kept, is_new = await database.jobs.accept(job(key="update 1"), {}, NOW)

    assert not is_new
    assert kept == await database.jobs.get(first.id)
    assert len(await database.jobs.unfinished()) == 1


async def test_the_same_update_many_times_at_once_is_one_job(database: Database) -> None:
    outcomes = await asyncio.gather(*(database.jobs.accept(job(key="update 1"), {}, NOW) for _ in range(20)))

    assert sorted(is_new for _, is_new in outcomes) == [False] * 19 + [True]
    assert len({kept.id for kept, _ in outcomes}) == 1


async def test_a_posted_card_lets_a_job_wait(database: Database) -> None:
    kept = await accepted(database, job())

    await database.jobs.carded(kept.id, "50")

    assert await database.jobs.get(kept.id) == replace(kept, state=JobState.WAITING, card_message="50")


async def test_a_card_posted_again_keeps_the_state(database: Database) -> None:
    kept = await drawing(database, job())

    await database.jobs.carded(kept.id, "51")

    again = await database.jobs.get(kept.id)
    assert (again.state, again.card_message) == (JobState.DRAWING, "51")


async def test_claims_count_up(database: Database) -> None:
    kept = await drawing(database, job())

    assert [await database.jobs.claim(kept.id, HERE) for _ in range(2)] == [1, 2]


async def test_only_the_newest_attempt_may_record_a_result(database: Database) -> None:
    kept = await drawing(database, job())
    old, new = await database.jobs.claim(kept.id, HERE), await database.jobs.claim(kept.id, HERE)
    stale, good = picture(job_id=kept.id), picture(job_id=kept.id)

    assert not await database.jobs.drawn(kept.id, old, [stale], cost_micros=1, notes=(), now=later(3))
    assert await database.jobs.drawn(kept.id, new, [good], cost_micros=70, notes=("cropped",), now=later(4))
    assert not await database.jobs.failed(kept.id, old, ProviderDown("openai"), later(5))

    done = await database.jobs.get(kept.id)
    assert (done.drawn_count, done.cost_micros, done.notes, done.drawn_at) == (1, 70, ("cropped",), later(4))
    assert done.state is JobState.DRAWING
    assert await database.pictures.of_job(kept.id) == (good,)


async def test_the_same_result_again_changes_nothing(database: Database) -> None:
    kept = await drawing(database, job())
    attempt = await database.jobs.claim(kept.id, HERE)
    made = picture(job_id=kept.id)
    for seconds in (3, 4):
        assert await database.jobs.drawn(
            kept.id, attempt, [made], cost_micros=1, notes=(), now=later(seconds)
        )

    assert (await database.jobs.get(kept.id)).drawn_at == later(3)
    assert await database.pictures.of_job(kept.id) == (made,)


async def test_a_failure_is_recorded_and_a_later_result_replaces_it(database: Database) -> None:
    kept = await drawing(database, job())
    error = ProviderDown("openai")
    attempt = await database.jobs.claim(kept.id, HERE)

    assert await database.jobs.failed(kept.id, attempt, error, later(3))
    failed = await database.jobs.get(kept.id)
    assert (failed.error, failed.state) == (error.to_record(), JobState.DRAWING)

    attempt = await database.jobs.claim(kept.id, HERE)
    assert await database.jobs.drawn(kept.id, attempt, [picture()], cost_micros=0, notes=(), now=later(4))
    assert (await database.jobs.get(kept.id)).error is None


@pytest.mark.parametrize("state", sorted(ENDED))
async def test_a_job_ends_once(database: Database, state: JobState) -> None:
    kept = await drawing(database, job())
    attempt = await database.jobs.claim(kept.id, HERE)

    assert await database.jobs.finish(kept.id, state, NOTHING, ContentBlocked("input"), later(9))
    assert not await database.jobs.finish(kept.id, JobState.DONE, NOTHING, None, later(10))
    assert not await database.jobs.drawn(
        kept.id, attempt, [picture()], cost_micros=0, notes=(), now=later(11)
    )
    assert not await database.jobs.failed(kept.id, attempt, ProviderDown("openai"), later(11))

    ended = await database.jobs.get(kept.id)
    assert (ended.state, ended.finished_at) == (state, later(9))
    assert ended.error == ContentBlocked("input").to_record()
    assert list(await database.jobs.unfinished()) == []


async def test_a_job_does_not_end_in_the_middle(database: Database) -> None:
    kept = await drawing(database, job())

    with pytest.raises(ValueError, match="does not end as waiting"):
        await database.jobs.finish(kept.id, JobState.WAITING, NOTHING, None, NOW)


async def test_a_recorded_failure_stays_when_the_end_names_none(database: Database) -> None:
    kept = await drawing(database, job())
    await database.jobs.failed(kept.id, await database.jobs.claim(kept.id, HERE), ProviderDown("openai"), NOW)

    await database.jobs.finish(kept.id, JobState.FAILED, NOTHING, None, NOW)

    assert (await database.jobs.get(kept.id)).error == ProviderDown("openai").to_record()


async def test_an_unknown_job_does_not_end(database: Database) -> None:
    assert not await database.jobs.finish(JobId(new_id()), JobState.DONE, NOTHING, None, NOW)


async def test_what_a_start_picks_up_is_oldest_first(database: Database) -> None:
    young, old = job(now=later(5)), job()
    await waiting(database, young)
    await accepted(database, old)
    done = await accepted(database, job(now=later(-5)))
    await database.jobs.finish(done.id, JobState.CANCELLED, NOTHING, None, NOW)

    assert [each.id for each in await database.jobs.unfinished()] == [old.id, young.id]


async def test_moderated_jobs_are_found_newest_first(database: Database) -> None:
    for seconds, account, error in (
        (0, ADA, ContentBlocked("input")),
        (10, ADA, ContentBlocked("output")),
        (20, ADA, ProviderDown("openai")),
        (30, ADA, ContentBlocked("input")),
        (40, BO, ContentBlocked("input")),
    ):
        kept = await accepted(database, job(account=account))
        await database.jobs.finish(kept.id, JobState.FAILED, NOTHING, error, later(seconds))

    assert list(await database.jobs.blocked_since(ADA, later(10))) == [later(30), later(10)]


async def test_durations_are_those_of_the_last_twenty(database: Database) -> None:
    for number in range(22):
        kept = await drawing(database, job())
        attempt = await database.jobs.claim(kept.id, HERE)
        await database.jobs.drawn(kept.id, attempt, [], cost_micros=0, notes=(), now=later(number + 0.5))

    durations = await database.jobs.durations("painter", "flat")

    assert list(durations) == [number + 0.5 for number in range(21, 1, -1)]
    assert list(await database.jobs.durations("openai", "flat")) == []
