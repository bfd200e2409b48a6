"""How long the line may be: counting who waits, inside the transaction that accepts a job."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

from core.errors import QueueFull
from core.jobs import Bounds, Job
from core.quota import ScopeKind
from storage.schema import IS_OPEN, jobs
from storage.turns import IN_LINE


class Waiting:
    """Who is in line: in all, of each account, of each community; those just accepted among them.

    Every count is a look at a part of one index that holds nothing but the line, so that ended
    jobs do not matter.
    """

    def __init__(self, connection: sa.Connection, asking: Sequence[Job]) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        if asking:
            names = {
                "accounts": sorted({job.account_id for job in asking}),
                "communities": sorted({job.community_id for job in asking}),
            }
            for scope, name, count in connection.execute(_counts(), names):
                self._counts[scope, name] = count

    def refusal(self, job: Job, bounds: Bounds) -> QueueFull | None:
        """Why a job may not join the line; the narrowest reason, since that one the person can change."""
        most = (bounds.per_account, bounds.per_community, bounds.total)
        for key, limit in zip(_keys(job), most, strict=True):
            if self._counts[key] >= limit:
                return QueueFull(key[0], limit)
        return None

    def join(self, job: Job) -> None:
        """It is in line from now on."""
        self._counts.update(_keys(job))


def _keys(job: Job) -> tuple[tuple[str, str], ...]:
    return (
        (ScopeKind.ACCOUNT.value, job.account_id),
        (ScopeKind.COMMUNITY.value, job.community_id),
        (ScopeKind.DEPLOYMENT.value, ""),
    )


@cache
def _counts() -> sa.CompoundSelect[str, str, int]:
    """Made once, because making it costs more than carrying it out."""
    waits = sa.and_(IS_OPEN, jobs.c.state.in_(IN_LINE))

    def within(scope: ScopeKind, column: sa.ColumnElement[str], names: str) -> sa.Select[str, str, int]:
        return (
            sa.select(sa.literal(scope.value), column, sa.func.count())
            .where(waits, column.in_(sa.bindparam(names, expanding=True)))
            .group_by(column)
        )

    # As an expression, so that no database counts a community's ended jobs by its own index.
    community = jobs.c.community_id + sa.literal_column("''", sa.Text)

    return sa.union_all(
        within(ScopeKind.ACCOUNT, jobs.c.account_id, "accounts"),
        within(ScopeKind.COMMUNITY, community, "communities"),
        sa.select(sa.literal(ScopeKind.DEPLOYMENT.value), sa.literal(""), sa.func.count()).where(waits),
    )
