"""Ending a job: its last state and the settlement of its reservation, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from core.errors import Cancelled, ChatbrushError
from core.identity import JobId
from core.jobs import ENDED, Canceller, Job, JobState, Superseded
from core.quota import Amounts, EntryKind, Scope, ScopeKind, Settlement, settle
from storage.bookings import Booking, book, ledger_ids, scopes_of
from storage.erasure import blank_jobs
from storage.job_rows import error_columns, from_row
from storage.schema import IS_OPEN, jobs, ledger
from storage.transactions import Transactions

# Statements of every request are made once, because making one costs more than carrying it out.
_RESERVED = sa.select(ledger.c.scope, ledger.c.scope_id, ledger.c.at).where(
    ledger.c.job_id == sa.bindparam("job"), ledger.c.kind == EntryKind.RESERVE
)


@cache
def _end(*, is_fenced: bool, columns: tuple[str, ...]) -> sa.Executable:
    which = [jobs.c.id == sa.bindparam("job"), IS_OPEN]
    if is_fenced:
        which.append(jobs.c.executor == sa.bindparam("ours"))
    values = {name: sa.bindparam(f"new_{name}", type_=jobs.c[name].type) for name in columns}
    return sa.update(jobs).where(*which).values(values).returning(*jobs.c)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ends; `held_by` is who still has to finish its card, "" for nobody."""

    state: JobState
    settlement: Settlement
    error: ChatbrushError | None
    at: datetime
    keep_until: datetime | None = None
    held_by: str = ""

    def __post_init__(self) -> None:
        if self.state not in ENDED:
            raise ValueError(f"A job does not end as {self.state}.")


def end_job(
    transactions: Transactions,
    connection: sa.Connection,
    job_id: JobId,
    ending: Ending,
    executor: str | None = None,
) -> bool:
    """`core.ports.Jobs.finish` inside a transaction that holds the ledger's guard."""
    record = {} if ending.error is None else error_columns(ending.error.to_record())
    changed = connection.execute(
        _end(
            is_fenced=executor is not None,
            columns=("state", "finished_at", "executor", "keep_until", *record),
        ),
        {
            "job": job_id,
            "ours": executor,
            "new_state": ending.state,
            "new_finished_at": ending.at,
            "new_executor": ending.held_by,
            "new_keep_until": ending.keep_until,
            **{f"new_{name}": value for name, value in record.items()},
        },
    )
    row = changed.one_or_none()
    if row is None:
        _check_ended(connection, job_id, executor)
        return False
    _settle(transactions, connection, from_row(row), ending.settlement, ending.at)
    return True


def cancel_job(
    transactions: Transactions,
    connection: sa.Connection,
    job_id: JobId,
    by: Canceller,
    now: datetime,
    *,
    executor: str,
) -> Job:
    """`core.ports.Jobs.cancel` inside a transaction that holds the ledger's guard."""
    found = connection.execute(sa.select(jobs).where(jobs.c.id == job_id).with_for_update())
    row = found.one_or_none()
    if row is None:
        raise KeyError(job_id)
    job = from_row(row)
    if job.state in ENDED or job.cancelled_by is not None:
        return job
    connection.execute(sa.update(jobs).where(jobs.c.id == job_id).values(cancelled_by=by))
    if job.state is not JobState.DRAWING:
        # What was drawn before it waited again may have been billed: that is the operator's.
        lost = Amounts(0, max(0, job.attempt - job.unbilled) * job.reserved.micros)
        settlement = Settlement(Amounts(0, 0), lost)
        ending = Ending(JobState.CANCELLED, settlement, Cancelled(by), now, held_by=executor)
        end_job(transactions, connection, job_id, ending)
    return from_row(connection.execute(sa.select(jobs).where(jobs.c.id == job_id)).one())


def _check_ended(connection: sa.Connection, job_id: JobId, executor: str | None) -> None:
    if executor is None:
        return
    state = connection.execute(sa.select(jobs.c.state).where(jobs.c.id == job_id)).scalar_one_or_none()
    if state is not None and JobState(state) not in ENDED:
        raise Superseded(job_id)


def _settle(
    transactions: Transactions, connection: sa.Connection, job: Job, settlement: Settlement, now: datetime
) -> None:
    account, erased_at = ledger_ids(connection, [job.account_id]).get(job.account_id, (job.account_id, None))
    scopes = scopes_of(account, job.community_id)
    found = connection.execute(_RESERVED, {"job": job.id})
    held_at = job.accepted_at
    for kind, scope_id, at in found:
        scopes = {**scopes, ScopeKind(kind): Scope(ScopeKind(kind), scope_id)}
        held_at = at
    book(
        transactions,
        connection,
        [
            Booking(scopes[movement.scope], movement, held_at, now, job.id)
            for movement in settle(job.reserved, settlement, job.scopes)
        ],
    )
    if erased_at is not None and job.accepted_at <= erased_at:
        blank_jobs(connection, jobs.c.id == job.id)
