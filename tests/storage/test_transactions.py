"""SQLite's settings: durable, several readers, one writer at a time."""

import asyncio
from pathlib import Path

import sqlalchemy as sa

from storage.database import database_url, open_database
from storage.schema import handles
from storage.transactions import Transactions


async def test_sqlite_is_durable(tmp_path: Path) -> None:
    async with await open_database(None, tmp_path) as database, database.transactions.read() as connection:
        found = [
            (await connection.execute(sa.text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert found == ["wal", 2, 1, 30_000]


async def test_readers_see_what_was_there_and_do_not_wait(tmp_path: Path) -> None:
    async with await open_database(None, tmp_path) as database:
        row = {"place_id": "1", "key": "k", "picture_id": "2"}
        count = sa.select(sa.func.count()).select_from(handles)
        async with database.transactions.write() as writer:
            await writer.execute(sa.insert(handles).values(row))
            async with database.transactions.read() as reader:
                assert (await asyncio.wait_for(reader.execute(count), 1)).scalar_one() == 0
        async with database.transactions.read() as reader:
            assert (await reader.execute(count)).scalar_one() == 1


async def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    async with await open_database(None, tmp_path) as database:
        try:
            async with database.transactions.write() as writer:
                await writer.execute(sa.insert(handles).values(place_id="1", key="k", picture_id="2"))
                raise LookupError  # noqa: TRY301 - stands for any failure inside a transaction
        except LookupError:
            pass
        async with database.transactions.read() as reader:
            assert (await reader.execute(sa.select(handles))).all() == []


async def test_two_programs_on_one_file_wait_for_each_other(tmp_path: Path) -> None:
    async with await open_database(None, tmp_path) as one, await open_database(None, tmp_path) as two:

        async def write(number: int) -> None:
            database = (one, two)[number % 2]
            async with database.transactions.write() as writer:
                found = await writer.execute(sa.select(sa.func.count()).select_from(handles))
                await writer.execute(
                    sa.insert(handles).values(place_id="1", key=str(found.scalar_one()), picture_id="2")
                )

        await asyncio.gather(*(write(number) for number in range(20)))

        async with one.transactions.read() as reader:
            keys = (await reader.execute(sa.select(handles.c.key))).scalars().all()
    assert sorted(keys, key=int) == [str(number) for number in range(20)]


async def test_a_cancelled_write_ends_and_leaves_no_lock(tmp_path: Path) -> None:
    transactions = Transactions(database_url(None, tmp_path))
    try:
        await transactions.run(lambda connection: connection.exec_driver_sql("CREATE TABLE t (n INTEGER)"))
        write = sa.text("INSERT INTO t VALUES (1)")
        for delay in range(40):
            task = asyncio.create_task(transactions.run(lambda connection: connection.execute(write)))
            await asyncio.sleep(delay / 20_000)
            task.cancel()
            await asyncio.wait([task], timeout=5)
        async with asyncio.timeout(5):
            await transactions.run(lambda connection: connection.exec_driver_sql("DELETE FROM t"))
    finally:
        await transactions.close()
