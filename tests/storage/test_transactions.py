"""Transactions: durable, several readers, one writer at a time, many callers' work in one commit."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.identity import new_id
from storage.database import database_url, open_database
from storage.schema import handles, metadata
from storage.threads import MOST
from storage.transactions import Guard, Transactions


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


TABLES = sa.MetaData()
tried = sa.Table("tried", TABLES, sa.Column("key", sa.Text, primary_key=True))


@pytest.fixture
async def transactions(url: str | None, tmp_path: Path) -> AsyncIterator[Transactions]:
    """A table of its own on each database."""
    opened = Transactions(database_url(url, tmp_path))
    await opened.run(TABLES.create_all)
    yield opened
    await opened.run(TABLES.drop_all)
    await opened.close()


def insert(key: str) -> Callable[[sa.Connection], None]:
    def work(connection: sa.Connection) -> None:
        connection.execute(sa.insert(tried), {"key": key})

    return work


async def keys(transactions: Transactions) -> list[str]:
    wanted = sa.select(tried.c.key).order_by(tried.c.key)
    return list(await transactions.look(lambda connection: connection.execute(wanted).scalars().all()))


@asynccontextmanager
async def held(transactions: Transactions) -> AsyncIterator[None]:
    """The writer is busy meanwhile, so that what is submitted waits together."""
    began, go_on = threading.Event(), threading.Event()

    def hold(_: sa.Connection) -> None:
        began.set()
        go_on.wait()

    holding = asyncio.create_task(transactions.run(hold))
    await asyncio.to_thread(began.wait)
    try:
        yield
    finally:
        go_on.set()
        await holding


@pytest.fixture
def commits(transactions: Transactions) -> list[None]:
    """One for each commit of the writer."""
    made: list[None] = []
    sa.event.listen(transactions._writer._engine, "commit", lambda _: made.append(None))
    return made


async def submitted(count: int = 3) -> None:
    """Let tasks that were just made come to the writer."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_what_waits_together_is_committed_together(
    transactions: Transactions, commits: list[None]
) -> None:
    async with held(transactions):
        writing = [asyncio.create_task(transactions.run(insert(str(number)))) for number in range(9)]
        await submitted()
    await asyncio.gather(*writing)

    assert len(commits) == 2
    assert await keys(transactions) == [str(number) for number in range(9)]


async def test_a_crowd_is_committed_in_parts(transactions: Transactions, commits: list[None]) -> None:
    async with held(transactions):
        writing = [
            asyncio.create_task(transactions.run(insert(f"{number:03}"))) for number in range(MOST + 7)
        ]
        await submitted()
    await asyncio.gather(*writing)

    assert len(commits) == 3
    assert len(await keys(transactions)) == MOST + 7


async def test_what_one_raises_rolls_back_its_own_alone(transactions: Transactions) -> None:
    def fails(connection: sa.Connection) -> None:
        insert("half")(connection)
        raise LookupError("mine")

    async with held(transactions):
        works = [insert("1"), fails, insert("2"), insert("1"), insert("3")]
        writing = [asyncio.create_task(transactions.run(work, Guard.LEDGER)) for work in works]
        await submitted()
    outcomes = await asyncio.gather(*writing, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [
        type(None),
        LookupError,
        type(None),
        IntegrityError,
        type(None),
    ]
    assert await keys(transactions) == ["1", "2", "3"]


async def test_each_sees_what_came_before_it(transactions: Transactions) -> None:
    def count(connection: sa.Connection) -> int:
        found: int = connection.execute(sa.select(sa.func.count()).select_from(tried)).scalar_one()
        insert(str(found))(connection)
        return found

    async with held(transactions):
        writing = [asyncio.create_task(transactions.run(count)) for _ in range(20)]
        await submitted()

    assert await asyncio.gather(*writing) == list(range(20))


async def test_a_waiter_that_is_cancelled_waits_for_the_end(transactions: Transactions) -> None:
    async with held(transactions):
        writing = asyncio.create_task(transactions.run(insert("1")))
        await submitted()
        writing.cancel()
        await submitted()
        assert not writing.done()
    with pytest.raises(asyncio.CancelledError):
        await writing

    assert await keys(transactions) == ["1"]


async def test_a_commit_that_fails_fails_for_all(transactions: Transactions) -> None:
    if not transactions.is_sqlite:
        pytest.skip("the schema has no constraint that PostgreSQL checks at the commit")
    await transactions.run(metadata.create_all)

    def orphan(connection: sa.Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql(
            "INSERT INTO places (id, community_id, alias, kind, title, created_at) VALUES ('1', '2', '', '', '', 0)"
        )

    async with held(transactions):
        writing = [asyncio.create_task(transactions.run(work)) for work in (insert("1"), orphan, insert("2"))]
        await submitted()
    outcomes = await asyncio.gather(*writing, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [IntegrityError] * 3
    assert await keys(transactions) == []
    await transactions.run(insert("3"))
    assert await keys(transactions) == ["3"]


async def test_a_server_that_was_away_is_no_error(transactions: Transactions) -> None:
    if transactions.is_sqlite:
        pytest.skip("a file does not go away")
    others = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await asyncio.gather(*(keys(transactions) for _ in range(8)))
    async with transactions.write() as connection:
        await connection.execute(others)

    await transactions.run(insert("1"), Guard.PICTURES)
    assert await asyncio.gather(*(keys(transactions) for _ in range(8))) == [["1"]] * 8


async def test_a_connection_that_breaks_in_the_middle_fails_for_all(transactions: Transactions) -> None:
    if transactions.is_sqlite:
        pytest.skip("a file does not go away")
    suicide = sa.text("SELECT pg_terminate_backend(pg_backend_pid())")
    async with held(transactions):
        writing = [
            asyncio.create_task(transactions.run(work))
            for work in (insert("1"), lambda connection: connection.execute(suicide))
        ]
        await submitted()
    outcomes = await asyncio.gather(*writing, return_exceptions=True)

    assert all(isinstance(outcome, DBAPIError) for outcome in outcomes)
    assert await keys(transactions) == []


async def test_closing_does_what_was_asked_for(tmp_path: Path) -> None:
    key = new_id()
    transactions = Transactions(database_url(None, tmp_path))
    await transactions.run(TABLES.create_all)
    async with held(transactions):
        writing = asyncio.create_task(transactions.run(insert(key)))
        await submitted()
        closing = asyncio.create_task(transactions.close())
        await submitted()
    await closing
    await writing

    again = Transactions(database_url(None, tmp_path))
    assert await keys(again) == [key]
    await again.close()
