"""How providers fare, on every database, as several processes keep and read it."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from core.identity import AccountId, JobId, Platform, new_id
from core.jobs import Canceller, Caps, Job, JobState
from core.ports import Signal
from core.weather import CLEAR, BreakerRules, Weather, busy, failed, succeeded
from storage.database import Database
from tests.contract.samples import NOW, job

NAME = "openai:0123"
RULES = BreakerRules(failures=3, pause_seconds=30, longest_pause_seconds=100)
CAPS = Caps(9, 9, 9, {"openai": 8}, weather={"openai": NAME}, deadline_seconds=600)
HERE, THERE = "here", "there"


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def fail(began: float, now: float) -> partial[Weather]:
    return partial(failed, rules=RULES, began_at=at(began), now=at(now))


async def waiting(
    database: Database, seconds: float = 0, *, provider: str = "openai", standby: str = ""
) -> Job:
    """A job of somebody else each time."""
    made = replace(
        job(provider=provider, account=AccountId(new_id()), now=at(seconds)),
        standby=standby,
        standby_model="flat" if standby else "",
        model="gpt",
        error=None,
    )
    kept, _ = await database.jobs.accept(made, {}, made.accepted_at)
    await database.jobs.carded(kept.id, "50")
    return kept


async def granted(database: Database, seconds: float, executor: str = HERE, caps: Caps = CAPS) -> list[JobId]:
    grants = await database.jobs.grant(caps, at(seconds), executor, tuple(Platform))
    return [grant.job_id for grant in grants]


async def test_what_nobody_spoke_of_is_clear(database: Database) -> None:
    assert await database.weather.read({NAME, "painter"}) == {NAME: CLEAR, "painter": CLEAR}
    assert await database.weather.read(()) == {}


async def test_it_is_kept_exactly_and_told(database: Database, twin: Database) -> None:
    heard: list[str] = []
    database.signals.heed(Signal.WEATHER, heard.append)

    hold = partial(busy, began_at=NOW, now=NOW, asked_seconds=20.123456, chance=0.0)
    before, after = await database.weather.change(NAME, hold)

    assert before == CLEAR
    assert after == Weather(holds=1, held_until=at(20.123456))
    assert await twin.weather.read([NAME]) == {NAME: after}
    assert heard == [NAME]

    assert await twin.weather.change(NAME, lambda kept: kept) == (after, after)
    assert heard == [NAME], "what changes nothing is no news"


async def test_reports_at_once_are_all_counted(database: Database, twin: Database) -> None:
    rules = BreakerRules(failures=100, pause_seconds=30, longest_pause_seconds=100)
    rule = partial(failed, rules=rules, began_at=NOW, now=NOW)

    await asyncio.gather(*(each.weather.change(NAME, rule) for each in [database, twin] * 20))

    assert (await database.weather.read([NAME]))[NAME].failures == 40


async def test_two_processes_share_a_hold_but_not_with_another_key(
    database: Database, twin: Database
) -> None:
    first = await waiting(database)
    hold = partial(busy, began_at=NOW, now=NOW, asked_seconds=20, chance=0.0)
    await database.weather.change(NAME, hold)

    assert await granted(twin, 19, THERE) == []
    other = replace(CAPS, weather={"openai": "openai:4567"})
    assert await granted(twin, 19, THERE, other) == [first.id]


async def test_a_hold_ends_by_itself(database: Database, twin: Database) -> None:
    first = await waiting(database)
    painted = await waiting(database, 1, provider="painter")
    hold = partial(busy, began_at=NOW, now=NOW, asked_seconds=20, chance=0.0)
    await database.weather.change(NAME, hold)

    assert await granted(twin, 19, THERE) == [painted.id], "it holds no other provider back"
    assert await granted(twin, 20, THERE) == [first.id]


async def test_exactly_one_probe_goes_out_from_all_processes(database: Database, twin: Database) -> None:
    ids = [(await waiting(database, number / 100)).id for number in range(6)]
    for _ in range(RULES.failures):
        await database.weather.change(NAME, fail(0, 0))

    assert await granted(database, 29) == []
    probes = await asyncio.gather(
        *(granted(each, 30, name) for each, name in [(database, HERE), (twin, THERE)] * 3)
    )
    [probe] = [job_id for found in probes for job_id in found]
    assert probe == ids[0]

    attempt = await database.jobs.claim(probe, (await database.jobs.get(probe)).executor)
    await twin.weather.change(NAME, fail(30, 31))
    assert await twin.jobs.put_back(probe, attempt)
    assert await granted(database, 90) == [], "the failed probe doubled the pause"
    assert await granted(twin, 91, THERE) == [probe]

    await twin.weather.change(NAME, partial(succeeded, began_at=at(91)))
    assert sorted(await granted(database, 92)) == sorted(ids[1:])


async def test_while_it_is_away_the_fallback_draws(database: Database) -> None:
    alone = await waiting(database)
    helped = await waiting(database, 1, standby="painter")
    for _ in range(RULES.failures):
        await database.weather.change(NAME, fail(0, 0))

    assert await granted(database, 10) == [helped.id]
    drawing = await database.jobs.get(helped.id)
    assert (drawing.provider, drawing.model, drawing.stands_for) == ("painter", "flat", "openai")
    assert (await database.jobs.get(alone.id)).state is JobState.WAITING

    line = await database.jobs.queue()
    assert line.busy.models == {("painter", "flat"): 1}


async def test_what_the_fallback_cannot_do_goes_back_for_good(database: Database) -> None:
    helped = await waiting(database, standby="painter")
    for _ in range(RULES.failures):
        await database.weather.change(NAME, fail(0, 0))
    await granted(database, 10)
    attempt = await database.jobs.claim(helped.id, HERE)

    assert await database.jobs.put_back(helped.id, attempt, elsewhere=True)

    back = await database.jobs.get(helped.id)
    assert (back.provider, back.model, back.stands_for, back.standby) == ("openai", "gpt", "", "")
    assert (back.state, back.unbilled, back.granted_at) == (JobState.WAITING, 1, None)
    assert await granted(database, 11) == []


async def test_what_is_put_back_may_go_to_the_fallback_at_once(database: Database) -> None:
    helped = await waiting(database, standby="painter")
    assert await granted(database, 1) == [helped.id]
    attempt = await database.jobs.claim(helped.id, HERE)
    assert await database.jobs.put_back(helped.id, attempt, elsewhere=True)

    assert (await database.jobs.get(helped.id)).stands_for == "openai"
    assert await granted(database, 2) == [helped.id]


async def test_a_job_that_is_to_be_cancelled_is_not_put_back_but_unbilled(database: Database) -> None:
    kept = await waiting(database)
    await granted(database, 1)
    attempt = await database.jobs.claim(kept.id, HERE)
    await database.jobs.cancel(kept.id, Canceller.REQUESTER, at(2), HERE)

    assert not await database.jobs.put_back(kept.id, attempt)
    assert not await database.jobs.put_back(kept.id, attempt + 1)

    after = await database.jobs.get(kept.id)
    assert (after.state, after.unbilled) == (JobState.DRAWING, 1)


async def test_who_is_late_has_a_turn_whatever_the_weather_and_takes_no_round(database: Database) -> None:
    late = await waiting(database)
    await waiting(database, 100)
    for _ in range(RULES.failures):
        await database.weather.change(NAME, fail(590, 590))

    assert await granted(database, 599) == [late.id], "it cannot begin before its deadline"
    line = await database.jobs.queue()
    assert line.round_micros == 0


async def test_late_turns_take_no_slot_and_are_given_some_at_a_time(database: Database) -> None:
    late = [(await waiting(database, number)).id for number in range(3)]
    fresh = await waiting(database, 600, provider="painter")

    assert await granted(database, 700, caps=replace(CAPS, total=2)) == [*late[:2], fresh.id]
    assert await granted(database, 700, caps=replace(CAPS, total=2)) == late[2:]


async def test_the_oldest_that_has_not_ended_is_known(database: Database) -> None:
    assert await database.jobs.oldest_since(at(-1)) is None
    for seconds in (0, 5, 9):
        await waiting(database, seconds)

    assert await database.jobs.oldest_since(at(-1)) == at(0)
    assert await database.jobs.oldest_since(at(0)) == at(5)
    assert await database.jobs.oldest_since(at(9)) is None


async def test_starts_are_free_again_when_the_minute_of_the_oldest_is_over(database: Database) -> None:
    starts = {"openai": 2, "painter": 1}
    caps = replace(CAPS, starts=starts)
    for number in range(3):
        await waiting(database, number / 10)
    assert await database.jobs.next_start(starts, at(10)) is None

    first = await granted(database, 10, caps=replace(caps, total=1))
    assert len(first) == 1
    assert await database.jobs.next_start(starts, at(15)) is None
    assert len(await granted(database, 20, caps=caps)) == 1
    assert await granted(database, 30, caps=caps) == []
    assert await database.jobs.next_start(starts, at(30)) == at(70)
    assert await database.jobs.next_start({}, at(30)) is None
    assert len(await granted(database, 70, caps=caps)) == 1
