"""Cards, notices and files, from our courier to a loopback Bot API."""

from dataclasses import replace
from pathlib import Path

import pytest

from bots.telegram_bot.composing import keyboard
from core.errors import (
    FileTooLarge,
    ImageGone,
    ImageTooLarge,
    MessageGone,
    NoPermission,
    PlaceGone,
    PlaceMoved,
    Throttled,
    Undelivered,
)
from core.graphemes import utf16_length
from core.identity import PlaceAlias, PlaceKind, Platform
from core.requests import Action, CardState, ImageHandle, Notice, PictureFile, Verb
from tests.bots.telegram_kit import (
    ADA,
    AGAIN,
    EDIT,
    GROUP,
    GROUP_ID,
    PERSON,
    card,
    picture,
    png,
    rigged,
)
from tests.platforms.telegram_rules import Upload
from tests.platforms.telegram_server import Fault

DONE = CardState.DONE


def notice(text: str = "Done", **fields: object) -> Notice:
    return replace(Notice("n1", GROUP, PERSON, text), **fields)  # type: ignore[arg-type]  # names are checked when run


async def test_trap_22_the_thread_is_named_in_a_topic_only() -> None:
    async with rigged() as rig:
        chat = rig.people.chat
        asked = await rig.people.say(ADA, "/help@ChatbrushBot")
        answered = await rig.people.say(ADA, "/help@ChatbrushBot", reply_to=asked.body["message_id"])
        assert answered.body["message_thread_id"], "Telegram names a thread here that is no topic"
        message = await rig.receiver.next(2)
        await rig.adapter.courier.show(card("Waiting", place=message.place), None)
        chat.is_forum, chat.topics = True, {9: "Cats"}
        in_topic = await rig.people.say(ADA, "/help@ChatbrushBot", topic=9)
        assert in_topic.body["is_topic_message"]
        message = await rig.receiver.next(3)
        at = await rig.adapter.courier.show(card("Waiting", place=message.place), None)
        assert chat.messages[int(at)].body["message_thread_id"] == 9


async def test_trap_37_a_deleted_request_does_not_stop_its_card() -> None:
    async with rigged() as rig:
        at = await rig.adapter.courier.show(card("Waiting", reply_to="4711"), None)
        assert "reply_to_message" not in rig.people.chat.messages[int(at)].body


async def test_trap_39_an_upload_that_timed_out_may_have_arrived() -> None:
    async with rigged() as rig:
        rig.server.faults.append(Fault("sendDocument", effective=True, silent_seconds=4))
        file = notice(files=(picture(),), as_documents=True)
        with pytest.raises(Undelivered) as caught:
            await rig.adapter.courier.tell(file)
        assert caught.value.maybe_arrived
        assert [m for m in rig.people.chat.messages.values() if m.document is not None]


async def test_trap_41_an_edit_that_changes_nothing_is_no_error() -> None:
    async with rigged() as rig:
        courier = rig.adapter.courier
        at = await courier.show(card("Waiting"), None)
        rig.people.chat.messages[int(at)].body["text"] = "Drawing"
        assert await courier.show(card("Drawing", CardState.DRAWING), at) == at
        assert len(rig.server.sent("editMessageText")) == 1


async def test_trap_45_a_migration_is_told_with_the_new_id() -> None:
    async with rigged() as rig:
        rig.server.world.migrate(rig.people.chat, -1_009)
        with pytest.raises(PlaceMoved) as caught:
            await rig.adapter.courier.show(card("Waiting"), None)
        assert caught.value.community == "-1009"


def test_trap_46_codes_are_measured_in_bytes() -> None:
    assert keyboard((EDIT,)) is not None
    with pytest.raises(ValueError, match="64 bytes"):
        keyboard((Action(Verb.EDIT, "яблоко" * 10, "Edit"),))


async def test_trap_47_captions_are_cut_between_graphemes_in_utf16_units() -> None:
    async with rigged() as rig:
        courier = rig.adapter.courier
        family = "👨‍👩‍👧‍👦"
        at = await courier.show(card(family * 1000), None)
        assert utf16_length(rig.people.chat.messages[int(at)].body["text"]) <= 4096
        await courier.show(card(family * 1000, DONE, pictures=(picture(),)), at)
        caption = rig.people.chat.messages[int(at)].body["caption"]
        assert 1000 < utf16_length(caption) <= 1024
        assert caption.replace(family, "").strip("… ") == ""


