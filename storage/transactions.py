"""Connections and transactions, the same on SQLite and PostgreSQL.

Writes on SQLite queue up in this process (first come, first served) instead of in SQLite's busy
handler, whose pauses would show as latency; `BEGIN IMMEDIATE` keeps other processes out. On
PostgreSQL, what must not interleave takes an advisory lock for its transaction.

`batch` is the one way past aiosqlite: with an awaited connection every statement costs several changes
of thread, which a batch of reservations cannot afford (docs/decisions/0010).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from enum import IntEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_SECONDS = 30
POOL_SIZE = 8
WRITE = "chatbrush_write"
T = TypeVar("T")


class Guard(IntEnum):
    """What PostgreSQL's advisory locks guard; numbers are ours within the database."""

    MIGRATIONS = 0x6368_6200
    LEDGER = 0x6368_6201
    PICTURES = 0x6368_6202
    TURNS = 0x6368_6204


def _prepare(dbapi_connection: Any, _: Any) -> None:
    # The driver would begin transactions by itself, deferred; `_begin` does it instead.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
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
    """Opens transactions on one database."""

    def __init__(self, url: sa.URL) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=BUSY_SECONDS,
            pool_pre_ping=not self.is_sqlite,
        )
        if self.is_sqlite:
            prepare(self.engine.sync_engine)
            self._blocking = sa.create_engine(url.set(drivername="sqlite"))
            prepare(self._blocking)
            self._batches = self._blocking.execution_options(**{WRITE: True})
        self._writes = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._writer = self.engine.execution_options(**{WRITE: True})

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view; nothing may be written in it."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self, guard: Guard | None = None) -> AsyncIterator[AsyncConnection]:
        """One durable transaction; on SQLite alone, on PostgreSQL alone among those with this guard."""
        async with AsyncExitStack() as stack:
            if self.is_sqlite:
                await stack.enter_async_context(self._writes)
            connection = await stack.enter_async_context(self._writer.begin())
            if guard is not None and not self.is_sqlite:
                await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(int(guard))))
            yield connection

    async def look(self, work: Callable[[sa.Connection], T]) -> T:
        """Like `read`, for work that needs no other await in between; cancelling waits for its end."""

        async def reading() -> T:
            async with self.read() as connection:
                return await connection.run_sync(work)

        return await ended(reading())

    async def run(self, work: Callable[[sa.Connection], T], guard: Guard | None = None) -> T:
        """Like `write`, for work that needs no other await in between; cancelling waits for its end."""

        async def writing() -> T:
            async with self.write(guard) as connection:
                return await connection.run_sync(work)

        return await ended(writing())

    async def batch(self, work: Callable[[sa.Connection], T], guard: Guard) -> T:
        """Like `run`, for work of many statements that many callers wait for; on SQLite in one thread."""
        if not self.is_sqlite:
            return await self.run(work, guard)

        async def booking() -> T:
            async with self._writes:
                return await asyncio.get_running_loop().run_in_executor(self._thread, self._batch, work)

        return await ended(booking())

    def _batch(self, work: Callable[[sa.Connection], T]) -> T:
        with self._batches.begin() as connection:
            return work(connection)

    def insert(self, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
        """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        if self.is_sqlite:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._blocking.dispose)
        self._thread.shutdown(wait=False)


async def ended(work: Coroutine[Any, Any, T]) -> T:
    """Let a transaction end even if who waits for it is cancelled.

    A cancelled BEGIN may still reach SQLite, and would hold its lock until the connection is collected.
    """
    running = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
