"""Where images hide in messages, and fetching them from Discord's own servers only."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web

from core.errors import ImageGone, ImageTooLarge
from core.identity import Platform
from core.requests import Addressed, ImageHandle
from tests.platforms.discord_nouns import Message, snowflake
from tests.platforms.discord_running import Running, running_bot
from tests.platforms.discord_samples import png, upload
from tests.platforms.discord_server import loopback_discord


def mention(bot: Running, words: str = "") -> str:
    return f"<@{bot.server.world.bot.id}> {words}"


def hosted(bot: Running, name: str = "photo.png") -> str:
    """An image that the CDN serves, in no message's attachments."""
    image = upload(name, ephemeral=True)
    bot.server.world.uploads[image.id] = image
    url: str = image.payload(bot.server.world.base, bot.server.world.generation)["url"]
    return url


async def pointed_at(bot: Running, **message: Any) -> tuple[ImageHandle, ...]:
    """The images of a message that somebody replies to with a mention."""
    target = Message(snowflake(), bot.channel.id, bot.people.user("Bo"), **message)
    bot.server.world.add(target)
    await bot.people.post(bot.ada, bot.channel, mention(bot, "make it blue"), reply_to=target)
    asked = await bot.next()
    assert asked.reply is not None
    return asked.reply.images


async def test_trap_06_images_in_components_and_embeds_are_found() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        url = hosted(bot)
        media = {"id": 1, "url": url, "proxy_url": url, "content_type": "image/png", "attachment_id": "77"}
        section = {
            "type": 9,
            "id": 2,
            "components": [{"type": 10, "id": 3, "content": "words"}],
            "accessory": {"type": 11, "id": 4, "media": media, "spoiler": False},
        }
        gallery = {
            "type": 12,
            "id": 5,
            "items": [{"media": media | {"attachment_id": "78"}, "spoiler": True}],
        }
        container = {"type": 17, "id": 6, "spoiler": False, "components": [section, gallery]}
        thumbnail, hidden = await pointed_at(bot, components=[container], flags=1 << 15)
        assert [thumbnail.key, hidden.key] == ["discord:attachment:77", "discord:attachment:78"]
        assert (thumbnail.spoiler, hidden.spoiler) == (False, True)

        embed = {"type": "rich", "title": "art", "image": {"url": url, "proxy_url": url}}
        [found] = await pointed_at(bot, embeds=[embed])
        assert await bot.adapter.courier.fetch(found, 10_000) == png()


async def test_trap_07_gallery_items_are_read_by_our_own_client() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        url = hosted(bot)
        media = {"id": 1, "url": url, "proxy_url": url, "content_type": "image/png"}
        gallery = {"type": 12, "id": 5, "items": [{"media": media, "spoiler": False}]}
        [found] = await pointed_at(bot, components=[gallery], flags=1 << 15)
        assert await bot.adapter.courier.fetch(found, 10_000) == png()


async def test_trap_08_a_links_preview_is_waited_for_and_an_edit_is_no_instruction() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        url = hosted(bot)
        words = mention(bot, "blue https://example.com/a.png")
        sent = await bot.people.post(bot.ada, bot.channel, words)
        await asyncio.sleep(0.05)
        assert bot.recorder.messages.empty()
        preview = {"type": "image", "url": "https://example.com/a.png"}
        await bot.people.unfurl(
            sent, preview | {"thumbnail": {"url": "https://example.com/a.png", "proxy_url": url}}
        )
        asked = await bot.next()
        assert asked.addressed is Addressed.MENTION
        assert await bot.adapter.courier.fetch(asked.images[0], 10_000) == png()

        sent.content, sent.edits = mention(bot, "red"), 1
        await server.gateway.tell("MESSAGE_UPDATE", server.rest.shown(sent))
        assert await bot.nothing_came()


async def test_a_link_without_a_preview_is_not_waited_for_long() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        await bot.people.post(bot.ada, bot.channel, mention(bot, "like https://example.com"))
        assert (await bot.next()).images == ()


async def test_an_articles_picture_is_only_taken_where_somebody_points_at_it() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        url = hosted(bot)
        article = {
            "type": "article",
            "url": "https://example.com",
            "thumbnail": {"url": url, "proxy_url": url},
        }
        assert len(await pointed_at(bot, embeds=[article])) == 1
        await bot.people.post(bot.ada, bot.channel, mention(bot, "https://example.com"), embeds=[article])
        assert (await bot.next()).images == ()


@pytest.mark.parametrize(
    ("name", "media_type", "found"),
    [("a.pdf", "application/pdf", "pdf"), ("a.mp4", "video/mp4", "video"), ("a.bin", None, "")],
)
async def test_trap_25_what_is_no_picture_is_named(name: str, media_type: str | None, found: str) -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        [handle] = await pointed_at(bot, uploads=[upload(name, media_type=media_type)])
        assert handle.found == found


async def test_trap_25_stickers_are_pictures_unless_they_are_drawings_in_motion() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        stickers = [{"id": "5", "name": "wave", "format_type": kind} for kind in (1, 2)]
        lottie = {"id": "6", "name": "spin", "format_type": 3}
        still, moving = await pointed_at(bot, stickers=[stickers[0], lottie])
        assert (still.media_type, still.found, moving.found) == ("image/png", "", "animated sticker")
        [apng] = await pointed_at(bot, stickers=[stickers[1]])
        assert apng.media_type == "image/png"


async def test_a_spoiler_is_carried_over() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        [hidden] = await pointed_at(bot, uploads=[upload("SPOILER_cat.png")])
        assert hidden.spoiler


async def test_trap_34_an_expired_link_is_asked_for_again() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        sent = await bot.people.post(bot.ada, bot.channel, mention(bot, "blue"), [upload()])
        [handle] = (await bot.next()).images
        server.world.generation += 1
        assert await bot.adapter.courier.fetch(handle, 10_000) == png()
        assert server.count("GET", f"/messages/{sent.id}") == 1
        del server.world.messages[sent.id]
        with pytest.raises(ImageGone):
            await bot.adapter.courier.fetch(handle, 10_000)


async def test_a_handles_key_outlives_its_link() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        url = hosted(bot)
        embed = {"type": "image", "thumbnail": {"url": url, "proxy_url": url}}
        later = {"type": "image", "thumbnail": {"url": url, "proxy_url": url.replace("ex=1", "ex=2")}}
        [first], [second] = await pointed_at(bot, embeds=[embed]), await pointed_at(bot, embeds=[later])
        assert first.key == second.key
        assert first.locator != second.locator


async def test_trap_64_only_discords_own_servers_are_asked() -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=png())

    application = web.Application()
    application.router.add_get("/{name}", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    foreign = f"http://127.0.0.1:{runner.addresses[0][1]}/a.png"
    try:
        async with loopback_discord() as server, running_bot(server) as bot:
            [handle] = await pointed_at(bot, embeds=[{"type": "image", "thumbnail": {"url": foreign}}])
            with pytest.raises(ImageGone):
                await bot.adapter.courier.fetch(handle, 10_000)
    finally:
        await runner.cleanup()
    assert asked == []


async def test_an_image_over_the_limit_is_refused_by_its_size_and_by_its_bytes() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        [told] = await pointed_at(bot, uploads=[upload()])
        with pytest.raises(ImageTooLarge):
            await bot.adapter.courier.fetch(told, 10)
        assert server.count("GET", "/cdn/") == 0
        quiet = ImageHandle(Platform.DISCORD, json.dumps({"url": hosted(bot)}), "discord:url:1")
        with pytest.raises(ImageTooLarge):
            await bot.adapter.courier.fetch(quiet, 10)
