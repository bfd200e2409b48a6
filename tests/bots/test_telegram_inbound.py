"""Updates as Telegram sends them, and what they mean: no network."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Update

from bots.telegram_bot.inbound import Moved, read
from bots.telegram_bot.spoken import Me
from core.identity import PlaceKind
from core.requests import Action, Addressed, IncomingMessage, Verb
from tests.platforms.telegram_people import ANONYMOUS, ANOTHER_BOT, member
from tests.platforms.telegram_world import entities_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ME = Me(700_001, "ChatbrushBot")
BOT = {"id": ME.id, "is_bot": True, "first_name": "Chatbrush", "username": ME.username}
ADA = member("1001", "Ada")
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Painters"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Ada"}
TARGET = "0123456789abcdef0123456789abcdef"


def body(text: str = "", **fields: Any) -> dict[str, Any]:
    """A message of Ada's in the group; `caption=True` puts the words under media."""
    as_caption = fields.pop("caption", False)
    words: dict[str, Any] = {}
    if text:
        prefix = "caption_" if as_caption else ""
        words = {"caption" if as_caption else "text": text, f"{prefix}entities": entities_of(text)}
    return {
        "message_id": 77,
        "date": int(NOW.timestamp()),
        "chat": GROUP,
        "from": ADA,
        **words,
        **fields,
    }


def update(message: dict[str, Any], kind: str = "message") -> Update:
    return Update.de_json({"update_id": 5, kind: message}, None)


def heard(message: dict[str, Any], me: Me = ME) -> IncomingMessage:
    result = read(update(message), me, NOW)
    assert isinstance(result, IncomingMessage)
    return result


def photo(*sizes: tuple[int, int], prefix: str = "p") -> list[dict[str, Any]]:
    return [
        {
            "file_id": f"{prefix}{width}x{height}",
            "file_unique_id": f"u{prefix}{width}x{height}",
            "width": width,
            "height": height,
            "file_size": width * height,
        }
        for width, height in sizes
    ]


def document(name: str, media_type: str) -> dict[str, Any]:
    return {
        "file_id": name,
        "file_unique_id": f"u{name}",
        "file_name": name,
        "mime_type": media_type,
        "file_size": 9,
    }


PHOTO = photo((90, 60), (1280, 853), (320, 213))


def reply_to(**fields: Any) -> dict[str, Any]:
    """A message of another member, or of whom `fields` say."""
    target = {"message_id": 50, "date": 1, "chat": GROUP, "from": member("1002", "Bo"), **fields}
    return {"reply_to_message": target}


def test_a_command_with_words() -> None:
    message = heard(body("/imagine a red boat --ar 16:9"))
    assert message.addressed is Addressed.COMMAND
    assert (message.command, message.text) == ("imagine", "a red boat --ar 16:9")
    assert message.place.community == "-1001234567890"
    assert message.place.kind is PlaceKind.GROUP
    assert message.sent_at == NOW
    assert message.person.locale == "en"


@pytest.mark.parametrize("name", ["imagine", "edit", "quota", "help", "start", "privacy", "forget"])
def test_trap_68_every_command_of_the_catalogue_is_heard(name: str) -> None:
    for chat in (GROUP, PRIVATE):
        assert heard(body(f"/{name}@chatbrushbot", chat=chat)).command == name


def test_trap_11_what_the_bot_hears_is_what_get_me_says() -> None:
    assert not heard(body("/help")).hears_all
    assert heard(body("/help"), Me(ME.id, ME.username, reads_all=True)).hears_all
    assert heard(body("/help", chat=PRIVATE)).hears_all


def test_trap_12_a_caption_is_a_command_too() -> None:
    message = heard(body("/edit make it night", caption=True, photo=PHOTO))
    assert (message.command, message.text) == ("edit", "make it night")
    assert len(message.images) == 1


def test_trap_13_edited_messages_start_nothing() -> None:
    edited = body("/imagine a boat", edit_date=int(NOW.timestamp()))
    assert read(update(edited, "edited_message"), ME, NOW) is None


@pytest.mark.parametrize(
    "kind", ["channel_post", "edited_channel_post", "business_message", "edited_business_message"]
)
def test_trap_14_only_ordinary_messages_are_read(kind: str) -> None:
    assert read(update(body("/imagine a boat"), kind), ME, NOW) is None


