"""Who waits, whose turn it is, and who gives a turn back: the line, on every database."""

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.admission import ROUND_MICROS
from core.errors import QueueFull
from core.identity import AccountId, CommunityId, JobId, PersonAlias, Platform
from core.jobs import Bounds, Busy, Caps, Job, JobState
from core.ports import GRANTED, Signal
from core.quota import Amounts, Settlement
from storage.database import Database
from tests.contract.samples import ADA, BO, GROUP, NOW, job

HERE = "chatbrush"
THERE = "another"
WIDE = Caps(total=99, per_account=99, per_community=99)
NOTHING = Settlement(Amounts(0, 0), Amounts(0, 0))


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


async def waiting(database: Database, wanted: Job) -> Job:
    kept, _ = await database.jobs.accept(wanted, {}, wanted.accepted_at)
    await database.jobs.carded(kept.id, "50")
    return kept


async def grants(
    database: Database,
    caps: Caps,
    now: datetime,
    executor: str = HERE,
    platforms: Collection[Platform] = tuple(Platform),
) -> tuple[JobId, ...]:
    given = await database.jobs.grant(caps, now, executor, platforms)
    return tuple(grant.job_id for grant in given)


async def end(database: Database, job_id: JobId, at: datetime = NOW) -> None:
    assert await database.jobs.finish(job_id, JobState.DONE, NOTHING, None, at)


async def test_what_is_instant_is_granted_when_every_slot_is_taken(database: Database) -> None:
    caps = Caps(1, 1, 1, instant=frozenset({"exact"}))
    slow = await waiting(database, job(account=ADA))
    assert await grants(database, caps, later(5)) == (slow.id,)
    next_one = await waiting(database, job(account=BO, now=later(1)))
    quick = await waiting(database, replace(job(account=ADA, now=later(2)), provider="exact"))

    assert await grants(database, caps, later(6)) == (quick.id,)
    assert await grants(database, caps, later(6)) == ()
    await end(database, slow.id)
    await end(database, quick.id)
    assert await grants(database, caps, later(7)) == (next_one.id,)


async def test_jobs_draw_in_turn_and_once(database: Database) -> None:
    first = await waiting(database, job(account=ADA))
    second = await waiting(database, job(account=ADA, now=later(1)))
    bos = await waiting(database, job(account=BO, now=later(2)))
    await database.jobs.accept(job(now=later(-9)), {}, NOW)

    assert await grants(database, Caps(2, 9, 9), later(5)) == (first.id, bos.id)
    assert await grants(database, Caps(2, 9, 9), later(6)) == ()
    assert await grants(database, Caps(3, 9, 9), later(7)) == (second.id,)

    granted = await database.jobs.get(first.id)
    assert (granted.state, granted.granted_at) == (JobState.DRAWING, later(5))
    assert (granted.executor, granted.grant) == (HERE, 1)


async def test_the_last_turn_is_remembered_when_its_job_has_ended(database: Database) -> None:
    """One slot: Ada's requests delay Bo's first by no more than one."""
    adas = [await waiting(database, job(account=ADA, now=later(number))) for number in range(4)]
    bos = await waiting(database, job(account=BO, now=later(10)))
    order = []
    for number in range(5):
        [granted] = await grants(database, Caps(1, 9, 9), later(20 + number))
        order.append(granted)
        await end(database, granted, later(20 + number))

    assert order == [adas[0].id, bos.id, adas[1].id, adas[2].id, adas[3].id]


async def test_turns_are_weighted_over_time(database: Database) -> None:
    for number in range(9):
        await waiting(database, replace(job(account=ADA, now=later(number)), weight=2))
        await waiting(database, job(account=BO, now=later(number)))
    order = []
    for number in range(9):
        [granted] = await grants(database, Caps(1, 9, 9), later(20 + number))
        order.append((await database.jobs.get(granted)).account_id)
        await end(database, granted)

    assert Counter(order) == {ADA: 6, BO: 3}


async def test_a_higher_priority_has_its_turn_first(database: Database) -> None:
    await waiting(database, job(account=ADA))
    urgent = await waiting(database, replace(job(account=BO, now=later(9)), priority=1))

    assert await grants(database, Caps(1, 9, 9), later(10)) == (urgent.id,)


