"""Several processes with one key: what one meets holds all of them back, and one alone tries again."""

import asyncio
from pathlib import Path

import pytest

from tests.platforms.openai_server import OpenAIServer, failing, overloaded
from tests.platforms.telegram_server import TelegramServer
from tests.processes.fleet import Crowd, Fleet, fleet, settled, until

pytestmark = pytest.mark.long


async def start(running: Fleet) -> None:
    """Three that draw, one of which hears, too."""
    for role in ("all", "worker", "worker"):
        process = await running.start(role)
        await process.ready("telegram")


async def test_a_429_holds_every_process_back(
    tmp_path: Path, database: str, telegram: TelegramServer, openai: OpenAIServer
) -> None:
    async with fleet(tmp_path, telegram, openai, database=database) as running:
        await start(running)
        crowd = Crowd(telegram)
        openai.script(overloaded(4))
        await crowd.ask()
        await until(lambda: len(openai.requests) == 1, "the first call")
        await asyncio.sleep(0.5)
        await crowd.ask(8)
        await until(lambda: len(crowd.cards()) == crowd.asked, "a card for everybody")
        assert len(openai.requests) == 1, "nobody asks while the key is held back"

        await crowd.all_served()
        assert [await one.end() for one in running.living()] == [0, 0, 0]
        crowd.assert_each_once()
        assert not running.complaints()
    assert await settled(tmp_path, database) == (crowd.asked, 0)
    assert len(openai.requests) == crowd.asked + 1


async def test_a_service_that_is_down_is_tried_by_one_of_all(
    tmp_path: Path, database: str, telegram: TelegramServer, openai: OpenAIServer
) -> None:
    async with fleet(tmp_path, telegram, openai, database=database) as running:
        breaker = {"failures": 1, "pause_seconds": 2, "longest_pause_seconds": 2}
        running.settings["providers"] = {**running.settings["providers"], "breaker": breaker}
        await start(running)
        crowd = Crowd(telegram)
        openai.script(*[failing()] * 3)
        await crowd.ask()
        await until(lambda: len(openai.requests) == 1, "the first call")
        await asyncio.sleep(0.5)
        await crowd.ask(8)
        for calls in (2, 3):
            await until(lambda calls=calls: len(openai.requests) == calls, "a probe")  # type: ignore[misc] # a default binds
            await asyncio.sleep(0.7)
            assert len(openai.requests) == calls, "one probe from all processes"

        served = crowd.asked - 3
        await until(lambda: crowd.finished() == served, f"all {served} pictures")
        assert [await one.end() for one in running.living()] == [0, 0, 0]
    assert await settled(tmp_path, database) == (served, 0)
    assert len(openai.requests) == crowd.asked
