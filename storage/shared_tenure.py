"""One of several processes on a PostgreSQL database: heard of by its heartbeats, and heir to the dead.

A name is held by the clock of this machine from when its last heartbeat was sent, and taken for
dead by the database's clock from when that arrived. So whoever was paused, or cut off, knows that it
lost its name before anybody can have inherited it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.identity import new_id
from core.ports import Signal, Signals, Tenure
from storage.duties import Duties
from storage.executors import Executors

BEAT_SECONDS = 3.0
"""Two heartbeats may be lost before we give up."""
LEASE_SECONDS = 12.0
"""Unheard of for so long is dead. With a look at every beat, and a beat more where two went for the same
name, what a dead process left runs on elsewhere within 20 seconds; 30 are promised."""
MARGIN_SECONDS = 3.0
"""How much sooner than others we take ourselves for dead: time to end what was begun just before."""
REMIND_SECONDS = 30.0
"""When to look again at a name whose rest we cannot inherit ourselves."""
PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0
TROUBLE = (SQLAlchemyError, OSError, TimeoutError)

log = structlog.get_logger(__name__)


def _elapsed() -> float:
    """Seconds that go on while the process is stopped and, where the system can tell, while it sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class SharedTenure(Tenure):
    """Use `end` in any case; `enter` again after a loss takes a new name."""

    def __init__(
        self,
        url: sa.URL,
        signals: Signals,
        role: str = "all",
        *,
        beat_seconds: float = BEAT_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
        margin_seconds: float = MARGIN_SECONDS,
    ) -> None:
        self._rows = Executors(url, lease_seconds)
        self._signals = signals
        self._role = role
        self._beat_seconds = beat_seconds
        self._held_seconds = lease_seconds - margin_seconds
        self._name = ""
        self._held_until = 0.0
        self._lost = asyncio.Event()
        self._look = asyncio.Event()
        self._duties = Duties(self._rows, signals, lambda: self._name if self.is_held() else None)
        self._reminders: dict[str, float] = {}
        self._beating: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        signals.heed(Signal.DUTIES, lambda _: self._look.set())

    @property
    def executor(self) -> str:
        """See the port."""
        return self._name

    def is_held(self) -> bool:
        """See the port. Once False, it stays so until the next `enter`."""
        if _elapsed() >= self._held_until:
            self._lose()
            return False
        return True

    def _lose(self) -> None:
        if self._held_until:
            self._held_until = 0.0
            self._lost.set()
            self._look.set()
            self._duties.lose()

    async def enter(self) -> None:
        """See the port. A fresh name each time."""
        if self._beating is not None:
            await _cancelled(self._beating)
        name = f"{self._role}-{new_id()}"
        sent = _elapsed()
        await self._rows.enter(name, self._role)
        self._name = name
        self._held_until = sent + self._held_seconds
        self._lost.clear()
        self._beating = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        """Be heard of until the name is lost."""
        pause_seconds = self._beat_seconds
        while True:
            await asyncio.sleep(pause_seconds)
            sent = _elapsed()
            if not self.is_held():
                return
            try:
                if not await self._rows.beat(self._name):
                    self._lose()
                    return
            except TROUBLE as error:
                log.warning("heartbeat not heard", error=type(error).__name__)
                pause_seconds = min(PAUSE_SECONDS, self._beat_seconds)
            else:
                # What a pause in between has cost stays lost.
                if not self.is_held():
                    return
                self._held_until = sent + self._held_seconds
                pause_seconds = self._beat_seconds

    async def watch(
        self, inherit: Callable[[str], Awaitable[bool]], lost: Callable[[], Awaitable[None]]
    ) -> None:
        """See the port."""
        await self._inherit_all(inherit)
        self._watching = asyncio.create_task(self._watch(inherit, lost))

    async def _watch(
        self, inherit: Callable[[str], Awaitable[bool]], lost: Callable[[], Awaitable[None]]
    ) -> None:
        while True:
            # Not `wait_for`: before Python 3.12 it may swallow being cancelled.
            with suppress(TimeoutError):
                async with asyncio.timeout(self._beat_seconds):
                    await self._look.wait()
            self._look.clear()
            if not self.is_held():
                await self._begin_anew(lost)
            self._duties.look()
            try:
                await self._inherit_all(inherit)
            except TROUBLE as error:
                log.warning("the dead are not looked for", error=type(error).__name__)

    async def _begin_anew(self, lost: Callable[[], Awaitable[None]]) -> None:
        pause_seconds = PAUSE_SECONDS
        while not self.is_held():
            try:
                await lost()
            except TROUBLE as error:
                log.warning("no new name yet", error=type(error).__name__)
                await asyncio.sleep(pause_seconds)
                pause_seconds = min(2 * pause_seconds, LONGEST_PAUSE_SECONDS)

    async def _inherit_all(self, inherit: Callable[[str], Awaitable[bool]]) -> None:
        for name in await self._rows.dead(self._name):
            if not self.is_held():
                return
            if self._reminders.get(name, 0.0) > _elapsed() or not await self._rows.claim(name, self._name):
                continue
            is_empty = await self._inherited(name, inherit)
            if is_empty:
                if not await self._rows.remove(name, self._name):
                    self._reminders[name] = _elapsed() + self._held_seconds
            else:
                # What failed is tried again soon, what only others can take is left to them for longer.
                seconds = self._beat_seconds if is_empty is None else REMIND_SECONDS
                self._reminders[name] = _elapsed() + seconds
                await self._rows.give_back(name, self._name)
            self._signals.send(Signal.DUTIES)
        self._reminders = {name: due for name, due in self._reminders.items() if due > _elapsed()}

    async def _inherited(self, name: str, inherit: Callable[[str], Awaitable[bool]]) -> bool | None:
        """Whether nothing is left under a name; None if it failed, or was cut short by losing our own."""
        log.info("inheriting", former=name)
        work = asyncio.ensure_future(inherit(name))
        loss = asyncio.create_task(self._lost.wait())
        try:
            await asyncio.wait([work, loss], return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                return None
            if error := work.exception():
                log.warning("not inherited", former=name, error=type(error).__name__, exc_info=error)
                return None
            return work.result()
        finally:
            await _cancelled(work, loss)

    async def end(self) -> None:
        """See the port."""
        await _cancelled(*(task for task in (self._watching, self._beating) if task is not None))
        self._lose()
        if self._name:
            try:
                await self._rows.end(self._name)
            except TROUBLE as error:
                log.warning("others have to wait until our lease is over", error=type(error).__name__)
            self._signals.send(Signal.DUTIES)

    def duty(self, name: str) -> AbstractAsyncContextManager[None]:
        """See the port."""
        return self._duties.duty(name)

    async def living(self, *roles: str) -> int:
        """See the port. Nobody but us as far as we know, while the database does not answer."""
        try:
            return await self._rows.living(roles)
        except TROUBLE as error:
            log.warning("not known who lives", error=type(error).__name__)
            return 1

    async def close(self) -> None:
        """Close the connections."""
        await self._rows.close()


async def _cancelled(*tasks: "asyncio.Future[Any]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
