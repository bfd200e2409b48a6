"""Accepting jobs: many at once in one durable transaction.

Whoever comes first reserves for everybody who waits meanwhile, so that a durable commit serves
all of them; each is still decided alone, in order of arrival.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from core.errors import OverQuota, QueueFull, Shortfall, UserCanFix
from core.jobs import Bounds, Job
from core.quota import (
    Limit,
    Limits,
    Scope,
    ScopeKind,
    Unit,
    amount_of,
    back_at,
    format_window,
    hold,
    window_start,
)
from storage.bookings import Booking, book, leaving, ledger_ids, scopes_of, used_since
from storage.bounds import Waiting
from storage.job_rows import from_row, to_row
from storage.schema import jobs
from storage.transactions import Guard, Transactions

BATCH = 200
SAME_MOMENT = timedelta(seconds=1)
Rules = tuple[tuple[ScopeKind, Limit], ...]
Use = dict[tuple[Scope, Limit, datetime], int]


# Made once, because making a statement costs more than carrying it out.
_KNOWN = sa.select(jobs).where(jobs.c.key.in_(sa.bindparam("sought", expanding=True)))
_KEEP = sa.insert(jobs)


@dataclass(eq=False, slots=True)
class Request:
    """One job that asks for room, and what became of it."""

    job: Job
    row: Mapping[str, Any]
    rules: Rules
    bounds: Bounds
    now: datetime
    moment: datetime
    """`now`, or an earlier moment in the same second at which a whole batch is looked at."""
    scopes: Mapping[ScopeKind, Scope] = field(default_factory=dict)
    kept: tuple[Job, bool] | None = None
    lacking: tuple[tuple[Scope, Limit, int], ...] = ()
    refusal: UserCanFix | None = None

    @property
    def is_decided(self) -> bool:
        """Whether it was accepted, refused or known."""
        return self.kept is not None or self.refusal is not None


class Reservations:
    """Holds quota for jobs, exactly."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._waiting: list[Request] = []
        self._turn = asyncio.Lock()

    async def accept(self, job: Job, limits: Limits, now: datetime, bounds: Bounds) -> tuple[Job, bool]:
        """`core.ports.Jobs.accept`."""
        rules = tuple((kind, limit) for kind in job.scopes for limit in limits.get(kind, ()))
        request = Request(job, to_row(job), rules, bounds, now, now)
        self._waiting.append(request)
        try:
            async with self._turn:
                if not request.is_decided:
                    await self._decide_for_all(request)
        finally:
            if request in self._waiting:
                self._waiting.remove(request)
        if request.kept is None:
            raise request.refusal or OverQuota(())
        return request.kept

    async def _decide_for_all(self, own: Request) -> None:
        others = [request for request in self._waiting if request is not own][: BATCH - 1]
        batch = [own, *others]
        self._waiting = [request for request in self._waiting if request not in batch]
        try:
            await self._decide(batch)
        except SQLAlchemyError:
            if not others:
                raise
            # One of them cannot be kept; each finds out alone whether it is the one.
            self._waiting = [*others, *self._waiting]
            await self._decide([own])

    async def _decide(self, batch: Sequence[Request]) -> None:
        # Others' requests are in it, so it ends even if the one who took it on is cancelled.
        deciding = asyncio.ensure_future(self._decided(batch))
        try:
            await asyncio.shield(deciding)
        except asyncio.CancelledError:
            await asyncio.wait([deciding])
            raise

    async def _decided(self, batch: Sequence[Request]) -> None:
        outcomes = await self._transactions.run(
            lambda connection: self._reserve(connection, batch), Guard.LEDGER
        )
        for request, kept, refusal in outcomes:
            request.kept, request.refusal = kept, refusal

    def _reserve(
        self, connection: sa.Connection, batch: Sequence[Request]
    ) -> list[tuple[Request, tuple[Job, bool] | None, UserCanFix | None]]:
        found = connection.execute(_KNOWN, {"sought": [each.row["key"] for each in batch]})
        known = {job.key: job for job in map(from_row, found)}
        fresh = [request for request in batch if request.job.key not in known]
        erased = ledger_ids(connection, [request.job.account_id for request in fresh])
        for request in fresh:
            account, _ = erased.get(request.job.account_id, (request.job.account_id, None))
            request.scopes = scopes_of(account, request.job.community_id)
        use = self._use(connection, fresh)
        waiting = Waiting(connection, [request.job for request in fresh])
        full: dict[Request, QueueFull] = {}
        added: Counter[tuple[Scope, Unit]] = Counter()
        accepted: list[Request] = []
        kept: dict[Request, tuple[Job, bool]] = {}
        for request in batch:
            key = request.job.key
            if key in known:
                kept[request] = (known[key], False)
                continue
            request.lacking = _lacking(request, use, added)
            refusal = waiting.refusal(request.job, request.bounds)
            if refusal is not None:
                full[request] = refusal
            elif not request.lacking:
                waiting.join(request.job)
                known[key] = request.job
                kept[request] = (request.job, True)
                accepted.append(request)
                for movement in hold(request.job.reserved, request.job.scopes):
                    added[request.scopes[movement.scope], movement.unit] += movement.amount
        if accepted:
            connection.execute(_KEEP, [request.row for request in accepted])
            book(self._transactions, connection, [line for each in accepted for line in _bookings(each)])
        return [
            (request, kept.get(request), None if request in kept else _refusal(connection, request, full))
            for request in batch
        ]

    def _use(self, connection: sa.Connection, batch: Sequence[Request]) -> Use:
        """What is used of every limit that the batch asks of; those who ask together are answered together."""
        groups: dict[tuple[ScopeKind, Limit, datetime], set[str]] = {}
        moment: datetime | None = None
        for request in sorted(batch, key=lambda each: each.now):
            if moment is None or request.now - moment > SAME_MOMENT:
                moment = request.now
            request.moment = moment
            for kind, limit in request.rules:
                groups.setdefault((kind, limit, moment), set()).add(request.scopes[kind].id)
        use: Use = {}
        for (kind, limit, at), ids in groups.items():
            sums = used_since(connection, kind, sorted(ids), limit.unit, window_start(limit.window, at))
            use.update({(Scope(kind, each), limit, at): sums.get(each, 0) for each in ids})
        return use


