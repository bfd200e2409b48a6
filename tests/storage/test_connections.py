"""How connections to PostgreSQL are made."""

from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from storage.connections import IDLE_TRANSACTION_SECONDS, keepalive, watched
from storage.database import Database


def test_what_the_url_sets_itself_stays() -> None:
    url = sa.make_url(
        "postgresql://me@here/name?connect_timeout=60&options=-c%20search_path%3Dapart&sslmode=require"
    )

    assert keepalive(url).query["connect_timeout"] == "60"
    assert watched(url).query["sslmode"] == "require"
    assert watched(url).query["options"] == (
        f"-c idle_in_transaction_session_timeout={IDLE_TRANSACTION_SECONDS}s -c search_path=apart"
    )


async def test_a_paused_transaction_holds_nobody_up(
    shared: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del tmp_path
    monkeypatch.setattr("storage.connections.IDLE_TRANSACTION_SECONDS", 1)
    url = watched(shared.transactions.engine.url.set(drivername="postgresql", query={}))
    paused = await psycopg.AsyncConnection.connect(
        host=url.host,
        port=url.port,
        user=url.username,
        dbname=url.database,
        options=str(url.query["options"]),
    )
    await paused.execute("SELECT pg_advisory_xact_lock(1)")

    async with shared.transactions.write() as connection:
        await connection.execute(sa.text("SELECT pg_advisory_xact_lock(1)"))

    with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
        await paused.execute("COMMIT")
    await paused.close()
