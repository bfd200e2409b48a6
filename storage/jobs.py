"""The jobs table."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.errors import ChatbrushError
from core.identity import AccountId, JobId, PlaceId, Platform
from core.jobs import UNBOUNDED, Bounds, Canceller, Caps, Grant, Job, JobState, Kept, Line, Superseded
from core.pictures import Picture
from core.ports import GRANTED, Jobs, Signal, Signals
from core.quota import Limits, Settlement
from storage.claiming import kept_results, tell_of
from storage.job_rows import error_columns, from_row
from storage.job_statements import BLOCKED, CARD, CLAIM, DRAWN, FAILED, GET
from storage.pictures import add_pictures
from storage.records import TEXTS
from storage.reservations import Reservations
from storage.schema import IS_HELD, IS_OPEN, jobs
from storage.settling import Ending, cancel_job, end_job
from storage.succession import take_up
from storage.transactions import Guard, Transactions
from storage.turns import grant_turns, next_start, put_back, read_line

RECENT = 20


class JobsTable(Jobs):
    """Jobs and their reservations, one transaction per call."""

    def __init__(self, transactions: Transactions, signals: Signals) -> None:
        self._transactions = transactions
        self._signals = signals
        self._reservations = Reservations(transactions)

    async def accept(
        self, job: Job, limits: Limits, now: datetime, bounds: Bounds = UNBOUNDED
    ) -> tuple[Job, bool]:
        """See the port."""
        return await self._reservations.accept(job, limits, now, bounds)

    async def get(self, job_id: JobId) -> Job:
        """See the port."""
        return await self._transactions.look(lambda connection: _get(connection, job_id))

    async def carded(self, job_id: JobId, message: str) -> JobState:
        """See the port."""
        state = await self._changed(CARD, {"job": job_id, "message": message})
        if state is None:
            raise KeyError(job_id)
        self._signals.send(Signal.TURNS)
        return JobState(state)

    async def grant(
        self, caps: Caps, now: datetime, executor: str, platforms: Collection[Platform]
    ) -> Sequence[Grant]:
        """See the port."""
        granted = await self._transactions.run(
            lambda connection: grant_turns(connection, caps, now, executor, platforms), Guard.TURNS
        )
        if granted:
            self._signals.send(Signal.TURNS, GRANTED)
        return granted

    async def queue(self) -> Line:
        """See the port."""
        return await self._transactions.look(read_line)

    async def of_executor(self, executor: str) -> Sequence[Job]:
        """See the port."""
        return await self._found(IS_HELD, jobs.c.executor == executor)

    async def of_account(self, account_id: AccountId, place_id: PlaceId) -> Sequence[Job]:
        """See the port."""
        return await self._found(IS_OPEN, jobs.c.account_id == account_id, jobs.c.place_id == place_id)

    async def adopt(self, job_id: JobId, executor: str, former: str | None = None) -> bool:
        """See the port."""
        is_former = sa.true() if former is None else jobs.c.executor == former
        change = (
            sa.update(jobs)
            .where(jobs.c.id == job_id, jobs.c.state != JobState.WAITING, is_former)
            .where(sa.or_(IS_OPEN, IS_HELD))
            .values(executor=executor)
        )
        return await self._transactions.run(lambda connection: bool(connection.execute(change).rowcount))

    async def take_up(self, job_id: JobId, turn: int, executor: str) -> bool:
        """See the port."""
        return await self._transactions.run(lambda connection: take_up(connection, job_id, turn, executor))

    async def claim(self, job_id: JobId, executor: str) -> int:
        """See the port."""
        attempt: int | None = await self._changed(CLAIM, {"job": job_id, "ours": executor})
        if attempt is None:
            raise Superseded(job_id)
        return attempt

    async def put_back(self, job_id: JobId, attempt: int, *, elsewhere: bool = False) -> bool:
        """See the port."""
        is_back = await self._transactions.run(
            lambda connection: put_back(connection, job_id, attempt, elsewhere=elsewhere)
        )
        if is_back:
            self._signals.send(Signal.TURNS)
        return is_back

    async def cancel(self, job_id: JobId, by: Canceller, now: datetime, executor: str) -> Job:
        """See the port."""
        job = await self._transactions.run(
            lambda connection: cancel_job(self._transactions, connection, job_id, by, now, executor=executor),
            Guard.LEDGER,
        )
        if job.state is JobState.DRAWING:
            self._signals.send(Signal.CANCEL, job_id)
        else:
            self._signals.send(Signal.TURNS)
        return job

    async def closed(self, job_id: JobId) -> None:
        """See the port."""
        change = sa.update(jobs).where(jobs.c.id == job_id, ~IS_OPEN).values(executor="")
        await self._transactions.run(lambda connection: connection.execute(change))

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
        values = {
            "job": job_id,
            "of_attempt": attempt,
            "pictures": len(pictures),
            "cost": cost_micros,
            "remarks": TEXTS.encode(tuple(notes)),
            "now": now,
        }

        def record(connection: sa.Connection) -> bool:
            if not connection.execute(DRAWN, values).rowcount:
                return False
            add_pictures(connection, pictures)
            return True

        return await self._transactions.run(record, Guard.PICTURES)

    async def failed(self, job_id: JobId, attempt: int, error: ChatbrushError, now: datetime) -> bool:
        """See the port. Also False once the job has ended."""
        del now
        record = {f"new_{name}": value for name, value in error_columns(error.to_record()).items()}
        values = {"job": job_id, "of_attempt": attempt, **record}
        return await self._transactions.run(
            lambda connection: bool(connection.execute(FAILED, values).rowcount)
        )

    async def finish(
        self,
        job_id: JobId,
        state: JobState,
        settlement: Settlement,
        error: ChatbrushError | None,
        now: datetime,
        *,
        executor: str | None = None,
        keep_until: datetime | None = None,
    ) -> bool:
        """See the port. Without `error` the one that `failed` recorded stays."""
        ending = Ending(state, settlement, error, now, keep_until)
        has_ended = await self._transactions.run(
            lambda connection: end_job(self._transactions, connection, job_id, ending, executor), Guard.LEDGER
        )
        if has_ended:
            self._signals.send(Signal.TURNS)
        return has_ended

    async def kept(self, account_id: AccountId, now: datetime) -> Sequence[Kept]:
        """See the port."""
        return await self._transactions.look(lambda connection: kept_results(connection, account_id, now))

    async def told(self, job_ids: Sequence[JobId], *, is_told: bool = True) -> bool:
        """See the port."""
        return await self._transactions.run(lambda connection: tell_of(connection, job_ids, is_told=is_told))

    async def unfinished(self) -> Sequence[Job]:
        """See the port."""
        return await self._found(IS_OPEN)

    async def _changed(self, change: sa.Executable, values: Mapping[str, str]) -> Any:
        """What the change returns of the one row that it fits, None if it fits none."""
        return await self._transactions.run(
            lambda connection: connection.execute(change, values).scalar_one_or_none()
        )

    async def _found(self, *which: sa.ColumnElement[bool]) -> Sequence[Job]:
        wanted = sa.select(jobs).where(*which).order_by(jobs.c.accepted_at, jobs.c.seq)
        return await self._transactions.look(
            lambda connection: [from_row(row) for row in connection.execute(wanted)]
        )

    async def oldest_since(self, moment: datetime) -> datetime | None:
        """See the port."""
        wanted = sa.select(sa.func.min(jobs.c.accepted_at)).where(IS_OPEN, jobs.c.accepted_at > moment)
        oldest: datetime | None = await self._transactions.look(
            lambda connection: connection.execute(wanted).scalar_one()
        )
        return oldest

    async def next_start(self, starts: Mapping[str, int], now: datetime) -> datetime | None:
        """See the port."""
        return await self._transactions.look(lambda connection: next_start(connection, starts, now))

    async def blocked_since(self, account_id: AccountId, since: datetime) -> Sequence[datetime]:
        """See the port."""
        which = {"account": account_id, "since": since}
        return await self._transactions.look(
            lambda connection: connection.execute(BLOCKED, which).scalars().all()
        )

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
    row = connection.execute(GET, {"job": job_id}).one_or_none()
    if row is None:
        raise KeyError(job_id)
    return from_row(row)
