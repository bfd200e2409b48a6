"""Notices on Discord: private where they can be, pinging only whom they must."""

import pytest

from bots.discord_bot.limits import UPLOAD_BYTES
from core.errors import FileTooLarge, RouteExpired, Undelivered
from core.identity import PlaceKind, new_id
from core.requests import Action, Audience, Verb
from tests.platforms.discord_nouns import GROUP_DM
from tests.platforms.discord_running import Recorder, adapter_for, card_for, notice_for, running_bot, serving
from tests.platforms.discord_samples import picture, png
from tests.platforms.discord_server import loopback_discord


async def test_a_late_notice_pings_the_requester_alone_and_links_the_card() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        sent = await bot.people.post(bot.ada, bot.channel, f"<@{server.world.bot.id}> a fox")
        asked = await bot.next()
        at = await bot.adapter.courier.show(card_for(asked), None)
        notice = notice_for(asked, "@everyone done", audience=Audience.ALL, mention=True, link=at)
        [told] = await bot.adapter.courier.tell(notice)
        shown = server.world.messages[int(told)]
        assert shown.pings == (1001,)
        assert shown.reference is not None
        assert shown.reference["message_id"] == str(sent.id)
        assert shown.content.startswith("<@1001> @\u200beveryone done\n")
        link = f"https://discord.com/channels/{bot.channel.guild_id}/{bot.channel.id}/{at}"
        assert shown.content.endswith(link)


async def test_without_an_interaction_a_private_notice_is_a_reply_that_pings_nobody() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        await bot.people.post(bot.ada, bot.channel, f"<@{server.world.bot.id}> a fox")
        [told] = await bot.adapter.courier.tell(notice_for(await bot.next(), "no quota left"))
        assert server.world.messages[int(told)].pings == ()


async def test_each_file_is_a_message_to_reply_to() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        await bot.people.post(bot.ada, bot.channel, f"<@{server.world.bot.id}> foxes")
        files = tuple(picture(f"{n}.png", data=png(colour)) for n, colour in enumerate(("red", "blue")))
        notice = notice_for(await bot.next(), "here", audience=Audience.ALL, files=files)
        told = await bot.adapter.courier.tell(notice)
        shown = [server.world.messages[int(one)] for one in told]
        assert [[one.data for one in message.uploads] for message in shown] == [[png("red")], [png("blue")]]
        assert [message.content for message in shown] == ["here", ""]


async def test_repeating_a_notice_says_it_once() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        await bot.people.post(bot.ada, bot.channel, f"<@{server.world.bot.id}> a fox")
        notice = notice_for(await bot.next(), "done", audience=Audience.ALL)
        assert await bot.adapter.courier.tell(notice) == await bot.adapter.courier.tell(notice)


async def test_an_answer_to_a_button_is_private_and_leaves_the_card_alone() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        target = new_id()
        actions = (Action(Verb.ORIGINAL, target, "Original"),)
        at = await bot.adapter.courier.show(card_for(await bot.next(), "a fox", actions=actions), None)
        card = server.world.messages[int(at)]
        bo = bot.people.user("Bo", 1002)
        await bot.people.press(bo, card, actions[0].code)
        pressed = await bot.next()
        assert await bot.adapter.courier.tell(notice_for(pressed, "here", files=(picture(),))) == ()
        [told] = [one for one in server.world.in_channel(bot.channel.id) if one.id != card.id]
        assert told.private_to == 1002
        assert [one.data for one in told.uploads] == [png()]
        assert card.content.startswith("a fox")


async def test_a_guest_gets_its_files_together_and_nothing_after_its_time() -> None:
    async with loopback_discord(content_granted=False) as server, running_bot(server, guest=True) as bot:
        interaction = await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        asked = await bot.next()
        await bot.adapter.courier.show(card_for(asked), None)
        files = tuple(picture(f"{n}.png") for n in range(8))
        notice = notice_for(asked, "all", audience=Audience.ALL, files=files)
        assert len(await bot.adapter.courier.tell(notice)) == 1
        interaction.expired = True
        with pytest.raises(RouteExpired):
            await bot.adapter.courier.tell(notice)


async def test_an_original_that_is_too_large_is_named_as_such() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        await bot.people.post(bot.ada, bot.channel, f"<@{server.world.bot.id}> a fox")
        huge = picture(data=bytes(UPLOAD_BYTES + 1))
        with pytest.raises(FileTooLarge):
            await bot.adapter.courier.tell(notice_for(await bot.next(), files=(huge,)))


async def test_a_private_notice_after_a_restart_leaves_a_guests_card_alone() -> None:
    async with loopback_discord(content_granted=False) as server:
        async with running_bot(server, guest=True) as bot:
            interaction = await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
            asked = await bot.next()
            await bot.adapter.courier.show(card_for(asked, "a fox"), None)
        adapter = adapter_for(server)
        async with serving(adapter, Recorder()):
            await adapter.courier.tell(notice_for(asked, "psst"))
        assert interaction.original is not None
        shown = server.world.in_channel(bot.channel.id)
        assert [one.private_to for one in shown] == [None, bot.ada.id]
        assert shown[0].content.startswith("a fox")


async def test_a_chat_of_people_without_a_server_is_a_group_with_a_guest() -> None:
    async with loopback_discord(content_granted=False) as server, running_bot(server) as bot:
        chat = bot.people.channel(None, GROUP_DM, recipients=(bot.ada.id, 1002))
        bot.people.user("Bo", 1002)
        await bot.people.slash(bot.ada, chat, "imagine", {"prompt": "a fox"})
        asked = await bot.next()
        assert (asked.place.community, asked.place.kind) == (f"dm:{chat.id}", PlaceKind.GROUP)
        at = await bot.adapter.courier.show(card_for(asked), None)
        assert server.world.messages[int(at)].through_interaction


async def test_after_the_end_nothing_is_delivered_and_nothing_breaks() -> None:
    async with loopback_discord() as server:
        async with running_bot(server) as bot:
            await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
            asked, courier = await bot.next(), bot.adapter.courier
        with pytest.raises(Undelivered):
            await courier.show(card_for(asked), None)
        with pytest.raises(Undelivered):
            await courier.tell(notice_for(asked))