async def test_many_grants_at_once_grant_each_job_once(database: Database, twin: Database) -> None:
    for number in range(12):
        await waiting(database, job(account=AccountId(f"{number:032}"), now=later(number)))

    rounds = await asyncio.gather(*(grants(each, Caps(8, 1, 99), NOW) for each in (database, twin) * 3))

    granted = [job_id for each in rounds for job_id in each]
    assert len(granted) == len(set(granted)) == 8


async def test_slots_are_each_executors_own_and_other_caps_everybodys(database: Database) -> None:
    for number in range(6):
        provider = "openai" if number % 2 else "painter"
        await waiting(database, job(account=AccountId(f"{number:032}"), now=later(number), provider=provider))
    caps = Caps(2, 1, 99, {"openai": 1})

    here = await grants(database, caps, NOW, HERE)
    there = await grants(database, caps, NOW, THERE)

    assert (len(here), len(there)) == (2, 2)
    drawing = [await database.jobs.get(job_id) for job_id in (*here, *there)]
    assert Counter(each.executor for each in drawing) == {HERE: 2, THERE: 2}
    assert Counter(each.provider for each in drawing) == {"painter": 3, "openai": 1}
    assert await grants(database, caps, NOW, "a third") == ()


async def test_who_cannot_bring_a_result_gives_no_turn(database: Database) -> None:
    elsewhere = PersonAlias(Platform.DISCORD, "7")
    first = await waiting(database, replace(job(account=ADA), person=elsewhere))
    second = await waiting(database, job(account=BO, now=later(1)))

    assert await grants(database, WIDE, NOW, platforms=[Platform.PLAYGROUND]) == ()
    assert await grants(database, Caps(1, 9, 9), NOW, platforms=[Platform.TELEGRAM]) == (second.id,)
    assert await grants(database, WIDE, NOW, THERE, [Platform.DISCORD]) == (first.id,)


async def test_starts_within_a_minute_are_bounded_in_all_processes(database: Database) -> None:
    for number in range(4):
        await waiting(database, job(account=AccountId(f"{number:032}"), now=later(number)))
    caps = replace(WIDE, starts={"painter": 2})

    first = await grants(database, caps, NOW)
    for job_id in first:
        await end(database, job_id)

    assert len(first) == 2
    assert await grants(database, caps, later(59), THERE) == ()
    assert len(await grants(database, caps, later(60), THERE)) == 2


