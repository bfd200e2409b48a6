"""The ledger's rows and their totals of hours and days: writing and summing them inside a transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from core.identity import AccountId, CommunityId, JobId
from core.quota import Entry, Limit, Movement, Scope, ScopeKind, Unit, window_start
from storage.columns import EPOCH, HOUR_MICROSECONDS, microseconds
from storage.schema import ledger, pseudonyms, totals
from storage.transactions import Transactions

DAY = 24
SPANS = (1, DAY)
"""Of how many hours there are totals; each begins at a multiple of them."""
_TOTAL = tuple(totals.c.keys())

# Statements are made once, because making one costs more than carrying it out.
_ERASED = sa.select(pseudonyms.c.account_id, pseudonyms.c.ledger_id, pseudonyms.c.erased_at).where(
    pseudonyms.c.account_id.in_(sa.bindparam("accounts", expanding=True))
)
_APPEND = sa.insert(ledger)


@cache
def _bring_along(*, is_sqlite: bool) -> "sqlite.Insert | postgresql.Insert":
    add = sqlite.insert(totals) if is_sqlite else postgresql.insert(totals)
    return add.on_conflict_do_update(
        index_elements=list(totals.primary_key), set_={"amount": totals.c.amount + add.excluded.amount}
    )


@dataclass(frozen=True, slots=True)
class Booking:
    """One ledger row to be: the scope carries the ledger's id of an account."""

    scope: Scope
    movement: Movement
    at: datetime
    made_at: datetime
    job_id: JobId


def ledger_ids(
    connection: sa.Connection, accounts: Sequence[AccountId]
) -> Mapping[AccountId, tuple[str, datetime]]:
    """The ledger's ids of those accounts that were erased, and when."""
    found = connection.execute(_ERASED, {"accounts": accounts})
    return {account: (ledger_id, erased_at) for account, ledger_id, erased_at in found}


def scopes_of(account: str, community_id: CommunityId) -> Mapping[ScopeKind, Scope]:
    """The three scopes that a job counts in; `account` is the ledger's id."""
    return {
        ScopeKind.ACCOUNT: Scope(ScopeKind.ACCOUNT, account),
        ScopeKind.COMMUNITY: Scope(ScopeKind.COMMUNITY, community_id),
        ScopeKind.DEPLOYMENT: Scope(ScopeKind.DEPLOYMENT, ""),
    }


def book(transactions: Transactions, connection: sa.Connection, bookings: Sequence[Booking]) -> None:
    """Append to the ledger and bring the totals along."""
    if not bookings:
        return
    sums: Counter[tuple[str, str, str, int, int]] = Counter()
    rows = []
    for booking in bookings:
        scope, movement = booking.scope, booking.movement
        rows.append(
            {
                "scope": scope.kind,
                "scope_id": scope.id,
                "unit": movement.unit,
                "amount": movement.amount,
                "at": booking.at,
                "made_at": booking.made_at,
                "job_id": booking.job_id,
                "kind": movement.kind,
            }
        )
        hour = microseconds(booking.at) // HOUR_MICROSECONDS
        for span in SPANS:
            sums[(scope.kind, scope.id, movement.unit, span, hour - hour % span)] += movement.amount
    connection.execute(_APPEND, rows)
    connection.execute(
        _bring_along(is_sqlite=transactions.is_sqlite),
        [dict(zip(_TOTAL, (*key, amount), strict=True)) for key, amount in sorted(sums.items())],
    )


