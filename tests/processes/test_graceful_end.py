"""SIGTERM: updates stop, drawings end in their time, the rest goes on with the next start."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.discord_server import loopback_discord
from tests.platforms.openai_server import OpenAIServer
from tests.platforms.telegram_server import TelegramServer, telegram_server
from tests.processes.fleet import Crowd, fleet, settled, until

pytestmark = pytest.mark.long


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with telegram_server(per_minute=None) as server:
        yield server


@pytest.fixture
async def openai() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        yield server


async def test_what_is_being_drawn_is_delivered_first(
    tmp_path: Path, telegram: TelegramServer, openai: OpenAIServer
) -> None:
    openai.delay_seconds = 1.5
    crowd = Crowd(telegram)
    async with fleet(tmp_path, telegram, openai) as running:
        process = await running.start(grace_seconds=20)
        await process.ready("telegram")
        await crowd.ask()
        await until(lambda: len(openai.requests) == 1, "the paid call")
        assert await process.end() == 0
        crowd.assert_each_once()
        assert not running.complaints()
    assert await settled(tmp_path, None) == (1, 0)
    assert len(openai.requests) == 1


async def test_what_takes_too_long_goes_on_with_the_next_start(
    tmp_path: Path, telegram: TelegramServer, openai: OpenAIServer
) -> None:
    openai.delay_seconds = 60
    crowd = Crowd(telegram)
    async with fleet(tmp_path, telegram, openai) as running:
        process = await running.start(grace_seconds=0.3)
        await process.ready("telegram")
        await crowd.ask()
        await until(lambda: len(openai.requests) == 1, "the paid call")
        asked_to_end = time.monotonic()
        assert await process.end() == 0
        assert time.monotonic() - asked_to_end < 15, "an end that is not bounded is none"
        assert not crowd.finished()
        openai.delay_seconds = 0
        again = await running.start()
        await crowd.all_served()
        assert await again.end() == 0
        crowd.assert_each_once()
        assert not running.complaints()
    assert await settled(tmp_path, None) == (1, 0)
    assert len(openai.requests) == 2


async def test_what_arrives_meanwhile_is_dealt_with_by_the_next_start(
    tmp_path: Path, telegram: TelegramServer, openai: OpenAIServer
) -> None:
    openai.delay_seconds = 1.5
    async with loopback_discord() as discord, fleet(tmp_path, telegram, openai, discord=discord) as running:
        crowd = Crowd(telegram, discord)
        process = await running.start(grace_seconds=20)
        await process.ready("telegram")
        await process.ready("discord")
        await crowd.ask()
        await until(lambda: len(openai.requests) == 1, "the paid call")
        process.tell(signal.SIGTERM)
        await until(lambda: "ending" in process.log.read_text(), "the end")
        polls = len(telegram.sent("getUpdates"))
        await crowd.ask(2)
        await crowd.ask_on_discord()
        assert await process.ended() == 0
        assert crowd.finished() == 1
        assert len(telegram.sent("getUpdates")) == polls
        # Telegram keeps what nobody fetched; Discord forgets what it has told.
        assert len(telegram.world.updates) >= 2
        openai.delay_seconds = 0
        again = await running.start()
        await crowd.all_served()
        await until(lambda: not telegram.world.updates, "confirmation")
        assert await again.end() == 0
        crowd.assert_each_once()
        assert not running.complaints()
    assert await settled(tmp_path, None) == (4, 0)
    assert len(openai.requests) == 4


@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_does_not_wait(
    tmp_path: Path, telegram: TelegramServer, openai: OpenAIServer, first: signal.Signals
) -> None:
    openai.delay_seconds = 60
    crowd = Crowd(telegram)
    async with fleet(tmp_path, telegram, openai) as running:
        process = await running.start(grace_seconds=600)
        await process.ready("telegram")
        await crowd.ask()
        await until(lambda: len(openai.requests) == 1, "the paid call")
        process.tell(first)
        await until(lambda: "ending" in process.log.read_text(), "the end")
        await asyncio.sleep(0.2)
        assert process.code is None
        code = await process.end()
        assert code == (0 if first is signal.SIGTERM else 130)
        openai.delay_seconds = 0
        again = await running.start()
        await crowd.all_served()
        assert await again.end() == 0
        crowd.assert_each_once()
        assert not running.complaints()
    assert await settled(tmp_path, None) == (1, 0)
