"""Updates by webhook: who may post them, what is answered when, and what comes again."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from pydantic import SecretStr

from bots.telegram_bot.adapter import WEBHOOK, TelegramAdapter
from bots.telegram_bot.client import Timing
from bots.telegram_bot.webhook import CLOSING_SECONDS, SECRET_HEADER, UPDATE_BYTES
from core.errors import SettingsInvalid
from core.requests import IncomingMessage
from core.settings import TelegramSettings, WebhookSettings
from tests.bots.telegram_kit import ADA, BO, FAST, Recorder, Rig, served, until
from tests.platforms.telegram_server import TOKEN as BOT_TOKEN
from tests.platforms.telegram_server import TelegramServer, telegram_server

SECRET = "a-secret_of-the-webhook"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def settings_for(server: TelegramServer, **changes: str | int | None) -> TelegramSettings:
    port = free_port()
    given = {"url": f"http://127.0.0.1:{port}/hook", "secret": SECRET, "port": port, **changes}
    return TelegramSettings(
        token=SecretStr(BOT_TOKEN), api_base=server.base, webhook=WebhookSettings.model_validate(given)
    )


@asynccontextmanager
async def hooked(
    server: TelegramServer, receiver: Recorder | None = None, timing: Timing = FAST
) -> AsyncIterator[Rig]:
    async with served(server, receiver, timing, settings_for(server)) as rig:
        yield rig


def url_of(server: TelegramServer) -> str:
    return server.methods.hook.url


async def test_updates_are_posted_and_telegram_is_told_where_and_what() -> None:
    async with telegram_server(privacy=False) as server, hooked(server) as rig:
        assert rig.ready == ["telegram @ChatbrushBot by webhook"]
        assert rig.adapter.inlets == (WEBHOOK,)
        (asked,) = server.sent("setWebhook")
        assert asked.params["secret_token"] == SECRET
        assert asked.params["allowed_updates"] == '["message", "callback_query", "my_chat_member"]'
        for number in range(20):
            await rig.people.say(ADA, f"word {number}")
        await rig.receiver.next(20)
        assert {one.text for one in rig.receiver.messages} == {f"word {number}" for number in range(20)}
        await until(lambda: not server.world.updates)
        assert {status for _, status in server.methods.hook.posted} == {200}
        assert not server.sent("getUpdates", "deleteWebhook")


@pytest.mark.parametrize(
    ("secret", "body", "status"),
    [
        (None, b"{}", 403),
        ("", b"{}", 403),
        ("another-secret_of-somebody", b"{}", 403),
        ("\udc80\udcff", b"{}", 403),
        (None, b"x" * (UPDATE_BYTES + 1), 403),
        (SECRET, b"x" * (UPDATE_BYTES + 1), 413),
        (SECRET, b"no JSON", 400),
        (SECRET, b"[1]", 400),
        (SECRET, b'{"update_id": 1}', 200),
    ],
)
async def test_trap_65_only_who_knows_the_secret_is_heard(
    secret: str | None, body: bytes, status: int
) -> None:
    async with telegram_server() as server, hooked(server) as rig, aiohttp.ClientSession() as session:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with session.post(url_of(server), data=io.BytesIO(body), headers=headers) as answer:
            assert answer.status == status
        async with session.get(url_of(server)) as answer:
            assert answer.status == 405
        assert not rig.receiver.messages


class Picky(Recorder):
    """Cannot keep some messages for a while."""

    is_full = True

    async def receive(self, message: IncomingMessage) -> None:
        if self.is_full and message.text == "the first":
            raise OSError("disk full")
        await super().receive(message)


async def test_trap_42_what_is_not_durable_is_refused_and_comes_again_while_others_pass() -> None:
    receiver = Picky()
    async with telegram_server(privacy=False) as server, hooked(server, receiver) as rig:
        await rig.people.say(ADA, "the first")
        refused = server.world.updates[0]["update_id"]
        await until(lambda: (refused, 503) in server.methods.hook.posted)
        await rig.people.say(BO, "the second")
        assert (await receiver.next()).text == "the second"
        assert [one["update_id"] for one in server.world.updates if one["update_id"] == refused]
        receiver.is_full = False
        assert (await receiver.next(2)).text == "the first"
        await until(lambda: not server.world.updates)


async def test_an_update_that_cannot_be_read_is_not_posted_for_ever() -> None:
    async with telegram_server() as server, hooked(server) as rig:
        server.world.update("message", {"message_id": 1, "date": "never", "chat": {"id": 5}})
        await rig.people.say(ADA, "/help@ChatbrushBot")
        assert (await rig.receiver.next()).command == "help"
        await until(lambda: not server.world.updates)


async def test_a_webhook_that_is_taken_away_is_set_again() -> None:
    timing = Timing(webhook_seconds=0.02, backoff_seconds=0.02)
    async with telegram_server() as server, hooked(server, timing=timing) as rig:
        ours = url_of(server)
        server.methods.hook.url = ""
        await until(lambda: url_of(server) == ours)
        await rig.people.say(ADA, "/help@ChatbrushBot")
        assert (await rig.receiver.next()).command == "help"


async def test_what_is_being_taken_at_the_end_is_still_answered() -> None:
    receiver = Recorder(taking_seconds=0.2)
    async with telegram_server() as server:
        async with hooked(server, receiver) as rig:
            await rig.people.say(ADA, "/help@ChatbrushBot")
            await until(lambda: bool(server.poster._under_way))
            await asyncio.sleep(0.05)
            async with asyncio.timeout(CLOSING_SECONDS):
                rig.task.cancel()
                await asyncio.wait([rig.task])
            assert len(receiver.messages) == 1
            await until(lambda: not server.world.updates)
            await rig.people.say(ADA, "/quota@ChatbrushBot")
            await until(lambda: server.methods.hook.posted[-1][1] == 0)
        async with hooked(server) as later:
            assert (await later.receiver.next()).command == "quota"


async def test_who_only_sends_leaves_the_webhook_alone() -> None:
    async with telegram_server() as server:
        server.methods.hook.url = "http://127.0.0.1:9/elsewhere"
        adapter = TelegramAdapter(settings_for(server), timing=FAST)
        assert await adapter.connect() == "telegram @ChatbrushBot"
        await adapter.close()
        assert url_of(server) == "http://127.0.0.1:9/elsewhere"
        assert not server.sent("setWebhook", "deleteWebhook", "getUpdates")


async def refusal(settings: TelegramSettings) -> str:
    adapter = TelegramAdapter(settings, timing=FAST)
    await adapter.connect()
    try:
        with pytest.raises(SettingsInvalid) as refused:
            await asyncio.wait_for(adapter.receive(WEBHOOK, Recorder(), lambda _: None), 5)
    finally:
        await adapter.close()
    (problem,) = refused.value.problems
    assert SECRET not in problem.text
    return problem.path


async def test_an_address_that_cannot_be_used_is_named() -> None:
    async with telegram_server() as server:
        section = "platforms.telegram.webhook"
        assert await refusal(settings_for(server, url="http://refused.example/hook")) == f"{section}.url"
        assert await refusal(settings_for(server, secret=None)) == f"{section}.secret"
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            assert await refusal(settings_for(server, port=port)) == f"{section}.port"
