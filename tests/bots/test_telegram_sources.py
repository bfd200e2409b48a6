"""Every source that Telegram offers, as handles and as bytes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bots.telegram_bot.inbound import read
from bots.telegram_bot.mentions import Names
from bots.telegram_bot.spoken import Me
from core.errors import ImageGone, NoAvatar, NotAnImage
from core.identity import Platform
from core.requests import ImageHandle, IncomingMessage, Mention, MentionKind
from tests.bots.telegram_kit import ADA, BO, GROUP_ID, Rig, png, rigged
from tests.platforms.telegram_server import Fault

ME = Me(700_001, "ChatbrushBot")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CAT = "https://a.example/cat.png"


def heard(names: Names | None = None, who: dict[str, Any] = ADA, **content: Any) -> IncomingMessage:
    body = {
        "message_id": 7,
        "date": 1_770_000_000,
        "chat": {"id": GROUP_ID, "type": "supergroup", "title": "Painters"},
        "from": who,
        **content,
    }
    message = read(Update.de_json({"update_id": 1, "message": body}, None), ME, NOW, names)
    assert isinstance(message, IncomingMessage)
    return message


def entity(kind: str, text: str, words: str, **more: Any) -> dict[str, Any]:
    before = text[: text.index(words)].encode("utf-16-le")
    return {"type": kind, "offset": len(before) // 2, "length": len(words.encode("utf-16-le")) // 2, **more}


def target(**content: Any) -> dict[str, Any]:
    chat = {"id": GROUP_ID, "type": "supergroup", "title": "Painters"}
    return {"reply_to_message": {"message_id": 5, "date": 1_770_000_000, "chat": chat, "from": BO, **content}}


def still(name: str) -> dict[str, Any]:
    return {"file_id": name, "file_unique_id": f"u{name}", "width": 128, "height": 128, "file_size": 900}


def avatars(message: IncomingMessage) -> dict[str, str]:
    return {one.words: one.person for one in message.mentions if one.kind is MentionKind.AVATAR}


STICKER = {"file_id": "s", "file_unique_id": "us", "type": "regular", "width": 512, "height": 512}


@pytest.mark.parametrize(
    "moving", [{"is_animated": True, "is_video": False}, {"is_animated": False, "is_video": True}]
)
def test_a_sticker_that_moves_is_its_poster(moving: dict[str, bool]) -> None:
    message = heard(text="/edit as a photo", entities=[entity("bot_command", "/edit as a photo", "/edit")],
                    **target(sticker={**STICKER, **moving, "thumbnail": still("poster")}))  # fmt: skip
    assert message.reply is not None
    [image] = message.reply.images

    assert (image.locator, image.key, image.found) == ("poster", "telegram:uposter", "")


def test_an_animation_is_its_poster() -> None:
    moving = {
        "file_id": "a",
        "file_unique_id": "ua",
        "width": 9,
        "height": 9,
        "duration": 1,
        "thumbnail": still("p"),
    }
    document = {"file_id": "a", "file_unique_id": "ua", "mime_type": "video/mp4"}
    [image] = heard(caption="/edit x", animation=moving, document=document, has_media_spoiler=True).images

    assert (image.locator, image.found, image.spoiler) == ("p", "", True)


@pytest.mark.parametrize(
    ("mime_type", "found"),
    [("image/heic", ""), ("image/svg+xml", ""), ("image/avif", ""), ("image/gif", ""), ("application/octet-stream", ""), ("application/x-tgsticker", "file")],
)  # fmt: skip
def test_picture_files_of_every_kind_are_taken(mime_type: str, found: str) -> None:
    [image] = heard(
        caption="/edit x", document={"file_id": "d", "file_unique_id": "ud", "mime_type": mime_type}
    ).images

    assert image.found == found


def test_custom_emoji_are_named_by_the_sign_in_the_words() -> None:
    text = "🧡 turn 😀 into a toy"
    message = heard(text=text, entities=[entity("custom_emoji", text, "😀", custom_emoji_id="55")])
    handle = ImageHandle(Platform.TELEGRAM, "emoji:55", "telegram:emoji:55", name="emoji")

    assert Mention(MentionKind.EMOJI, "😀", handle) in message.mentions


def test_a_message_of_nothing_but_emoji_is_their_picture() -> None:
    alone = target(text="😀 😀", entities=[entity("custom_emoji", "😀 😀", "😀", custom_emoji_id="55")])
    said = target(text="ha 😀", entities=[entity("custom_emoji", "ha 😀", "😀", custom_emoji_id="55")])
    for content, found in ((alone, ["emoji:55"]), (said, []), (target(text="😀"), [])):
        message = heard(text="/edit blue", entities=[entity("bot_command", "/edit blue", "/edit")], **content)
        assert message.reply is not None
        assert [image.locator for image in message.reply.images] == found


def test_avatars_are_those_of_whom_telegram_tells() -> None:
    text = "/edit Bo and @chen and @stranger"
    names = Names()
    heard(names, who={"id": 1003, "is_bot": False, "first_name": "小陈", "username": "Chen"}, text="hello")
    message = heard(
        names,
        text=text,
        entities=[
            entity("bot_command", text, "/edit"),
            entity("text_mention", text, "Bo", user=BO),
            entity("mention", text, "@chen"),
            entity("mention", text, "@stranger"),
        ],
    )

    assert avatars(message) == {"": "1001", "Bo": "1002", "@chen": "1003", "@stranger": ""}
    handles = {one.words: one.handle for one in message.mentions}
    assert handles["@stranger"] is None
    bo = handles["Bo"]
    assert bo is not None
    assert (bo.locator, bo.lasting, bo.name) == ("avatar:1002", False, "Bo")


def test_a_reply_tells_who_is_called_like_that() -> None:
    text = "/edit @bo_b's avatar"
    content = target(text="hello") | {}
    content["reply_to_message"]["from"] = {**BO, "username": "bo_b"}
    message = heard(text=text, entities=[entity("mention", text, "@bo_b")], **content)

    assert avatars(message)["@bo_b"] == "1002"


def test_names_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.telegram_bot.mentions._MOST_NAMES", 2)
    names = Names()
    for number in range(1, 4):
        heard(
            names,
            who={"id": number, "is_bot": False, "first_name": "x", "username": f"user{number}"},
            text="x",
        )

    assert names.find("user1") is None
    assert names.find("USER3") is not None


def test_a_channel_has_no_avatar_of_its_own_here() -> None:
    channel = {"id": -100_5, "type": "channel", "title": "News"}

    assert heard(text="x", sender_chat=channel).mentions == ()


def test_links_behind_words_and_previews_are_told_apart_from_those_in_the_words() -> None:
    text = f"look here {CAT}"
    hidden = "https://a.example/hidden.png"
    entities = [entity("text_link", text, "here", url=hidden), entity("url", text, CAT)]

    message = heard(text=text, entities=entities, link_preview_options={"url": CAT})
    assert message.links == (hidden,)
    assert heard(text="x", link_preview_options={"url": CAT}).links == (CAT,)
    assert heard(text="x", link_preview_options={"url": CAT, "is_disabled": True}).links == ()
    assert heard(text="x", entities=[entity("text_link", "x", "x", url="tg://user?id=5")]).links == ()
    replied = heard(text="x", **target(text=text, entities=entities)).reply
    assert replied is not None
    assert replied.links == (hidden,)


def test_a_quote_narrows_what_is_replied_to() -> None:
    quote = {"text": CAT, "position": 10}
    replied = heard(
        text="x", quote=quote, **target(text=f"many words {CAT} and https://a.example/dog.png")
    ).reply
    assert replied is not None

    assert replied.text == CAT
    assert replied.links == ()


def test_a_quote_from_another_chat_brings_its_photo_and_its_words() -> None:
    origin = {"type": "user", "date": 1_770_000_000, "sender_user": BO}
    external = {"origin": origin, "photo": [still("small"), {**still("large"), "width": 900, "height": 900}]}
    replied = heard(text="x", external_reply=external, quote={"text": f"see {CAT}", "position": 0}).reply
    assert replied is not None

    assert [image.locator for image in replied.images] == ["large"]
    assert replied.text == f"see {CAT}"
    assert replied.author == "1002"
    linked = heard(text="x", external_reply={"origin": origin, "link_preview_options": {"url": CAT}}).reply
    assert linked is not None
    assert linked.links == (CAT,)


async def fetch(rig: Rig, locator: str) -> bytes:
    handle = ImageHandle(Platform.TELEGRAM, locator, locator)
    return await rig.adapter.courier.fetch(handle, 1_000_000)


async def test_emoji_and_avatars_are_fetched_by_what_they_are_of() -> None:
    async with rigged() as rig:
        world = rig.server.world
        world.custom_emoji["55"] = world.sticker(png(colour="lime"), kind="custom_emoji")
        world.custom_emoji["56"] = world.sticker(b"tgs", poster=png(colour="gold"), kind="custom_emoji")
        world.custom_emoji["57"] = {**world.sticker(b"tgs", poster=b""), "thumbnail": None}
        small, large = (
            world.photo_size(png(colour="red"), 160, 160),
            world.photo_size(png(colour="navy"), 640, 640),
        )
        world.profile_photos[1002] = [[small, large], [small]]

        assert await fetch(rig, "emoji:55") == png(colour="lime")
        assert await fetch(rig, "emoji:56") == png(colour="gold")
        assert await fetch(rig, "avatar:1002") == png(colour="navy")
        with pytest.raises(NotAnImage):
            await fetch(rig, "emoji:57")
        with pytest.raises(ImageGone):
            await fetch(rig, "emoji:nobody")
        with pytest.raises(NoAvatar):
            await fetch(rig, "avatar:1001")


@pytest.mark.parametrize(("method", "locator", "error"), [("getCustomEmojiStickers", "emoji:5", ImageGone), ("getUserProfilePhotos", "avatar:5", NoAvatar)])  # fmt: skip
async def test_what_telegram_refuses_to_tell_is_gone(
    method: str, locator: str, error: type[Exception]
) -> None:
    async with rigged() as rig:
        rig.server.faults.append(Fault(method, 400, "Bad Request: user not found"))
        with pytest.raises(error):
            await fetch(rig, locator)
