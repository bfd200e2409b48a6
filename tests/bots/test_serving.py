"""Who receives where, when processes join, leave, die, or are told to end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bots import serving
from bots.roles import Role
from bots.serving import Post
from core.identity import Platform
from core.ports import Adapter, Courier, Inlet, Receiver, Signal
from core.resources import Couriers
from storage.database import Database, open_database
from tests.studio.house import ScriptedCourier

ONCE = (Inlet("scripted:0", pause_seconds=0.05), Inlet("scripted:1", pause_seconds=0.05))
REPEATED = (Inlet("scripted:poll", is_repeated=True),)
SHARED = (Inlet("scripted:hook", is_exclusive=False, is_repeated=True),)
PATIENCE_SECONDS = 10.0


class ScriptedAdapter(Adapter):
    """Receives nothing; notes in `events` what it is told to do. `serves` False: it never gets ready."""

    def __init__(self, inlets: Sequence[Inlet], events: list[str], name: str, *, is_local: bool) -> None:
        self._inlets = tuple(inlets)
        self._events = events
        self._name = name
        self._is_local = is_local
        self.receiving: set[str] = set()
        self.serves = True

    @property
    def platform(self) -> Platform:
        return Platform.TELEGRAM

    @property
    def courier(self) -> Courier:
        return ScriptedCourier()

    @property
    def is_local(self) -> bool:
        return self._is_local

    @property
    def inlets(self) -> Sequence[Inlet]:
        return self._inlets

    async def connect(self) -> str:
        self._events.append(f"{self._name} connects")
        return f"scripted {self._name}"

    async def receive(self, inlet: Inlet, receiver: Receiver, ready: Callable[[str], None]) -> None:
        del receiver
        self.receiving.add(inlet.name)
        self._events.append(f"{self._name} takes {inlet.name}")
        try:
            if self.serves:
                ready(f"scripted {self._name} {inlet.name}")
            await asyncio.Event().wait()
        finally:
            self._events.append(f"{self._name} leaves {inlet.name}")
            self.receiving.discard(inlet.name)

    async def close(self) -> None:
        self._events.append(f"{self._name} closes")


@dataclass
class Gateway:
    """One process's part in it."""

    database: Database
    adapter: ScriptedAdapter
    post: Post
    stop: asyncio.Event
    lines: list[str]
    couriers: Couriers
    running: asyncio.Task[None] | None = None

    def start(self, role: Role = Role.GATEWAY) -> None:
        self.running = asyncio.create_task(self.post.run(role))

    async def end(self) -> None:
        """What `serve` does at the end."""
        if self.running is not None:
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)
        await self.post.close()
        await self.database.tenure.end()


@dataclass
class Town:
    """Gateways on one database."""

    url: str | None
    folder: Path
    stack: AsyncExitStack
    events: list[str] = field(default_factory=list)

    async def gateway(self, name: str, inlets: Sequence[Inlet], *, is_local: bool = False) -> Gateway:
        database = await open_database(self.url, self.folder / name, "gateway")
        await self.stack.enter_async_context(database)
        await database.tenure.enter()

        async def inherit(_former: str) -> bool:
            return True

        await database.tenure.watch(inherit, database.tenure.enter)
        adapter = ScriptedAdapter(inlets, self.events, name, is_local=is_local)
        resources: Any = SimpleNamespace(
            tenure=database.tenure, signals=database.signals, couriers=Couriers()
        )
        studio: Any = None
        stop, lines = asyncio.Event(), list[str]()
        post = Post(adapter, studio, resources, lines.append, stop)
        made = Gateway(database, adapter, post, stop, lines, resources.couriers)
        self.stack.push_async_callback(made.end)
        return made

    async def until(self, holds: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    if holds():
                        return
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(self.events) from None

    def before(self, first: str, second: str) -> bool:
        return self.events.index(first) < self.events.index(second)


@asynccontextmanager
async def town_on(url: str | None, folder: Path) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        yield Town(url, folder, stack)


@pytest.fixture
async def town(postgres_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_on(postgres_url, tmp_path) as made:
        yield made


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Town]:
    """Of one process, on SQLite."""
    async with town_on(None, tmp_path) as made:
        yield made


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "COURTESY_SECONDS", 0.3)
    monkeypatch.setattr(serving, "STANDBY_SECONDS", 0.1)


async def test_one_alone_takes_everything(village: Town) -> None:
    one = await village.gateway("one", ONCE)
    one.start()
    await village.until(lambda: one.adapter.receiving == {"scripted:0", "scripted:1"})
    assert [line for line in one.lines if "standby" not in line] == [
        "scripted one scripted:0",
        "scripted one scripted:1",
    ]
    assert one.couriers.platforms() == {Platform.TELEGRAM}


async def test_a_worker_sends_and_takes_nothing(village: Town) -> None:
    worker = await village.gateway("worker", ONCE)
    worker.start(Role.WORKER)
    await village.until(lambda: worker.lines == ["scripted worker to send"])
    assert worker.couriers.platforms() == {Platform.TELEGRAM}
    assert village.events == ["worker connects"]
    await worker.end()
    assert not worker.couriers.platforms()


