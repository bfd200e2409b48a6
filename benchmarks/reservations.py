"""Reservations per second, durable commits included, on a young and on an old database."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from statistics import median

import sqlalchemy as sa

from benchmarks.databases import Place as Databank
from benchmarks.databases import empty
from benchmarks.figures import Figure, at_least, at_most, percentile
from benchmarks.fleet import LATENCIES, PAUSE_SECONDS, running
from benchmarks.history import ROWS, add_history
from core.identity import JobId, Person, PersonAlias, Place, PlaceAlias, PlaceKind, Platform, new_id
from core.instructions import Instruction, InstructionKind
from core.jobs import Bounds, Job, JobState
from core.quota import Amounts, Limit, ScopeKind, parse_limit
from storage.database import Database, open_database
from storage.schema import IS_OPEN, jobs

CALLERS = 20
EACH = 250
TOTAL = 1_000
ROUNDS, EACH_ROUND = 7, 100
AIMS = {"SQLite": 1000, "PostgreSQL": 3000}

BOUNDS = Bounds(1_000_000, 1_000_000, 1_000_000)
"""Counted like those of the settings, and never reached."""
LIMITS: Mapping[ScopeKind, tuple[Limit, ...]] = {
    ScopeKind.ACCOUNT: (parse_limit("100000 images per 3 hours"),),
    ScopeKind.COMMUNITY: (parse_limit("1000 USD per month"),),
    ScopeKind.DEPLOYMENT: (parse_limit("100000 USD per month"),),
}


def job(place: Place, person: Person) -> Job:
    return Job(
        id=JobId(new_id()),
        key=new_id(),
        state=JobState.ACCEPTED,
        community_id=place.community_id,
        place_id=place.id,
        person_id=person.id,
        account_id=person.account_id,
        person=person.alias,
        request_message=None,
        card_message=None,
        route="",
        names_requester=False,
        spoiler=False,
        instruction=Instruction(InstructionKind.GENERATE, "a boat"),
        sources=(),
        provider="painter",
        model="painter",
        size=None,
        quality="",
        reserved=Amounts(1, 40_000),
        attempt=0,
        drawn_count=0,
        cost_micros=0,
        error=None,
        notes=(),
        other_reading=None,
        other_sources=(),
        accepted_at=datetime.now(UTC),
    )


Requester = tuple[Place, Person]


async def requesters(database: Database) -> list[Requester]:
    """Who asks: each a person in a group of their own."""
    now = datetime.now(UTC)
    return [
        await database.directory.resolve(
            PlaceAlias(Platform.TELEGRAM, str(number), kind=PlaceKind.GROUP),
            PersonAlias(Platform.TELEGRAM, str(number)),
            now,
        )
        for number in range(CALLERS)
    ]


async def reserve(database: Database, callers: Sequence[Requester], each: int) -> tuple[float, float]:
    """(reservations a second, the 99th percentile of one in seconds), all callers at the same time."""
    seconds: list[float] = []

    async def call(place: Place, person: Person) -> None:
        for _ in range(each):
            asked = job(place, person)
            before = time.perf_counter()
            _, is_new = await database.jobs.accept(asked, LIMITS, datetime.now(UTC), BOUNDS)
            seconds.append(time.perf_counter() - before)
            assert is_new

    began = time.perf_counter()
    await asyncio.gather(*(call(*caller) for caller in callers))
    rate = len(seconds) / (time.perf_counter() - began)
    # Else what is measured next would be at the end of their line.
    ended = sa.update(jobs).where(IS_OPEN).values(state=JobState.DONE, finished_at=datetime.now(UTC))
    await database.transactions.run(lambda connection: connection.execute(ended))
    return rate, percentile(seconds, 0.99)


async def measure_reserving(kind: str) -> list[Figure]:
    figures = []
    async with empty(kind) as place, await open_database(place.url, place.folder) as database:
        everybody = await requesters(database)
        await reserve(database, everybody, EACH // 10)
        for callers in (everybody[:1], everybody):
            rate, tail = await reserve(database, callers, max(EACH, TOTAL // len(callers)))
            who = f"{kind}, {len(callers)} caller{'s' * (len(callers) > 1)}"
            figures.append(at_least(f"reservations, {who}", rate, AIMS[kind], "a second"))
            if kind == "SQLite":
                figures.append(at_most(f"reservation, {who}: 99th percentile", tail * 1000, 25, "ms"))
            else:
                figures.append(Figure(f"reservation, {who}: 99th percentile", f"{tail * 1000:.1f} ms"))
    return figures


async def measure_growth(kind: str) -> list[Figure]:
    """How many times slower after a long past: medians of rounds that take turns with a young database."""
    async with AsyncExitStack() as stack:
        places = [await stack.enter_async_context(empty(kind)) for _ in range(2)]
        past = places[1]
        async with AsyncExitStack() as opened:
            banks = [
                await opened.enter_async_context(await open_database(place.url, place.folder))
                for place in places
            ]
            everybody = await asyncio.gather(*map(requesters, banks))
            await asyncio.to_thread(
                add_history,
                past,
                [person.account_id for _, person in everybody[1]],
                [where.community_id for where, _ in everybody[1]],
            )
            young, old = await _by_turns(banks, everybody)
        name = f"after {ROWS:,} ledger rows and pictures, {kind}"
        figures = [
            at_most(f"{name}: time for a reservation, times", young[0] / old[0], 1.3, "", 2),
            at_most(f"{name}: 99th percentile of one, times", old[1] / young[1], 1.3, "", 2),
        ]
        medians = await asyncio.gather(*(_latency(place) for place in places))
        figures.append(at_most(f"{name}: accept to provider, times", medians[1] / medians[0], 1.3, "", 2))
    return figures


async def _by_turns(
    banks: Sequence[Database], everybody: Sequence[Sequence[Requester]]
) -> list[tuple[float, float]]:
    """Of each database the median of its rounds: (reservations a second, the 99th percentile in seconds)."""
    rounds: list[list[tuple[float, float]]] = [[] for _ in banks]
    for number in range(ROUNDS + 1):
        for bank, callers, measured in zip(banks, everybody, rounds, strict=True):
            one = await reserve(bank, callers, EACH_ROUND)
            if number:
                measured.append(one)
    return [(median(rate for rate, _ in each), median(tail for _, tail in each)) for each in rounds]


async def _latency(place: Databank) -> float:
    """Seconds from accept to provider, the median; both at once, so that whatever else runs slows both."""
    async with running(place) as member:
        await member.ask("latency", count=10, pause_seconds=PAUSE_SECONDS)
        seconds = await member.ask("latency", count=LATENCIES // 2, pause_seconds=PAUSE_SECONDS)
    return percentile(seconds["accept"], 0.5)
