"""A long past: ledger rows with their totals and pictures, spread over people, groups and a month."""

import os
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import psycopg

from benchmarks.databases import Place
from core.identity import AccountId, CommunityId, new_id
from core.quota import EntryKind, ScopeKind, Unit
from storage.bookings import SPANS
from storage.columns import HOUR_MICROSECONDS, microseconds
from storage.database import FILE_NAME

ROWS = 1_000_000
OTHERS, GROUPS = 10_000, 2_000
DAYS = 30
CACHE_KIBIBYTES = 600_000
AMOUNTS = {Unit.IMAGES: 1, Unit.MICROS: 40_000}
LEDGER = ("scope", "scope_id", "unit", "amount", "at", "made_at", "job_id", "kind")
TOTALS = ("scope", "scope_id", "unit", "span_hours", "hour", "amount")
PICTURES = (
    *("id", "place_id", "account_id", "job_id", "tree", "version", "number", "parents", "drawn", "blob"),
    *("facts", "instruction", "provider", "model", "alt_text", "scene", "spoiler", "created_at"),
)
FACTS = (
    '{"media_type":"image/png","width":1536,"height":1024,"size_bytes":123456,"has_alpha":false,"frames":1}'
)
Row = tuple[Any, ...]


def add_history(place: Place, accounts: Sequence[AccountId], communities: Sequence[CommunityId]) -> None:
    """A million rows in the ledger and a million pictures; `accounts` and `communities` are among their owners."""
    dice = random.Random(20261121)
    people = [*accounts, *(new_id() for _ in range(OTHERS))]
    groups = [*communities, *(new_id() for _ in range(GROUPS))]
    now = datetime.now(UTC)
    totals: Counter[Row] = Counter()
    with _Target(place) as target:
        target.insert("ledger", LEDGER, _ledger(dice, people, groups, now, totals))
        target.insert("totals", TOTALS, ((*key, amount) for key, amount in totals.items()))
        target.insert("pictures", PICTURES, _pictures(dice, people, groups, now))


def _moment(dice: random.Random, now: datetime) -> int:
    # What is measured lies after it: days have one total each.
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return microseconds(midnight - timedelta(seconds=dice.uniform(1, DAYS * 86_400)))


def _ledger(
    dice: random.Random, people: Sequence[str], groups: Sequence[str], now: datetime, totals: Counter[Row]
) -> Iterator[Row]:
    for _ in range(ROWS // (len(ScopeKind) * len(Unit))):
        at, job_id = _moment(dice, now), new_id()
        owners = (dice.choice(people), dice.choice(groups), "")
        for scope, owner in zip(ScopeKind, owners, strict=True):
            for unit, amount in AMOUNTS.items():
                hour = at // HOUR_MICROSECONDS
                for span in SPANS:
                    totals[scope.value, owner, unit.value, span, hour - hour % span] += amount
                yield scope.value, owner, unit.value, amount, at, at, job_id, EntryKind.RESERVE.value


def _pictures(
    dice: random.Random, people: Sequence[str], groups: Sequence[str], now: datetime
) -> Iterator[Row]:
    for _ in range(ROWS):
        picture_id = new_id()
        yield (
            *(picture_id, dice.choice(groups), dice.choice(people), new_id(), picture_id, 1, 1, "[]", True),
            *(
                picture_id * 2,
                FACTS,
                "a boat",
                "painter",
                "scripted",
                "A boat",
                "",
                False,
                _moment(dice, now),
            ),
        )


class _Target:
    """The quick way into either database."""

    def __init__(self, place: Place) -> None:
        self._sqlite: sqlite3.Connection | None = None
        self._postgres: psycopg.Connection[Row] | None = None
        if place.url is None:
            self._sqlite = sqlite3.connect(place.folder / FILE_NAME)
            self._sqlite.execute(f"PRAGMA cache_size=-{CACHE_KIBIBYTES}")
            self._sqlite.execute("PRAGMA synchronous=OFF")
        else:
            self._postgres = psycopg.connect(place.url)

    def __enter__(self) -> Self:
        return self

    def insert(self, table: str, columns: Sequence[str], rows: Iterator[Row]) -> None:
        named = ", ".join(columns)
        if self._sqlite is not None:
            marks = ", ".join("?" * len(columns))
            self._sqlite.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", rows)  # noqa: S608 - our own names
        if self._postgres is not None:
            with (
                self._postgres.cursor() as cursor,
                cursor.copy(f"COPY {table} ({named}) FROM STDIN".encode()) as copy,
            ):
                for row in rows:
                    copy.write_row(row)

    def __exit__(self, *_: object) -> None:
        if self._sqlite is not None:
            self._sqlite.commit()
            self._sqlite.execute("ANALYZE")
            self._sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._sqlite.close()
        if self._postgres is not None:
            self._postgres.commit()
            self._postgres.execute("ANALYZE")
            self._postgres.commit()
            self._postgres.close()
        # Else what is measured next would wait for the disk to take all this in.
        os.sync()
