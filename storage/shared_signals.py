"""Signals between the processes that share a PostgreSQL database: NOTIFY and LISTEN on one connection.

Nothing is polled: one task waits until the server has something for us or we have something to send.
"""

import asyncio
import random
from collections.abc import Iterable
from contextlib import suppress

import psycopg
import sqlalchemy as sa
import structlog
from psycopg.conninfo import make_conninfo

from core.ports import Signal
from storage.connections import CONNECT_SECONDS, watched
from storage.signals import LocalSignals

STATEMENT_SECONDS = 5.0
CLOSING_SECONDS = 2.0
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 15.0
GAP_SECONDS = 0.01
"""Between two notifications of a process: every one wakes all others, and a busy second has hundreds."""
MOST_WAITING = 1_000
"""What is not sent by then is dropped, oldest first; signals may be lost."""
SUBJECT_BYTES = 1_000
"""PostgreSQL takes 7,999 bytes of payload; ours are ids and names."""

log = structlog.get_logger(__name__)


class PostgresSignals(LocalSignals):
    """One connection for both directions, made again with growing pauses whenever it is lost.

    Signals may have been missed then, so every listener is called with "".
    """

    def __init__(self, url: sa.URL, gap_seconds: float = GAP_SECONDS) -> None:
        super().__init__()
        at = watched(url)
        server = at.translate_connect_args(username="user", database="dbname")
        query = {name: value if isinstance(value, str) else value[-1] for name, value in at.query.items()}
        self._conninfo = make_conninfo("", **server, **query)
        self._gap_seconds = gap_seconds
        self._outbox: dict[tuple[Signal, str], None] = {}
        self._wake = asyncio.Event()
        self._listening = asyncio.Event()
        self._is_closing = False
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to listen; returns once others are heard, or after a while without."""
        self._task = asyncio.create_task(self._run())
        with suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._listening.wait()

    def send(self, signal: Signal, subject: str = "") -> None:
        """See the port."""
        super().send(signal, subject)
        if "\0" in subject or len(subject.encode(errors="replace")) > SUBJECT_BYTES:
            subject = ""
        self._outbox[signal, subject] = None
        if len(self._outbox) > MOST_WAITING:
            del self._outbox[next(iter(self._outbox))]
        self._wake.set()

    async def close(self) -> None:
        """Send what is still to be sent, if the server takes it at once, and listen no more."""
        self._is_closing = True
        self._wake.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=CLOSING_SECONDS)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        pause_seconds = FIRST_PAUSE_SECONDS
        has_missed = False
        while not self._is_closing:
            try:
                async with asyncio.timeout(CONNECT_SECONDS + STATEMENT_SECONDS):
                    connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
                    channel = await self._listen(connection)
                pause_seconds = FIRST_PAUSE_SECONDS
                if has_missed:
                    self._tell((signal, "") for signal in Signal)
                self._listening.set()
                try:
                    await self._serve(connection, channel)
                finally:
                    await connection.close()
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("other processes are not heard", error=type(error).__name__)
                has_missed = True
                await self._pause(pause_seconds * random.uniform(0.5, 1.0))
                pause_seconds = min(2 * pause_seconds, LONGEST_PAUSE_SECONDS)

    async def _pause(self, seconds: float) -> None:
        deadline = asyncio.get_running_loop().time() + seconds
        while not self._is_closing and (left := deadline - asyncio.get_running_loop().time()) > 0:
            self._wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._wake.wait()

    async def _listen(self, connection: psycopg.AsyncConnection) -> str:
        """The channel of this deployment: one for each schema, since channels belong to the database."""
        try:
            # A lost signal costs nothing, so none waits for the disk.
            await connection.execute("SET synchronous_commit TO off")
            found = await connection.execute("SELECT 'chatbrush_' || md5(current_schema())")
            row = await found.fetchone()
            channel = str(row[0]) if row else "chatbrush"
            await connection.execute(f'LISTEN "{channel}"'.encode())
        except BaseException:
            await connection.close()
            raise
        connection.add_notify_handler(lambda notify: self._heard(notify.pid, notify.payload, connection))
        return channel

    async def _serve(self, connection: psycopg.AsyncConnection, channel: str) -> None:
        """Send and hear until closed. Raises when the connection is lost."""
        loop = asyncio.get_running_loop()
        while True:
            self._wake.clear()
            if self._outbox:
                await self._send(connection, channel)
                if not self._is_closing:
                    await asyncio.sleep(self._gap_seconds)
            elif self._is_closing:
                return
            connection.pgconn.consume_input()
            while (notice := connection.pgconn.notifies()) is not None:
                self._heard(notice.be_pid, notice.extra.decode(errors="replace"), connection)
            if self._outbox or self._is_closing:
                continue
            loop.add_reader(connection.fileno(), self._wake.set)
            try:
                await self._wake.wait()
            finally:
                loop.remove_reader(connection.fileno())

    async def _send(self, connection: psycopg.AsyncConnection, channel: str) -> None:
        batch, self._outbox = self._outbox, {}
        payloads = [f"{signal}:{subject}" for signal, subject in batch]
        try:
            async with asyncio.timeout(STATEMENT_SECONDS):
                await connection.execute(
                    "SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload", [channel, payloads]
                )
        except BaseException:
            self._outbox = {**batch, **self._outbox}
            raise

    def _heard(self, sender: int, payload: str, connection: psycopg.AsyncConnection) -> None:
        """Others may notify on the same channel: what is no signal of ours is passed over."""
        name, colon, subject = payload.partition(":")
        if sender != connection.pgconn.backend_pid and colon and name in Signal.__members__.values():
            self._tell([(Signal(name), subject)])

    def _tell(self, signals: Iterable[tuple[Signal, str]]) -> None:
        for signal, subject in signals:
            super().send(signal, subject)
