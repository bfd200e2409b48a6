"""Connecting with the rights there are, and saying so."""

import asyncio
import logging
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bots.discord_bot.adapter import DiscordAdapter
from bots.discord_bot.permissions import INVITE_RIGHTS
from core.errors import SettingsInvalid
from core.identity import Platform
from core.settings import DiscordSettings
from tests.platforms.discord_faults import FaultKind
from tests.platforms.discord_people import People
from tests.platforms.discord_running import Recorder, adapter_for, running_bot, serving
from tests.platforms.discord_server import loopback_discord


async def test_it_says_as_whom_it_serves_where() -> None:
    async with loopback_discord() as server:
        people = People(server)
        for _ in range(3):
            people.guild()
        async with serving(adapter_for(server), Recorder()) as line:
            assert line == "discord Chatbrush#0 in 3 servers"


async def test_trap_58_a_missing_intent_is_seen_before_connecting() -> None:
    async with loopback_discord(content_granted=False) as server:
        with capture_logs() as logs:
            async with serving(adapter_for(server), Recorder()):
                assert server.gateway.identified == 1
                assert server.gateway.intents == 4609
        assert [one for one in logs if "without the message content intent" in one["event"]]


async def test_trap_58_an_intent_that_is_refused_all_the_same_is_done_without() -> None:
    async with loopback_discord() as server:
        adapter, recorder = adapter_for(server), Recorder()
        server.gateway.granted = False
        async with serving(adapter, recorder):
            assert server.gateway.identified == 2
            assert not adapter.courier.traits.sees_free_text


async def test_with_the_intent_nothing_is_missing() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        assert server.gateway.intents == 4609 | 1 << 15
        assert bot.adapter.courier.traits.sees_free_text
        assert bot.adapter.platform is Platform.DISCORD


async def test_trap_57_commands_are_synced_only_when_they_changed() -> None:
    async with loopback_discord() as server:
        for _ in range(2):
            async with serving(adapter_for(server), Recorder()):
                assert server.rest.syncs == 1
        server.rest.commands[0]["description"] = "old words"
        async with serving(adapter_for(server), Recorder()):
            assert server.rest.syncs == 2
        menus = [command for command in server.rest.commands if command["type"] == 3]
        assert len(menus) <= 5


@pytest.mark.parametrize("token", ["wrong", None])
async def test_a_token_that_is_wrong_or_missing_is_named(token: str | None) -> None:
    async with loopback_discord() as server:
        adapter = DiscordAdapter(
            DiscordSettings.model_validate({"token": token}), media_origins=frozenset({server.origin})
        )
        with pytest.raises(SettingsInvalid) as caught:
            await adapter.connect()
        assert "platforms.discord.token" in str(caught.value)
        assert "wrong" not in str(caught.value)


async def test_it_stops_when_told_and_can_start_again() -> None:
    async with loopback_discord() as server:
        adapter = adapter_for(server)
        async with serving(adapter, Recorder()):
            assert server.gateway.connected.is_set()
        async with asyncio.timeout(5):
            await server.gateway.left.wait()
        with pytest.raises(RuntimeError):
            _ = adapter.courier
        async with serving(adapter, Recorder()):
            assert server.gateway.connected.is_set()


async def test_the_sdks_debug_log_with_its_tokens_stays_shut() -> None:
    async with loopback_discord() as server:
        logger = logging.getLogger("discord")
        before = logger.level
        logger.setLevel(logging.DEBUG)
        try:
            async with serving(adapter_for(server), Recorder()):
                assert logger.getEffectiveLevel() >= logging.INFO
        finally:
            logger.setLevel(before)


def test_the_invite_link_in_the_docs_asks_for_the_rights_that_are_checked() -> None:
    page = Path(__file__).parents[2] / "docs" / "discord.md"
    assert f"permissions={INVITE_RIGHTS.value}" in page.read_text("utf-8")


async def test_a_discord_that_is_down_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.discord_bot.adapter._FIRST_RETRY_SECONDS", 0.01)
    async with loopback_discord() as server:
        server.fail(FaultKind.UNAVAILABLE, method="GET", part="/oauth2/applications", times=2)
        async with serving(adapter_for(server), Recorder()) as line:
            assert line.startswith("discord Chatbrush#0")
        # Three times over REST until it is there, and once for the gateway.
        assert server.count("GET", "/users/@me") == 4


async def test_trap_65_an_endpoint_that_takes_the_interactions_away_is_reported() -> None:
    async with loopback_discord() as server:
        server.rest.interactions_endpoint = "https://example.com/interactions"
        with capture_logs() as logs:
            async with serving(adapter_for(server), Recorder()):
                pass
        assert [one for one in logs if "interactions endpoint" in one["event"]]
