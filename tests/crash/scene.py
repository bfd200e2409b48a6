"""One deployment with its crowd, its provider and its servers, which all survive the bot."""

import asyncio
import os
import random
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa

from core.identity import new_id
from core.jobs import ENDED
from storage.engine import SCHEMA
from storage.schema import inbox, jobs
from tests.crash.artist import Artist
from tests.crash.crowd import Crowd
from tests.crash.deployment import Deployment, Nursery
from tests.crash.places import engine_database, our_database
from tests.crash.verdict import Examination, Verdict
from tests.platforms.discord_server import loopback_discord
from tests.platforms.telegram_server import telegram_server

DRAWING_SECONDS = 0.3
QUIET_SECONDS = 90.0
_LOOK_SECONDS = 0.05
_CALM_LOOKS = 30
"""So often in a row there must be nothing left in the end."""
_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


@contextmanager
def throwaway_database(server: str) -> Iterator[str]:
    """A PostgreSQL database that is gone afterwards."""
    name = f"chatbrush_crash_{new_id()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def postgresql_server() -> str | None:
    """A server that answers, None where there is none."""
    server = os.environ.get("CHATBRUSH_TEST_POSTGRES", _SERVER)
    try:
        psycopg.connect(server, connect_timeout=2).close()
    except psycopg.OperationalError:
        return None
    return server


@dataclass
class Scene:
    """What a part of the suite plays on. `kills` counts those who died of it."""

    deployment: Deployment
    crowd: Crowd
    artist: Artist
    chance: random.Random
    kills: int = 0
    keeps_folder: bool = False

    async def quiet(self, seconds: float = QUIET_SECONDS, calm_looks: int = 1) -> list[str]:
        """Wait until nothing is left to do, so many looks in a row; what is left if that takes too long."""
        deadline = time.monotonic() + seconds
        ours = our_database(self.deployment.database, self.deployment.folder)
        engines = engine_database(self.deployment.database, self.deployment.folder)
        try:
            calm = 0
            # Who was paused may still have to take what Discord told it meanwhile.
            while calm < calm_looks:
                left = await asyncio.to_thread(self._left, ours, engines)
                if left and time.monotonic() > deadline:
                    return left
                calm = 0 if left else calm + 1
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            ours.dispose()
            engines.dispose()
        return []

    def _left(self, ours: sa.Engine, engines: sa.Engine) -> list[str]:
        left = [] if self.crowd.is_heard else ["Telegram has updates that nobody confirmed"]
        with ours.connect() as connection:
            open_jobs = connection.execute(
                sa.select(jobs.c.id, jobs.c.state).where(jobs.c.state.not_in(ENDED))
            )
            left += [f"job {row.id} is {row.state}" for row in open_jobs]
            pending = connection.execute(sa.select(inbox.c.key).where(inbox.c.message.is_not(None)))
            left += [f"{key} is in the inbox" for key in pending.scalars()]
        schema = SCHEMA if engines.dialect.name == "postgresql" else None
        status = sa.table("workflow_status", sa.column("workflow_uuid"), sa.column("status"), schema=schema)
        with engines.connect() as connection:
            under_way = connection.execute(
                sa.select(status.c.workflow_uuid).where(status.c.status == "PENDING")
            )
            left += [f"journey {one} has not ended" for one in under_way.scalars()]
        return left

    async def verdict(self) -> Verdict:
        """Let whoever lives, or else one more process, finish everything; then look at what is there."""
        self.deployment.disarm()
        if not self.deployment.living:
            await (await self.deployment.start()).ready()
        left = await self.quiet(calm_looks=_CALM_LOOKS)
        found = Examination(self.deployment, self.crowd, self.artist, self.kills).judge()
        found.missed += [f"in {QUIET_SECONDS:g} seconds: {one}" for one in left]
        found.remarks += self.deployment.defects()
        for survivor in self.deployment.living:
            survivor.kill()
            await survivor.dies()
        if not found.is_good:
            self.keeps_folder = True
            found.remarks.append(f"logs, steps and an SQLite database are kept in {self.deployment.folder}")
        return found


@asynccontextmanager
async def scene(kept: Nursery, database: str | None, chance: random.Random) -> AsyncIterator[Scene]:
    """Servers, crowd and a fresh deployment on a database (None: SQLite)."""
    async with (
        telegram_server(privacy=False, per_minute=None) as telegram,
        loopback_discord() as discord,
        Artist(DRAWING_SECONDS) as artist,
    ):
        crowd = Crowd(telegram, discord, chance)
        folder = Path(tempfile.mkdtemp(prefix="chatbrush-crash-"))
        deployment = Deployment(
            folder / "bot", database, kept, telegram=telegram, discord=discord, artist=artist
        )
        played = Scene(deployment, crowd, artist, chance)
        yield played
        if not played.keeps_folder:
            await asyncio.to_thread(shutil.rmtree, folder)