async def test_trap_48_words_are_never_markup() -> None:
    async with rigged() as rig:
        hostile = "<b>bold & *stars* _under_ [link](tg://user?id=1) `code` @everyone"
        courier = rig.adapter.courier
        at = await courier.show(card(hostile), None)
        await courier.show(card(hostile, DONE, pictures=(picture(),)), at)
        assert rig.people.chat.messages[int(at)].body["caption"] == hostile
        for request in rig.server.requests:
            assert "parse_mode" not in request.params
        assert rig.server.sent("sendMessage")[0].params["link_preview_options"] == '{"is_disabled": true}'


@pytest.mark.parametrize("shape", [(9000, 1200), (2100, 100)])
async def test_trap_49_what_is_refused_as_a_photo_goes_as_a_document(shape: tuple[int, int]) -> None:
    async with rigged() as rig:
        data = png(*shape)
        courier = rig.adapter.courier
        at = await courier.show(card("Waiting"), None)
        await courier.show(card("Done", DONE, pictures=(picture(data),), actions=(EDIT,)), at)
        shown = rig.people.chat.messages[int(at)]
        assert shown.document == data
        assert shown.body["caption"] == "Done"
        (sent,) = await courier.tell(notice(files=(picture(data),)))
        assert rig.people.chat.messages[int(sent)].document == data


async def test_trap_49_a_photo_of_too_many_bytes_is_told_so_that_it_can_be_made_smaller() -> None:
    async with rigged() as rig:
        rig.server.faults.append(Fault("editMessageMedia", 413, "Request Entity Too Large"))
        at = await rig.adapter.courier.show(card("Waiting"), None)
        with pytest.raises(FileTooLarge):
            await rig.adapter.courier.show(card("Done", DONE, pictures=(picture(),)), at)
        huge = PictureFile(png() + b"\0" * (11 << 20), "image/png", "huge.png")
        with pytest.raises(FileTooLarge) as caught:
            await rig.adapter.courier.show(card("Done", DONE, pictures=(huge,)), at)
        assert caught.value.limit_bytes == 10_000_000


async def test_trap_50_files_have_names_and_types() -> None:
    async with rigged() as rig:
        courier = rig.adapter.courier
        await courier.tell(notice(files=(picture(name="boat.png"),), as_documents=True))
        (request,) = rig.server.sent("sendDocument")
        (upload,) = request.files.values()
        assert (upload.name, upload.media_type) == ("boat.png", "image/png")
        assert upload.data == png()


async def test_traps_52_53_no_chat_actions_and_no_reactions_eat_the_budget() -> None:
    async with rigged() as rig:
        courier = rig.adapter.courier
        at = await courier.show(card("Waiting"), None)
        await courier.show(card("Done", DONE, pictures=(picture(),)), at)
        spent = {request.method for request in rig.server.requests if "chat_id" in request.params}
        assert spent == {"sendMessage", "editMessageMedia"}


async def test_a_failed_card_after_a_preview_keeps_the_photo_and_tells_in_its_caption() -> None:
    async with rigged() as rig:
        courier = rig.adapter.courier
        at = await courier.show(card("Waiting"), None)
        await courier.show(card("Drawing", CardState.DRAWING, pictures=(picture(),)), at)
        await courier.show(card("It failed", CardState.FAILED, actions=(AGAIN,)), at)
        assert rig.people.chat.messages[int(at)].body["caption"] == "It failed"


async def test_after_a_restart_a_photo_is_recognised_as_one() -> None:
    async with rigged() as rig:
        at = await rig.adapter.courier.show(card("Waiting"), None)
        await rig.adapter.courier.show(card("Drawing", CardState.DRAWING, pictures=(picture(),)), at)
        rig.adapter._courier._looks.clear()
        await rig.adapter.courier.show(card("It failed", CardState.FAILED), at)
        assert rig.people.chat.messages[int(at)].body["caption"] == "It failed"


