"""The rows of executors and duties: who lives, who inherits from whom, who does what.

Every statement is a transaction of its own, by the database's clock, on connections that no other
work can keep busy. An executor lives while it was seen within the lease and has no heir.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import create_async_engine

from storage.columns import EPOCH, Moment
from storage.connections import watched
from storage.schema import IS_HELD, duties, executors, inbox, jobs

STATEMENT_SECONDS = 3.0
CONNECTIONS = 3

_NOW: sa.ColumnElement[int] = sa.cast(
    sa.func.extract("epoch", sa.func.clock_timestamp()) * 1_000_000, sa.BigInteger
)
ENDED = EPOCH
"""When one that ended properly was seen last: long ago."""


class Executors:
    """Asked by `SharedTenure` alone."""

    def __init__(self, url: sa.URL, lease_seconds: float) -> None:
        self._engine = create_async_engine(
            watched(url),
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=STATEMENT_SECONDS,
            pool_pre_ping=True,
            isolation_level="AUTOCOMMIT",
        )
        self._lease = int(lease_seconds * 1_000_000)

    async def _execute(self, statement: sa.Executable) -> Sequence[sa.Row[Any]]:
        async with asyncio.timeout(STATEMENT_SECONDS), self._engine.connect() as connection:
            result = await connection.execute(statement)
            return result.all() if result.returns_rows else ()

    def _lives(self, table: sa.FromClause = executors) -> sa.ColumnElement[bool]:
        seen_at = sa.type_coerce(table.c.seen_at, sa.BigInteger)
        return sa.and_(seen_at > _NOW - self._lease, table.c.heir.is_(None))

    def _is_alive(self, name: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        # By IN, since SQLAlchemy correlates nothing within an upsert's condition.
        one = executors.alias("one")
        return name.in_(sa.select(one.c.name).where(self._lives(one)))

    async def enter(self, name: str, role: str) -> None:
        """Begin to live under a fresh name."""
        now = sa.type_coerce(_NOW, executors.c.seen_at.type)
        await self._execute(sa.insert(executors).values(name=name, role=role, began_at=now, seen_at=now))

    async def beat(self, name: str) -> bool:
        """Be heard of; False if this name lives no more."""
        change = (
            sa.update(executors)
            .where(executors.c.name == name, self._lives())
            .values(seen_at=sa.type_coerce(_NOW, executors.c.seen_at.type))
            .returning(executors.c.name)
        )
        return bool(await self._execute(change))

    async def end(self, name: str) -> None:
        """Live no more: others need not wait for the lease to run out."""
        await self._execute(sa.delete(duties).where(duties.c.executor == name))
        await self._execute(sa.update(executors).where(executors.c.name == name).values(seen_at=ENDED))

    async def living(self, roles: Sequence[str]) -> int:
        """How many executors of these roles live; of any role if none is named."""
        of_role = executors.c.role.in_(roles) if roles else sa.true()
        found = await self._execute(
            sa.select(sa.func.count()).select_from(executors).where(self._lives(), of_role)
        )
        return int(found[0][0])

    async def dead(self, me: str) -> Sequence[str]:
        """Names under which something may be left that nobody else is inheriting.

        Also names that have no row any more, or never had one: what an executor wrote in its last
        moments, and what is left of a time without executors.
        """
        left = _left().subquery()
        orphans = sa.select(left.c.executor.label("name")).where(
            left.c.executor.not_in(sa.select(executors.c.name))
        )
        mine = executors.c.heir == me
        expired = sa.select(executors.c.name).where(
            ~self._lives(), sa.or_(executors.c.heir.is_(None), mine, ~self._is_alive(executors.c.heir))
        )
        found = await self._execute(sa.union(expired, orphans))
        return sorted(row.name for row in found)

    async def claim(self, name: str, me: str) -> bool:
        """Become the one that inherits from `name`, for as long as we live; False if it is another's or lives."""
        ended = sa.literal(ENDED, Moment)
        claim = (
            postgresql.insert(executors)
            .from_select(
                ["name", "role", "began_at", "seen_at", "heir"],
                sa.select(sa.literal(name), sa.literal(""), ended, ended, sa.literal(me)).where(
                    self._is_alive(sa.literal(me))
                ),
            )
            .on_conflict_do_update(
                index_elements=[executors.c.name],
                set_={"heir": me},
                where=sa.and_(
                    ~self._lives(),
                    sa.or_(
                        executors.c.heir.is_(None),
                        executors.c.heir == me,
                        ~self._is_alive(executors.c.heir),
                    ),
                ),
            )
            .returning(executors.c.name)
        )
        return bool(await self._execute(claim))

    async def give_back(self, name: str, me: str) -> None:
        """Something is left under a claimed name: another may inherit it."""
        await self._execute(
            sa.update(executors)
            .where(executors.c.name == name, executors.c.heir == me)
            .values(heir=None, seen_at=ENDED)
        )

    async def remove(self, name: str, me: str) -> bool:
        """Forget a claimed name; False while something is under it, since what is resumed moves a little later."""
        await self._execute(sa.delete(duties).where(duties.c.executor == name))
        left = _left().subquery()
        gone = (
            sa.delete(executors)
            .where(
                executors.c.name == name,
                executors.c.heir == me,
                executors.c.name.not_in(sa.select(left.c.executor)),
            )
            .returning(executors.c.name)
        )
        return bool(await self._execute(gone))

    async def take_duty(self, duty: str, me: str) -> bool:
        """Have a duty that nobody alive has; False if it is another's."""
        take = (
            postgresql.insert(duties)
            .from_select(
                ["name", "executor"],
                sa.select(sa.literal(duty), sa.literal(me)).where(self._is_alive(sa.literal(me))),
            )
            .on_conflict_do_update(
                index_elements=[duties.c.name],
                set_={"executor": me},
                where=sa.or_(duties.c.executor == me, ~self._is_alive(duties.c.executor)),
            )
            .returning(duties.c.name)
        )
        return bool(await self._execute(take))

    async def drop_duty(self, duty: str, me: str) -> None:
        """Have it no more."""
        await self._execute(sa.delete(duties).where(duties.c.name == duty, duties.c.executor == me))

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def _left() -> sa.CompoundSelect[tuple[str]]:
    """The names under which something is kept that is not done."""
    return sa.union(
        sa.select(jobs.c.executor).where(IS_HELD),
        sa.select(inbox.c.executor).where(inbox.c.message.is_not(None), inbox.c.executor != ""),
    )
