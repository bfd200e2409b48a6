"""What one process at a time may do, on PostgreSQL."""

import asyncio
from pathlib import Path

import sqlalchemy as sa

from core.ports import Signal
from storage.database import Database, database_url
from storage.shared_signals import PostgresSignals
from tests.storage.members import LEASE_SECONDS, Join, Member
from tests.storage.waiting import until


async def test_a_duty_is_one_process_s_and_moves_on(join: Join) -> None:
    first, second = await join(), await join()
    had: list[str] = []

    async def serve(member: Member, name: str) -> None:
        async with member.tenure.duty("poll"):
            had.append(name)
            await asyncio.sleep(3600)

    one = asyncio.create_task(serve(first, "first"))
    await until(lambda: had == ["first"])
    two = asyncio.create_task(serve(second, "second"))
    await asyncio.sleep(2 * LEASE_SECONDS)
    assert had == ["first"]

    one.cancel()
    await until(lambda: had == ["first", "second"], LEASE_SECONDS)
    two.cancel()
    await asyncio.gather(one, two, return_exceptions=True)


async def test_a_duty_of_the_dead_is_free(join: Join) -> None:
    first, second = await join(), await join()
    entered = asyncio.Event()
    stack = first.tenure.duty("shard 1")
    await stack.__aenter__()

    async def serve() -> None:
        async with second.tenure.duty("shard 1"):
            entered.set()

    task = asyncio.create_task(serve())
    await first.fall()
    await asyncio.wait_for(entered.wait(), 10)
    await task
    await stack.__aexit__(None, None, None)


async def test_a_duty_lost_with_the_name_is_left_and_entered_again(join: Join, shared: Database) -> None:
    member = await join()
    under: list[str] = []
    after: list[str] = []

    async def serve() -> None:
        for _ in range(2):
            async with member.tenure.duty("poll"):
                under.append(member.tenure.executor)
                if len(under) == 1:
                    await asyncio.sleep(3600)
            after.append("left")

    task = asyncio.create_task(serve())
    await until(lambda: len(under) == 1)
    async with shared.transactions.write() as connection:
        await connection.execute(sa.text("DELETE FROM executors"))
    await until(lambda: len(after) == 2)
    await task

    assert under[0] != under[1]
    assert not task.cancelling()


async def test_a_signal_is_sent_when_a_duty_is_free(join: Join, postgres_url: str, tmp_path: Path) -> None:
    member = await join()
    listener = PostgresSignals(database_url(postgres_url, tmp_path))
    await listener.open()
    heard: list[str] = []
    listener.heed(Signal.DUTIES, heard.append)
    async with member.tenure.duty("poll"):
        pass
    await until(lambda: bool(heard))
    await listener.close()