async def test_the_same_picture_with_other_words_is_not_uploaded_again() -> None:
    async with rigged() as rig:
        courier = rig.adapter.courier
        at = await courier.show(card("Done", DONE, pictures=(picture(),)), None)
        await courier.show(card("Erased", DONE, pictures=(picture(),)), at)
        assert rig.people.chat.messages[int(at)].body["caption"] == "Erased"
        assert not rig.server.sent("editMessageMedia")


async def test_a_spoiler_stays_one() -> None:
    async with rigged() as rig:
        courier = rig.adapter.courier
        at = await courier.show(card("Waiting"), None)
        await courier.show(card("Done", DONE, pictures=(picture(spoiler=True),)), at)
        assert rig.people.chat.messages[int(at)].body["has_media_spoiler"]


async def test_a_card_can_name_its_requester() -> None:
    async with rigged() as rig:
        at = await rig.adapter.courier.show(card("a boat", names_requester=True), None)
        assert rig.people.chat.messages[int(at)].text == "a boat\n— Ada"


async def test_what_a_press_asked_for_names_who_pressed() -> None:
    async with rigged() as rig:
        courier = rig.adapter.courier
        at = await courier.show(card("Done", DONE, actions=(AGAIN,)), None)
        await rig.people.press(ADA, int(at), AGAIN.code)
        pressed = await rig.receiver.next()
        again = replace(card("a boat", reply_to=pressed.message), route=pressed.route)
        shown = rig.people.chat.messages[int(await courier.show(again, None))]
        assert (shown.text, shown.body["reply_to_message"]["message_id"]) == ("a boat\n— Ada", int(at))
        (told,) = await courier.tell(notice("Nothing left", route=pressed.route, reply_to=at))
        body = rig.people.chat.messages[int(told)].body
        assert (body["text"], body["entities"][0]["type"]) == ("Ada: Nothing left", "text_mention")
        alone = replace(GROUP, community="1001", kind=PlaceKind.PRIVATE)
        private = rig.server.world.add_chat(1001, "private", "Ada")
        await courier.show(replace(again, place=alone, reply_to=None), None)
        assert [each.text for each in private.messages.values()] == ["a boat"]


async def test_a_deleted_card_is_gone() -> None:
    async with rigged() as rig:
        with pytest.raises(MessageGone):
            await rig.adapter.courier.show(card("Done", DONE), "4711")
        asked = await rig.people.say(ADA, "/help@ChatbrushBot")
        with pytest.raises(MessageGone):
            await rig.adapter.courier.show(card("Done", DONE), str(asked.body["message_id"]))


async def test_trap_71_kicked_and_blocked_are_final() -> None:
    async with rigged() as rig:
        rig.people.chat.bot_status = "kicked"
        with pytest.raises(PlaceGone):
            await rig.adapter.courier.tell(notice())
        private = rig.server.world.add_chat(1001, "private", "Ada")
        private.bot_status = "kicked"
        there = PlaceAlias(Platform.TELEGRAM, "1001", kind=PlaceKind.PRIVATE)
        with pytest.raises(PlaceGone):
            await rig.adapter.courier.tell(notice(place=there))


@pytest.mark.parametrize(
    "description", ["not enough rights to send photos to the chat", "CHAT_SEND_PHOTOS_FORBIDDEN"]
)
async def test_a_missing_right_is_named(description: str) -> None:
    async with rigged() as rig:
        rig.server.faults.append(Fault("sendPhoto", 400, f"Bad Request: {description}"))
        with pytest.raises(NoPermission) as caught:
            await rig.adapter.courier.tell(notice(files=(picture(),)))
        assert caught.value.missing == ("can_send_photos",)


async def test_a_closed_topic_is_gone() -> None:
    async with rigged() as rig:
        rig.people.chat.is_forum, rig.people.chat.topics = True, {9: "Cats"}
        rig.people.chat.closed_topics = {9}
        for topic in ("9", "10"):
            with pytest.raises(PlaceGone):
                await rig.adapter.courier.tell(notice(place=replace(GROUP, place=topic)))


async def test_flood_control_says_how_long() -> None:
    async with rigged() as rig:
        rig.server.faults.append(Fault("sendMessage", 429, "Too Many Requests", {"retry_after": 7}))
        with pytest.raises(Throttled) as caught:
            await rig.adapter.courier.tell(notice())
        assert caught.value.retry_after_seconds == 7


