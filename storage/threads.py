"""The threads that speak with the database, since an awaited connection changes threads for every statement.

One writes: what many callers ask for while a durable commit is under way goes into the next one
together, in order of arrival, because a commit costs the same for one change as for fifty. The
others read.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

MOST = 100
"""So many pieces of work in one transaction; others wait for the next."""
T = TypeVar("T")


class Guard(IntEnum):
    """What PostgreSQL's advisory locks guard; numbers are ours within the database."""

    MIGRATIONS = 0x6368_6200
    LEDGER = 0x6368_6201
    PICTURES = 0x6368_6202
    TURNS = 0x6368_6204


@dataclass(eq=False, slots=True)
class _Work:
    """Something to be done with a connection, and what became of it."""

    run: Callable[[sa.Connection], Any]
    guard: Guard | None
    done: asyncio.Future[Any]
    outcome: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Tell who waits. On the loop only."""
        if self.done.cancelled():
            return
        if self.error is not None:
            self.done.set_exception(self.error)
        else:
            self.done.set_result(self.outcome)


class _Stage(Enum):
    """How far a transaction came."""

    BEGIN = auto()
    WORK = auto()
    COMMIT = auto()


class _Caught:
    """Keeps what a block raises, whatever it is: it belongs to whoever asked, not to this thread."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.error = error
        return True


class _Held:
    """One thread's connection, opened when it is needed and kept."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection: sa.Connection | None = None

    def begin(self) -> AbstractContextManager[sa.RootTransaction]:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection.begin()

    def let_go(self) -> None:
        """Back to the pool, which rolls back whatever is left of a transaction."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()


class _Threads(ABC):
    """Threads that take work from one queue, each with a connection of its own."""

    def __init__(self, engine: sa.Engine, name: str, count: int) -> None:
        self._engine = engine
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._threads = [
            Thread(target=self._serve, name=f"{name}-{number}", daemon=True) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[[sa.Connection], T], guard: Guard | None = None) -> asyncio.Future[T]:
        """Have it done; the future belongs to the running loop."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(_Work(work, guard, done))
        return done

    async def close(self) -> None:
        """Do what was submitted, and end."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    def _serve(self) -> None:
        with _Held(self._engine) as held:
            while (work := self._queue.get()) is not None:
                self._take(held, work)

    @abstractmethod
    def _take(self, held: _Held, work: _Work) -> None:
        """Carry out this and tell who waits, and more of the queue where that helps."""


class Readers(_Threads):
    """Each piece of work sees what is committed; nothing may be written."""

    def _take(self, held: _Held, work: _Work) -> None:
        work.error = self._look(held, work)
        if _is_disconnected(work.error):
            work.error = self._look(held, work)
        _tell([work])

    def _look(self, held: _Held, work: _Work) -> BaseException | None:
        with _Caught() as caught, held.begin() as transaction:
            work.outcome = work.run(transaction.connection)
        return caught.error


class Writer(_Threads):
    """One thread. Work may run again after a rollback, so it must change nothing but the database."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        super().__init__(engine, name, 1)

    def _take(self, held: _Held, work: _Work) -> None:
        batch = [work]
        with suppress(Empty):
            while len(batch) < MOST:
                more = self._queue.get_nowait()
                if more is None:
                    # The end comes after this batch.
                    self._queue.put(None)
                    break
                batch.append(more)
        if not self._commit(held, batch):
            # One of them fails; each finds out alone whether it is the one.
            for each in batch:
                self._commit(held, [each])
        _tell(batch)

    def _commit(self, held: _Held, batch: Sequence[_Work]) -> bool:
        """Carry out a batch in one transaction; False if each of it is to be tried alone."""
        stage, error = self._attempt(held, batch)
        if _is_disconnected(error) and stage is not _Stage.COMMIT:
            # The server was restarted since the last transaction, and nothing was done yet.
            stage, error = self._attempt(held, batch)
        if stage is _Stage.WORK and error is not None and len(batch) > 1 and not _is_disconnected(error):
            return False
        for work in batch:
            work.error = error
        return True

    def _attempt(self, held: _Held, batch: Sequence[_Work]) -> tuple[_Stage, BaseException | None]:
        stage = _Stage.BEGIN
        with _Caught() as caught, held.begin() as transaction:
            _take_guards(transaction.connection, {work.guard for work in batch if work.guard is not None})
            stage = _Stage.WORK
            for work in batch:
                work.outcome = work.run(transaction.connection)
            stage = _Stage.COMMIT
        if caught.error is not None and stage is _Stage.COMMIT:
            # SQLite leaves a transaction open whose commit it refused.
            with _Caught():
                held.let_go()
        return stage, caught.error


def _take_guards(connection: sa.Connection, guards: Iterable[Guard]) -> None:
    if connection.dialect.name == "postgresql":
        for guard in sorted(guards):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({int(guard)})")


def _tell(batch: Sequence[_Work]) -> None:
    # Who waited is gone if the loop is.
    with suppress(RuntimeError):
        batch[0].done.get_loop().call_soon_threadsafe(_settle, batch)


def _settle(batch: Sequence[_Work]) -> None:
    for work in batch:
        work.settle()


def _is_disconnected(error: BaseException | None) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated
