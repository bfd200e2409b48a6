"""Cards on Discord: posted once, changed in place, with everything in its limits."""

import asyncio
from dataclasses import replace

import pytest

from bots.discord_bot.limits import UPLOAD_BYTES
from bots.discord_bot.markup import utf16_length
from core.errors import FileTooLarge, MessageGone, NoPermission, PlaceGone, Throttled, Undelivered
from core.identity import new_id
from core.requests import Action, CardState, IncomingMessage, Verb
from tests.platforms.discord_faults import FaultKind
from tests.platforms.discord_nouns import ALL_RIGHTS
from tests.platforms.discord_people import People
from tests.platforms.discord_running import (
    Recorder,
    Running,
    adapter_for,
    card_for,
    running_bot,
    serving,
)
from tests.platforms.discord_samples import picture, png
from tests.platforms.discord_server import loopback_discord


async def test_a_slash_command_becomes_a_card_that_is_edited_in_place() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        interaction = await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox", "count": 2})
        asked = await bot.next()
        assert (asked.text, asked.command, asked.options) == ("a fox", "imagine", {"count": "2"})
        card = card_for(asked, "1st in line")
        at = await bot.adapter.courier.show(card, None)
        done = replace(
            card,
            state=CardState.DONE,
            text="a fox",
            pictures=(picture(alt_text="a red fox"),),
            actions=(Action(Verb.EDIT, card.job_id, "Edit"), Action(Verb.AGAIN, card.job_id, "Again")),
        )
        assert await bot.adapter.courier.show(done, at) == at
        [shown] = server.world.in_channel(bot.channel.id)
        assert str(shown.id) == at
        assert shown.content == "a fox\n-# <@1001>"
        assert [upload.data for upload in shown.uploads] == [png()]
        assert shown.uploads[0].description == "a red fox"
        assert not shown.through_interaction
        assert interaction.original is not None
        assert interaction.original.id not in server.world.messages


async def test_the_same_card_twice_sends_nothing() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        card = card_for(await bot.next(), pictures=(picture(),))
        at = await bot.adapter.courier.show(card, None)
        await bot.adapter.courier.show(card, at)
        assert server.count("PATCH", "/messages/") == 0


async def test_trap_47_texts_are_cut_to_discords_limits() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        long = "🦊*" * 2000
        pictures = (picture(alt_text="é" * 3000),)
        actions = (Action(Verb.EDIT, "a" * 32, "🦊" * 90),)
        card = card_for(await bot.next(), long, pictures=pictures, actions=actions)
        await bot.adapter.courier.show(card, None)
        [shown] = server.world.in_channel(bot.channel.id)
        assert utf16_length(shown.content) <= 2000
        assert shown.content.endswith("…\n-# <@1001>")
        assert utf16_length(shown.uploads[0].description or "") <= 1024


async def test_trap_36_an_edit_lists_the_files_that_stay() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        asked = await slash(bot)
        card = card_for(asked, pictures=(picture("preview.png", data=png("red")),))
        at = await bot.adapter.courier.show(card, None)
        shown = server.world.messages[int(at)]
        both = (picture("1.png"), picture("2.png", data=png("blue")))
        await bot.adapter.courier.show(replace(card, pictures=both), at)
        assert [one.data for one in shown.uploads] == [png(), png("blue")]
        await bot.adapter.courier.show(replace(card, text="other words", pictures=both), at)
        assert [one.data for one in shown.uploads] == [png(), png("blue")]
        await bot.adapter.courier.show(replace(card, pictures=()), at)
        assert shown.uploads == []


async def test_trap_37_a_request_that_was_deleted_is_answered_all_the_same() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        sent = await bot.people.post(bot.ada, bot.channel, f"<@{server.world.bot.id}> a fox")
        asked = await bot.next()
        del server.world.messages[sent.id]
        at = await bot.adapter.courier.show(card_for(asked), None)
        assert server.world.messages[int(at)].reference is None


async def test_trap_38_a_post_whose_answer_got_lost_is_not_repeated() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        card = card_for(await slash(bot))
        server.fail(FaultKind.LOST, part="/messages")
        with pytest.raises(Undelivered) as caught:
            await bot.adapter.courier.show(card, None)
        assert caught.value.maybe_arrived
        at = await bot.adapter.courier.show(card, None)
        assert [str(one.id) for one in server.world.in_channel(bot.channel.id)] == [at]
        assert len(server.world.messages[int(at)].nonce or "") <= 25