async def test_a_notice_mentions_and_links() -> None:
    async with rigged() as rig:
        asked = await rig.people.say(ADA, "/imagine@ChatbrushBot 🚤")
        courier = rig.adapter.courier
        (sent,) = await courier.tell(
            notice("Your picture is ready", mention=True, link="15", reply_to=str(asked.body["message_id"]))
        )
        body = rig.people.chat.messages[int(sent)].body
        assert body["text"] == "Ada: Your picture is ready"
        mention, link = body["entities"]
        assert (mention["type"], mention["user"]["id"], mention["length"]) == ("text_mention", 1001, 3)
        assert (link["offset"], link["url"]) == (5, f"https://t.me/c/{str(GROUP_ID)[4:]}/15")
        assert body["reply_to_message"]["message_id"] == asked.body["message_id"]


async def test_where_messages_have_no_address_the_notice_answers_the_card() -> None:
    async with rigged() as rig:
        chat = rig.server.world.add_chat(-55, "group", "Basic")
        place = PlaceAlias(Platform.TELEGRAM, "-55")
        courier = rig.adapter.courier
        at = await courier.show(card("Done", DONE, place=place), None)
        (sent,) = await courier.tell(notice("Ready", place=place, link=at, mention=True))
        assert chat.messages[int(sent)].body["reply_to_message"]["message_id"] == int(at)


async def test_a_question_opens_the_reply_box_of_one_person() -> None:
    async with rigged() as rig:
        (sent,) = await rig.adapter.courier.tell(notice("What should change?", expects_reply=True))
        posted = rig.people.chat.messages[int(sent)]
        assert posted.force_reply == {"force_reply": True, "selective": True}
        assert posted.body["entities"][0]["type"] == "text_mention"


async def test_anonymous_admins_are_named_but_not_mentioned() -> None:
    async with rigged() as rig:
        anonymous = replace(PERSON, key=str(GROUP_ID), name="Painters")
        (sent,) = await rig.adapter.courier.tell(notice("Ready", person=anonymous, mention=True))
        assert rig.people.chat.messages[int(sent)].body["text"] == "Painters: Ready"
        assert "entities" not in rig.people.chat.messages[int(sent)].body


@pytest.mark.parametrize(("count", "calls"), [(2, 1), (10, 1), (11, 2), (21, 3)])
async def test_several_files_are_albums_in_order(count: int, calls: int) -> None:
    async with rigged() as rig:
        files = tuple(picture(png(10 + number, 10)) for number in range(count))
        ids = await rig.adapter.courier.tell(notice("", files=files))
        assert [rig.people.chat.messages[int(each)].picture for each in ids] == [f.data for f in files]
        assert len(rig.server.sent("sendMediaGroup")) == calls


