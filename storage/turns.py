"""Whose turn it is, in the jobs table: reading the line and granting from it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from core.admission import ROUND_MICROS, next_grants
from core.detours import course
from core.identity import AccountId, CommunityId, JobId, Platform
from core.jobs import Busy, Caps, Grant, JobState, Line, Queued
from core.weather import Weather
from storage.job_rows import QUEUED, queued_from_row
from storage.job_states import is_open
from storage.schema import IS_OPEN, jobs
from storage.weather import read_weathers

MINUTE = timedelta(minutes=1)
_STANDS_IN = jobs.c.stands_for != ""
_ELSEWHERE: Mapping[str, Any] = {
    "provider": sa.case((_STANDS_IN, jobs.c.stands_for), else_=jobs.c.standby),
    "model": jobs.c.standby_model,
    "stands_for": sa.case((_STANDS_IN, ""), else_=jobs.c.provider),
    "standby": "",
    "standby_model": jobs.c.model,
}
"""To the standby, and from there back to the job's own provider for good."""
_BEGIN = (
    sa.update(jobs)
    .where(jobs.c.id == sa.bindparam("waiting"), jobs.c.state == JobState.WAITING)
    .values(
        state=JobState.DRAWING,
        turn=jobs.c.turn + 1,
        granted_at=sa.bindparam("now"),
        executor=sa.bindparam("ours"),
        round_micros=sa.bindparam("round"),
    )
    .returning(jobs.c.turn)
)
"""Gives a turn's number; none if the job does not wait any more."""
_BEGIN_ELSEWHERE = _BEGIN.values(**_ELSEWHERE)
_NO_TURN = (0, None)
IN_LINE = (JobState.ACCEPTED, JobState.WAITING)

# Made once, because making a statement costs more than carrying it out.
_WAITING = (
    sa.select(*QUEUED)
    .where(IS_OPEN, jobs.c.state.in_(sa.bindparam("states", expanding=True)))
    .order_by(jobs.c.accepted_at, jobs.c.seq)
)
_oldest = jobs.alias()
_OLDEST = sa.select(jobs.c.accepted_at).where(
    jobs.c.seq
    == sa.select(sa.func.min(_oldest.c.seq))
    .where(is_open(_oldest.c.state), _oldest.c.state == JobState.WAITING)
    .scalar_subquery()
)
_INSTANT = (
    sa.select(jobs.c.seq)
    .where(
        IS_OPEN,
        jobs.c.state == JobState.WAITING,
        jobs.c.provider.in_(sa.bindparam("instant", expanding=True)),
    )
    .limit(1)
)
_NEWEST_ROUND = sa.select(sa.func.max(jobs.c.round_micros))
_DRAWING = sa.select(sa.func.count()).where(
    IS_OPEN, jobs.c.state == JobState.DRAWING, jobs.c.executor == sa.bindparam("ours")
)


def grant_turns(
    connection: sa.Connection, caps: Caps, now: datetime, executor: str, platforms: Collection[Platform]
) -> Sequence[Grant]:
    """`core.ports.Jobs.grant` inside a transaction that holds the guard of turns."""
    if _count_drawing(connection, executor) >= caps.total and not _needs_no_slot(connection, caps, now):
        return ()
    waiting = _waiting(connection, (JobState.WAITING,), platforms)
    if not any(each.is_ours for each in waiting):
        return ()
    line = Line(waiting, _busy(connection, executor), _newest_round(connection))
    # After the line: a probe's outcome is kept before its job leaves its place there.
    way = course(line, caps, read_skies(connection, caps), now)
    # Some at a time, since each sends a card.
    at_once = [job.id for job in way.at_once if job.is_ours][: caps.total]
    turns = next_grants(way.line, way.caps, _recent_starts(connection, caps, now))
    rounds = dict.fromkeys(at_once) | {turn.job_id: turn.round_micros for turn in turns}
    granted = []
    for job_id, round_micros in rounds.items():
        begin = _BEGIN_ELSEWHERE if job_id in way.elsewhere else _BEGIN
        values = {"waiting": job_id, "now": now, "ours": executor, "round": round_micros}
        number = connection.execute(begin, values).scalar_one_or_none()
        # It may have been cancelled meanwhile: that needs no guard of ours.
        if number is not None:
            granted.append(Grant(job_id, number))
    return granted


def read_skies(connection: sa.Connection, caps: Caps) -> Mapping[str, Weather]:
    """The weather of every provider that `caps` names one for."""
    if not caps.weather:
        return {}
    kept = read_weathers(connection, caps.weather.values())
    return {provider: kept[name] for provider, name in caps.weather.items()}


def read_line(connection: sa.Connection) -> Line:
    """`core.ports.Jobs.queue` inside a transaction."""
    return Line(_waiting(connection, IN_LINE), _busy(connection), _newest_round(connection))


def _waiting(
    connection: sa.Connection, states: Collection[JobState], platforms: Collection[Platform] = tuple(Platform)
) -> list[Queued]:
    """Oldest first, each with when its account's next turn falls due, and when it had its last."""
    rows = connection.execute(_WAITING, {"states": states}).all()
    turns = _last_turns(connection, states) if rows else {}
    ours = {platform.value for platform in platforms}
    return [
        queued_from_row(row, *turns.get(row.account_id, _NO_TURN), is_ours=row.platform in ours)
        for row in rows
    ]


def _last_turns(
    connection: sa.Connection, states: Collection[JobState]
) -> Mapping[str, tuple[int, datetime | None]]:
    found = connection.execute(_latest_turns(), {"states": states})
    return {account_id: (due, granted_at) for account_id, due, granted_at in found}