async def test_trap_48_words_of_people_neither_format_nor_ping() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        bo = bot.people.user("Bo", 123456789012345678)
        card = card_for(await slash(bot), f"# big [click](https://evil.example) **b** @everyone <@{bo.id}>")
        at = await bot.adapter.courier.show(card, None)
        shown = server.world.messages[int(at)]
        assert shown.content.startswith("\\# big \\[click](https://evil.example) \\*\\*b\\*\\* ")
        assert "@everyone" not in shown.content
        assert f"<@{bo.id}>" not in shown.content
        assert shown.pings == ()
        await bot.adapter.courier.show(replace(card, text="@everyone again"), at)
        assert "@everyone" not in shown.content


async def test_trap_51_a_file_over_the_limit_is_refused_before_and_after_it_travels() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        huge = picture(data=bytes(UPLOAD_BYTES + 1))
        card = card_for(await slash(bot))
        with pytest.raises(FileTooLarge) as caught:
            await bot.adapter.courier.show(replace(card, pictures=(huge,)), None)
        assert caught.value.limit_bytes == UPLOAD_BYTES
        assert server.count("POST", f"/channels/{bot.channel.id}/messages") == 0
        server.fail(FaultKind.TOO_LARGE, part="/messages")
        with pytest.raises(FileTooLarge):
            await bot.adapter.courier.show(card, None)


async def test_trap_54_previews_keep_their_distance() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        assert bot.adapter.courier.traits.preview_seconds >= 3


async def test_trap_55_missing_rights_are_named_before_anything_is_drawn() -> None:
    async with loopback_discord() as server:
        people = People(server)
        guild = people.guild()
        channel = people.channel(guild)
        thread = people.thread(channel)
        channel.denied = ALL_RIGHTS["attach_files"] | ALL_RIGHTS["read_message_history"]
        recorder, adapter = Recorder(), adapter_for(server)
        async with serving(adapter, recorder):
            for place in (channel, thread):
                await people.slash(people.user("Ada"), place, "imagine", {"prompt": "a fox"})
                async with asyncio.timeout(5):
                    asked = await recorder.messages.get()
                with pytest.raises(NoPermission) as caught:
                    await adapter.courier.show(card_for(asked), None)
                assert caught.value.missing == ("Attach Files", "Read Message History")
            assert server.count("POST", "/channels/") == 0


async def test_trap_66_a_card_stands_where_it_was_asked_for() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        other = bot.people.channel(server.world.guilds[bot.channel.guild_id or 0], name="other")
        await bot.people.post(bot.ada, other, f"<@{server.world.bot.id}> a fox")
        at = await bot.adapter.courier.show(card_for(await bot.next()), None)
        assert server.world.messages[int(at)].channel_id == other.id
        assert server.world.in_channel(bot.channel.id) == []


async def test_trap_71_a_place_that_is_lost_is_told_from_a_message_that_is_gone() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        card = card_for(await slash(bot))
        at = await bot.adapter.courier.show(card, None)
        del server.world.messages[int(at)]
        with pytest.raises(MessageGone):
            await bot.adapter.courier.show(replace(card, text="changed"), at)
        server.world.guilds[bot.channel.guild_id or 0].has_bot = False
        with pytest.raises(PlaceGone):
            await bot.adapter.courier.show(card, None)


async def test_a_limit_on_the_way_is_waited_for_and_one_in_front_is_passed_on() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        card = card_for(await slash(bot))
        server.fail(FaultKind.RATE_LIMITED, part="/messages")
        at = await bot.adapter.courier.show(card, None)
        server.fail(FaultKind.SHUT_OUT, method="PATCH")
        with pytest.raises(Throttled):
            await bot.adapter.courier.show(replace(card, text="changed"), at)


async def test_a_spoiler_stays_one() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        at = await bot.adapter.courier.show(
            card_for(await slash(bot), pictures=(picture(spoiler=True),)), None
        )
        assert server.world.messages[int(at)].uploads[0].name == "SPOILER_fox.png"


async def test_buttons_stand_in_rows_of_five() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        actions = tuple(Action(Verb.EDIT, new_id(), f"Edit {n}") for n in range(1, 8))
        at = await bot.adapter.courier.show(card_for(await slash(bot), actions=actions), None)
        rows = server.world.messages[int(at)].components
        assert [len(row["components"]) for row in rows] == [5, 2]
        assert [one["custom_id"] for row in rows for one in row["components"]] == [a.code for a in actions]


async def slash(bot: Running) -> IncomingMessage:
    await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
    return await bot.next()
