"""Results that could not be delivered: which of them may still be claimed."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from core.identity import AccountId, JobId
from core.jobs import JobState, Kept
from storage.job_rows import from_row
from storage.job_states import is_open
from storage.schema import jobs

_IN_VAIN = (JobState.FAILED, JobState.CANCELLED)


def kept_results(connection: sa.Connection, account_id: AccountId, now: datetime) -> Sequence[Kept]:
    """`core.ports.Jobs.kept` inside a transaction."""
    claim = jobs.alias("claim")
    of_it = claim.c.claims == jobs.c.id
    is_brought = sa.exists().where(of_it, claim.c.state == JobState.DONE)
    is_claimed = sa.exists().where(of_it, is_open(claim.c.state))
    in_vain = sa.select(sa.func.count()).where(of_it, claim.c.state.in_(_IN_VAIN)).scalar_subquery()
    found = connection.execute(
        sa.select(jobs, in_vain.label("in_vain"), is_claimed.label("is_claimed"))
        .where(jobs.c.account_id == account_id, jobs.c.keep_until > now, ~is_brought)
        .order_by(jobs.c.finished_at.desc(), jobs.c.seq.desc())
    )
    return [
        Kept(from_row(row), row.in_vain, is_claimed=bool(row.is_claimed), is_told=row.told) for row in found
    ]


def tell_of(connection: sa.Connection, job_ids: Sequence[JobId], *, is_told: bool) -> bool:
    """`core.ports.Jobs.told` inside a transaction."""
    changed = connection.execute(
        sa.update(jobs).where(jobs.c.id.in_(job_ids), jobs.c.told == (not is_told)).values(told=is_told)
    )
    return bool(changed.rowcount)
