"""Quota: limits, windows and what fits, as pure rules.

Amounts are integers: images, and money in micro-dollars (one millionth of a US dollar).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
