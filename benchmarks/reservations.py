"""Reservations per second on SQLite, durable commits included."""

import asyncio
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from core.identity import JobId, Person, PersonAlias, Place, PlaceAlias, PlaceKind, Platform, new_id
from core.instructions import Instruction, InstructionKind
from core.jobs import Job, JobState
from core.quota import Amounts, Limit, ScopeKind, parse_limit
from storage.database import Database, open_database

CALLERS = 20
EACH = 250

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


async def caller(database: Database, number: int, seconds: list[float]) -> None:
    alias = PlaceAlias(Platform.TELEGRAM, str(number), kind=PlaceKind.GROUP)
    place, person = await database.directory.resolve(
        alias, PersonAlias(Platform.TELEGRAM, str(number)), datetime.now(UTC)
    )
    for _ in range(EACH):
        asked = job(place, person)
        before = time.perf_counter()
        _, is_new = await database.jobs.accept(asked, LIMITS, datetime.now(UTC))
        seconds.append(time.perf_counter() - before)
        assert is_new


async def measure_reservations() -> tuple[float, float]:
    """(reservations a second, the 99th percentile of one in seconds)."""
    with tempfile.TemporaryDirectory() as folder:
        async with await open_database(None, Path(folder)) as database:
            seconds: list[float] = []
            started = time.perf_counter()
            await asyncio.gather(*(caller(database, number, seconds) for number in range(CALLERS)))
            taken = time.perf_counter() - started
    ordered = sorted(seconds)
    return len(ordered) / taken, ordered[int(len(ordered) * 0.99)]
