"""Signals between processes that share a PostgreSQL database."""

import asyncio
from collections.abc import AsyncIterator, Callable

import psycopg
import pytest
import sqlalchemy as sa

from core.ports import Signal
from storage.database import database_url
from storage.shared_signals import PostgresSignals
from tests.storage.waiting import until


@pytest.fixture
def shared(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> sa.URL:
    return database_url(postgres_url, tmp_path_factory.getbasetemp())


@pytest.fixture
async def opened(shared: sa.URL) -> AsyncIterator[Callable[[], "asyncio.Future[PostgresSignals]"]]:
    made: list[PostgresSignals] = []

    async def one() -> PostgresSignals:
        signals = PostgresSignals(shared)
        made.append(signals)
        await signals.open()
        return signals

    yield lambda: asyncio.ensure_future(one())
    for signals in made:
        await signals.close()


def heard(signals: PostgresSignals) -> list[tuple[Signal, str]]:
    found: list[tuple[Signal, str]] = []

    def listen(signal: Signal) -> None:
        signals.heed(signal, lambda subject: found.append((signal, subject)))

    for signal in Signal:
        listen(signal)
    return found


async def test_others_hear_what_one_sends(opened: Callable[[], "asyncio.Future[PostgresSignals]"]) -> None:
    first, second, third = await opened(), await opened(), await opened()
    others = [heard(second), heard(third)]

    first.send(Signal.CANCEL, "a:b 画")
    first.send(Signal.WEATHER)
    await until(lambda: all(len(each) == 2 for each in others))

    assert others == [[(Signal.CANCEL, "a:b 画"), (Signal.WEATHER, "")]] * 2


async def test_a_burst_of_one_signal_is_sent_once(
    opened: Callable[[], "asyncio.Future[PostgresSignals]"],
) -> None:
    first, second = await opened(), await opened()
    here, there = heard(first), heard(second)

    for _ in range(1_000):
        first.send(Signal.TURNS)
    first.send(Signal.CANCEL, "last")
    await until(lambda: (Signal.CANCEL, "last") in there)

    assert len(here) == 1_001
    assert there == [(Signal.TURNS, ""), (Signal.CANCEL, "last")]


async def test_what_is_no_signal_is_passed_over(
    opened: Callable[[], "asyncio.Future[PostgresSignals]"], postgres_url: str
) -> None:
    listener = await opened()
    found = heard(listener)
    async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as other:
        channel = "chatbrush_" + await _schema_hash(other)
        for payload in ("", "turns", "nonsense:x", ":", "TURNS:", "画", "cancel:job"):
            await other.execute("SELECT pg_notify(%s, %s)", [channel, payload])
        await other.execute("SELECT pg_notify('elsewhere', 'turns:')")
    await until(lambda: bool(found))

    assert found == [(Signal.CANCEL, "job")]


async def test_another_schema_is_another_deployment(shared: sa.URL) -> None:
    async with await psycopg.AsyncConnection.connect(
        shared.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    ) as admin:
        await admin.execute("CREATE SCHEMA IF NOT EXISTS apart")
    here = PostgresSignals(shared)
    there = PostgresSignals(shared.update_query_dict({"options": "-c search_path=apart"}))
    await here.open()
    await there.open()
    try:
        found = heard(there)
        here.send(Signal.TURNS)
        await asyncio.sleep(0.3)
        assert found == []
    finally:
        await here.close()
        await there.close()


async def test_a_lost_connection_is_made_again_and_everything_looked_at(
    opened: Callable[[], "asyncio.Future[PostgresSignals]"], postgres_url: str
) -> None:
    first, second = await opened(), await opened()
    found = heard(second)
    async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as admin:
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND query LIKE '%LISTEN%' AND pid <> pg_backend_pid()"
        )
    await until(lambda: len(found) >= len(Signal))
    assert found[: len(Signal)] == [(signal, "") for signal in Signal]

    first.send(Signal.CANCEL, "after")
    await until(lambda: (Signal.CANCEL, "after") in found)


async def test_without_a_server_nothing_fails_and_nothing_waits(shared: sa.URL) -> None:
    signals = PostgresSignals(shared.set(port=1))
    found = heard(signals)
    opening = asyncio.create_task(signals.open())
    await asyncio.sleep(0)
    for number in range(2_000):
        signals.send(Signal.CANCEL, str(number))

    assert len(found) == 2_000
    opening.cancel()
    await signals.close()


async def test_what_is_sent_last_is_sent(opened: Callable[[], "asyncio.Future[PostgresSignals]"]) -> None:
    first, second = await opened(), await opened()
    found = heard(second)

    first.send(Signal.DUTIES, "the end")
    await first.close()
    await until(lambda: bool(found))

    assert found == [(Signal.DUTIES, "the end")]


async def _schema_hash(connection: psycopg.AsyncConnection) -> str:
    row = await (await connection.execute("SELECT md5(current_schema())")).fetchone()
    assert row is not None
    return str(row[0])
