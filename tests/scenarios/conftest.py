"""Every scenario runs on every profile of design section 11."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.platforms.openai_server import OpenAIServer
from tests.scenarios.stage import Stage
from tests.scenarios.stages.discord import discord, discord_no_intent, discord_user_installed
from tests.scenarios.stages.playground import playground
from tests.scenarios.stages.telegram import telegram_privacy_off, telegram_privacy_on
from tests.scenarios.world import World, running

FACTORIES: Mapping[str, Callable[[], AbstractAsyncContextManager[Stage]]] = {
    "discord": discord,
    "discord-no-intent": discord_no_intent,
    "discord-user-installed": discord_user_installed,
    "telegram-privacy-on": telegram_privacy_on,
    "telegram-privacy-off": telegram_privacy_off,
    "playground": playground,
}

OFTEN = frozenset({"discord", "telegram-privacy-on", "playground"})
"""One profile of each platform is tried in every run, the others where there is time."""
PROFILES = [pytest.param(name, marks=() if name in OFTEN else pytest.mark.long) for name in sorted(FACTORIES)]


@pytest_asyncio.fixture(params=PROFILES)
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """One profile's platform, with three people in one group."""
    async with FACTORIES[request.param]() as made:
        yield made


@pytest_asyncio.fixture
async def world(stage: Stage, tmp_path: Path) -> AsyncIterator[World]:
    """The bot with the built-in painter and the default quota."""
    async with running(stage, tmp_path / "data") as made:
        yield made


@pytest_asyncio.fixture
async def openai_server() -> AsyncIterator[OpenAIServer]:
    """A loopback OpenAI."""
    async with OpenAIServer() as server:
        yield server


@pytest.fixture
def openai_settings(openai_server: OpenAIServer) -> dict[str, Any]:
    """Settings that draw with it."""
    openai = {"api_key": openai_server.key, "base_url": openai_server.base_url, "model": "gpt-image-2"}
    return {"providers": {"default": "openai", "openai": openai}}