async def test_who_joins_is_handed_a_share_without_a_gap(town: Town) -> None:
    one, two = await town.gateway("one", ONCE), await town.gateway("two", ONCE)
    one.start()
    await town.until(lambda: len(one.adapter.receiving) == 2)
    two.start()
    await town.until(lambda: len(two.adapter.receiving) == 1 and len(one.adapter.receiving) == 1)
    (handed,) = two.adapter.receiving
    assert town.before(f"two takes {handed}", f"one leaves {handed}")


async def test_a_share_that_nobody_takes_is_kept_without_a_gap(town: Town) -> None:
    one, two = await town.gateway("one", ONCE), await town.gateway("two", ONCE)
    one.start()
    await town.until(lambda: len(one.adapter.receiving) == 2)
    one.database.signals.send(Signal.DUTIES, "telegram wanted")
    await asyncio.sleep(1.0)
    assert not [event for event in town.events if "leaves" in event]
    two.start()
    await town.until(lambda: len(two.adapter.receiving) == 1 and len(one.adapter.receiving) == 1)


async def test_what_one_leaves_goes_to_who_lives(town: Town) -> None:
    one, two = await town.gateway("one", ONCE), await town.gateway("two", ONCE)
    one.start()
    await town.until(lambda: len(one.adapter.receiving) == 2)
    two.start()
    await one.end()
    await town.until(lambda: len(two.adapter.receiving) == 2)


async def test_what_comes_again_is_left_at_once(town: Town) -> None:
    one, two = await town.gateway("one", REPEATED), await town.gateway("two", REPEATED)
    one.start()
    await town.until(lambda: bool(one.adapter.receiving))
    two.start()
    await town.until(lambda: "scripted two on standby" in two.lines)
    one.stop.set()
    await town.until(lambda: bool(two.adapter.receiving))
    assert town.before("one leaves scripted:poll", "two takes scripted:poll")


async def test_what_comes_once_is_taken_until_another_serves_it(town: Town) -> None:
    one, two = await town.gateway("one", ONCE[:1]), await town.gateway("two", ONCE[:1])
    two.adapter.serves = False
    one.start()
    await town.until(lambda: bool(one.adapter.receiving))
    two.start()
    one.stop.set()
    await town.until(lambda: bool(two.adapter.receiving))
    await asyncio.sleep(0.2)
    assert one.adapter.receiving
    two.database.signals.send(Signal.DUTIES, "scripted:0")
    await town.until(lambda: not one.adapter.receiving)


async def test_alone_what_comes_once_is_taken_to_the_end(village: Town) -> None:
    one = await village.gateway("one", ONCE)
    one.start()
    await village.until(lambda: len(one.adapter.receiving) == 2)
    one.stop.set()
    await asyncio.sleep(0.1)
    assert len(one.adapter.receiving) == 2
    await one.end()
    assert not one.adapter.receiving


async def test_nothing_is_taken_after_the_stop(town: Town) -> None:
    one, two = await town.gateway("one", REPEATED), await town.gateway("two", REPEATED)
    one.start()
    await town.until(lambda: bool(one.adapter.receiving))
    two.start()
    await town.until(lambda: bool(two.lines))
    two.stop.set()
    await one.end()
    await asyncio.sleep(0.3)
    assert "two takes scripted:poll" not in town.events


async def test_any_number_listen_where_none_has_to_be_alone(town: Town) -> None:
    gateways = [await town.gateway(name, SHARED) for name in ("one", "two")]
    for each in gateways:
        each.start()
    await town.until(lambda: all(each.adapter.receiving for each in gateways))
    gateways[0].stop.set()
    await town.until(lambda: not gateways[0].adapter.receiving)
    assert gateways[1].adapter.receiving


@pytest.mark.parametrize("inlets", [ONCE[:1], REPEATED])
async def test_whoever_loses_its_name_begins_again(town: Town, inlets: Sequence[Inlet]) -> None:
    one = await town.gateway("one", inlets)
    one.start()
    await town.until(lambda: bool(one.adapter.receiving))
    lost: Any = one.database.tenure
    lost._lose()
    taken = f"one takes {inlets[0].name}"
    await town.until(lambda: town.events.count(taken) == 2 and bool(one.adapter.receiving))
    assert town.events.count(f"one leaves {inlets[0].name}") == 1


async def test_what_lives_in_one_process_connects_where_it_is_received(town: Town) -> None:
    one = await town.gateway("one", ONCE[:1], is_local=True)
    two = await town.gateway("two", ONCE[:1], is_local=True)
    one.start(Role.ALL)
    await town.until(lambda: bool(one.adapter.receiving))
    two.start(Role.ALL)
    await asyncio.sleep(0.2)
    assert "two connects" not in town.events
    assert not two.couriers.platforms()
    one.stop.set()
    await asyncio.sleep(0.1)
    assert one.adapter.receiving
    await one.end()
    await town.until(lambda: bool(two.adapter.receiving))


async def test_what_lives_in_one_process_is_closed_when_the_name_is_lost(town: Town) -> None:
    one = await town.gateway("one", ONCE[:1], is_local=True)
    one.start(Role.ALL)
    await town.until(lambda: bool(one.adapter.receiving))
    lost: Any = one.database.tenure
    lost._lose()
    await town.until(lambda: town.events.count("one connects") == 2)
    assert town.before("one leaves scripted:0", "one closes")
