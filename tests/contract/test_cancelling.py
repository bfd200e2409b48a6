"""Cancelling before and while a job draws, on every database."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.errors import Cancelled, ContentBlocked, from_record
from core.identity import JobId, PlaceId, Platform, new_id
from core.jobs import Canceller, Caps, Job, JobState
from core.ports import Signal
from core.quota import Amounts, Scope, ScopeKind, Settlement
from storage.database import Database
from tests.contract.samples import ADA, BO, HOME, NOW, job

HERE = "chatbrush"
THERE = "another"
WIDE = Caps(total=99, per_account=99, per_community=99)
NOTHING = Settlement(Amounts(0, 0), Amounts(0, 0))
DEPLOYMENT = Scope(ScopeKind.DEPLOYMENT, "")
ACCOUNT = Scope(ScopeKind.ACCOUNT, ADA)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


async def accepted(database: Database, wanted: Job) -> Job:
    kept, _ = await database.jobs.accept(wanted, {}, wanted.accepted_at)
    return kept


async def waiting(database: Database, wanted: Job) -> Job:
    kept = await accepted(database, wanted)
    assert await database.jobs.carded(kept.id, "50") is JobState.WAITING
    return kept


async def drawing(database: Database, wanted: Job) -> Job:
    kept = await waiting(database, wanted)
    await database.jobs.grant(WIDE, NOW, HERE, tuple(Platform))
    return kept


async def cancel(database: Database, job_id: JobId, by: Canceller = Canceller.REQUESTER) -> Job:
    return await database.jobs.cancel(job_id, by, later(5), HERE)


@pytest.mark.parametrize("by", list(Canceller))
async def test_what_waits_ends_at_once_with_its_refund(database: Database, by: Canceller) -> None:
    kept = await waiting(database, job(images=2, micros=70))

    ended = await cancel(database, kept.id, by)

    assert ended == await database.jobs.get(kept.id)
    assert (ended.state, ended.cancelled_by, ended.finished_at) == (JobState.CANCELLED, by, later(5))
    assert from_record(dict(ended.error or {})).to_record() == Cancelled(by).to_record()
    assert await database.ledger.balance(ACCOUNT) == (0, 0)
    assert await database.ledger.balance(DEPLOYMENT) == (0, 0)
    assert list(await database.jobs.unfinished()) == []
    assert not (await database.jobs.queue()).waiting


async def test_its_card_is_still_to_be_finished_by_who_cancelled_it(database: Database) -> None:
    kept = await waiting(database, job())
    await cancel(database, kept.id)

    assert [each.id for each in await database.jobs.of_executor(HERE)] == [kept.id]
    assert await database.jobs.adopt(kept.id, THERE, HERE)
    assert [each.id for each in await database.jobs.of_executor(THERE)] == [kept.id]

    await database.jobs.closed(kept.id)
    assert list(await database.jobs.of_executor(THERE)) == []
    assert not await database.jobs.adopt(kept.id, HERE)


async def test_only_ended_jobs_are_closed(database: Database) -> None:
    kept = await drawing(database, job())

    await database.jobs.closed(kept.id)

    assert (await database.jobs.get(kept.id)).executor == HERE


async def test_a_card_that_comes_too_late_is_told_so(database: Database) -> None:
    kept = await accepted(database, job())
    await cancel(database, kept.id)

    assert await database.jobs.carded(kept.id, "50") is JobState.CANCELLED

    ended = await database.jobs.get(kept.id)
    assert (ended.state, ended.card_message) == (JobState.CANCELLED, "50")


async def test_what_draws_is_marked_and_its_drawing_told(database: Database) -> None:
    told: list[str] = []
    database.signals.heed(Signal.CANCEL, told.append)
    kept = await drawing(database, job())

    marked = await cancel(database, kept.id)

    assert (marked.state, marked.cancelled_by) == (JobState.DRAWING, Canceller.REQUESTER)
    assert told == [kept.id]
    attempt = await database.jobs.claim(kept.id, HERE)
    assert not await database.jobs.put_back(kept.id, attempt), "it is to end, not to wait again"


async def test_cancelling_again_changes_nothing(database: Database) -> None:
    waits, draws = await waiting(database, job(account=BO)), await drawing(database, job())
    first = [await cancel(database, each.id) for each in (waits, draws)]

    again = [await cancel(database, each.id, Canceller.ADMIN) for each in (waits, draws)]

    assert again == first
    done = await drawing(database, job())
    await database.jobs.finish(done.id, JobState.DONE, NOTHING, None, NOW)
    assert (await cancel(database, done.id)).cancelled_by is None


async def test_an_unknown_job_is_a_key_error(database: Database) -> None:
    with pytest.raises(KeyError):
        await cancel(database, JobId(new_id()))


async def test_what_was_drawn_before_it_waited_again_is_the_operators(database: Database) -> None:
    """Two attempts, of which one may have been billed and one surely was not."""
    kept = await drawing(database, job(images=1, micros=70))
    await database.jobs.claim(kept.id, HERE)
    attempt = await database.jobs.claim(kept.id, HERE)
    assert await database.jobs.put_back(kept.id, attempt)

    await cancel(database, kept.id)

    assert await database.ledger.balance(ACCOUNT) == (0, 0)
    assert await database.ledger.balance(DEPLOYMENT) == (0, 70)


async def test_a_grant_and_a_cancel_at_once_are_one_of_both(database: Database, twin: Database) -> None:
    jobs = [await waiting(database, job(now=later(number))) for number in range(6)]

    granted, cancelled = await asyncio.gather(
        database.jobs.grant(WIDE, later(9), HERE, tuple(Platform)),
        asyncio.gather(*(cancel(twin, each.id) for each in jobs)),
    )

    drawing_now = {grant.job_id for grant in granted}
    for each in cancelled:
        kept = await database.jobs.get(each.id)
        assert kept.cancelled_by is Canceller.REQUESTER
        assert kept.state is (JobState.DRAWING if each.id in drawing_now else JobState.CANCELLED)


async def test_a_persons_jobs_in_a_place(database: Database) -> None:
    elsewhere = PlaceId("7" * 32)
    draws = await drawing(database, job())
    waits = await waiting(database, job(now=later(1)))
    comes = await accepted(database, job(now=later(2)))
    for other in (job(account=BO), replace(job(), place_id=elsewhere)):
        await waiting(database, other)
    over = await accepted(database, job())
    await database.jobs.finish(over.id, JobState.FAILED, NOTHING, None, NOW)

    mine = await database.jobs.of_account(ADA, HOME)

    assert [each.id for each in mine] == [draws.id, waits.id, comes.id]


async def test_moderated_requests_and_own_cancels_while_drawing_count_for_the_pause(
    database: Database,
) -> None:
    async def ended(wanted: Job, seconds: float, by: Canceller | None, *, draws: bool) -> None:
        kept = await (drawing if draws else waiting)(database, wanted)
        error = ContentBlocked("input") if by is None else Cancelled(by)
        if by is not None:
            await cancel(database, kept.id, by)
        await database.jobs.finish(kept.id, JobState.CANCELLED, NOTHING, error, later(seconds))

    await ended(job(), 10, None, draws=True)
    await ended(job(), 20, Canceller.REQUESTER, draws=True)
    await ended(job(), 30, Canceller.ADMIN, draws=True)
    await ended(job(), 40, Canceller.REQUESTER, draws=False)
    await ended(job(account=BO), 50, Canceller.REQUESTER, draws=True)

    assert list(await database.jobs.blocked_since(ADA, NOW)) == [later(20), later(10)]
