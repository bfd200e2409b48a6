"""What one process at a time may do: waiting for it, and being told when it is lost."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.ports import Signal, Signals
from storage.executors import Executors

log = structlog.get_logger(__name__)


class Duties:
    """The duties of one process. `look` makes those who wait try again, `lose` ends all that are had."""

    def __init__(self, rows: Executors, signals: Signals, holder: Callable[[], str | None]) -> None:
        self._rows = rows
        self._signals = signals
        self._holder = holder
        self._waiting: set[asyncio.Event] = set()
        self._had: set[_Had] = set()
        signals.heed(Signal.DUTIES, lambda _: self.look())

    def look(self) -> None:
        """A duty may be free."""
        for waiting in self._waiting:
            waiting.set()

    def lose(self) -> None:
        """Our name is lost, and all that is done under it."""
        for had in tuple(self._had):
            had.lose()

    @asynccontextmanager
    async def duty(self, name: str) -> AsyncGenerator[None, None]:
        """See `core.ports.Tenure.duty`."""
        holder = await self._obtain(name)
        had = _Had()
        self._had.add(had)
        try:
            yield
        except asyncio.CancelledError:
            if not had.is_only_lost():
                raise
        finally:
            self._had.discard(had)
            had.forgive()
            await self._release(name, holder)

    async def _obtain(self, name: str) -> str:
        """Wait until it is ours; under which name."""
        free = asyncio.Event()
        self._waiting.add(free)
        try:
            while True:
                free.clear()
                holder = self._holder()
                try:
                    # Asked again after the answer, since our name may have been lost meanwhile.
                    if holder and await self._rows.take_duty(name, holder) and self._holder() == holder:
                        return holder
                except (SQLAlchemyError, OSError, TimeoutError) as error:
                    log.warning("duty not asked for", duty=name, error=type(error).__name__)
                await free.wait()
        finally:
            self._waiting.discard(free)

    async def _release(self, name: str, holder: str) -> None:
        with suppress(SQLAlchemyError, OSError, TimeoutError):
            # Not in time: whoever waits has it once this life is over, and we have it again at once.
            await self._rows.drop_duty(name, holder)
        self._signals.send(Signal.DUTIES)


class _Had:
    """A duty that this task has."""

    def __init__(self) -> None:
        self._task: asyncio.Task[Any] | None = asyncio.current_task()
        self._cancelling = self._task.cancelling() if self._task is not None else 0
        self._is_lost = False

    def lose(self) -> None:
        """Cancel the body."""
        if not self._is_lost and self._task is not None:
            self._is_lost = True
            self._task.cancel()

    def is_only_lost(self) -> bool:
        """Whether nobody else cancelled the task."""
        return self._is_lost and self._task is not None and self._task.cancelling() <= self._cancelling + 1

    def forgive(self) -> None:
        """The cancelling has had its effect."""
        if self._is_lost and self._task is not None:
            self._task.uncancel()