def test_trap_15_a_reply_names_its_target_and_nothing_beyond() -> None:
    target = reply_to(photo=PHOTO, **{"from": BOT})
    target["reply_to_message"]["reply_to_message"] = body("never sent by Telegram")
    message = heard(body("make it blue", **target))
    assert message.addressed is Addressed.REPLY
    assert message.reply is not None
    assert (message.reply.message, message.reply.by_bot) == ("50", True)


def test_trap_16_a_reply_across_chats_brings_its_media_along() -> None:
    external = {
        "origin": {"type": "user", "date": 1, "sender_user": member("1002", "Bo")},
        "photo": PHOTO,
        "has_media_spoiler": True,
    }
    message = heard(body("/edit make it blue", external_reply=external, quote={"text": "x", "position": 0}))
    assert message.reply is not None
    assert message.reply.message is None
    assert message.reply.author == "1002"
    assert [(image.locator, image.spoiler) for image in message.reply.images] == [("p1280x853", True)]


def test_trap_16_a_deleted_target_is_no_reply() -> None:
    assert heard(body("/edit make it blue")).reply is None


def test_trap_17_pieces_of_an_album_share_its_id() -> None:
    first = heard(body("/edit join them", caption=True, photo=PHOTO, media_group_id="g1"))
    second = heard(body(photo=photo((10, 10)), media_group_id="g1", message_id=78))
    assert first.album == second.album == "g1"
    assert second.addressed is Addressed.NOBODY
    assert len(second.images) == 1


def test_trap_18_a_reply_to_an_albums_piece_names_the_album() -> None:
    message = heard(body("/edit all of them", **reply_to(photo=PHOTO, media_group_id="g7")))
    assert message.reply is not None
    assert message.reply.album == "g7"


def test_trap_19_the_largest_size_by_area_is_taken() -> None:
    (image,) = heard(body(photo=photo((100, 900), (500, 400), (90, 90)))).images
    assert image.locator == "p500x400"
    assert image.key == "telegram:up500x400"


def test_trap_20_offsets_are_utf16() -> None:
    message = heard(body("🎨👩‍🎨 hey @ChatbrushBot draw 🏳️‍🌈 a boat"))
    assert message.addressed is Addressed.MENTION
    assert message.text == "🎨👩‍🎨 hey draw 🏳️‍🌈 a boat"


def test_a_leading_mention_is_taken_off_with_its_comma() -> None:
    assert heard(body("@chatbrushbot, a cat")).text == "a cat"
    message = heard(body("@ChatbrushBot /edit make it night"))
    assert (message.addressed, message.command, message.text) == (
        Addressed.COMMAND,
        "edit",
        "make it night",
    )


def test_a_mention_by_name_counts() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 9, "user": BOT}
    message = heard(body() | {"text": "Chatbrush a cat", "entities": [entity]})
    assert (message.addressed, message.text) == (Addressed.MENTION, "a cat")


def test_words_to_somebody_else() -> None:
    assert heard(body("@bo_the_painter look", **reply_to(**{"from": BOT}))).spoken_to_other
    assert not heard(body("look, @bo_the_painter", **reply_to(**{"from": BOT}))).spoken_to_other


@pytest.mark.parametrize("text", ["/imagine@OtherBot a boat", "/weather", "/settings@OtherBot"])
def test_trap_21_commands_for_other_bots_are_for_nobody(text: str) -> None:
    message = heard(body(text))
    assert message.addressed is Addressed.NOBODY
    assert not message.command


def test_an_unknown_command_to_us_is_answered_with_help() -> None:
    assert heard(body("/paint@ChatbrushBot a boat")).command == "help"
    assert heard(body("/paint a boat", chat=PRIVATE)).command == "help"


def test_trap_22_a_thread_is_a_place_only_in_a_forum() -> None:
    assert heard(body("/help", message_thread_id=9, is_topic_message=True)).place.place == "9"
    assert heard(body("/help", message_thread_id=9)).place.place == ""


def test_trap_23_shared_sender_ids_are_nobodys_account() -> None:
    admin = heard(body("/quota", sender_chat=GROUP, **{"from": ANONYMOUS}))
    assert (admin.person.key, admin.person.is_admin) == ("-1001234567890", True)
    channel = {"id": -1009, "type": "channel", "title": "News"}
    sender = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    speaking = heard(body("/quota", sender_chat=channel, **{"from": sender}))
    assert (speaking.person.key, speaking.person.is_admin) == ("-1009", False)


