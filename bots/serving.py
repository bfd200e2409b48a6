"""Adapters at work: connected, receiving what is theirs to receive, and ended in good order."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from math import ceil
from typing import Any, TypeVar

import structlog

from bots.interpreter import be_prompt
from bots.roles import Role
from core.ports import Adapter, Inlet, Signal
from core.resources import Resources
from core.studio import Studio

_log = structlog.get_logger(__name__)
T = TypeVar("T")

STANDBY_SECONDS = 1.0
"""Who has nothing to receive by then says that it stands by."""

COURTESY_SECONDS = 10.0
"""How long more than a fair share of the inlets is left to others, who may not want them."""


async def serve(
    studio: Studio,
    resources: Resources,
    adapters: Sequence[Adapter],
    ready: Callable[[str], None],
    *,
    role: Role = Role.ALL,
    stop: asyncio.Event | None = None,
) -> None:
    """Run adapters until cancelled, or until `stop` is set and what draws has had its time to end.

    `ready` gets each platform's line when it serves. One adapter's end by an error ends all: a bot
    that is half there helps nobody. The studio ends here too, since what it does last needs the
    adapters' ways out.
    """
    be_prompt()
    stop = stop or asyncio.Event()
    posts = [Post(adapter, studio, resources, ready, stop) for adapter in adapters]
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(post.run(role)) for post in posts]
            await stop.wait()
            _log.info("ending", grace_seconds=resources.settings.jobs.grace_seconds)
            await studio.drain(resources.settings.jobs.grace_seconds)
            for task in tasks:
                task.cancel()
    finally:
        async with AsyncExitStack() as closing:
            for post in posts:
                closing.push_async_callback(post.close)
            await studio.end()


class Post:
    """One adapter at work in this process.

    What is exclusive about it is received while the duty of its inlet is held, and again once it
    was lost. Several inlets are shared out among the gateways that live. After `stop` all are given
    up at once; what a platform brings only once is taken until another process serves that inlet,
    or this one ends.
    """

    def __init__(
        self,
        adapter: Adapter,
        studio: Studio,
        resources: Resources,
        ready: Callable[[str], None],
        stop: asyncio.Event,
    ) -> None:
        self._adapter = adapter
        self._studio = studio
        self._resources = resources
        self._ready = ready
        self._stop = stop
        self._wish = f"{adapter.platform} wanted"
        self._wished = asyncio.Event()
        self._held: dict[Inlet, asyncio.Event] = {}
        self._left: set[Inlet] = set()
        self._taken_at = -float("inf")
        self._taken_elsewhere = {inlet.name: asyncio.Event() for inlet in adapter.inlets}
        resources.signals.heed(Signal.DUTIES, self._heed)

    async def run(self, role: Role) -> None:
        """Until cancelled."""
        if self._adapter.is_local:
            while True:
                await self._live_here()
        line = await self._open()
        if not role.receives:
            self._ready(f"{line} to send")
            await asyncio.Event().wait()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._stand_by(line))
            group.create_task(self._balance())
            for inlet in self._adapter.inlets:
                group.create_task(self._attend(inlet))

    async def close(self) -> None:
        """Close the way out."""
        self._resources.couriers.close(self._adapter.platform)
        await self._adapter.close()

    async def _open(self) -> str:
        line = await self._adapter.connect()
        self._resources.couriers.open(self._adapter.platform, self._adapter.courier)
        self._resources.signals.send(Signal.TURNS)
        return line

    async def _live_here(self) -> None:
        """Send and receive while nobody else does, to the very end; again when the duty was lost."""
        (inlet,) = self._adapter.inlets
        async with self._resources.tenure.duty(inlet.name):
            await self._open()
            try:
                await self._adapter.receive(inlet, self._studio, self._ready)
            except asyncio.CancelledError:
                if not self._resources.tenure.is_held():
                    await self.close()
                raise

    async def _stand_by(self, line: str) -> None:
        """Say so where there is nothing to receive, and ask others for some of theirs."""
        await asyncio.sleep(STANDBY_SECONDS)
        if not self._held:
            self._ready(f"{line} on standby")
        while len(self._adapter.inlets) > 1 and len(self._held) < await self._share():
            self._resources.signals.send(Signal.DUTIES, self._wish)
            await asyncio.sleep(COURTESY_SECONDS)

    async def _balance(self) -> None:
        """Hand over what is more than our share, when somebody asks."""
        while True:
            await self._wished.wait()
            self._wished.clear()
            for inlet in list(self._held)[await self._share() :]:
                self._held[inlet].set()

    async def _attend(self, inlet: Inlet) -> None:
        """Receive at one inlet whenever it is ours to do, until the end."""
        while not self._stop.is_set():
            if inlet.is_exclusive:
                await asyncio.sleep(await self._courtesy_seconds(inlet))
                await self._attend_in_turn(inlet)
            else:
                async with self._receiving(inlet) as receiving:
                    await self._until_told(inlet, receiving)

    async def _attend_in_turn(self, inlet: Inlet) -> None:
        """While the duty is ours; without it only what comes once, and until another process serves it."""
        receiving: asyncio.Task[None] | None = None
        async with AsyncExitStack() as longer:
            while receiving is None or not (receiving.done() or self._stop.is_set()):
                async with self._resources.tenure.duty(inlet.name):
                    if receiving is None:
                        if self._stop.is_set() or await self._courtesy_seconds(inlet) > 0:
                            return
                        receiving = await longer.enter_async_context(self._receiving(inlet))
                    try:
                        await self._until_told(inlet, receiving)
                    except asyncio.CancelledError:
                        await longer.aclose()
                        raise
                    if inlet.is_repeated:
                        await longer.aclose()
                if receiving is None:
                    return
                # Nobody may want it: then we take it up again.
                await asyncio.wait({receiving}, timeout=None if self._stop.is_set() else COURTESY_SECONDS)

    async def _courtesy_seconds(self, inlet: Inlet) -> float:
        """How long an inlet is left to others: for the platform's pause, and once if we have our share."""
        if not self._held:
            return 0.0
        pause_seconds = self._taken_at + inlet.pause_seconds - time.monotonic()
        if pause_seconds > 0:
            return pause_seconds + random.uniform(0, inlet.pause_seconds / 10)
        if inlet in self._left or len(self._held) < await self._share():
            return 0.0
        self._left.add(inlet)
        return COURTESY_SECONDS

    async def _share(self) -> int:
        """How many inlets are ours if all gateways take alike."""
        living = await self._resources.tenure.living(*(role for role in Role if role.receives))
        return ceil(len(self._adapter.inlets) / max(living, 1))

    @asynccontextmanager
    async def _receiving(self, inlet: Inlet) -> AsyncGenerator[asyncio.Task[None], None]:
        """Receives inside, until another process serves this inlet."""
        self._left.discard(inlet)
        self._taken_elsewhere[inlet.name].clear()
        self._taken_at = time.monotonic()

        def is_ready(line: str) -> None:
            self._resources.signals.send(Signal.DUTIES, inlet.name)
            self._ready(line)

        async def give_way() -> None:
            await self._taken_elsewhere[inlet.name].wait()
            receiving.cancel()

        work = self._adapter.receive(inlet, self._studio, is_ready)
        async with _running(work) as receiving, _running(give_way()):
            yield receiving

    async def _until_told(self, inlet: Inlet, receiving: asyncio.Task[None]) -> None:
        """Until we stop or hand it over. Raises what ended the receiving."""
        self._held[inlet] = asyncio.Event()
        try:
            async with _running(self._stop.wait()) as stop, _running(self._held[inlet].wait()) as wanted:
                await asyncio.wait({receiving, stop, wanted}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            del self._held[inlet]
        if receiving.done() and not receiving.cancelled():
            receiving.result()

    def _heed(self, subject: str) -> None:
        """Somebody serves that inlet now, or wants one."""
        if subject == self._wish:
            self._wished.set()
        elif subject in self._taken_elsewhere and subject not in {inlet.name for inlet in self._held}:
            self._taken_elsewhere[subject].set()


@asynccontextmanager
async def _running(work: Coroutine[Any, Any, T]) -> AsyncGenerator[asyncio.Task[T], None]:
    """A task that ends with the block."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