def _lacking(
    request: Request, use: Use, added: Mapping[tuple[Scope, Unit], int]
) -> tuple[tuple[Scope, Limit, int], ...]:
    lacking = []
    for kind, limit in request.rules:
        asked = amount_of(request.job.reserved, limit.unit)
        scope = request.scopes[kind]
        used = use[scope, limit, request.moment] + added.get((scope, limit.unit), 0)
        if asked and used + asked > limit.amount:
            lacking.append((scope, limit, used))
    return tuple(lacking)


def _bookings(request: Request) -> list[Booking]:
    return [
        Booking(request.scopes[movement.scope], movement, request.now, request.now, request.job.id)
        for movement in hold(request.job.reserved, request.job.scopes)
    ]


def _refusal(connection: sa.Connection, request: Request, full: Mapping[Request, QueueFull]) -> UserCanFix:
    """A quota without room says more than a full line: waiting does not help."""
    return OverQuota(_shortfalls(connection, request)) if request.lacking else full[request]


def _shortfalls(connection: sa.Connection, request: Request) -> tuple[Shortfall, ...]:
    shortfalls = []
    for scope, limit, used in request.lacking:
        asked = amount_of(request.job.reserved, limit.unit)
        fits_at = None
        if asked <= limit.amount:
            entries = leaving(connection, scope, limit, used + asked - limit.amount, request.now)
            fits_at = back_at(limit, entries, asked, request.now)
        shortfalls.append(
            Shortfall(
                scope.kind.value,
                limit.unit.value,
                limit.amount,
                used,
                asked,
                fits_at,
                format_window(limit.window),
            )
        )
    return tuple(shortfalls)
