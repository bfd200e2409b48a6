"""Sending without a gateway, and receiving by several."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from bots.discord_bot.adapter import DiscordAdapter
from core.errors import NoPermission, SettingsInvalid, Undelivered
from core.identity import JobId, PersonAlias, PlaceAlias, Platform, new_id
from core.requests import Card, CardState
from tests.platforms.discord_gateway import shard_of
from tests.platforms.discord_nouns import ALL_RIGHTS, Channel, Guild
from tests.platforms.discord_people import People
from tests.platforms.discord_running import WAIT_SECONDS, Recorder, adapter_for, receiving
from tests.platforms.discord_server import LoopbackDiscord, loopback_discord

SHARDS = 2


async def guild_on(people: People, shard: int) -> Guild:
    """A server whose events come to this shard: that hangs on the time of its making."""
    while True:
        guild = people.guild()
        if shard_of(guild.id, SHARDS) == shard:
            return guild
        people._world.guilds.pop(guild.id)
        await asyncio.sleep(0.001)


def card_in(channel: Channel) -> Card:
    place = PlaceAlias(Platform.DISCORD, str(channel.guild_id), str(channel.id))
    person = PersonAlias(Platform.DISCORD, "1001", "Ada")
    return Card(JobId(new_id()), place, person, CardState.WAITING, "waiting")


async def heard(recorder: Recorder) -> str:
    async with asyncio.timeout(WAIT_SECONDS):
        return (await recorder.messages.get()).text


async def test_who_only_sends_needs_no_gateway() -> None:
    async with loopback_discord() as server:
        people = People(server)
        channel = people.channel(people.guild())
        adapter = adapter_for(server, shards=SHARDS)
        assert await adapter.connect() == "discord Chatbrush#0"
        courier = adapter.courier
        assert courier.traits.sees_free_text
        at = await courier.show(card_in(channel), None)
        assert server.world.messages[int(at)].content == "waiting"
        await adapter.close()
        with pytest.raises(Undelivered):
            await courier.show(card_in(channel), None)
        assert server.gateway.identified == 0
        assert server.rest.syncs == 0


async def test_what_may_be_heard_is_known_without_a_gateway() -> None:
    async with loopback_discord(content_granted=False) as server:
        adapter = adapter_for(server)
        await adapter.connect()
        assert not adapter.courier.traits.sees_free_text
        await adapter.close()


async def test_each_shard_hears_its_servers_and_the_first_private_chats() -> None:
    async with loopback_discord() as server:
        people = People(server)
        ada = people.user("Ada", 1001)
        channels = [people.channel(await guild_on(people, shard)) for shard in range(SHARDS)]
        private = people.private_chat(ada)
        first, second = Recorder(), Recorder()
        async with both_shards(server, first, second) as lines:
            assert lines == [
                "discord Chatbrush#0 shard 0 of 2 in 1 servers",
                "discord Chatbrush#0 shard 1 of 2 in 1 servers",
            ]
            assert server.gateway.shards == [0, 1]
            await people.post(ada, channels[1], "to the second")
            assert await heard(second) == "to the second"
            await people.post(ada, channels[0], "to the first")
            assert await heard(first) == "to the first"
            await people.post(ada, private, "in private")
            assert await heard(first) == "in private"
            assert (first.messages.qsize(), second.messages.qsize()) == (0, 0)
        assert server.rest.syncs == 1


@asynccontextmanager
async def both_shards(server: LoopbackDiscord, *recorders: Recorder) -> AsyncIterator[list[str]]:
    """Two gateways, each with one of the two shards; their lines."""
    async with AsyncExitStack() as stack:
        lines = []
        for shard, recorder in enumerate(recorders):
            adapter = adapter_for(server, shards=SHARDS)
            await adapter.connect()
            stack.push_async_callback(adapter.close)
            lines.append(await stack.enter_async_context(receiving(adapter, recorder, shard)))
        yield lines


async def test_only_who_holds_the_first_shard_syncs_commands() -> None:
    async with loopback_discord() as server:
        adapter = adapter_for(server, shards=SHARDS)
        await adapter.connect()
        async with receiving(adapter, Recorder(), 1):
            assert server.rest.syncs == 0
            async with receiving(adapter, Recorder(), 0):
                assert server.rest.syncs == 1
        await adapter.close()


@pytest.mark.parametrize("code", [4010, 4011])
async def test_too_few_shards_are_a_mistake_in_the_settings(code: int) -> None:
    async with loopback_discord() as server:
        server.gateway.refuses_with = code
        adapter = adapter_for(server)
        await adapter.connect()
        with pytest.raises(SettingsInvalid) as refused:
            await asyncio.wait_for(
                adapter.receive(adapter.inlets[0], Recorder(), lambda _: None), WAIT_SECONDS
            )
        await adapter.close()
        assert refused.value.problems[0].path == "platforms.discord.shards"


async def missing_rights(adapter: DiscordAdapter, channel: Channel) -> tuple[str, ...]:
    with pytest.raises(NoPermission) as refused:
        await adapter.courier.show(card_in(channel), None)
    return refused.value.missing


async def test_rights_are_looked_up_in_whichever_shard_knows_the_place() -> None:
    async with loopback_discord() as server:
        people = People(server)
        denied = ALL_RIGHTS["send_messages"]
        channels = [people.channel(await guild_on(people, shard), denied=denied) for shard in range(SHARDS)]
        adapter = adapter_for(server, shards=SHARDS)
        await adapter.connect()
        async with receiving(adapter, Recorder(), 0), receiving(adapter, Recorder(), 1):
            for channel in channels:
                assert "Send Messages" in await missing_rights(adapter, channel)
        await adapter.close()
