"""The loopback Bot API itself: it must refuse what Telegram refuses."""

import io
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image

from tests.bots.telegram_kit import ADA, BO, GROUP_ID, png
from tests.platforms.telegram_people import ANONYMOUS, ANOTHER_BOT, People
from tests.platforms.telegram_server import TelegramServer, telegram_server
from tests.platforms.telegram_spec import problems, published

needs_description = pytest.mark.skipif(published() is None, reason="the published description is not here")


class Client:
    """A bot without an SDK: raw requests."""

    def __init__(self, server: TelegramServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session
        self.people = People(server, server.world.add_chat(GROUP_ID, "supergroup", "Painters"))

    async def call(
        self, method: str, files: Mapping[str, bytes] | None = None, **params: Any
    ) -> dict[str, Any]:
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, data in (files or {}).items():
            form.add_field(name, io.BytesIO(data), filename="a.png", content_type="image/png")
        url = f"{self.server.base}/bot{self.server.token}/{method}"
        async with self.session.post(url, data=form) as answer:
            body: dict[str, Any] = await answer.json()
            assert body["ok"] is (answer.status == 200)
            return body

    async def send(self, **params: Any) -> dict[str, Any]:
        return await self.call("sendMessage", chat_id=GROUP_ID, **{"text": "hello", **params})


@pytest_asyncio.fixture(params=[True], ids=["privacy-on"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    async with telegram_server(privacy=request.param) as server, aiohttp.ClientSession() as session:
        yield Client(server, session)


def refused(answer: Mapping[str, Any], words: str, code: int = 400) -> None:
    assert answer["error_code"] == code
    assert words in answer["description"]


async def test_lengths_are_counted_in_utf16_units(client: Client) -> None:
    assert (await client.send(text="🎨" * 2048))["ok"]
    refused(await client.send(text="🎨" * 2049), "message is too long")
    refused(await client.send(text="  "), "message text is empty")
    photo = await client.call("sendPhoto", {"photo": png()}, chat_id=GROUP_ID, caption="x" * 1025)
    refused(photo, "caption is too long")


async def test_buttons_are_measured_in_bytes(client: Client) -> None:
    def markup(data: str) -> dict[str, Any]:
        return {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}

    assert (await client.send(reply_markup=markup("x" * 64)))["ok"]
    refused(await client.send(reply_markup=markup("я" * 33)), "BUTTON_DATA_INVALID")


async def test_reply_and_thread_must_exist(client: Client) -> None:
    refused(await client.send(reply_parameters={"message_id": 9}), "message to be replied not found")
    kept = {"message_id": 9, "allow_sending_without_reply": True}
    assert (await client.send(reply_parameters=kept))["ok"]
    refused(await client.send(message_thread_id=1), "message thread not found")


async def test_photos_have_limits(client: Client) -> None:
    for data, words in (
        (png(9000, 1100), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (png() + b"\0" * (10 << 20), "too big"),
    ):
        refused(await client.call("sendPhoto", {"photo": data}, chat_id=GROUP_ID), words)


async def test_a_photo_comes_back_as_a_smaller_jpeg(client: Client) -> None:
    await client.people.say(ADA, "/edit@ChatbrushBot x", image=png(2000, 1000))
    (update,) = (await client.call("getUpdates", timeout=1))["result"]
    sizes = update["message"]["photo"]
    largest = max(sizes, key=lambda size: size["width"] * size["height"])
    found = (await client.call("getFile", file_id=largest["file_id"]))["result"]
    url = f"{client.server.base}/file/bot{client.server.token}/{found['file_path']}"
    async with client.session.get(url) as answer:
        image = Image.open(io.BytesIO(await answer.read()))
    assert (image.format, image.size) == ("JPEG", (1280, 640))


async def test_edits_that_change_nothing_are_refused(client: Client) -> None:
    sent = (await client.send(text="a"))["result"]["message_id"]
    same = await client.call("editMessageText", chat_id=GROUP_ID, message_id=sent, text="a")
    refused(same, "message is not modified")
    theirs = await client.people.say(ADA, "mine")
    edit = await client.call(
        "editMessageText", chat_id=GROUP_ID, message_id=theirs.body["message_id"], text="b"
    )
    refused(edit, "message can't be edited")


async def test_an_album_has_two_to_ten_items(client: Client) -> None:
    def media(count: int) -> list[dict[str, str]]:
        return [{"type": "photo", "media": f"attach://f{index}"} for index in range(count)]

    for count in (1, 11):
        files = {f"f{index}": png() for index in range(count)}
        answer = await client.call("sendMediaGroup", files, chat_id=GROUP_ID, media=media(count))
        refused(answer, "2-10")


async def test_twenty_messages_a_minute_in_a_group(client: Client) -> None:
    for number in range(20):
        assert (await client.send(text=str(number)))["ok"]
    answer = await client.send(text="one more")
    refused(answer, "Too Many Requests", 429)
    assert 0 < answer["parameters"]["retry_after"] <= 61


async def test_privacy_mode_delivers_what_the_documentation_says(client: Client) -> None:
    people, world = client.people, client.server.world
    await people.say(ADA, "just talking")
    await people.say(ADA, "look @ChatbrushBot")
    await people.say(ADA, "/imagine a boat")
    await people.say(ADA, "/imagine@OtherBot a boat")
    await people.say(ANOTHER_BOT, "/imagine@ChatbrushBot a boat")
    assert not world.updates
    assert len(world.undelivered) == 5
    sent = (await client.send())["result"]["message_id"]
    for heard in (
        {"text": "/imagine@ChatbrushBot a boat"},
        {"text": "make it blue", "reply_to": sent},
        {"text": "/imagine a boat, since the bot spoke last"},
        {"text": "/quota@ChatbrushBot", "extra": {"sender_chat": people.chat.body(), "from": ANONYMOUS}},
    ):
        before = len(world.updates)
        await people.say(ADA, **heard)
        assert len(world.updates) == before + 1, heard
    people.set_status("administrator")
    before = len(world.updates)
    await people.say(BO, "an admin hears everything")
    assert len(world.updates) == before + 1


async def test_updates_stay_until_a_higher_offset_confirms_them(client: Client) -> None:
    for word in ("one", "two"):
        await client.people.say(ADA, f"/help@ChatbrushBot {word}")
    first = (await client.call("getUpdates", timeout=0))["result"]
    assert (await client.call("getUpdates", timeout=0))["result"] == first
    left = (await client.call("getUpdates", offset=first[0]["update_id"] + 1, timeout=0))["result"]
    assert [each["message"]["text"] for each in left] == ["/help@ChatbrushBot two"]


async def test_kinds_that_were_not_asked_for_do_not_come_and_the_list_is_remembered(client: Client) -> None:
    await client.call("getUpdates", timeout=0, allowed_updates=["callback_query"])
    await client.people.say(ADA, "/help@ChatbrushBot")
    assert (await client.call("getUpdates", timeout=0))["result"] == []


@needs_description
async def test_requests_against_the_description_are_noted() -> None:
    with pytest.raises(AssertionError, match="unknown field colour"):
        async with telegram_server() as server, aiohttp.ClientSession() as session:
            await Client(server, session).send(colour="red")


@needs_description
@pytest.mark.parametrize(
    ("method", "params", "files", "problem"),
    [
        ("sendMesage", {}, (), "no such method"),
        ("sendMessage", {"chat_id": "1"}, (), "text is missing"),
        ("editMessageText", {"text": "x", "message_id": "abc"}, (), "is none of"),
        ("sendMessage", {"chat_id": "1", "text": "x", "disable_notification": "maybe"}, (), "is none of"),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "reply_parameters": '{"id": 1}'},
            (),
            "message_id is missing",
        ),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "reply_markup": '{"inline_keyboard": [[{"callback_data": "x"}]]}'},
            (),
            "is missing",
        ),
        ("editMessageMedia", {"media": '{"type": "photo"}'}, (), "media is missing"),
        ("sendPhoto", {"chat_id": "1"}, ("caption",), "takes no file"),
    ],
)
def test_the_description_finds(
    method: str, params: dict[str, str], files: tuple[str, ...], problem: str
) -> None:
    assert any(problem in found for found in problems(method, params, files))


@needs_description
def test_the_description_passes_what_is_right() -> None:
    media = '{"type": "photo", "media": "attach://f", "caption": "x", "has_spoiler": true}'
    params = {"chat_id": "-5", "message_id": "7", "media": media}
    assert problems("editMessageMedia", params, ["f"]) == []
