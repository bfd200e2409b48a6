"""Executors of one PostgreSQL database within this process, with a short lease."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import Database, database_url, open_database
from storage.shared_signals import PostgresSignals
from storage.shared_tenure import SharedTenure
from tests.contract.test_tenure import Life

BEAT_SECONDS = 0.15
LEASE_SECONDS = 1.8
MARGIN_SECONDS = 0.4


class Member:
    """A process's standing, with its own connections; `fall` ends it as SIGKILL would."""

    def __init__(self, url: sa.URL, role: str) -> None:
        self.signals = PostgresSignals(url)
        self.tenure = SharedTenure(
            url,
            self.signals,
            role,
            beat_seconds=BEAT_SECONDS,
            lease_seconds=LEASE_SECONDS,
            margin_seconds=MARGIN_SECONDS,
        )
        self.life = Life(self.tenure)

    async def begin(self) -> "Member":
        await self.signals.open()
        await self.life.begin()
        return self

    async def fall(self) -> None:
        """Be heard of no more, without a word."""
        for task in (self.tenure._watching, self.tenure._beating):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def close(self) -> None:
        await self.tenure.end()
        await self.tenure.close()
        await self.signals.close()


Join = Callable[..., Awaitable[Member]]


@pytest.fixture
async def shared(postgres_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    async with await open_database(postgres_url, tmp_path) as opened:
        yield opened
        async with opened.transactions.write() as connection:
            await connection.execute(sa.text("TRUNCATE executors, duties, inbox, jobs, secrets"))


@pytest.fixture
async def join(shared: Database, postgres_url: str, tmp_path: Path) -> AsyncIterator[Join]:
    del shared
    members: list[Member] = []

    async def one(role: str = "all", **life: bool) -> Member:
        member = Member(database_url(postgres_url, tmp_path), role)
        member.life = Life(member.tenure, **life)
        members.append(member)
        return await member.begin()

    yield one
    for member in members:
        await member.close()
