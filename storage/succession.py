"""Going on with a job that another executor had."""

import sqlalchemy as sa

from core.identity import JobId
from core.jobs import JobState, Superseded
from storage.schema import executors, jobs

_HAS = sa.select(jobs.c.id).where(
    jobs.c.id == sa.bindparam("job"),
    jobs.c.turn == sa.bindparam("of_turn"),
    jobs.c.state == JobState.DRAWING,
    jobs.c.executor == sa.bindparam("ours"),
)


def take_up(connection: sa.Connection, job_id: JobId, turn: int, executor: str) -> bool:
    """`core.ports.Jobs.take_up` inside a transaction."""
    if connection.dialect.name == "sqlite" and _has(connection, job_id, turn, executor):
        # Nothing is written, so nothing has to be made durable.
        return True
    taken = connection.execute(
        sa.update(jobs)
        .where(
            jobs.c.id == job_id,
            jobs.c.turn == turn,
            jobs.c.state == JobState.DRAWING,
            _lives(connection, executor),
        )
        .values(executor=executor)
    )
    if taken.rowcount:
        return True
    row = connection.execute(sa.select(jobs.c.state, jobs.c.turn).where(jobs.c.id == job_id)).one()
    if row.turn != turn or row.state == JobState.WAITING:
        return False
    if row.state == JobState.DRAWING:
        raise Superseded(job_id)
    return True


def _has(connection: sa.Connection, job_id: JobId, turn: int, executor: str) -> bool:
    which = {"job": job_id, "of_turn": turn, "ours": executor}
    return connection.execute(_HAS, which).one_or_none() is not None


def _lives(connection: sa.Connection, executor: str) -> sa.ColumnElement[bool]:
    """Who was taken for dead has an heir, or its row is gone: it must not take anything back.

    On SQLite one process has all, and there are no rows.
    """
    if connection.dialect.name == "sqlite":
        return sa.true()
    return sa.exists().where(executors.c.name == executor, executors.c.heir.is_(None))
