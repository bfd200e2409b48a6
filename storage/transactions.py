"""Connections and transactions, the same on SQLite and PostgreSQL.

What can be said without an await in between goes to threads: `run` to the one that writes (many
callers' work in one durable commit), `look` to those that read. An awaited connection costs
several changes of thread for every statement (docs/decisions/0010); `read` and `write` give one
to whoever needs it all the same. On PostgreSQL, what must not interleave takes an advisory lock
for its transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.threads import Guard, Readers, Writer

BUSY_SECONDS = 30
POOL_SIZE = 8
READERS = 3
CACHE_KIBIBYTES = 8_192
"""Of each connection to SQLite: what a large commit changes is then written once, and indexes' upper levels stay."""
WRITE = "chatbrush_write"
T = TypeVar("T")

__all__ = ["BUSY_SECONDS", "Guard", "Transactions", "ended", "prepare"]


def _prepare(dbapi_connection: Any, _: Any) -> None:
    # The driver would begin transactions by itself, deferred; `_begin` does it instead.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        f"cache_size=-{CACHE_KIBIBYTES}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    is_write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


def prepare(engine: sa.Engine) -> None:
    """Make an SQLite engine durable (WAL, synchronous=FULL) and its transactions explicit."""
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)


class Transactions:
    """Opens transactions on one database, for one event loop."""

    def __init__(self, url: sa.URL) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=BUSY_SECONDS,
            pool_pre_ping=not self.is_sqlite,
        )
        blocking = url.set(drivername="sqlite") if self.is_sqlite else url
        self._blocking = sa.create_engine(blocking, pool_size=READERS + 1, max_overflow=0)
        if self.is_sqlite:
            prepare(self.engine.sync_engine)
            prepare(self._blocking)
        # PostgreSQL's readers see what is committed statement by statement either way.
        alone = {} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._readers = Readers(self._blocking.execution_options(**alone), "reader", READERS)
        self._writer = Writer(self._blocking.execution_options(**{WRITE: True}), "writer")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view; nothing may be written in it."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self, guard: Guard | None = None) -> AsyncIterator[AsyncConnection]:
        """One durable transaction; on SQLite alone, on PostgreSQL alone among those with this guard."""
        async with self.engine.execution_options(**{WRITE: True}).begin() as connection:
            if guard is not None and not self.is_sqlite:
                await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(int(guard))))
            yield connection

    async def look(self, work: Callable[[sa.Connection], T]) -> T:
        """Like `read`, for work that needs no other await in between; cancelling waits for its end."""
        return await ended(self._readers.submit(work))

    async def run(self, work: Callable[[sa.Connection], T], guard: Guard | None = None) -> T:
        """Like `write`, for work that needs no other await in between; cancelling waits for its end.

        Durable when it returns. What others ask for at the same time is committed with it, but
        whatever `work` raises rolls back its own changes alone. It may be carried out again
        after that, so it changes nothing but the database.
        """
        return await ended(self._writer.submit(work, guard))

    def insert(self, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
        """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        await self._writer.close()
        await self._readers.close()
        await asyncio.to_thread(self._blocking.dispose)


async def ended(work: asyncio.Future[T]) -> T:
    """Let a transaction end even if who waits for it is cancelled."""
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        if not work.cancelled():
            work.exception()  # nobody is left whom it could be told
        raise
