"""Cards on Discord: posted once, changed in place, with everything in its limits."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from bots.discord_bot.markup import utf16_length
from core.requests import Action, CardState, PictureFile, Verb
from tests.platforms.discord_running import card_for, running_bot
from tests.platforms.discord_server import loopback_discord


def png(colour: str = "teal") -> bytes:
    held = BytesIO()
    Image.new("RGB", (8, 6), colour).save(held, "PNG")
    return held.getvalue()


def picture(name: str = "fox.png", **more: object) -> PictureFile:
    fields: dict[str, object] = {"data": png(), "media_type": "image/png", "name": name, **more}
    return PictureFile(**fields)  # type: ignore[arg-type]  # a test's shorthand


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
