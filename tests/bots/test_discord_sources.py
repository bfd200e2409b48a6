"""Every source that Discord offers, as handles and as bytes."""

from typing import Any

import pytest

from bots.discord_bot.mentions import named
from core.errors import ImageGone, NoAvatar
from core.identity import Platform
from core.requests import Addressed, ImageHandle, IncomingMessage, MentionKind
from tests.platforms.discord_nouns import Message, snowflake
from tests.platforms.discord_running import Running, running_bot
from tests.platforms.discord_samples import png
from tests.platforms.discord_server import loopback_discord

EMOJI = 123456789012345678
CAT, PAGE = "https://a.example/cat.png", "https://a.example/about"


def mention(bot: Running, words: str) -> str:
    return f"<@{bot.server.world.bot.id}> {words}"


def handles(message: IncomingMessage, kind: MentionKind) -> dict[str, ImageHandle | None]:
    return {one.words: one.handle for one in message.mentions if one.kind is kind}


async def fetched(bot: Running, handle: ImageHandle | None) -> bytes:
    assert handle is not None
    return await bot.adapter.courier.fetch(handle, 1_000_000)


async def test_custom_emoji_are_read_by_name_and_fetched_from_the_cdn() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        server.world.assets[f"emojis/{EMOJI}.png"] = png()
        words = f"turn <:pepe:{EMOJI}> into a toy <a:party:{EMOJI + 1}> <:pepe:{EMOJI + 2}>"
        await bot.people.post(bot.ada, bot.channel, mention(bot, words))
        message = await bot.next()
        emoji = handles(message, MentionKind.EMOJI)

        assert message.text == "turn :pepe: into a toy :party: :pepe:"
        assert list(emoji) == [":pepe:", ":party:"]
        assert await fetched(bot, emoji[":pepe:"]) == png()
        with pytest.raises(ImageGone):
            await fetched(bot, emoji[":party:"])


async def test_a_message_of_nothing_but_emoji_is_their_picture() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        for content, count in (
            (f"<:pepe:{EMOJI}> <a:party:{EMOJI + 1}>", 2),
            (f"ha <:pepe:{EMOJI}>", 0),
            ("", 0),
        ):
            target = Message(snowflake(), bot.channel.id, bot.people.user("Bo"), content)
            server.world.add(target)
            await bot.people.post(bot.ada, bot.channel, mention(bot, "blue"), reply_to=target)
            reply = (await bot.next()).reply
            assert reply is not None
            assert len(reply.images) == count


async def test_avatars_are_those_of_who_is_mentioned_and_ones_own() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        bo, bare = bot.people.user("Bo", 1002), bot.people.user("Bare", 1004)
        bot.ada.avatar, bo.avatar = "a_moving", "still"
        server.world.assets |= {"avatars/1001/a_moving.png": png(), "avatars/1002/still.png": b"bo"}
        await bot.people.post(
            bot.ada, bot.channel, mention(bot, f"make <@{bo.id}>'s avatar like <@!{bare.id}>'s")
        )
        message = await bot.next()
        avatars = handles(message, MentionKind.AVATAR)

        assert message.text == "make @Bo's avatar like @Bare's"
        assert await fetched(bot, avatars["@Bo"]) == b"bo"
        assert await fetched(bot, avatars[""]) == png(), "still, though it moves"
        assert avatars["@Bare"] is None
        assert {one.person for one in message.mentions} == {"1001", "1002", "1004"}


async def test_whom_a_command_mentions_is_asked_for_when_needed() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        bo, bare = bot.people.user("Bo", 1002), bot.people.user("Bare", 1004)
        bo.avatar = "still"
        server.world.assets["avatars/1002/still.png"] = png()
        words = f"<@{bo.id}>'s avatar as a knight, <@{bare.id}> <@777> <:pepe:{EMOJI}>"
        await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": words})
        message = await bot.next()
        avatars = handles(message, MentionKind.AVATAR)

        assert message.addressed is Addressed.COMMAND
        assert message.text == f"<@{bo.id}>'s avatar as a knight, <@{bare.id}> <@777> :pepe:"
        assert await fetched(bot, avatars["<@1002>"]) == png()
        for nobody in ("<@1004>", "<@777>"):
            with pytest.raises(NoAvatar):
                await fetched(bot, avatars[nobody])
        handle = avatars["<@1002>"]
        assert handle is not None
        assert not handle.lasting
        del server.world.assets["avatars/1002/still.png"]
        with pytest.raises(NoAvatar):
            await fetched(bot, handle)


async def test_the_words_of_a_form_are_read_alike() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        target = Message(snowflake(), bot.channel.id, bot.people.user("Bo"), "hello")
        server.world.add(target)
        form = await bot.people.menu(bot.ada, target)
        await bot.people.submit(form, f"put <:pepe:{EMOJI}> on it")
        message = await bot.next()

        assert message.text == "put :pepe: on it"
        assert list(handles(message, MentionKind.EMOJI)) == [":pepe:"]


def test_at_most_twenty_emoji_are_told() -> None:
    class Somebody:
        id, display_name, avatar = 5, "Ada", None

    words = " ".join(f"<:e{number}:{EMOJI + number}>" for number in range(50))
    read = named(words, Somebody(), (), 1)  # type: ignore[arg-type]  # as much of a person as is looked at

    assert sum(one.kind is MentionKind.EMOJI for one in read.mentions) == 20
    assert read.text == " ".join(f":e{number}:" for number in range(50))


async def test_a_preview_knows_its_link() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        proxy = f"{server.origin}/cdn/attachments/1/1/x.png"
        shown: dict[str, Any] = {"url": CAT, "type": "image", "thumbnail": {"url": CAT, "proxy_url": proxy}}
        article: dict[str, Any] = {
            "url": PAGE,
            "type": "article",
            "thumbnail": {"url": PAGE, "proxy_url": proxy},
        }
        await bot.people.post(
            bot.ada,
            bot.channel,
            mention(bot, f"make it blue {CAT} {PAGE}"),
            embeds=[shown, article, {"type": "article"}],
        )
        message = await bot.next()

        assert [image.origin for image in message.images] == [CAT]
        assert list(handles(message, MentionKind.PREVIEW)) == [PAGE]


async def test_a_still_sticker_is_fetched_and_a_drawing_in_motion_is_named() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        server.world.assets["stickers/5.png"] = png()
        stickers = [
            {"id": "5", "name": "wave", "format_type": 2},
            {"id": "6", "name": "dance", "format_type": 3},
        ]
        target = Message(snowflake(), bot.channel.id, bot.people.user("Bo"), stickers=stickers)
        server.world.add(target)
        await bot.people.post(bot.ada, bot.channel, mention(bot, "blue"), reply_to=target)
        reply = (await bot.next()).reply
        assert reply is not None
        still, moving = reply.images

        assert await fetched(bot, still) == png()
        assert moving.found == "animated sticker"
        assert still.platform is Platform.DISCORD
