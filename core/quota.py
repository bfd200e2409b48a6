"""Quota: limits, windows and what fits, as pure rules.

Amounts are integers: images, and money in micro-dollars (one millionth of a US dollar).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from core.walltime import hour_end, hour_start, midnight, zone_of


class Unit(StrEnum):
    """What is counted."""

    IMAGES = "images"
    MICROS = "micros"


class ScopeKind(StrEnum):
    """Whose limit it is."""

    ACCOUNT = "account"
    COMMUNITY = "community"
    DEPLOYMENT = "deployment"


class Period(StrEnum):
    """A calendar window, in the deployment's time zone; weeks begin on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose usage: an account, a community, or the deployment (whose id is "")."""

    kind: ScopeKind
    id: str


@dataclass(frozen=True, slots=True)
class Window:
    """Rolling over `seconds`, or a calendar `period` in `time_zone` (an IANA name)."""

    seconds: int | None = None
    period: Period | None = None
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` of `unit` in `window`. 0 means none; no limit at all means unlimited."""

    amount: int
    unit: Unit
    window: Window


Limits = Mapping[ScopeKind, Sequence[Limit]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement that counts at `at` (a charge or refund counts when its reservation did)."""

    at: datetime
    amount: int


@dataclass(frozen=True, slots=True)
class Usage:
    """One limit with what is used of it now and when all of it is back (None: nothing used)."""

    scope: Scope
    limit: Limit
    used: int
    full_at: datetime | None


@dataclass(frozen=True, slots=True)
class Amounts:
    """Images and money together."""

    images: int
    micros: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a job's reservation ends.

    `charged` is what account and community keep, never above the reservation; `billed` is what
    the deployment keeps, and may exceed it: the operator books the excess.
    """

    charged: Amounts
    billed: Amounts


MICROS_PER_USD = 1_000_000
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
LONGEST_SECONDS = 366 * 86_400
_TICK = timedelta(microseconds=1)
_LIMIT = re.compile(
    r"(?P<amount>\d{1,12}(?:\.\d{1,6})?) (?P<unit>images?|usd) per (?:(?P<count>\d{1,9}) )?(?P<period>[a-z]+?)s?",
    re.IGNORECASE | re.ASCII,
)
_HOW = "Write a limit like `40 images per 3 hours`, `0 images per day` or `2.50 USD per month`."


def parse_limit(text: str, time_zone: str = "UTC") -> Limit:
    """Read a limit; a period with a number is rolling, a bare one is of the calendar.

    Money has at most six decimals and becomes micro-dollars exactly. Raises ValueError with a
    sentence for whoever wrote the settings. The time zone's file is read here, so that nothing
    that counts later waits for a disk: call it at the start.
    """
    zone_of(time_zone)
    match = _LIMIT.fullmatch(" ".join(text.split()))
    if match is None:
        raise ValueError(f"`{text}` is not a limit. {_HOW}")
    amount = Decimal(match["amount"])
    unit = Unit.MICROS if match["unit"].lower() == "usd" else Unit.IMAGES
    if unit is Unit.MICROS:
        amount *= MICROS_PER_USD
    elif amount != int(amount):
        raise ValueError(f"`{text}` has a part of an image. {_HOW}")
    return Limit(int(amount), unit, _parse_window(text, match["count"], match["period"].lower(), time_zone))


def _parse_window(text: str, count: str | None, period: str, time_zone: str) -> Window:
    if count is None:
        if period not in set(Period):
            raise ValueError(
                f"`{text}` needs a number before its period, or one of: {', '.join(Period)}. {_HOW}"
            )
        return Window(period=Period(period), time_zone=time_zone)
    if period not in SECONDS:
        raise ValueError(f"`{text}` counts in a period other than {', '.join(SECONDS)}. {_HOW}")
    seconds = int(count) * SECONDS[period]
    if not 0 < seconds <= LONGEST_SECONDS:
        raise ValueError(f"`{text}` has a period that is empty or longer than a year. {_HOW}")
    return Window(seconds=seconds, time_zone=time_zone)


def format_window(window: Window) -> str:
    """The window as `parse_limit` reads it after "per": "3 hours", "month"."""
    if window.period is not None:
        return window.period.value
    seconds = _rolling_seconds(window)
    name, size = next(
        (name, size) for name, size in reversed(SECONDS.items()) if seconds % size == 0 and name != "week"
    )
    count = seconds // size
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def window_start(window: Window, now: datetime) -> datetime:
    """The first instant whose entries count at `now`, to the microsecond, in UTC.

    What was reserved exactly `seconds` ago no longer counts in a rolling window.
    """
    if window.period is None:
        return now.astimezone(UTC) - timedelta(seconds=_rolling_seconds(window)) + _TICK
    zone = zone_of(window.time_zone)
    if window.period is Period.HOUR:
        return hour_start(now, zone)
    day = now.astimezone(zone).date()
    if window.period is Period.WEEK:
        day -= timedelta(days=day.weekday())
    elif window.period is Period.MONTH:
        day = day.replace(day=1)
    return midnight(day, zone)


def window_end(window: Window, at: datetime) -> datetime:
    """The first instant at which an entry of `at` no longer counts, in UTC."""
    if window.period is None:
        return at.astimezone(UTC) + timedelta(seconds=_rolling_seconds(window))
    zone = zone_of(window.time_zone)
    if window.period is Period.HOUR:
        return hour_end(at, zone)
    day = at.astimezone(zone).date()
    if window.period is Period.DAY:
        return midnight(day + timedelta(days=1), zone)
    if window.period is Period.WEEK:
        return midnight(day + timedelta(days=7 - day.weekday()), zone)
    return midnight((day.replace(day=1) + timedelta(days=31)).replace(day=1), zone)


def _rolling_seconds(window: Window) -> int:
    if window.seconds is None:
        raise ValueError("A window has either seconds or a period.")
    return window.seconds


def used(limit: Limit, entries: Sequence[Entry], now: datetime) -> int:
    """What of the limit is used at `now`: the sum of the entries (of its scope and unit) that count."""
    start = window_start(limit.window, now)
    return sum(entry.amount for entry in entries if entry.at >= start)


def back_at(limit: Limit, entries: Sequence[Entry], asked: int, now: datetime) -> datetime | None:
    """When `asked` fits again if nothing else happens; `now` if it does, None if it never can."""
    if asked > limit.amount:
        return None
    start = window_start(limit.window, now)
    counting = sorted((entry for entry in entries if entry.at >= start), key=lambda entry: entry.at)
    excess = sum(entry.amount for entry in counting) + asked - limit.amount
    moment = now
    for entry in counting:
        # Entries of one moment leave together; a refund counts when its reservation did.
        if excess <= 0 and moment != window_end(limit.window, entry.at):
            break
        excess -= entry.amount
        moment = window_end(limit.window, entry.at)
    return moment


def full_at(limit: Limit, entries: Sequence[Entry], now: datetime) -> datetime | None:
    """When all of the limit is back if nothing else happens; None if nothing is used."""
    start = window_start(limit.window, now)
    by_moment: dict[datetime, int] = {}
    for entry in entries:
        if entry.at >= start:
            by_moment[entry.at] = by_moment.get(entry.at, 0) + entry.amount
    last = max((at for at, amount in by_moment.items() if amount > 0), default=None)
    return None if last is None else window_end(limit.window, last)


def amount_of(amounts: Amounts, unit: Unit) -> int:
    """The amount of one unit."""
    return amounts.images if unit is Unit.IMAGES else amounts.micros


class EntryKind(StrEnum):
    """Why an entry stands in the ledger."""

    RESERVE = "reserve"
    CHARGE = "charge"
    """Less than reserved was due: the difference."""
    REFUND = "refund"
    """Nothing was due: all of it."""
    EXCESS = "excess"
    """More than reserved was billed to the operator: the difference."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry to be made: a signed amount of one unit for a kind of scope."""

    scope: ScopeKind
    unit: Unit
    kind: EntryKind
    amount: int


def hold(asked: Amounts, scopes: Iterable[ScopeKind] = ScopeKind) -> tuple[Movement, ...]:
    """The entries that reserve `asked`, in every scope and unit, so that later limits count it too."""
    return tuple(
        Movement(scope, unit, EntryKind.RESERVE, amount_of(asked, unit))
        for scope in scopes
        for unit in Unit
        if amount_of(asked, unit)
    )


def settle(
    reserved: Amounts, settlement: Settlement, scopes: Iterable[ScopeKind] = ScopeKind
) -> tuple[Movement, ...]:
    """The entries after which account and community stand at `charged`, the deployment at `billed`.

    Whatever is charged beyond the reservation is not: nobody pays more than was held.
    """
    movements: list[Movement] = []
    for scope in scopes:
        for unit in Unit:
            was = amount_of(reserved, unit)
            if scope is ScopeKind.DEPLOYMENT:
                due = amount_of(settlement.billed, unit)
            else:
                due = min(was, amount_of(settlement.charged, unit))
            if due == was:
                continue
            kind = EntryKind.EXCESS if due > was else EntryKind.CHARGE if due else EntryKind.REFUND
            movements.append(Movement(scope, unit, kind, due - was))
    return tuple(movements)
