"""Several processes on one PostgreSQL database: they share the work, and each may go at any time."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.platforms.discord_server import loopback_discord
from tests.platforms.openai_server import OpenAIServer
from tests.platforms.telegram_server import TelegramServer
from tests.processes.balancer import balanced, free_port
from tests.processes.fleet import Crowd, Fleet, Process, fleet, settled, until

pytestmark = pytest.mark.long


async def streaming(crowd: Crowd, pause_seconds: float = 0.6) -> None:
    """People who go on asking."""
    while True:
        await crowd.ask()
        await asyncio.sleep(pause_seconds)


async def test_two_gateways_and_two_workers_share_the_work_and_outlive_each_other(
    tmp_path: Path, database: str, telegram: TelegramServer, openai: OpenAIServer
) -> None:
    async with (
        loopback_discord() as discord,
        fleet(tmp_path, telegram, openai, database=database, discord=discord, shards=2) as running,
    ):
        crowd = Crowd(telegram, discord, shards=2)
        gateways = [await running.start("gateway") for _ in range(2)]
        workers = [await running.start("worker") for _ in range(2)]
        for worker in workers:
            await worker.ready("telegram", "to send")
            await worker.ready("discord", "to send")
        await until(lambda: discord.gateway.shards == [0, 1], "two shards")
        for gateway in gateways:
            await gateway.ready("discord", "shard")
            await gateway.ready("telegram")
        (polling,) = [one for one in gateways if "ready: telegram @ChatbrushBot" in one.lines]
        await crowd.ask(8)
        await crowd.ask_on_discord()
        await crowd.all_served()
        assert all("job ended" in worker.log.read_text() for worker in workers)

        polling.tell(signal.SIGKILL)
        workers[0].tell(signal.SIGKILL)
        await crowd.ask(4)
        (survivor,) = [one for one in gateways if one is not polling]
        for shard in ("shard 0 of 2", "shard 1 of 2"):
            await survivor.ready("discord", shard)
        await survivor.ready("telegram @ChatbrushBot", "ready")
        await crowd.ask_on_discord()
        await crowd.all_served()
        assert [await one.end() for one in running.living()] == [0, 0]
        crowd.assert_each_once()
    assert await settled(tmp_path, database) == (crowd.asked, 0)


async def test_gateways_behind_one_address_take_what_telegram_posts(
    tmp_path: Path, database: str, telegram: TelegramServer, openai: OpenAIServer
) -> None:
    ports = [free_port(), free_port()]
    async with (
        balanced(ports) as address,
        fleet(tmp_path, telegram, openai, database=database) as running,
    ):
        crowd = Crowd(telegram)
        url = f"http://127.0.0.1:{address}/hook"
        gateways = [await running.start("gateway", {"url": url, "port": port}) for port in ports]
        worker = await running.start("worker", {"url": url})
        for gateway in gateways:
            await gateway.ready("telegram", "by webhook")
        await worker.ready("telegram", "to send")
        await crowd.ask(4)
        await until(lambda: not telegram.world.updates, "taking")
        gateways[0].tell(signal.SIGTERM)
        await crowd.ask(4)
        assert await gateways[0].ended() == 0
        await crowd.ask(2)
        await crowd.all_served()
        await until(lambda: not telegram.world.updates, "taking")
        assert [await one.end() for one in running.living()] == [0, 0]
        crowd.assert_each_once()
        assert not running.complaints()
        assert not telegram.sent("getUpdates", "deleteWebhook")
    assert await settled(tmp_path, database) == (crowd.asked, 0)


async def replaced(running: Fleet, old: Process, role: str) -> Process:
    new = await running.start(role)
    await new.ready("telegram")
    assert await old.end() == 0
    return new


@pytest.mark.parametrize("roles", [("all", "all"), ("gateway", "worker")])
async def test_a_rolling_restart_loses_nothing_and_doubles_nothing(
    tmp_path: Path, database: str, telegram: TelegramServer, openai: OpenAIServer, roles: tuple[str, ...]
) -> None:
    async with fleet(tmp_path, telegram, openai, database=database) as running:
        crowd = Crowd(telegram)
        processes = [await running.start(role) for role in roles]
        for process in processes:
            await process.ready("telegram")
        stream = asyncio.create_task(streaming(crowd))
        try:
            for old, role in zip(processes, roles, strict=True):
                await replaced(running, old, role)
        finally:
            stream.cancel()
            await asyncio.gather(stream, return_exceptions=True)
        await crowd.all_served()
        assert [await one.end() for one in running.living()] == [0, 0]
        crowd.assert_each_once()
        assert not running.complaints()
    assert await settled(tmp_path, database) == (crowd.asked, 0)
    assert len(openai.requests) == crowd.asked
