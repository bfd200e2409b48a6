"""Messages as the core gets them: to whom, in answer to what, with which images."""

from typing import Any

import pytest

from core.identity import PlaceKind
from core.requests import Addressed
from tests.platforms.discord_nouns import BOT_RIGHTS, THREAD_STARTER, snowflake
from tests.platforms.discord_running import Running, card_for, running_bot
from tests.platforms.discord_samples import picture, png, upload
from tests.platforms.discord_server import loopback_discord


def snapshot(*attachments: dict[str, Any], content: str = "look") -> dict[str, Any]:
    """What a forward carries: the message as it was, without its author."""
    return {
        "message": {
            "type": 0,
            "content": content,
            "embeds": [],
            "attachments": list(attachments),
            "timestamp": "2024-01-01T00:00:00+00:00",
            "edited_timestamp": None,
            "flags": 0,
            "mentions": [],
            "mention_roles": [],
        }
    }


def mention(bot: Running, words: str = "") -> str:
    return f"<@{bot.server.world.bot.id}> {words}"


async def test_a_mention_with_an_image_is_for_the_bot() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        sent = await bot.people.post(bot.ada, bot.channel, mention(bot, "make it blue"), [upload()])
        asked = await bot.next()
        assert asked.key == f"discord:{server.world.bot.id}:{sent.id}"
        assert (asked.addressed, asked.text, asked.message) == (
            Addressed.MENTION,
            "make it blue",
            str(sent.id),
        )
        assert asked.place.community == str(bot.channel.guild_id)
        assert (asked.place.place, asked.place.kind) == (str(bot.channel.id), PlaceKind.GROUP)
        assert (asked.person.key, asked.person.name) == ("1001", "Ada")
        [handle] = asked.images
        assert await bot.adapter.courier.fetch(handle, 10_000) == png()


async def test_trap_01_results_are_regular_messages_so_that_replies_carry_their_words() -> None:
    async with loopback_discord(content_granted=False) as server, running_bot(server) as bot:
        await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        at = await bot.adapter.courier.show(card_for(await bot.next(), pictures=(picture(),)), None)
        card = server.world.messages[int(at)]
        await bot.people.post(bot.ada, bot.channel, "make it night", reply_to=card)
        asked = await bot.next()
        assert (asked.addressed, asked.text) == (Addressed.REPLY, "make it night")
        assert asked.reply is not None
        assert (asked.reply.message, asked.reply.by_bot) == (at, True)


async def test_trap_02_missing_content_is_told_from_an_empty_message() -> None:
    async with loopback_discord(content_granted=False) as server, running_bot(server) as bot:
        await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        card = server.world.messages[int(await bot.adapter.courier.show(card_for(await bot.next()), None))]
        await bot.people.post(bot.ada, bot.channel, "make it night", reply_to=card, pings_reply=False)
        unread = await bot.next()
        assert (unread.addressed, unread.text, unread.hears_all) == (Addressed.REPLY, "", False)
        await bot.people.post(bot.ada, bot.channel, "what a day", [upload()])
        overheard = await bot.next()
        assert (overheard.addressed, overheard.text, overheard.images) == (Addressed.NOBODY, "", ())
    async with loopback_discord() as server, running_bot(server) as bot:
        await bot.people.post(bot.ada, bot.channel, "what a day", [upload()])
        heard = await bot.next()
        assert (heard.addressed, heard.text, heard.hears_all) == (Addressed.NOBODY, "what a day", True)
        assert len(heard.images) == 1


@pytest.mark.parametrize("kind", [0, 1])
async def test_trap_03_a_reference_is_not_always_a_reply(kind: int) -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        photo = await bot.people.post(bot.ada, bot.channel, "", [upload()])
        await bot.next()
        reference = {"message_id": str(photo.id), "channel_id": str(bot.channel.id), "type": kind}
        await bot.people.post(bot.ada, bot.channel, mention(bot, "make it blue"), reference=reference)
        asked = await bot.next()
        assert asked.reply is None


async def test_trap_04_an_unresolved_reply_is_fetched_and_a_deleted_one_is_not() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        photo = await bot.people.post(bot.ada, bot.channel, "", [upload()])
        await bot.next()
        await bot.people.post(bot.ada, bot.channel, mention(bot, "blue"), reply_to=photo, resolves=False)
        unresolved = await bot.next()
        assert unresolved.reply is not None
        assert len(unresolved.reply.images) == 1
        fetched = server.count("GET", f"/messages/{photo.id}")
        assert fetched == 1

        del server.world.messages[photo.id]
        await bot.people.post(bot.ada, bot.channel, mention(bot, "red"), reply_to=photo)
        deleted = await bot.next()
        assert deleted.reply is not None
        assert (deleted.reply.message, deleted.reply.images) == (str(photo.id), ())
        assert server.count("GET", f"/messages/{photo.id}") == fetched

        await bot.people.post(bot.ada, bot.channel, mention(bot, "green"), reply_to=photo, resolves=False)
        unknown = await bot.next()
        assert unknown.reply is not None
        assert (unknown.reply.message, unknown.reply.images) == (str(photo.id), ())