@cache
def _latest_turns() -> sa.Select[str, int, datetime | None]:
    """A look at the index for each job, however many turns its account had."""
    waiting = (
        sa.select(jobs.c.account_id)
        .where(IS_OPEN, jobs.c.state.in_(sa.bindparam("states", expanding=True)))
        .subquery()
    )
    had = jobs.alias()
    newest = (
        sa.select(had.c.seq)
        .where(had.c.account_id == waiting.c.account_id, had.c.round_micros.is_not(None))
        .order_by(had.c.round_micros.desc())
        .limit(1)
        .scalar_subquery()
    )
    due_micros = jobs.c.round_micros + ROUND_MICROS // jobs.c.weight
    return sa.select(jobs.c.account_id, due_micros, jobs.c.granted_at).where(
        jobs.c.seq.in_(sa.select(newest).select_from(waiting))
    )


def _newest_round(connection: sa.Connection) -> int:
    newest: int | None = connection.execute(_NEWEST_ROUND).scalar_one()
    return newest or 0


def _needs_no_slot(connection: sa.Connection, caps: Caps, now: datetime) -> bool:
    """Whether an instant job waits, or the oldest has waited for too long."""
    if caps.instant and connection.execute(_INSTANT, {"instant": sorted(caps.instant)}).first():
        return True
    if caps.deadline_seconds is None:
        return False
    oldest: datetime | None = connection.execute(_OLDEST).scalar_one_or_none()
    return oldest is not None and oldest <= now - timedelta(seconds=caps.deadline_seconds)


def _count_drawing(connection: sa.Connection, executor: str) -> int:
    count: int = connection.execute(_DRAWING, {"ours": executor}).scalar_one()
    return count


def _busy(connection: sa.Connection, executor: str | None = None) -> Busy:
    """What draws; accounts and communities only as far as they have something in line."""
    rows = connection.execute(_counts()).all()
    drawing = {name: count for kind, name, _, count in rows if kind == "executor"}
    return Busy(
        ours=sum(drawing.values()) if executor is None else drawing.get(executor, 0),
        executors=len(drawing),
        accounts={AccountId(name): count for kind, name, _, count in rows if kind == "account"},
        communities={CommunityId(name): count for kind, name, _, count in rows if kind == "community"},
        models={(name, model): count for kind, name, model, count in rows if kind == "model"},
    )


@cache
def _counts() -> sa.CompoundSelect[str, str, str, int]:
    draws = sa.and_(IS_OPEN, jobs.c.state == JobState.DRAWING)
    in_line = jobs.alias()

    def counted(name: str, column: sa.Column[str]) -> sa.Select[str, str, str, int]:
        asking = sa.select(in_line.c[column.name]).where(
            is_open(in_line.c.state), in_line.c.state.in_(IN_LINE)
        )
        return (
            sa.select(sa.literal(name), column, sa.literal(""), sa.func.count())
            .where(draws, column.in_(asking))
            .group_by(column)
        )

    models = (
        sa.select(sa.literal("model"), jobs.c.provider, jobs.c.model, sa.func.count())
        .where(draws)
        .group_by(jobs.c.provider, jobs.c.model)
    )
    executors = (
        sa.select(sa.literal("executor"), jobs.c.executor, sa.literal(""), sa.func.count())
        .where(draws)
        .group_by(jobs.c.executor)
    )
    return sa.union_all(
        models,
        executors,
        counted("account", jobs.c.account_id),
        counted("community", jobs.c.community_id),
    )


def _recent_starts(connection: sa.Connection, caps: Caps, now: datetime) -> dict[str, int]:
    """How many turns of each provider with a cap on starts were given within the last minute."""
    if not caps.starts:
        return {}
    found = connection.execute(
        sa.select(jobs.c.provider, sa.func.count())
        .where(jobs.c.provider.in_(sorted(caps.starts)), jobs.c.granted_at > now - MINUTE)
        .group_by(jobs.c.provider)
    )
    return dict(found.all())


def next_start(connection: sa.Connection, starts: Mapping[str, int], now: datetime) -> datetime | None:
    """`core.ports.Jobs.next_start` inside a transaction."""
    free: list[datetime] = []
    for provider, most in starts.items():
        newest = (
            sa.select(jobs.c.granted_at)
            .where(jobs.c.provider == provider, jobs.c.granted_at > now - MINUTE)
            .order_by(jobs.c.granted_at.desc())
            .offset(most - 1)
            .limit(1)
        )
        granted_at = connection.execute(newest).scalar_one_or_none()
        if granted_at is not None:
            free.append(granted_at + MINUTE)
    return min(free, default=None)


def put_back(connection: sa.Connection, job_id: JobId, attempt: int, *, elsewhere: bool) -> bool:
    """`core.ports.Jobs.put_back` inside a transaction: as if the turn had not been."""
    ours = (jobs.c.id == job_id, jobs.c.attempt == attempt, jobs.c.state == JobState.DRAWING)
    connection.execute(sa.update(jobs).where(*ours).values(unbilled=jobs.c.unbilled + 1))
    changed = connection.execute(
        sa.update(jobs)
        .where(*ours, jobs.c.cancelled_by.is_(None))
        .values(
            state=JobState.WAITING,
            granted_at=None,
            round_micros=None,
            executor="",
            **(_ELSEWHERE if elsewhere else {}),
        )
    )
    return bool(changed.rowcount)
