"""Reservations per second, durable commits included, on a young and on an old database."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

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
from storage.schema import jobs

CALLERS = 20
EACH = 250
TOTAL = 1_000
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
    ended = sa.update(jobs).values(state=JobState.DONE, finished_at=datetime.now(UTC))
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
    """How many times slower after a long past."""
    async with empty(kind) as place:
        async with await open_database(place.url, place.folder) as database:
            everybody = await requesters(database)
            await reserve(database, everybody, EACH // 10)
            before = await reserve(database, everybody, EACH)
            await asyncio.to_thread(
                add_history,
                place,
                [person.account_id for _, person in everybody],
                [where.community_id for where, _ in everybody],
            )
            await reserve(database, everybody, EACH // 10)
            after = await reserve(database, everybody, EACH)
        name = f"after {ROWS:,} ledger rows and pictures, {kind}"
        figures = [
            at_most(f"{name}: time for a reservation, times", before[0] / after[0], 1.3, "", 2),
            at_most(f"{name}: 99th percentile of one, times", after[1] / before[1], 1.3, "", 2),
        ]
        if kind == "SQLite":
            figures.append(await _latency_growth(name, place))
    return figures


async def _latency_growth(name: str, past: Databank) -> Figure:
    async with empty("SQLite") as fresh:
        medians = []
        for place in (fresh, past):
            async with running(place) as member:
                await member.ask("latency", count=10, pause_seconds=PAUSE_SECONDS)
                seconds = await member.ask("latency", count=LATENCIES // 2, pause_seconds=PAUSE_SECONDS)
                medians.append(percentile(seconds["accept"], 0.5))
    return at_most(f"{name}: accept to provider, times", medians[1] / medians[0], 1.3, "", 2)
