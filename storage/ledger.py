"""Reading what is used."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from core.identity import AccountId
from core.ports import Ledger
from core.quota import Limits, Scope, ScopeKind, Unit, Usage, full_at, window_start
from storage.bookings import ledger_ids, newest, used_since
from storage.schema import ledger
from storage.transactions import Transactions


class LedgerTable(Ledger):
    """The ledger and its hourly totals."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def usage(self, scopes: Sequence[Scope], limits: Limits, now: datetime) -> Sequence[Usage]:
        """See the port."""
        return await self._transactions.look(lambda connection: _usage(connection, scopes, limits, now))

    async def balance(self, scope: Scope) -> tuple[int, int]:
        """See the port."""
        sums = await self._transactions.look(lambda connection: _sums(connection, scope))
        return sums.get(Unit.IMAGES, 0), sums.get(Unit.MICROS, 0)


def _sums(connection: sa.Connection, scope: Scope) -> Mapping[str, int]:
    found = connection.execute(
        sa.select(ledger.c.unit, sa.cast(sa.func.sum(ledger.c.amount), sa.BigInteger))
        .where(ledger.c.scope == scope.kind, ledger.c.scope_id == _kept_as(connection, scope).id)
        .group_by(ledger.c.unit)
    )
    return dict(found.all())


def _usage(connection: sa.Connection, scopes: Sequence[Scope], limits: Limits, now: datetime) -> list[Usage]:
    usages = []
    for scope in scopes:
        kept_as = _kept_as(connection, scope)
        for limit in limits.get(scope.kind, ()):
            start = window_start(limit.window, now)
            sums = used_since(connection, scope.kind, [kept_as.id], limit.unit, start)
            back = full_at(limit, newest(connection, kept_as, limit, now), now)
            usages.append(Usage(scope, limit, sums.get(kept_as.id, 0), back))
    return usages


def _kept_as(connection: sa.Connection, scope: Scope) -> Scope:
    """The scope by which the ledger knows it: an erased account has a pseudonym there."""
    if scope.kind is not ScopeKind.ACCOUNT:
        return scope
    erased = ledger_ids(connection, [AccountId(scope.id)])
    ledger_id, _ = erased.get(AccountId(scope.id), (scope.id, None))
    return Scope(scope.kind, ledger_id)
