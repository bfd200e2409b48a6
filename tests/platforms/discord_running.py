"""A Discord adapter that runs against a loopback server, with what it received."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bots.discord_bot.adapter import DiscordAdapter
from bots.discord_bot.suggesting import Suggestions
from core.identity import JobId, Platform, new_id
from core.requests import Card, CardState, IncomingMessage, Notice
from core.settings import DiscordSettings
from tests.platforms.discord_nouns import Channel, User
from tests.platforms.discord_people import People
from tests.platforms.discord_server import TOKEN, LoopbackDiscord

WAIT_SECONDS = 10.0


class Recorder:
    """A receiver that keeps what it was given."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[IncomingMessage] = asyncio.Queue()

    async def receive(self, message: IncomingMessage) -> None:
        self.messages.put_nowait(message)

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        raise AssertionError(platform, old, new)


@dataclass
class Running:
    """A bot that serves one server with one channel and one person."""

    server: LoopbackDiscord
    people: People
    channel: Channel
    ada: User
    adapter: DiscordAdapter
    recorder: Recorder
    lines: list[str] = field(default_factory=list)

    async def next(self) -> IncomingMessage:
        """The next message that the core gets."""
        async with asyncio.timeout(WAIT_SECONDS):
            return await self.recorder.messages.get()

    async def nothing_came(self, seconds: float = 0.2) -> bool:
        """Whether the core gets nothing for a while."""
        await asyncio.sleep(seconds)
        return self.recorder.messages.empty()


def adapter_for(
    server: LoopbackDiscord, suggestions: Suggestions | None = None, **settings: Any
) -> DiscordAdapter:
    """An adapter that trusts the loopback CDN and waits for nothing longer than it must."""
    return DiscordAdapter(
        DiscordSettings.model_validate({"token": TOKEN, **settings}),
        media_origins=frozenset({server.origin}),
        guild_ready_seconds=0.05,
        unfurl_seconds=0.5,
        identify_seconds=0.05,
        suggestions=suggestions or {},
    )


@asynccontextmanager
async def serving(adapter: DiscordAdapter, recorder: Recorder) -> AsyncIterator[str]:
    """Connect an adapter and receive by its first inlet until the block ends; its line."""
    await adapter.connect()
    try:
        async with receiving(adapter, recorder, 0) as line:
            yield line
    finally:
        await adapter.close()


@asynccontextmanager
async def receiving(adapter: DiscordAdapter, recorder: Recorder, shard: int) -> AsyncIterator[str]:
    """Receive one shard until the block ends; its line."""
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(adapter.receive(adapter.inlets[shard], recorder, ready.set_result))
    running.add_done_callback(lambda _: ready.done() or ready.cancel())
    await asyncio.wait([ready], timeout=WAIT_SECONDS)
    try:
        if running.done():
            running.result()
        yield ready.result()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def running_bot(server: LoopbackDiscord, *, guest: bool = False) -> AsyncIterator[Running]:
    """A bot in a server, or used by a person in a server that it is no member of."""
    people = People(server)
    channel = people.channel(people.guild(has_bot=not guest))
    adapter, recorder = adapter_for(server), Recorder()
    async with serving(adapter, recorder) as line:
        yield Running(server, people, channel, people.user("Ada", 1001), adapter, recorder, [line])


def card_for(message: IncomingMessage, text: str = "waiting", **more: Any) -> Card:
    """The card that the core would show for a message."""
    fields: Mapping[str, Any] = {
        "job_id": JobId(new_id()),
        "state": CardState.WAITING,
        "reply_to": message.message,
        "names_requester": message.message is None,
        **more,
    }
    return Card(place=message.place, person=message.person, text=text, route=message.route, **fields)


def notice_for(message: IncomingMessage, text: str = "notice", **more: Any) -> Notice:
    """A notice in answer to a message."""
    fields: Mapping[str, Any] = {"key": new_id(), "reply_to": message.message, **more}
    return Notice(place=message.place, person=message.person, text=text, route=message.route, **fields)
