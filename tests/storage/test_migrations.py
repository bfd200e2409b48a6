"""Migrations: they make the schema, and only go forward."""

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from core.errors import SettingsInvalid
from core.identity import PictureId, PlaceId
from core.pictures import Privacy
from storage.database import Database, database_url, open_database
from storage.schema import metadata, totals


def _differences(connection: sa.Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, metadata))


async def test_migrations_make_the_schema(database: Database) -> None:
    async with database.transactions.read() as connection:
        assert await connection.run_sync(_differences) == []
        tables = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())

    assert set(tables) == {*metadata.tables, "alembic_version"}


async def test_a_database_is_opened_again_as_it_is(url: str | None, tmp_path: Path) -> None:
    for _ in range(2):
        async with await open_database(url, tmp_path) as opened:
            assert list(await opened.inbox.pending()) == []


def _make_former(folder: Path) -> None:
    """A database as version 0002 left it, with a person's photo, what was drawn from it, and totals of two hours."""
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    facts = '{"media_type":"image/png","width":8,"height":8,"size_bytes":80}'
    columns = {
        "place_id": "p",
        "account_id": "a",
        "tree": "1" * 32,
        "number": 1,
        "parents": "[]",
        "facts": facts,
        "instruction": "",
        "provider": "",
        "model": "",
        "alt_text": "",
        "scene": "",
        "spoiler": False,
        "blob": "0" * 64,
    }
    rows = [
        columns | {"id": "1" * 32, "version": 1, "drawn": False, "created_at": 5},
        columns | {"id": "2" * 32, "version": 2, "drawn": True, "created_at": 7},
    ]
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(folder / "chatbrush.db")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        table = sa.table("pictures", *(sa.column(name) for name in rows[0]))
        connection.execute(sa.insert(table), rows)
        connection.execute(
            sa.text(
                "INSERT INTO totals VALUES ('account', 'a', 'images', 47, 2), ('account', 'a', 'images', 49, 3)"
            )
        )
    engine.dispose()


async def test_an_old_file_is_brought_up_to_date(tmp_path: Path) -> None:
    await asyncio.to_thread(_make_former, tmp_path)

    async with await open_database(None, tmp_path) as opened:
        photo, drawn = await opened.pictures.tree(PictureId("1" * 32), PlaceId("p"))
        assert (photo.privacy, drawn.privacy) == (Privacy.POSTED, Privacy.OPEN)
        assert await opened.pictures.latest(PlaceId("p")) == drawn
        sums = await opened.transactions.look(
            lambda connection: connection.execute(
                sa.select(totals.c.span_hours, totals.c.hour, totals.c.amount)
            ).all()
        )
        assert sorted(sums) == [(1, 47, 2), (1, 49, 3), (24, 24, 2), (24, 48, 3)]


async def test_many_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    opened = await asyncio.gather(*(open_database(None, tmp_path) for _ in range(4)))

    for each in opened:
        assert list(await each.jobs.unfinished()) == []
        await each.close()


async def test_a_database_of_newer_code_is_refused(tmp_path: Path) -> None:
    async with await open_database(None, tmp_path) as opened, opened.transactions.write() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SettingsInvalid) as caught:
        await open_database(None, tmp_path)

    [problem] = caught.value.problems
    assert problem.path == "database"
    assert "newer version" in problem.text
    assert "9999" in problem.text


@pytest.mark.parametrize(
    "given", ["mysql://root@127.0.0.1/x", "not a url", "sqlite", "sqlite://", "sqlite:///:memory:"]
)
async def test_another_kind_of_database_is_refused(given: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid):
        await open_database(given, tmp_path)


async def test_a_database_that_cannot_be_reached_is_refused_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        await open_database("postgresql://someone:secret@127.0.0.1:1/none", tmp_path)

    assert "secret" not in str(caught.value)
    assert "cannot be opened" in str(caught.value)


async def test_the_folder_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"

    await (await open_database(None, folder)).close()
    await (await open_database(f"sqlite:///{tmp_path}/else/where.db", folder)).close()

    assert (folder / "chatbrush.db").exists()
    assert (tmp_path / "else" / "where.db").exists()


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        (None, "sqlite+aiosqlite"),
        ("sqlite:///x.db", "sqlite+aiosqlite"),
        ("postgres://h/x", "postgresql+psycopg"),
        ("postgresql+asyncpg://h/x", "postgresql+psycopg"),
    ],
)
def test_the_driver_is_ours_to_choose(given: str | None, driver: str) -> None:
    assert database_url(given, Path("data")).drivername == driver
