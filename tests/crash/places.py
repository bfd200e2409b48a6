"""Where a deployment keeps things, and connections to look at them from outside."""

from pathlib import Path

import sqlalchemy as sa

from storage.database import FILE_NAME
from storage.engine import FILE_NAME as ENGINE_FILE_NAME

DATA = "data"
ARMED = "armed"
BUSY_SECONDS = 30
LEASE_SECONDS = 1.5
"""How long a victim that is not heard of counts as alive, on PostgreSQL."""


def our_database(url: str | None, folder: Path) -> sa.Engine:
    """The database of a deployment in `folder`; `url` None for SQLite."""
    return _open(url, folder / DATA / FILE_NAME)


def engine_database(url: str | None, folder: Path) -> sa.Engine:
    """What the job engine keeps of it."""
    return _open(url, folder / DATA / ENGINE_FILE_NAME)


def _open(url: str | None, file: Path) -> sa.Engine:
    if url is None:
        sqlite = sa.URL.create("sqlite", database=str(file))
        return sa.create_engine(sqlite, connect_args={"timeout": BUSY_SECONDS})
    return sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), pool_size=1)
