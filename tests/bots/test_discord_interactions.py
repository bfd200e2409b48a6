"""Commands, menus, buttons and forms: acknowledged in time, understood after a restart."""

import asyncio
import time

import pytest

from core.commands import COMMANDS
from core.errors import RouteExpired
from core.identity import Platform, new_id
from core.requests import Action, Addressed, Audience, IncomingMessage, Verb
from tests.platforms.discord_hooks import DEFER, DEFER_UPDATE, MODAL, SAY
from tests.platforms.discord_nouns import EPHEMERAL, LOADING, Message
from tests.platforms.discord_people import People
from tests.platforms.discord_running import (
    Recorder,
    Running,
    adapter_for,
    card_for,
    notice_for,
    running_bot,
    serving,
)
from tests.platforms.discord_samples import picture, png, upload
from tests.platforms.discord_server import loopback_discord

PICTURE = new_id()


async def shown_card(bot: Running) -> Message:
    """A finished card with its Edit button."""
    await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
    actions = (Action(Verb.EDIT, PICTURE, "Edit"), Action(Verb.AGAIN, PICTURE, "Again"))
    card = card_for(await bot.next(), "a fox", pictures=(picture(),), actions=actions)
    return bot.server.world.messages[int(await bot.adapter.courier.show(card, None))]


class SlowRecorder(Recorder):
    """A core that takes its time."""

    async def receive(self, message: IncomingMessage) -> None:
        await asyncio.sleep(0.5)
        await super().receive(message)


async def test_trap_27_the_answer_within_three_seconds_waits_for_nothing() -> None:
    async with loopback_discord() as server:
        people = People(server)
        channel = people.channel(people.guild())
        recorder = SlowRecorder()
        async with serving(adapter_for(server), recorder):
            began = time.monotonic()
            interaction = await people.slash(people.user("Ada"), channel, "imagine", {"prompt": "a fox"})
            async with asyncio.timeout(3):
                await interaction.answered.wait()
            assert time.monotonic() - began < 0.4
            assert interaction.response == DEFER
            assert recorder.messages.empty()


async def test_trap_61_a_slow_core_holds_up_nobody_elses_answer() -> None:
    async with loopback_discord() as server:
        people = People(server)
        channel = people.channel(people.guild())
        recorder = SlowRecorder()
        async with serving(adapter_for(server), recorder):
            began = time.monotonic()
            asked = [await people.slash(people.user(f"P{n}"), channel, "help") for n in range(8)]
            async with asyncio.timeout(3):
                for interaction in asked:
                    await interaction.answered.wait()
            assert time.monotonic() - began < 8 * 0.5
            for _ in asked:
                async with asyncio.timeout(3):
                    await recorder.messages.get()
            assert time.monotonic() - began < 8 * 0.5


async def test_trap_27_an_interaction_that_is_too_late_is_dropped() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        server.hooks.acknowledge_seconds = 0
        await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        assert await bot.nothing_came()
        assert server.count("POST", "/callback") == 1


async def test_trap_28_after_fifteen_minutes_a_members_card_goes_on_and_a_guests_says_so() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        interaction = await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        card = card_for(await bot.next())
        interaction.expired = True
        at = await bot.adapter.courier.show(card, None)
        assert int(at) in server.world.messages
    async with loopback_discord(content_granted=False) as server, running_bot(server, guest=True) as bot:
        interaction = await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        card = card_for(await bot.next())
        at = await bot.adapter.courier.show(card, None)
        interaction.expired = True
        with pytest.raises(RouteExpired):
            await bot.adapter.courier.show(card_for(await after(card.route, bot), "done"), at)


async def after(route: str, bot: Running) -> IncomingMessage:
    """The message of another interaction, travelling by an older route."""
    await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
    message = await bot.next()
    object.__setattr__(message, "route", route)
    return message


async def test_trap_29_and_32_the_edit_button_opens_its_form_at_once_also_after_a_restart() -> None:
    async with loopback_discord() as server:
        async with running_bot(server) as bot:
            card = await shown_card(bot)
            form = await bot.people.open_form(bot.ada, card, f"v1:edit:{PICTURE}")
        recorder = Recorder()
        async with serving(adapter_for(server), recorder):
            await bot.people.submit(form, "make it night")
            async with asyncio.timeout(5):
                asked = await recorder.messages.get()
            assert (asked.addressed, asked.text) == (Addressed.BUTTON, "make it night")
            assert asked.press is not None
            assert (asked.press.verb, asked.press.target, asked.press.text) == (
                Verb.EDIT,
                PICTURE,
                "make it night",
            )
            assert asked.reply is not None
            assert (asked.reply.message, asked.reply.by_bot) == (str(card.id), True)

            reopened = await bot.people.press(bot.ada, card, f"v1:edit:{PICTURE}")
            async with asyncio.timeout(3):
                await reopened.answered.wait()
            assert reopened.response == MODAL


async def test_trap_30_what_is_for_one_person_never_becomes_public() -> None:
    async with loopback_discord(content_granted=False) as server, running_bot(server, guest=True) as bot:
        await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        told = await bot.adapter.courier.tell(notice_for(await bot.next(), "no quota left"))
        assert told == ()
        [shown] = server.world.in_channel(bot.channel.id)
        assert (shown.content, shown.private_to) == ("no quota left", bot.ada.id)


