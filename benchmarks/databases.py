"""Databases to measure on: a fresh SQLite file, and a PostgreSQL database of the benchmark's own.

`CHATBRUSH_BENCH_POSTGRES` names the server; without it, the usual address on this machine is tried.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa

from core.identity import new_id

SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


@dataclass(frozen=True)
class Place:
    """A folder of our own, and the database's URL; None is the SQLite file in the folder."""

    folder: Path
    url: str | None


def server() -> str:
    return os.environ.get("CHATBRUSH_BENCH_POSTGRES", SERVER)


def has_postgres() -> bool:
    """Whether the server answers."""
    try:
        psycopg.connect(server(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@asynccontextmanager
async def empty(kind: str) -> AsyncIterator[Place]:
    """An empty database of a kind, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "SQLite":
            yield Place(Path(folder), None)
            return
        name = f"chatbrush_bench_{new_id()}"
        await asyncio.to_thread(_execute, f"CREATE DATABASE {name}")
        try:
            url = sa.make_url(server()).set(database=name).render_as_string(hide_password=False)
            yield Place(Path(folder), url)
        finally:
            await asyncio.to_thread(_execute, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(statement: str) -> None:
    with psycopg.connect(server(), autocommit=True) as admin:
        admin.execute(statement.encode())
