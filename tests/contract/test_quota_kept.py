"""Quota as it is kept: exact under concurrency, settled, counted alike in both ways; on every database."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from core.errors import OverQuota, Shortfall
from core.identity import AccountId, CommunityId
from core.jobs import JobState
from core.quota import (
    Amounts,
    Entry,
    Limit,
    Scope,
    ScopeKind,
    Settlement,
    Unit,
    back_at,
    full_at,
    parse_limit,
    used,
)
from storage.bookings import DAY
from storage.database import Database
from storage.schema import ledger, totals
from tests.contract.samples import ADA, BO, GROUP, NOW, job

DEPLOYMENT = Scope(ScopeKind.DEPLOYMENT, "")


def rules(**texts: str) -> Mapping[ScopeKind, Sequence[Limit]]:
    return {ScopeKind(scope): [parse_limit(text)] for scope, text in texts.items()}


async def refusal(
    database: Database, limits: Mapping[ScopeKind, Sequence[Limit]], **asked: int
) -> tuple[Shortfall, ...]:
    with pytest.raises(OverQuota) as caught:
        await database.jobs.accept(job(**asked), limits, NOW)  # type: ignore[arg-type]  # only amounts are passed
    return caught.value.shortfalls


@pytest.mark.parametrize("scope", ["account", "community", "deployment"])
async def test_fifty_at_once_against_ten_left_start_exactly_ten(database: Database, scope: str) -> None:
    limits = rules(**{scope: "12 images per 3 hours"})
    await database.jobs.accept(job(images=2), limits, NOW)

    outcomes = await asyncio.gather(
        *(database.jobs.accept(job(), limits, NOW + timedelta(milliseconds=number)) for number in range(50)),
        return_exceptions=True,
    )

    assert sum(isinstance(each, tuple) for each in outcomes) == 10
    assert sum(isinstance(each, OverQuota) for each in outcomes) == 40
    assert len(await database.jobs.unfinished()) == 11


async def test_two_processes_start_no_more_than_is_left(database: Database, twin: Database) -> None:
    limits = rules(deployment="10 images per 3 hours")
    repeated = [job(key=f"update {number}") for number in range(5)]

    outcomes = await asyncio.gather(
        *(each.jobs.accept(wanted, limits, NOW) for wanted in repeated for each in (database, twin)),
        *(each.jobs.accept(job(), limits, NOW) for _ in range(15) for each in (database, twin)),
        return_exceptions=True,
    )

    assert sum(isinstance(each, tuple) and each[1] for each in outcomes) == 10
    assert len(await twin.jobs.unfinished()) == 10
    assert await twin.ledger.balance(DEPLOYMENT) == (10, 0)


async def test_those_who_ask_together_are_decided_alone(database: Database) -> None:
    limits = rules(account="3 images per hour", deployment="1 USD per day")
    asked = [
        job(account=account, images=images)
        for account, images in ((ADA, 2), (BO, 2), (ADA, 2), (BO, 1), (ADA, 1))
    ]

    outcomes = await asyncio.gather(
        *(database.jobs.accept(each, limits, NOW) for each in asked), return_exceptions=True
    )

    assert [isinstance(each, tuple) for each in outcomes] == [True, True, False, True, True]


async def test_a_job_that_cannot_be_kept_does_not_take_others_with_it(database: Database) -> None:
    known = job()
    await database.jobs.accept(known, {}, NOW)
    clash = replace(job(), id=known.id)

    outcomes = await asyncio.gather(
        *(database.jobs.accept(each, {}, NOW) for each in (job(), clash, job(), job())),
        return_exceptions=True,
    )

    assert [isinstance(each, tuple) for each in outcomes] == [True, False, True, True]
    assert isinstance(outcomes[1], SQLAlchemyError)
    assert len(await database.jobs.unfinished()) == 4


async def test_a_cancelled_request_is_not_kept(database: Database) -> None:
    asking = [asyncio.create_task(database.jobs.accept(job(), {}, NOW)) for _ in range(4)]
    await asyncio.sleep(0)
    for task in asking[1:]:
        task.cancel()

    outcomes = await asyncio.gather(*asking, return_exceptions=True)

    assert isinstance(outcomes[0], tuple)
    assert len(await database.jobs.unfinished()) == sum(isinstance(each, tuple) for each in outcomes)
    assert await database.ledger.balance(DEPLOYMENT) == (sum(isinstance(each, tuple) for each in outcomes), 0)


async def test_who_is_cancelled_while_deciding_for_all_decides_all_the_same(database: Database) -> None:
    first = asyncio.create_task(database.jobs.accept(job(), {}, NOW))
    others = [asyncio.create_task(database.jobs.accept(job(), {}, NOW)) for _ in range(4)]
    while not first.done() and not database.jobs._reservations._turn.locked():  # noqa: ASYNC110 - to cancel it just then
        await asyncio.sleep(0)
    await asyncio.sleep(0.001)
    first.cancel()

    outcomes = await asyncio.gather(*others)

    assert [is_new for _, is_new in outcomes] == [True] * 4
    assert len(await database.jobs.unfinished()) in (4, 5)


async def test_a_job_that_cannot_be_kept_says_so_alone(database: Database) -> None:
    known = job()
    await database.jobs.accept(known, {}, NOW)

    with pytest.raises(SQLAlchemyError):
        await database.jobs.accept(replace(job(), id=known.id), {}, NOW)


async def test_a_refusal_names_every_shortfall_and_keeps_nothing(database: Database) -> None:
    limits = {
        ScopeKind.ACCOUNT: [parse_limit("3 images per 2 hours"), parse_limit("0.000100 USD per day")],
        ScopeKind.COMMUNITY: [parse_limit("9 images per day")],
        ScopeKind.DEPLOYMENT: [parse_limit("1 image per hour")],
    }
    await database.jobs.accept(job(images=2, micros=60), {}, NOW - timedelta(hours=1))

    shortfalls = await refusal(database, limits, images=2, micros=50)

    back = NOW + timedelta(hours=1)
    assert shortfalls == (
        Shortfall("account", "images", 3, 2, 2, back, "2 hours"),
        Shortfall(
            "account",
            "micros",
            100,
            60,
            50,
            NOW.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1),
            "day",
        ),
        Shortfall("deployment", "images", 1, 0, 2, None, "hour"),
    )
    assert len(await database.jobs.unfinished()) == 1
    assert await database.ledger.balance(DEPLOYMENT) == (2, 60)


async def test_none_means_none_and_nothing_asked_always_fits(database: Database) -> None:
    limits = rules(account="0 USD per day")

    await database.jobs.accept(job(micros=0), limits, NOW)

    [shortfall] = await refusal(database, limits, micros=1)
    assert (shortfall.limit, shortfall.back_at) == (0, None)


async def test_a_limit_that_comes_later_counts_the_past(database: Database) -> None:
    await database.jobs.accept(job(images=3, micros=70), {}, NOW)

    for scope in ("account", "community", "deployment"):
        assert (await refusal(database, rules(**{scope: "3 images per day"})))[0].used == 3
        assert (await refusal(database, rules(**{scope: "0.000070 USD per month"}), micros=1))[0].used == 70


async def test_room_is_back_when_it_was_promised(database: Database) -> None:
    limits = rules(account="3 images per 3 hours")
    for minutes in (0, 30, 60):
        await database.jobs.accept(job(), limits, NOW - timedelta(minutes=90 - minutes))
    [shortfall] = await refusal(database, limits, images=2)
    assert shortfall.back_at is not None

    with pytest.raises(OverQuota):
        await database.jobs.accept(job(images=2), limits, shortfall.back_at - timedelta(microseconds=1))
    await database.jobs.accept(job(images=2), limits, shortfall.back_at)


@pytest.mark.parametrize(
    ("charged", "billed"),
    [((4, 100), (4, 100)), ((3, 40), (3, 40)), ((0, 0), (0, 0)), ((0, 0), (4, 90)), ((4, 130), (4, 130))],
)
async def test_a_job_is_settled(
    database: Database, charged: tuple[int, int], billed: tuple[int, int]
) -> None:
    kept = job(images=4, micros=100)
    await database.jobs.accept(kept, {}, NOW)
    settlement = Settlement(Amounts(*charged), Amounts(*billed))

    assert await database.jobs.finish(kept.id, JobState.DONE, settlement, None, NOW + timedelta(hours=5))
    assert not await database.jobs.finish(kept.id, JobState.DONE, settlement, None, NOW)

    owed = (min(charged[0], 4), min(charged[1], 100))
    assert await database.ledger.balance(Scope(ScopeKind.ACCOUNT, ADA)) == owed
    assert await database.ledger.balance(Scope(ScopeKind.COMMUNITY, GROUP)) == owed
    assert await database.ledger.balance(DEPLOYMENT) == billed


async def test_a_refund_counts_when_its_reservation_did(database: Database) -> None:
    limits = rules(account="4 images per 3 hours")
    kept = job(images=4)
    await database.jobs.accept(kept, limits, NOW)
    nothing = Settlement(Amounts(0, 0), Amounts(0, 0))
    await database.jobs.finish(kept.id, JobState.FAILED, nothing, None, NOW + timedelta(hours=2))
    await database.jobs.accept(job(images=4), limits, NOW + timedelta(hours=2))

    later = NOW + timedelta(hours=4)
    [usage] = await database.ledger.usage([Scope(ScopeKind.ACCOUNT, ADA)], limits, later)
    assert usage.used == 4


async def test_usage_names_every_limit_of_every_scope(database: Database) -> None:
    limits = {
        ScopeKind.ACCOUNT: [parse_limit("5 images per 3 hours"), parse_limit("1 USD per month")],
        ScopeKind.DEPLOYMENT: [parse_limit("0 images per day")],
    }
    await database.jobs.accept(job(images=2), {}, NOW)
    ada = Scope(ScopeKind.ACCOUNT, ADA)

    usages = await database.ledger.usage([ada, Scope(ScopeKind.COMMUNITY, GROUP), DEPLOYMENT], limits, NOW)

    assert [(each.scope, each.limit, each.used) for each in usages] == [
        (ada, limits[ScopeKind.ACCOUNT][0], 2),
        (ada, limits[ScopeKind.ACCOUNT][1], 0),
        (DEPLOYMENT, limits[ScopeKind.DEPLOYMENT][0], 2),
    ]
    assert [each.full_at for each in usages[:2]] == [NOW + timedelta(hours=3), None]


async def test_sums_of_hours_agree_with_the_ledger(database: Database) -> None:
    """What totals say for every window, back_at and full_at is what the pure rules say of the entries."""
    dice = random.Random(20261121)
    accounts = (ADA, BO)
    for _ in range(60):
        at = NOW - timedelta(seconds=dice.randrange(0, 40 * 3600), microseconds=dice.randrange(1_000_000))
        kept = job(images=dice.randrange(1, 4), micros=dice.randrange(50), account=dice.choice(accounts))
        await database.jobs.accept(kept, {}, at)
        if dice.random() < 0.5:
            part = Amounts(dice.randrange(0, kept.reserved.images + 1), dice.randrange(0, 60))
            await database.jobs.finish(kept.id, JobState.DONE, Settlement(part, part), None, NOW)

    async with database.transactions.read() as connection:
        rows = (await connection.execute(sa.select(ledger))).all()
        spans = (await connection.execute(sa.select(totals.c.span_hours))).scalars().all()
    assert spans.count(1) > 50
    assert spans.count(DAY) > 5
    windows = ("90 minutes", "3 hours", "1 hour", "25 hours", "hour", "day", "week", "month")
    for scope in (Scope(ScopeKind.ACCOUNT, ADA), Scope(ScopeKind.COMMUNITY, GROUP), DEPLOYMENT):
        for unit in Unit:
            entries = [
                Entry(row.at, row.amount)
                for row in rows
                if (row.scope, row.scope_id, row.unit) == (scope.kind, scope.id, unit)
            ]
            assert (await database.ledger.balance(scope))[0 if unit is Unit.IMAGES else 1] == sum(
                entry.amount for entry in entries
            )
            for window in windows:
                await _agrees(database, scope, unit, window, entries)


async def _agrees(
    database: Database, scope: Scope, unit: Unit, window: str, entries: Sequence[Entry]
) -> None:
    for zone in ("UTC", "Asia/Kathmandu"):
        text = f"1000 {'images' if unit is Unit.IMAGES else 'USD'} per {window}"
        limit = await asyncio.to_thread(parse_limit, text, zone)
        [usage] = await database.ledger.usage([scope], {scope.kind: [limit]}, NOW)
        now_used = used(limit, entries, NOW)
        assert usage.used == now_used
        assert usage.full_at == full_at(limit, entries, NOW)
        if now_used < 2:
            continue
        tight = Limit(now_used - 1, unit, limit.window)
        asked = {"images": 1} if unit is Unit.IMAGES else {"micros": 1}
        one = job(account=ADA, community=CommunityId(GROUP), **({"images": 0} | asked))  # type: ignore[arg-type]  # amounts only
        with pytest.raises(OverQuota) as caught:
            await database.jobs.accept(one, {scope.kind: [tight]}, NOW)
        [shortfall] = caught.value.shortfalls
        assert (shortfall.used, shortfall.back_at) == (now_used, back_at(tight, entries, 1, NOW))


async def test_accounts_do_not_share(database: Database) -> None:
    limits = rules(account="1 image per hour")
    for number in range(5):
        await database.jobs.accept(job(account=AccountId(f"{number:032}")), limits, NOW)

    assert len(await database.jobs.unfinished()) == 5
