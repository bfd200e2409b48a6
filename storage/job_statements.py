"""The jobs table's statements of every request: made once, because making one costs more than carrying it out.

Values are bound under the names that the parameters have here.
"""

import sqlalchemy as sa

from core.errors import Cancelled, ContentBlocked
from core.jobs import Canceller, JobState
from storage.schema import IS_OPEN, jobs

_JOB = jobs.c.id == sa.bindparam("job")
_IS_FIRST = jobs.c.state == JobState.ACCEPTED
_NEWEST_ATTEMPT = (_JOB, jobs.c.attempt == sa.bindparam("of_attempt"), IS_OPEN)
_ERROR: dict[str, sa.BindParameter[str | None]] = {
    "error": sa.bindparam("new_error"),
    "error_name": sa.bindparam("new_error_name"),
}

GET = sa.select(jobs).where(_JOB)
CARD = (
    sa.update(jobs)
    .where(_JOB)
    .values(
        card_message=sa.bindparam("message"),
        state=sa.case((_IS_FIRST, JobState.WAITING), else_=jobs.c.state),
        executor=sa.case((_IS_FIRST, ""), else_=jobs.c.executor),
    )
    .returning(jobs.c.state)
)
CLAIM = (
    sa.update(jobs)
    .where(_JOB, jobs.c.executor == sa.bindparam("ours"), jobs.c.state == JobState.DRAWING)
    .values(attempt=jobs.c.attempt + 1)
    .returning(jobs.c.attempt)
)
DRAWN = (
    sa.update(jobs)
    .where(*_NEWEST_ATTEMPT)
    .values(
        drawn_count=sa.bindparam("pictures"),
        cost_micros=sa.bindparam("cost"),
        notes=sa.bindparam("remarks"),
        drawn_at=sa.func.coalesce(jobs.c.drawn_at, sa.bindparam("now", type_=jobs.c.drawn_at.type)),
        error=None,
        error_name=None,
    )
)
FAILED = sa.update(jobs).where(*_NEWEST_ATTEMPT).values(**_ERROR)
BLOCKED = (
    sa.select(jobs.c.finished_at)
    .where(
        jobs.c.account_id == sa.bindparam("account"),
        # Both by name, for the index.
        jobs.c.error_name.in_([ContentBlocked.__name__, Cancelled.__name__]),
        sa.or_(
            jobs.c.error_name == ContentBlocked.__name__,
            sa.and_(jobs.c.cancelled_by == Canceller.REQUESTER, jobs.c.granted_at.is_not(None)),
        ),
        jobs.c.finished_at >= sa.bindparam("since"),
    )
    .order_by(jobs.c.finished_at.desc())
)