async def test_trap_05_forwarded_image_is_read_from_the_snapshot() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        image = upload()
        await bot.people.post(bot.ada, bot.channel, "", [image])
        await bot.next()
        carried = snapshot(image.payload(server.world.base, server.world.generation))
        elsewhere = {"message_id": str(snowflake()), "channel_id": str(snowflake()), "type": 1}
        forward = await bot.people.post(bot.ada, bot.channel, "", reference=elsewhere, snapshots=[carried])
        forwarded = await bot.next()
        assert forwarded.reply is None
        assert await bot.adapter.courier.fetch(forwarded.images[0], 10_000) == png()

        await bot.people.post(bot.ada, bot.channel, mention(bot, "blue"), reply_to=forward)
        asked = await bot.next()
        assert asked.reply is not None
        assert (asked.reply.text, len(asked.reply.images)) == ("look", 1)
        assert server.count("GET", "/messages/") == 0


async def test_trap_09_a_replys_ping_is_no_mention_and_both_forms_are_taken_off() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        card = server.world.messages[int(await bot.adapter.courier.show(card_for(await bot.next()), None))]
        await bot.people.post(bot.ada, bot.channel, "darker", reply_to=card)
        assert (await bot.next()).addressed is Addressed.REPLY
        bo = bot.people.user("Bo")
        await bot.people.post(bot.ada, bot.channel, f"<@!{server.world.bot.id}> draw <@{bo.id}> as a king")
        asked = await bot.next()
        assert (asked.addressed, asked.text) == (Addressed.MENTION, "draw @Bo as a king")
        await bot.people.post(bot.ada, bot.channel, f"<@&{server.world.bot_role_id}> a fox")
        by_role = await bot.next()
        assert (by_role.addressed, by_role.text) == (Addressed.MENTION, "a fox")


async def test_trap_10_and_73_bots_webhooks_and_system_messages_are_ignored() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        robot = bot.people.user("Robot", bot=True)
        await bot.people.post(robot, bot.channel, mention(bot, "a fox"))
        await bot.people.post(bot.ada, bot.channel, mention(bot, "a fox"), webhook_id=snowflake())
        await bot.people.post(bot.ada, bot.channel, mention(bot, "pinned"), type=6)
        await bot.people.post(server.world.bot, bot.channel, mention(bot, "myself"))
        assert await bot.nothing_came()


async def test_words_turned_to_somebody_else_are_marked() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        bo = bot.people.user("Bo")
        await bot.people.post(bot.ada, bot.channel, f"<@{bo.id}> look at this")
        assert (await bot.next()).spoken_to_other
        await bot.people.post(bot.ada, bot.channel, mention(bot, f"draw <@{bo.id}>"))
        assert not (await bot.next()).spoken_to_other


async def test_trap_43_the_same_event_twice_has_the_same_key() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        server.gateway.redeliver = True
        await bot.people.post(bot.ada, bot.channel, mention(bot, "a fox"))
        assert (await bot.next()).key == (await bot.next()).key
        await bot.people.slash(bot.ada, bot.channel, "imagine", {"prompt": "a fox"})
        assert (await bot.next()).key == (await bot.next()).key


async def test_trap_56_an_unknown_thread_and_its_author_are_no_obstacle() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        thread = bot.people.thread(bot.channel)
        sent = await bot.people.post(bot.ada, thread, mention(bot, "a fox"))
        asked = await bot.next()
        assert asked.place.place == str(thread.id)
        at = await bot.adapter.courier.show(card_for(asked), None)
        assert server.world.messages[int(at)].channel_id == thread.id
        reference = server.world.messages[int(at)].reference
        assert reference is not None
        assert reference["message_id"] == str(sent.id)


async def test_a_thread_leads_to_the_picture_that_it_grew_from() -> None:
    async with loopback_discord() as server, running_bot(server) as bot:
        photo = await bot.people.post(bot.ada, bot.channel, "our cat", [upload()])
        thread = bot.people.thread(bot.channel, photo)
        await server.gateway.tell(
            "THREAD_CREATE", server.world.channel_payload(thread) | {"newly_created": True}
        )
        await bot.people.post(
            bot.ada,
            thread,
            "",
            type=THREAD_STARTER,
            reference={"message_id": str(photo.id), "channel_id": str(bot.channel.id)},
        )
        await bot.next()
        await bot.people.post(bot.ada, thread, mention(bot, "make it blue"))
        asked = await bot.next()
        assert asked.thread_start is not None
        assert (asked.thread_start.message, asked.thread_start.text) == (None, "our cat")
        assert await bot.adapter.courier.fetch(asked.thread_start.images[0], 10_000) == png()


async def test_trap_67_a_private_chat_is_its_own_place() -> None:
    async with loopback_discord(content_granted=False) as server, running_bot(server) as bot:
        chat = bot.people.private_chat(bot.ada)
        await bot.people.post(bot.ada, chat, "a fox", [upload()])
        asked = await bot.next()
        assert (asked.addressed, asked.text, asked.hears_all) == (Addressed.PRIVATE, "a fox", True)
        assert asked.place.kind is PlaceKind.PRIVATE
        assert (asked.place.community, asked.place.place) == (f"dm:{chat.id}", str(chat.id))
        at = await bot.adapter.courier.show(card_for(asked, pictures=(picture(),)), None)
        assert server.world.messages[int(at)].channel_id == chat.id
        assert server.world.rights(bot.channel) == BOT_RIGHTS