async def test_the_line_is_who_waits_who_is_about_to_and_what_draws(database: Database) -> None:
    draws = await waiting(database, replace(job(account=ADA), weight=4))
    assert await grants(database, WIDE, NOW) == (draws.id,)
    young = await waiting(database, job(account=ADA, now=later(2)))
    old = await waiting(database, job(account=BO, now=later(1), provider="openai"))
    coming, _ = await database.jobs.accept(job(account=BO, now=later(3)), {}, NOW)

    line = await database.jobs.queue()

    assert [each.id for each in line.waiting] == [old.id, young.id, coming.id]
    assert [each.account_due_micros for each in line.waiting] == [0, ROUND_MICROS // 4, 0]
    assert [each.account_granted_at for each in line.waiting] == [None, NOW, None]
    assert [each.provider for each in line.waiting] == ["openai", "painter", "painter"]
    assert line.busy == Busy(1, 1, {ADA: 1}, {GROUP: 1}, {("painter", "flat"): 1})
    assert line.round_micros == 0


async def test_a_turn_that_was_given_back_has_not_been(database: Database) -> None:
    first = await waiting(database, job(account=ADA))
    second = await waiting(database, job(account=ADA, now=later(1)))
    bos = await waiting(database, job(account=BO, now=later(2)))
    one = Caps(1, 9, 9)
    assert await grants(database, one, later(3)) == (first.id,)
    attempt = await database.jobs.claim(first.id, HERE)

    assert await database.jobs.put_back(first.id, attempt)
    assert not await database.jobs.put_back(first.id, attempt)

    line = await database.jobs.queue()
    assert [each.id for each in line.waiting] == [first.id, second.id, bos.id]
    assert [each.account_due_micros for each in line.waiting] == [0, 0, 0]
    assert await grants(database, one, later(4)) == (first.id,)
    again = await database.jobs.get(first.id)
    assert (again.grant, again.unbilled, again.granted_at) == (2, 1, later(4))


async def test_a_grant_says_that_the_line_has_moved(database: Database) -> None:
    heard: list[str] = []
    database.signals.heed(Signal.TURNS, heard.append)
    await waiting(database, job())
    heard.clear()

    await grants(database, WIDE, NOW)
    await grants(database, WIDE, NOW)

    assert heard == [GRANTED]


async def test_who_waited_too_long_has_a_turn_at_once_to_be_told(database: Database) -> None:
    """Nothing is drawn in it, so it needs no slot."""
    caps = replace(Caps(1, 9, 9), deadline_seconds=60)
    draws = await waiting(database, job(account=ADA))
    assert await grants(database, caps, NOW) == (draws.id,)
    late = await waiting(database, job(account=BO, now=later(1)))
    young = await waiting(database, job(account=BO, now=later(30)))

    assert await grants(database, caps, later(60)) == ()
    assert await grants(database, caps, later(61)) == (late.id,)
    await end(database, late.id)
    assert await grants(database, caps, later(62)) == ()
    await end(database, draws.id)
    assert await grants(database, caps, later(63)) == (young.id,)


@pytest.mark.parametrize(
    ("bounds", "scope"),
    [
        (Bounds(per_account=2), "account"),
        (Bounds(per_community=2), "community"),
        (Bounds(total=2), "deployment"),
        (Bounds(2, 2, 2), "account"),
    ],
)
async def test_a_full_line_refuses_and_keeps_nothing(database: Database, bounds: Bounds, scope: str) -> None:
    for _ in range(2):
        await database.jobs.accept(job(), {}, NOW, bounds)

    with pytest.raises(QueueFull) as refused:
        await database.jobs.accept(job(), {}, NOW, bounds)

    assert (refused.value.scope, refused.value.limit) == (scope, 2)
    assert len(await database.jobs.unfinished()) == 2


async def test_others_are_not_refused_for_what_is_full_elsewhere(database: Database) -> None:
    bounds = Bounds(9, 1, 2)
    away = CommunityId("9" * 32)
    await database.jobs.accept(job(account=ADA), {}, NOW, bounds)
    await database.jobs.accept(job(account=BO), {}, NOW, bounds)

    with pytest.raises(QueueFull) as refused:
        await database.jobs.accept(job(account=AccountId("c" * 32)), {}, NOW, bounds)
    assert refused.value.scope == "community"
    _, is_new = await database.jobs.accept(job(account=AccountId("c" * 32), community=away), {}, NOW, bounds)
    assert is_new


async def test_what_draws_or_has_ended_is_not_in_line(database: Database) -> None:
    bounds = Bounds(per_account=1)
    first = await waiting(database, job())
    with pytest.raises(QueueFull):
        await database.jobs.accept(job(), {}, NOW, bounds)

    await grants(database, WIDE, NOW)
    second, _ = await database.jobs.accept(job(), {}, NOW, bounds)
    await end(database, first.id)
    await end(database, second.id)
    _, is_new = await database.jobs.accept(job(), {}, NOW, bounds)
    assert is_new


async def test_a_repeated_update_is_known_though_the_line_is_full(database: Database) -> None:
    known = await waiting(database, job())

    kept, is_new = await database.jobs.accept(replace(job(), key=known.key), {}, NOW, Bounds(total=1))

    assert (kept.id, is_new) == (known.id, False)


async def test_many_at_once_fill_the_line_exactly(database: Database, twin: Database) -> None:
    outcomes = await asyncio.gather(
        *(each.jobs.accept(job(), {}, NOW, Bounds(per_account=7)) for each in (database, twin) * 15),
        return_exceptions=True,
    )

    assert sum(isinstance(each, tuple) for each in outcomes) == 7
    assert sum(isinstance(each, QueueFull) for each in outcomes) == 23
    assert len(await database.jobs.unfinished()) == 7
