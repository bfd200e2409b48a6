"""The deployment's own key: made once, the same for all who share a database."""

import asyncio
from pathlib import Path

import pytest

from storage.database import Database, open_database


async def test_the_key_is_made_once(database: Database, twin: Database) -> None:
    found = [await each.secrets.accounts() for each in (database, twin, database)]

    assert len(set(found)) == 1
    assert len(found[0]) == 32


async def test_on_sqlite_it_is_a_file_for_its_owner_only(tmp_path: Path) -> None:
    async with await open_database(None, tmp_path) as opened:
        made = await opened.secrets.accounts()
    path = tmp_path / "secret.key"

    assert path.read_bytes() == made
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_file_that_a_crash_left_empty_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    async with await open_database(None, tmp_path) as opened:
        assert len(await opened.secrets.accounts()) == 32


async def test_processes_with_folders_of_their_own_have_one_key(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory, shared: Database
) -> None:
    del shared
    moved, fresh = tmp_path_factory.mktemp("moved"), tmp_path_factory.mktemp("fresh")
    (moved / "secret.key").write_bytes(b"the key of the time on SQLite")
    async with (
        await open_database(postgres_url, moved) as first,
        await open_database(postgres_url, fresh) as second,
    ):
        keys = [await first.secrets.accounts(), await second.secrets.accounts()]

    assert keys == [b"the key of the time on SQLite"] * 2
    assert not (fresh / "secret.key").exists()


async def test_processes_that_start_at_once_have_one_key(shared: Database) -> None:
    found = await asyncio.gather(*(shared.secrets.accounts() for _ in range(10)))

    assert len(set(found)) == 1
