"""What members do -> IncomingMessage."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bots.web.bubbles import GROUP, Bubble, Member
from bots.web.inbound import understand
from bots.web.room import Room
from core.identity import JobId, PlaceKind, Platform, new_id
from core.requests import ActionPress, Addressed, CardState, IncomingMessage, Verb
from tests.bots.playground_kit import Served, picture, serving
from tests.bots.playground_kit import card as card_for

ADA, BO, CHEN = (Member.named(name) for name in ("Ada", "Bo", "小陈"))


@pytest_asyncio.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as made:
        yield made


@pytest_asyncio.fixture
async def room(served: Served) -> Room:
    return served.adapter.room


def read(room: Room, bubble: Bubble) -> IncomingMessage:
    message = understand(room, bubble)
    assert message is not None
    return message


async def bot_card(served: Served, count: int = 1) -> Bubble:
    """A finished card of the bot with so many pictures."""
    asked = read(served.adapter.room, await served.adapter.room.post(ADA, "/imagine a boat"))
    job = JobId(new_id())
    pictures = [picture(f"#{number}{number}2244") for number in range(count)]
    shown = card_for(asked, job, CardState.DONE, "a boat", pictures)
    at = await served.adapter.courier.show(shown, None)
    bubble = served.adapter.room.find(at)
    assert bubble is not None
    return bubble


@pytest.mark.parametrize(
    ("text", "addressed", "command", "left"),
    [
        ("/imagine a red boat", Addressed.COMMAND, "imagine", "a red boat"),
        ("/QUOTA", Addressed.COMMAND, "quota", ""),
        ("/help@chatbrush", Addressed.COMMAND, "help", ""),
        ("  /forget  ", Addressed.COMMAND, "forget", ""),
        ("/imagine\na boat\nat sea", Addressed.COMMAND, "imagine", "a boat\nat sea"),
        ("@chatbrush a red boat", Addressed.MENTION, "", "a red boat"),
        ("please, @Chatbrush: a boat", Addressed.MENTION, "", "please, a boat"),
        ("/shrug whatever", Addressed.NOBODY, "", "/shrug whatever"),
        ("hello all", Addressed.NOBODY, "", "hello all"),
    ],
)
async def test_words_turn_to_the_bot_by_command_or_mention(
    room: Room, text: str, addressed: Addressed, command: str, left: str
) -> None:
    message = read(room, await room.post(ADA, text))
    assert (message.addressed, message.command, message.text) == (addressed, command, left)


async def test_the_draw_button_turns_plain_words_to_the_bot(room: Room) -> None:
    message = read(room, await room.post(ADA, "a red boat", way="ask"))
    assert (message.addressed, message.command, message.text) == (Addressed.MENTION, "", "a red boat")


async def test_the_draw_button_edits_what_is_uploaded(room: Room) -> None:
    image = await room.keep(picture("#123456"), "me.png", "image/png")
    message = read(room, await room.post(ADA, "make it night", images=(image,), way="ask"))
    assert message.command == "edit"
    assert [handle.name for handle in message.images] == ["me.png"]


async def test_a_typed_command_wins_over_the_button(room: Room) -> None:
    message = read(room, await room.post(ADA, "/quota", way="ask"))
    assert (message.command, message.text) == ("quota", "")


async def test_a_said_reply_to_a_card_is_a_reply_and_not_a_command(served: Served) -> None:
    shown = await bot_card(served)
    room = served.adapter.room
    message = read(room, await room.post(BO, "wow, love it", reply_to=shown.id))
    assert (message.addressed, message.command) == (Addressed.REPLY, "")
    assert message.reply is not None
    assert (message.reply.message, message.reply.by_bot, message.reply.author) == (shown.id, True, "")


async def test_a_picture_of_several_is_named_in_the_words(served: Served) -> None:
    shown = await bot_card(served, count=3)
    room = served.adapter.room
    chosen = read(room, await room.post(BO, "make it blue", reply_to=shown.id, reply_image=2, way="ask"))
    named = read(room, await room.post(BO, "mix #1 and #3", reply_to=shown.id, reply_image=2, way="ask"))
    assert (chosen.command, chosen.text) == ("edit", "#2 make it blue")
    assert named.text == "mix #1 and #3"


async def test_of_anothers_album_only_the_chosen_picture_is_replied_to(room: Room) -> None:
    images = [await room.keep(picture(f"#00000{number}"), f"{number}.png") for number in range(3)]
    album = await room.post(ADA, "our trip", images=images)
    one = read(room, await room.post(BO, "make it night", reply_to=album.id, reply_image=3, way="ask"))
    every = read(room, await room.post(BO, "make them night", reply_to=album.id, way="ask"))
    assert one.reply is not None
    assert every.reply is not None
    assert [handle.name for handle in one.reply.images] == ["2.png"]
    assert one.text == "make it night"
    assert [handle.name for handle in every.reply.images] == ["0.png", "1.png", "2.png"]
    assert one.reply.author == ADA.key


async def test_drawing_in_reply_to_words_leaves_the_reading_to_the_core(room: Room) -> None:
    words = await room.post(ADA, "a cat would be nice")
    message = read(room, await room.post(BO, "yes, a grey one", reply_to=words.id, way="ask"))
    assert (message.addressed, message.command) == (Addressed.MENTION, "")


async def test_a_private_chat_is_private(room: Room) -> None:
    said = read(room, await room.post(ADA, "a boat", chat=ADA.key, way="ask"))
    command = read(room, await room.post(ADA, "/help", chat=ADA.key))
    assert said.addressed is Addressed.PRIVATE
    assert command.addressed is Addressed.COMMAND
    assert (said.place.kind, said.place.community) == (PlaceKind.PRIVATE, ADA.key)
    assert said.place.platform is Platform.PLAYGROUND


async def test_an_edit_button_brings_its_words_with_the_press(served: Served) -> None:
    shown = await bot_card(served)
    edit = shown.actions[0]
    heard = served.script.heard
    await served.adapter.inbound.say(BO, "in blue", reply_to=shown.id, way="ask", press=edit.code)
    assert heard[-1].addressed is Addressed.BUTTON
    assert heard[-1].press == ActionPress(Verb.EDIT, edit.target, None, "in blue")
    assert heard[-1].message is not None


async def test_an_edit_button_names_its_picture_by_itself(served: Served) -> None:
    shown = await bot_card(served, count=3)
    edit = shown.actions[0]
    say = served.adapter.inbound.say
    await say(BO, "in blue", reply_to=shown.id, reply_image=2, way="ask", press=edit.code)
    press = served.script.heard[-1].press
    assert press is not None
    assert press.text == "in blue"


async def test_an_upload_beside_a_pressed_edit_button_is_not_lost(served: Served) -> None:
    shown = await bot_card(served, count=3)
    image = await served.adapter.room.keep(picture("#123456"), "me.png")
    await served.adapter.inbound.say(
        BO,
        "add this",
        images=[image],
        reply_to=shown.id,
        reply_image=2,
        way="ask",
        press=shown.actions[0].code,
    )
    heard = served.script.heard[-1]
    assert (heard.addressed, heard.command, heard.text) == (Addressed.COMMAND, "edit", "#2 add this")
    assert [handle.key for handle in heard.images] == [image.file]


async def test_a_button_that_the_bubble_does_not_have_is_refused(served: Served) -> None:
    shown = await bot_card(served)
    before = len(served.script.heard)
    assert not await served.adapter.inbound.press(BO, shown, f"v1:again:{'0' * 32}")
    assert not await served.adapter.inbound.press(BO, shown, "<script>")
    assert len(served.script.heard) == before
    assert await served.adapter.inbound.press(BO, shown, shown.actions[1].code)
    assert served.script.heard[-1].press == ActionPress(Verb.AGAIN, shown.actions[1].target)


async def test_words_that_begin_with_another_member_are_spoken_to_them(room: Room) -> None:
    assert read(room, await room.post(ADA, "@Bo look at this")).spoken_to_other
    assert not read(room, await room.post(BO, "@Bo, that is me")).spoken_to_other


async def test_the_language_is_the_members_then_the_browsers(room: Room) -> None:
    ada = read(room, await room.post(ADA, "hello", locale="zh-CN"))
    chen = read(room, await room.post(CHEN, "hello", locale="en-GB"))
    assert (ada.person.locale, chen.person.locale) == ("zh-CN", "zh-CN")


async def test_the_same_upload_has_the_same_key(room: Room) -> None:
    first = (await room.keep(picture("#123456"), "a.png")).handle()
    second = (await room.keep(picture("#123456"), "b.png")).handle()
    other = (await room.keep(b"%PDF-1.7", "c.pdf", "application/pdf")).handle()
    assert first.key == second.key
    assert (first.found, other.found) == ("", "pdf")


async def test_what_was_not_handed_over_is_handed_over_at_the_next_start(tmp_path: Path) -> None:
    room = await Room.open(tmp_path / "playground", [ADA])
    lost = await room.post(ADA, "/imagine a boat")
    await room.close()
    async with serving(tmp_path) as served:
        async with asyncio.timeout(5):
            assert await served.script.first.wait()
        assert [message.message for message in served.script.heard] == [lost.id]
        assert served.adapter.room.chat(GROUP)[0].text == "/imagine a boat"
        # Writes happen in order, so this one is durable after the one before.
        await served.adapter.inbound.say(ADA, "hello")
    async with serving(tmp_path) as served:
        await asyncio.sleep(0.05)
        assert served.script.heard == []
