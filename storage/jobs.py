"""The jobs table."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.admission import next_grants
from core.errors import ChatbrushError, ContentBlocked
from core.identity import AccountId, JobId
from core.jobs import ENDED, Caps, Job, JobState, Queued
from core.pictures import Picture
from core.ports import Jobs
from core.quota import EntryKind, Limits, Scope, ScopeKind, Settlement, settle
from storage.bookings import Booking, book, ledger_ids, scopes_of
from storage.erasure import blank_jobs
from storage.job_rows import QUEUED, error_columns, from_row, queued_from_row
from storage.pictures import add_pictures
from storage.records import TEXTS
from storage.reservations import Reservations
from storage.schema import jobs, ledger
from storage.transactions import Guard, Transactions

RECENT = 20
OPEN = sorted(set(JobState) - ENDED)


class JobsTable(Jobs):
    """Jobs and their reservations, one transaction per call."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._reservations = Reservations(transactions)

    async def accept(self, job: Job, limits: Limits, now: datetime) -> tuple[Job, bool]:
        """See the port."""
        return await self._reservations.accept(job, limits, now)

    async def get(self, job_id: JobId) -> Job:
        """See the port."""
        return await self._transactions.look(lambda connection: _get(connection, job_id))

    async def carded(self, job_id: JobId, message: str) -> None:
        """See the port."""
        state = sa.case((jobs.c.state == JobState.ACCEPTED, JobState.WAITING), else_=jobs.c.state)
        await self._transactions.run(
            lambda connection: _change(connection, job_id, card_message=message, state=state)
        )

    async def grant(self, caps: Caps, now: datetime) -> Sequence[JobId]:
        """See the port."""

        def turn(connection: sa.Connection) -> Sequence[JobId]:
            waiting, drawing = _queue(connection)
            granted = next_grants(waiting, drawing, caps)
            if granted:
                connection.execute(
                    sa.update(jobs)
                    .where(jobs.c.id.in_(granted), jobs.c.state == JobState.WAITING)
                    .values(state=JobState.DRAWING, granted_at=now)
                )
            return granted

        return await self._transactions.run(turn, Guard.TURNS)

    async def queue(self) -> tuple[Sequence[Queued], Sequence[Queued]]:
        """See the port."""
        return await self._transactions.look(_queue)

    async def claim(self, job_id: JobId) -> int:
        """See the port."""
        return await self._transactions.run(
            lambda connection: _change(connection, job_id, attempt=jobs.c.attempt + 1)
        )

    async def drawn(
        self,
        job_id: JobId,
        attempt: int,
        pictures: Sequence[Picture],
        *,
        cost_micros: int,
        notes: Sequence[str],
        now: datetime,
    ) -> bool:
        """See the port. Also False once the job has ended; the same result again changes nothing."""
        result = (
            sa.update(jobs)
            .where(jobs.c.id == job_id, jobs.c.attempt == attempt, jobs.c.state.in_(OPEN))
            .values(
                drawn_count=len(pictures),
                cost_micros=cost_micros,
                notes=TEXTS.encode(tuple(notes)),
                drawn_at=sa.func.coalesce(jobs.c.drawn_at, sa.bindparam(None, now, jobs.c.drawn_at.type)),
                **error_columns(None),
            )
        )

        def record(connection: sa.Connection) -> bool:
            if not connection.execute(result).rowcount:
                return False
            add_pictures(connection, pictures)
            return True

        return await self._transactions.run(record, Guard.PICTURES)

    async def failed(self, job_id: JobId, attempt: int, error: ChatbrushError, now: datetime) -> bool:
        """See the port. Also False once the job has ended."""
        del now
        result = (
            sa.update(jobs)
            .where(jobs.c.id == job_id, jobs.c.attempt == attempt, jobs.c.state.in_(OPEN))
            .values(**error_columns(error.to_record()))
        )
        return await self._transactions.run(lambda connection: bool(connection.execute(result).rowcount))

    async def finish(
        self,
        job_id: JobId,
        state: JobState,
        settlement: Settlement,
        error: ChatbrushError | None,
        now: datetime,
    ) -> bool:
        """See the port. Without `error` the one that `failed` recorded stays."""
        if state not in ENDED:
            raise ValueError(f"A job does not end as {state}.")
        values: dict[str, Any] = {} if error is None else error_columns(error.to_record())

        def end(connection: sa.Connection) -> bool:
            changed = connection.execute(
                sa.update(jobs)
                .where(jobs.c.id == job_id, jobs.c.state.in_(OPEN))
                .values(state=state, finished_at=now, **values)
                .returning(*jobs.c)
            )
            row = changed.one_or_none()
            if row is None:
                return False
            self._settle(connection, from_row(row), settlement, now)
            return True

        return await self._transactions.run(end, Guard.LEDGER)

    def _settle(self, connection: sa.Connection, job: Job, settlement: Settlement, now: datetime) -> None:
        account, erased_at = ledger_ids(connection, [job.account_id]).get(
            job.account_id, (job.account_id, None)
        )
        scopes = scopes_of(account, job.community_id)
        found = connection.execute(
            sa.select(ledger.c.scope, ledger.c.scope_id, ledger.c.at).where(
                ledger.c.job_id == job.id, ledger.c.kind == EntryKind.RESERVE
            )
        )
        held_at = job.accepted_at
        for kind, scope_id, at in found:
            scopes = {**scopes, ScopeKind(kind): Scope(ScopeKind(kind), scope_id)}
            held_at = at
        book(
            self._transactions,
            connection,
            [
                Booking(scopes[movement.scope], movement, held_at, now, job.id)
                for movement in settle(job.reserved, settlement)
            ],
        )
        if erased_at is not None and job.accepted_at <= erased_at:
            blank_jobs(connection, jobs.c.id == job.id)

    async def unfinished(self) -> Sequence[Job]:
        """See the port."""
        async with self._transactions.read() as connection:
            found = await connection.execute(
                sa.select(jobs).where(jobs.c.state.in_(OPEN)).order_by(jobs.c.accepted_at, jobs.c.seq)
            )
            return [from_row(row) for row in found]

    async def blocked_since(self, account_id: AccountId, since: datetime) -> Sequence[datetime]:
        """See the port."""
        wanted = (
            sa.select(jobs.c.finished_at)
            .where(
                jobs.c.account_id == account_id,
                jobs.c.error_name == ContentBlocked.__name__,
                jobs.c.finished_at >= since,
            )
            .order_by(jobs.c.finished_at.desc())
        )
        return await self._transactions.look(lambda connection: connection.execute(wanted).scalars().all())

    async def durations(self, provider: str, model: str) -> Sequence[float]:
        """See the port."""
        wanted = (
            sa.select(jobs.c.granted_at, jobs.c.drawn_at)
            .where(
                jobs.c.provider == provider,
                jobs.c.model == model,
                jobs.c.drawn_at.is_not(None),
                jobs.c.granted_at.is_not(None),
            )
            .order_by(jobs.c.drawn_at.desc())
            .limit(RECENT)
        )
        rows = await self._transactions.look(lambda connection: connection.execute(wanted).all())
        return [(drawn_at - granted_at).total_seconds() for granted_at, drawn_at in rows]


