"""The standing of a process, on every implementation."""

import asyncio
from contextlib import AsyncExitStack

from core.ports import Tenure
from storage.database import Database
from tests.contract.samples import NOW, message


class Life:
    """What a tenure told its process."""

    def __init__(self, tenure: Tenure, *, can_all: bool = True) -> None:
        self.tenure = tenure
        self.inherited: list[str] = []
        self.losses = 0
        self._can_all = can_all

    async def begin(self) -> None:
        await self.tenure.enter()
        await self.tenure.watch(self.inherit, self.lose)

    async def inherit(self, former: str) -> bool:
        self.inherited.append(former)
        return self._can_all

    async def lose(self) -> None:
        self.losses += 1
        await self.tenure.enter()


async def test_a_name_is_held_from_entering(database: Database) -> None:
    life = Life(database.tenure)
    await life.begin()

    assert life.tenure.executor
    assert life.tenure.is_held()
    assert life.losses == 0
    await life.tenure.end()


async def test_what_the_last_life_left_is_inherited_by_the_next(database: Database, twin: Database) -> None:
    first, second = Life(database.tenure), Life(twin.tenure)
    await first.begin()
    former = first.tenure.executor
    await database.inbox.put(message(), NOW, former)
    await first.tenure.end()

    await second.begin()

    assert former in second.inherited
    await second.tenure.end()


async def test_a_duty_is_entered_and_left(database: Database) -> None:
    await Life(database.tenure).begin()
    done = []

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(database.tenure.duty("poll"))
        await stack.enter_async_context(database.tenure.duty("shard 1"))
        done.append("both")
    async with database.tenure.duty("poll"):
        done.append("again")

    assert done == ["both", "again"]
    await database.tenure.end()


async def test_cancelling_a_duty_is_cancelling(database: Database) -> None:
    await Life(database.tenure).begin()
    begun = asyncio.Event()

    async def work() -> None:
        async with database.tenure.duty("poll"):
            begun.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    await database.tenure.end()


async def test_one_process_is_alive_at_least(database: Database) -> None:
    await Life(database.tenure).begin()

    assert await database.tenure.living() == 1
    assert await database.tenure.living("gateway", "all") == 1
    await database.tenure.end()


async def test_ending_twice_or_without_a_beginning_is_harmless(database: Database) -> None:
    await database.tenure.end()
    await database.tenure.enter()
    await database.tenure.end()
    await database.tenure.end()