def test_posts_forwarded_from_a_linked_channel_call_nobody() -> None:
    channel = {"id": -1009, "type": "channel", "title": "News"}
    forwarded = body(
        "/imagine a boat", sender_chat=channel, is_automatic_forward=True, **{"from": member("777000", "T")}
    )
    assert heard(forwarded).addressed is Addressed.NOBODY


def test_forwarded_words_are_somebody_elses() -> None:
    origin = {"type": "user", "date": 1, "sender_user": member("1002", "Bo")}
    assert heard(body("/imagine a boat", forward_origin=origin)).addressed is Addressed.NOBODY


def test_trap_24_guest_messages_are_not_read() -> None:
    assert read(update(body("@ChatbrushBot a boat"), "guest_message"), ME, NOW) is None


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("document", document("a.pdf", "application/pdf"), "pdf"),
        ("document", document("a.zip", "application/zip"), "file"),
        ("document", document("a.mp4", "video/mp4"), "video"),
        ("document", document("a.png", "image/png"), ""),
        ("document", document("a", "application/octet-stream"), ""),
        ("video", {**document("v", "video/mp4"), "width": 1, "height": 1, "duration": 1}, "video"),
        ("animation", {**document("v", "video/mp4"), "width": 1, "height": 1, "duration": 1}, "animation"),
        ("voice", {**document("v", "audio/ogg"), "duration": 1}, "audio"),
    ],
)
def test_trap_25_files_that_are_no_pictures_say_what_they_are(
    field: str, value: dict[str, Any], found: str
) -> None:
    extra = {"document": value} if field == "animation" else {}
    (image,) = heard(body("/edit x", caption=True, **{field: value}, **extra)).images
    assert image.found == found


@pytest.mark.parametrize(
    ("moving", "found"),
    [({}, ""), ({"is_animated": True}, "animated sticker"), ({"is_video": True}, "animated sticker")],
)
def test_trap_25_stickers(moving: dict[str, bool], found: str) -> None:
    sticker = {
        "file_id": "s",
        "file_unique_id": "us",
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        **moving,
    }
    message = heard(body("/edit as a photo", **reply_to(sticker=sticker)))
    assert message.reply is not None
    assert [image.found for image in message.reply.images] == [found]


def test_a_live_photos_still_is_taken_not_its_video() -> None:
    live = {
        "file_id": "video",
        "file_unique_id": "uvideo",
        "width": 1,
        "height": 1,
        "duration": 1,
        "photo": PHOTO,
    }
    (image,) = heard(body("/edit x", caption=True, live_photo=live)).images
    assert image.locator == "p1280x853"


def test_a_groups_new_photo_can_be_replied_to() -> None:
    message = heard(body("/edit make it round", **reply_to(new_chat_photo=PHOTO)))
    assert message.reply is not None
    assert [image.locator for image in message.reply.images] == ["p1280x853"]


def test_a_spoiler_is_carried_over() -> None:
    (image,) = heard(body(photo=PHOTO, has_media_spoiler=True)).images
    assert image.spoiler


def test_the_reply_that_a_topic_adds_by_itself_is_none() -> None:
    created = reply_to(forum_topic_created={"name": "Cats", "icon_color": 1})
    assert heard(body("/imagine a cat", **created)).reply is None


def test_a_reply_to_an_anonymous_admins_photo_names_the_chat_as_author() -> None:
    target = reply_to(photo=PHOTO, sender_chat=GROUP, **{"from": ANONYMOUS})
    message = heard(body("/edit make it blue", **target))
    assert message.reply is not None
    assert (message.reply.author, message.reply.by_bot) == ("-1001234567890", False)


def test_the_strongest_address_wins() -> None:
    to_bot = reply_to(**{"from": BOT})
    assert heard(body("/edit x", chat=PRIVATE, **to_bot)).addressed is Addressed.COMMAND
    assert heard(body("@ChatbrushBot x", chat=PRIVATE, **to_bot)).addressed is Addressed.MENTION
    assert heard(body("x", chat=PRIVATE, **to_bot)).addressed is Addressed.PRIVATE
    assert heard(body("x", **to_bot)).addressed is Addressed.REPLY
    assert heard(body("x", **reply_to())).addressed is Addressed.NOBODY


