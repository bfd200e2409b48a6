from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from core.identity import new_id
from tests.platforms.openai_server import OpenAIServer
from tests.platforms.telegram_server import TelegramServer, telegram_server
from tests.storage.databases import postgres_url, twin, url

__all__ = ["postgres_url", "twin", "url"]


@pytest.fixture
def database(postgres_url: str) -> Iterator[str]:
    """A database for one test, since other tests of the session empty theirs."""
    name = f"chatbrush_fleet_{new_id()}"
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
        yield postgres_url.rpartition("/")[0] + f"/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with telegram_server(per_minute=None) as server:
        yield server


@pytest.fixture
async def openai() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer(delay_seconds=0.3) as server:
        yield server