def _get(connection: sa.Connection, job_id: JobId) -> Job:
    row = connection.execute(sa.select(jobs).where(jobs.c.id == job_id)).one_or_none()
    if row is None:
        raise KeyError(job_id)
    return from_row(row)


def _change(connection: sa.Connection, job_id: JobId, **values: Any) -> int:
    """The attempt after the change."""
    changed = connection.execute(
        sa.update(jobs).where(jobs.c.id == job_id).values(**values).returning(jobs.c.attempt)
    )
    attempt: int | None = changed.scalar_one_or_none()
    if attempt is None:
        raise KeyError(job_id)
    return attempt


def _queue(connection: sa.Connection) -> tuple[list[Queued], list[Queued]]:
    """(waiting, drawing), oldest first; of those who wait, when their account last had a turn."""
    found = connection.execute(
        sa.select(jobs.c.state, *QUEUED)
        .where(jobs.c.state.in_([JobState.WAITING, JobState.DRAWING]))
        .order_by(jobs.c.accepted_at, jobs.c.seq)
    )
    rows = found.all()
    waiting = [row for row in rows if row.state == JobState.WAITING]
    turns = connection.execute(
        sa.select(jobs.c.account_id, sa.func.max(jobs.c.granted_at))
        .where(
            jobs.c.account_id.in_(sorted({row.account_id for row in waiting})), jobs.c.granted_at.is_not(None)
        )
        .group_by(jobs.c.account_id)
    )
    last = dict(turns.all())
    return (
        [queued_from_row(row, last.get(row.account_id)) for row in waiting],
        [queued_from_row(row) for row in rows if row.state == JobState.DRAWING],
    )