async def test_an_albums_words_and_buttons_follow_it() -> None:
    async with rigged() as rig:
        files = (picture(), picture(png(20, 20)))
        ids = await rig.adapter.courier.tell(notice("Both", files=files, actions=(AGAIN,), as_documents=True))
        messages = [rig.people.chat.messages[int(each)] for each in ids]
        assert [each.document for each in messages] == [files[0].data, files[1].data, None]
        assert messages[2].text == "Both"
        assert messages[2].body["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == AGAIN.code


async def test_an_album_that_is_refused_as_photos_goes_as_documents() -> None:
    async with rigged() as rig:
        files = (picture(), picture(png(2100, 100)))
        ids = await rig.adapter.courier.tell(notice("", files=files))
        assert [rig.people.chat.messages[int(each)].document for each in ids] == [f.data for f in files]


async def test_words_too_long_for_a_caption_follow_their_file() -> None:
    async with rigged() as rig:
        ids = await rig.adapter.courier.tell(notice("x" * 1025, files=(picture(spoiler=True),)))
        first, second = (rig.people.chat.messages[int(each)] for each in ids)
        assert first.body["has_media_spoiler"]
        assert "caption" not in first.body
        assert second.text == "x" * 1025


async def test_what_telegram_does_not_show_inline_is_a_document() -> None:
    async with rigged() as rig:
        avif = PictureFile(b"avif", "image/avif", "a.avif")
        at = await rig.adapter.courier.show(card("Done", DONE, pictures=(avif,)), None)
        assert rig.people.chat.messages[int(at)].document == b"avif"
        (sent,) = await rig.adapter.courier.tell(notice(files=(avif,)))
        assert rig.people.chat.messages[int(sent)].document == b"avif"


async def test_trap_62_nothing_tells_the_token(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async with rigged(privacy=False) as rig:
        caplog.set_level("DEBUG")
        await rig.people.say(ADA, "/edit x", image=png())
        (handle,) = (await rig.receiver.next()).images
        courier = rig.adapter.courier
        await courier.fetch(handle, 1 << 20)
        rig.server.faults.append(Fault("sendMessage", 400, "Bad Request: something new"))
        with pytest.raises(Undelivered) as caught:
            await courier.tell(notice())
        rig.server.world.files.clear()
        with pytest.raises(ImageGone):
            await courier.fetch(handle, 1 << 20)
        out, err = capsys.readouterr()
        for text in (caplog.text, out, err, repr(caught.value), repr(courier)):
            assert rig.server.token not in text
        assert "httpx" not in {record.name for record in caplog.records}


async def test_trap_70_a_local_file_of_that_name_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rigged(privacy=False) as rig:
        await rig.people.say(ADA, "/edit x", image=png())
        (handle,) = (await rig.receiver.next()).images
        file = rig.server.world.files[handle.locator]
        (tmp_path / "photos").mkdir()
        (tmp_path / file.path).write_bytes(b"a secret of the operator")
        monkeypatch.chdir(tmp_path)
        assert await rig.adapter.courier.fetch(handle, 1 << 20) == file.data
        for hostile in ("/etc/passwd", "photos/../../../etc/passwd"):
            file.path = hostile
            with pytest.raises(ImageGone):
                await rig.adapter.courier.fetch(handle, 1 << 20)


async def test_a_file_beyond_the_cap_is_refused_before_or_while_it_comes() -> None:
    async with rigged(privacy=False) as rig:
        await rig.people.say(ADA, "/edit x", file=Upload("a.png", "image/png", png() + b"\0" * 5000))
        (handle,) = (await rig.receiver.next()).images
        courier = rig.adapter.courier
        with pytest.raises(ImageTooLarge) as caught:
            await courier.fetch(handle, 4000)
        assert caught.value.limit_bytes == 4000
        assert not rig.server.sent("getFile")
        with pytest.raises(ImageTooLarge):
            await courier.fetch(replace(handle, size_bytes=0), 4000)


async def test_telegram_gives_no_more_than_20_megabytes() -> None:
    async with rigged() as rig:
        file = rig.server.world.add_file(b"\0" * ((20 << 20) + 1), "documents", "big.png")
        handle = ImageHandle(Platform.TELEGRAM, file.file_id, "k")
        with pytest.raises(ImageTooLarge) as caught:
            await rig.adapter.courier.fetch(handle, 100 << 20)
        assert caught.value.limit_bytes == 20 << 20


async def test_a_download_that_does_not_come_is_undelivered() -> None:
    async with rigged() as rig:
        file = rig.server.world.add_file(png(), "documents", "slow.png")
        rig.server.file_delay_seconds = 4
        with pytest.raises(Undelivered):
            await rig.adapter.courier.fetch(ImageHandle(Platform.TELEGRAM, file.file_id, "k"), 1 << 20)


@pytest.mark.parametrize(("code", "error"), [(404, ImageGone), (500, Undelivered)])
async def test_a_download_that_is_refused(code: int, error: type[Exception]) -> None:
    async with rigged() as rig:
        file = rig.server.world.add_file(png(), "documents", "gone.png")
        rig.server.file_code = code
        with pytest.raises(error):
            await rig.adapter.courier.fetch(ImageHandle(Platform.TELEGRAM, file.file_id, "k"), 1 << 20)


async def test_the_courier_outlives_its_connection() -> None:
    async with rigged() as rig:
        courier = rig.adapter.courier
    with pytest.raises(Undelivered):
        await courier.tell(notice())
