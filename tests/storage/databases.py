"""Databases for tests: a fresh SQLite file, and a throwaway PostgreSQL database where a server answers.

`CHATBRUSH_TEST_POSTGRES` names the server; without it, the usual address on this machine is tried.
"""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from core.identity import new_id
from storage.database import Database, open_database
from storage.schema import metadata

SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
PROBE_SECONDS = 2


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this session's own, gone afterwards."""
    server = os.environ.get("CHATBRUSH_TEST_POSTGRES", SERVER)
    name = f"chatbrush_test_{new_id()}"
    try:
        admin = psycopg.connect(server, autocommit=True, connect_timeout=PROBE_SECONDS)
    except psycopg.OperationalError:
        reason = "no PostgreSQL server answers (set CHATBRUSH_TEST_POSTGRES to its URL)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
    admin.close()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str | None:
    """What `open_database` is given: None for SQLite."""
    if request.param == "sqlite":
        return None
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
async def database(url: str | None, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    async with await open_database(url, tmp_path) as opened:
        yield opened
        if url is not None:
            async with opened.transactions.write() as connection:
                names = ", ".join(table.name for table in metadata.sorted_tables)
                await connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY"))


@pytest.fixture
async def twin(database: Database, url: str | None, tmp_path: Path) -> AsyncIterator[Database]:
    """The same database as another process has it open."""
    del database  # it was made before, and is emptied afterwards
    async with await open_database(url, tmp_path) as opened:
        yield opened