def _first_whole_hour(start: datetime) -> int:
    return -(-microseconds(start) // HOUR_MICROSECONDS)


def _used() -> sa.Select[str, int]:
    def within(table: sa.Table, *which: sa.ColumnElement[bool]) -> sa.Select[str, int]:
        return sa.select(table.c.scope_id, table.c.amount).where(
            table.c.scope == sa.bindparam("kind"),
            table.c.scope_id.in_(sa.bindparam("scope_ids", expanding=True)),
            table.c.unit == sa.bindparam("unit"),
            *which,
        )

    hour: sa.BindParameter[int] = sa.bindparam("hour")
    day: sa.BindParameter[int] = sa.bindparam("day")
    rows = sa.union_all(
        within(totals, totals.c.span_hours == DAY, totals.c.hour >= day),
        within(totals, totals.c.span_hours == 1, totals.c.hour >= hour, totals.c.hour < day),
        within(ledger, ledger.c.at >= sa.bindparam("start"), ledger.c.at < sa.bindparam("whole")),
    ).subquery()
    return sa.select(rows.c.scope_id, sa.cast(sa.func.sum(rows.c.amount), sa.BigInteger)).group_by(
        rows.c.scope_id
    )


USED = _used()


def used_since(
    connection: sa.Connection, kind: ScopeKind, scope_ids: Sequence[str], unit: Unit, start: datetime
) -> Mapping[str, int]:
    """Per scope id what counts from `start` on: whole days and hours from the totals, the rest from the ledger."""
    hour = _first_whole_hour(start)
    values = {
        "kind": kind,
        "scope_ids": scope_ids,
        "unit": unit,
        "hour": hour,
        "day": -(-hour // DAY) * DAY,
        "start": start,
        "whole": _hour_moment(hour),
    }
    return dict(connection.execute(USED, values).all())


def newest(connection: sa.Connection, scope: Scope, limit: Limit, now: datetime) -> Sequence[Entry]:
    """The newest entry of `scope` that counts in `limit` now and was not given back; none or one."""
    amount = sa.cast(sa.func.sum(ledger.c.amount), sa.BigInteger)
    found = connection.execute(
        sa.select(ledger.c.at, amount)
        .where(
            ledger.c.scope == scope.kind,
            ledger.c.scope_id == scope.id,
            ledger.c.unit == limit.unit,
            ledger.c.at >= window_start(limit.window, now),
        )
        .group_by(ledger.c.at)
        .having(amount > 0)
        .order_by(ledger.c.at.desc())
        .limit(1)
    )
    return [Entry(at, amount) for at, amount in found]


def leaving(
    connection: sa.Connection, scope: Scope, limit: Limit, excess: int, now: datetime
) -> Sequence[Entry]:
    """Entries of `scope` that count in `limit` now, exact where the first `excess` of them leave the window.

    All others stand as one sum per hour, so that it stays quick.
    """
    start = window_start(limit.window, now)
    hour = _first_whole_hour(start)
    where = (
        totals.c.scope == scope.kind,
        totals.c.scope_id == scope.id,
        totals.c.unit == limit.unit,
        totals.c.span_hours == 1,
    )
    hours = [(hour - 1, 0)]
    found = connection.execute(
        sa.select(totals.c.hour, totals.c.amount).where(*where, totals.c.hour >= hour).order_by(totals.c.hour)
    )
    hours += [(each, amount) for each, amount in found]
    entries: list[Entry] = []
    gone = 0
    for each, amount in hours:
        if each >= hour and (gone >= excess or gone + amount < excess):
            exact: Sequence[Entry] = [Entry(_hour_moment(each), amount)]
        else:
            exact = _of_hour(connection, scope, limit.unit, max(start, _hour_moment(each)), each)
        gone += sum(entry.amount for entry in exact)
        entries += exact
    return entries


def _of_hour(
    connection: sa.Connection, scope: Scope, unit: Unit, start: datetime, hour: int
) -> Sequence[Entry]:
    found = connection.execute(
        sa.select(ledger.c.at, sa.cast(sa.func.sum(ledger.c.amount), sa.BigInteger))
        .where(
            ledger.c.scope == scope.kind,
            ledger.c.scope_id == scope.id,
            ledger.c.unit == unit,
            ledger.c.at >= start,
            ledger.c.at < _hour_moment(hour + 1),
        )
        .group_by(ledger.c.at)
        .order_by(ledger.c.at)
    )
    return [Entry(at, amount) for at, amount in found]


def _hour_moment(hour: int) -> datetime:
    return EPOCH + timedelta(hours=hour)