def test_trap_43_the_key_is_the_message_whatever_update_brings_it() -> None:
    first = read(Update.de_json({"update_id": 5, "message": body("/help")}, None), ME, NOW)
    again = read(Update.de_json({"update_id": 6, "message": body("/help")}, None), ME, NOW)
    other = read(Update.de_json({"update_id": 5, "message": body("/help", message_id=78)}, None), ME, NOW)
    assert isinstance(first, IncomingMessage)
    assert isinstance(again, IncomingMessage)
    assert isinstance(other, IncomingMessage)
    assert first.key == again.key != other.key
    assert first.key != heard(body("/help"), Me(700_002, "Another")).key


def test_trap_44_the_age_of_a_message_is_passed_on() -> None:
    old = int((NOW - timedelta(hours=20)).timestamp())
    assert heard(body("/imagine a boat", date=old)).sent_at == NOW - timedelta(hours=20)


def test_trap_45_service_messages_tell_of_a_migration() -> None:
    old = body(migrate_to_chat_id=-1009, chat={"id": -55, "type": "group", "title": "Painters"})
    new = body(migrate_from_chat_id=-55, chat={"id": -1009, "type": "supergroup", "title": "Painters"})
    assert read(update(old), ME, NOW) == read(update(new), ME, NOW) == Moved("-55", "-1009")


def test_trap_63_a_press_belongs_to_who_pressed_and_forged_ids_are_dropped() -> None:
    shown = {"message_id": 60, "date": 5, "chat": GROUP, "from": BOT, "text": "done"}
    query = {"id": "q1", "from": member("1003", "小陈", "zh"), "chat_instance": "c", "message": shown}
    code = Action(Verb.AGAIN, TARGET, "Again").code
    pressed = read(update({**query, "data": code}, "callback_query"), ME, NOW)
    assert isinstance(pressed, IncomingMessage)
    assert (pressed.person.key, pressed.message, pressed.sent_at) == ("1003", "60", NOW)
    assert pressed.press is not None
    assert pressed.press.verb is Verb.AGAIN
    for forged in ("", "v1:again", "v1:again:../../etc", f"v1:delete:{TARGET}", "x" * 64):
        assert read(update({**query, "data": forged}, "callback_query"), ME, NOW) is None


def test_a_press_on_a_message_too_old_to_be_told() -> None:
    gone = {"message_id": 60, "date": 0, "chat": GROUP}
    query = {"id": "q1", "from": ADA, "chat_instance": "c", "message": gone}
    code = Action(Verb.AGAIN, TARGET, "Again").code
    pressed = read(update({**query, "data": code}, "callback_query"), ME, NOW)
    assert isinstance(pressed, IncomingMessage)
    assert (pressed.message, pressed.place.community) == ("60", "-1001234567890")


def test_trap_66_a_press_in_a_topic_stays_in_it() -> None:
    shown = {
        "message_id": 60,
        "date": 5,
        "chat": {**GROUP, "is_forum": True},
        "from": BOT,
        "text": "done",
        "message_thread_id": 9,
        "is_topic_message": True,
    }
    code = Action(Verb.AGAIN, TARGET, "Again").code
    query = {"id": "q1", "from": ADA, "chat_instance": "c", "message": shown, "data": code}
    pressed = read(update(query, "callback_query"), ME, NOW)
    assert isinstance(pressed, IncomingMessage)
    assert pressed.place.place == "9"


def test_trap_73_bots_are_not_answered() -> None:
    assert read(update(body("/imagine a boat", **{"from": ANOTHER_BOT})), ME, NOW) is None
    assert read(update(body("/imagine a boat", **{"from": BOT})), ME, NOW) is None


def test_service_messages_and_polls_are_nothing() -> None:
    assert read(update(body(new_chat_members=[ADA])), ME, NOW) is None
    assert read(update(body(dice={"emoji": "🎲", "value": 3})), ME, NOW) is None


def test_private_chats_are_one_persons_place() -> None:
    message = heard(body("a red boat", chat=PRIVATE))
    assert message.addressed is Addressed.PRIVATE
    assert message.place.kind is PlaceKind.PRIVATE
    assert message.place.title == "Ada"