async def test_trap_31_two_people_with_one_form_both_get_what_they_wrote() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        card, bo = await shown_card(bot), bot.people.user("Bo", 1002)
        first = await bot.people.open_form(bot.ada, card, f"v1:edit:{PICTURE}")
        second = await bot.people.open_form(bo, card, f"v1:edit:{PICTURE}")
        assert first.custom_id != second.custom_id
        assert len(first.custom_id) <= 100
        await bot.people.submit(first, "night")
        await bot.people.submit(second, "snow")
        asked = [await bot.next(), await bot.next()]
        assert {(one.person.key, one.text) for one in asked} == {("1001", "night"), ("1002", "snow")}


async def test_trap_32_unknown_and_forged_ids_are_answered_politely() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        card = await shown_card(bot)
        for forged in ("v0:edit:1", "v1:edit:short", f"v1:nothing:{PICTURE}", "x" * 100):
            interaction = await bot.people.press(bot.ada, card, forged)
            async with asyncio.timeout(3):
                await interaction.answered.wait()
            assert interaction.response == SAY
            assert interaction.original is not None
            assert interaction.original.private_to == bot.ada.id
            assert interaction.original.content
        assert await bot.nothing_came()


async def test_trap_33_no_button_waits_in_memory_for_its_press() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        card = await shown_card(bot)
        bo = bot.people.user("Bo", 1002)
        interaction = await bot.people.press(bo, card, f"v1:again:{PICTURE}")
        asked = await bot.next()
        assert interaction.response == DEFER_UPDATE
        assert (asked.addressed, asked.person.key, asked.message) == (Addressed.BUTTON, "1002", None)
        client = bot.adapter.courier._client  # type: ignore[attr-defined]  # the SDK's store is the subject
        assert not client._connection._view_store._views
        await bot.people.open_form(bo, card, f"v1:edit:{PICTURE}")
        assert not client._connection._view_store._modals


async def test_trap_35_uploads_of_commands_are_taken_before_discord_deletes_them() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        uploads = {"image": upload(colour="red"), "image2": upload(colour="blue")}
        await bot.people.slash(bot.ada, bot.channel, "edit", {"prompt": "mix them"}, uploads)
        asked = await bot.next()
        server.world.uploads.clear()
        assert asked.command == "edit"
        fetched = [await bot.adapter.courier.fetch(one, 10_000) for one in asked.images]
        assert fetched == [png("red"), png("blue")]


async def test_the_message_menu_reads_anyones_photo_without_the_intent() -> None:
    async with loopback_discord(content_granted=False) as server, running_bot(server) as bot:
        photo = await bot.people.post(bot.people.user("Bo"), bot.channel, "our cat", [upload()])
        await bot.next()
        form = await bot.people.menu(bot.ada, photo)
        await bot.people.submit(form, "make it night", [upload(colour="red")])
        asked = await bot.next()
        assert (asked.addressed, asked.command, asked.text) == (Addressed.COMMAND, "edit", "make it night")
        assert asked.reply is not None
        assert (asked.reply.message, asked.reply.text) == (str(photo.id), "our cat")
        assert await bot.adapter.courier.fetch(asked.reply.images[0], 10_000) == png()
        assert await bot.adapter.courier.fetch(asked.images[0], 10_000) == png("red")


async def test_trap_63_whoever_presses_is_the_person() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        card, chen = await shown_card(bot), bot.people.user("小陈", 1003, "zh-CN")
        await bot.people.press(chen, card, f"v1:again:{PICTURE}")
        asked = await bot.next()
        assert (asked.person.key, asked.person.locale) == ("1003", "zh-CN")
        assert asked.person.platform is Platform.DISCORD


async def test_a_private_notice_takes_the_place_of_thinking() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        interaction = await bot.people.slash(bot.ada, bot.channel, "quota")
        asked = await bot.next()
        assert (asked.command, asked.text) == ("quota", "")
        assert interaction.original is not None
        assert interaction.original.flags & EPHEMERAL
        assert await bot.adapter.courier.tell(notice_for(asked, "38 left")) == ()
        assert interaction.original.content == "38 left"
        assert not interaction.original.flags & LOADING


async def test_a_guests_card_is_the_response_and_is_edited_in_place() -> None:
    async with loopback_discord(content_granted=False) as server, running_bot(server, guest=True) as bot:
        interaction = await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        asked = await bot.next()
        assert not asked.hears_all
        actions = (Action(Verb.AGAIN, PICTURE, "Again"),)
        card = card_for(asked, "drawing", actions=actions)
        at = await bot.adapter.courier.show(card, None)
        assert interaction.original is not None
        assert at == str(interaction.original.id)
        done = card_for(asked, "done", pictures=(picture(),), actions=actions, job_id=card.job_id)
        assert await bot.adapter.courier.show(done, at) == at
        assert [one.data for one in interaction.original.uploads] == [png()]

        again = await bot.people.press(bot.ada, interaction.original, f"v1:again:{PICTURE}")
        second = await bot.adapter.courier.show(card_for(await bot.next(), "again"), None)
        assert again.response == DEFER
        assert second != at
        assert interaction.original.content.startswith("done")
        notice = notice_for(asked, "", files=(picture(),), audience=Audience.ALL)
        assert len(await bot.adapter.courier.tell(notice)) == 1


async def test_every_command_of_the_catalogue_is_there_in_two_languages() -> None:
    async with loopback_discord() as server, running_bot(server):
        listed = {command["name"]: command for command in server.rest.commands}
        assert set(listed) == {command.name for command in COMMANDS} | {"Edit image"}
        imagine = listed["imagine"]
        assert imagine["description_localizations"]["zh-CN"] == "用文字画一张图"
        assert (imagine["integration_types"], sorted(imagine["contexts"])) == ([0, 1], [0, 1, 2])
        assert listed["Edit image"]["name_localizations"]["zh-CN"] == "修改图片"
