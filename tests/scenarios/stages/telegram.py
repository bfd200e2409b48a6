"""Telegram with privacy mode on and off: three people in one supergroup."""

import asyncio
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from PIL import Image, UnidentifiedImageError

from bots.telegram_bot.adapter import TelegramAdapter
from bots.telegram_bot.client import Timing
from core.ports import Adapter
from core.requests import ActionPress, Verb
from core.settings import Settings
from tests.platforms.telegram_people import People, as_file, member
from tests.platforms.telegram_server import TOKEN, TelegramServer, telegram_server
from tests.platforms.telegram_world import Json, Posted
from tests.scenarios.stage import ADMIN, Person, Route, Seen, Stage

GROUP_ID = -1_001_234_567_890

_TIMING = Timing(poll_seconds=5, backoff_seconds=0.05, backoff_limit_seconds=1.0, preview_seconds=0.2)
_REACTION_SECONDS = 0.15
"""Nobody answers a message in the very instant in which it appears."""
_ALWAYS = frozenset({Route.COMMAND, Route.FREE_REPLY, Route.COMMAND_REPLY})
_UNLESS_PRIVATE = frozenset({Route.MENTION, Route.ALBUM, Route.CHATTER})


class TelegramStage(Stage):
    """One supergroup on a loopback Bot API server, seen by its members.

    In privacy mode only what is meant for the bot reaches it: commands that name it (as the
    clients write them from the menu) and replies to it; of an album only the captioned piece.
    """

    def __init__(self, server: TelegramServer, *, privacy: bool) -> None:
        self.name = "telegram-privacy-on" if privacy else "telegram-privacy-off"
        self.routes = _ALWAYS if privacy else _ALWAYS | _UNLESS_PRIVATE
        self.server = server
        self.people = People(server, server.world.add_chat(GROUP_ID, "supergroup", "Painters"))
        self.people.chat.statuses[int(ADMIN.key)] = "administrator"
        self._privacy = privacy

    def settings(self) -> Mapping[str, Any]:
        return {"telegram": {"token": TOKEN, "api_base": self.server.base}}

    def adapter(self, settings: Any) -> Adapter:
        assert isinstance(settings, Settings)
        return TelegramAdapter(settings.platforms.telegram, timing=_TIMING)

    async def ask(self, person: Person, words: str, images: Sequence[bytes] = ()) -> None:
        if not images:
            await self.people.say(_user(person), self._command("imagine", words))
            return
        caption = self._command("edit", words)
        if len(images) == 1 or not self._privacy:
            await self._post_files(person, caption, images)
            return
        first, second = images
        shown = await self.people.say(_user(person), file=as_file("photo.png", first))
        await self._post_files(person, caption, [second], reply_to=shown.body["message_id"])

    async def reply(self, person: Person, to: Seen, words: str, images: Sequence[bytes] = ()) -> None:
        await asyncio.sleep(_REACTION_SECONDS)
        if images:
            await self._post_files(person, words, images, reply_to=int(to.id))
        else:
            await self.people.say(_user(person), words, reply_to=int(to.id))

    async def edit_photo(self, person: Person, photo: Seen, words: str, images: Sequence[bytes] = ()) -> None:
        caption = self._command("edit", words)
        if images:
            await self._post_files(person, caption, images, reply_to=int(photo.id))
        else:
            await self.people.say(_user(person), caption, reply_to=int(photo.id))

    async def post(
        self,
        person: Person,
        words: str = "",
        images: Sequence[bytes] = (),
        reply_to: Seen | None = None,
        file_name: str = "photo.png",
    ) -> Seen:
        target = int(reply_to.id) if reply_to is not None else None
        user = _user(person)
        if not images:
            posted = await self.people.say(user, words, reply_to=target)
        elif not all([await asyncio.to_thread(_is_photo, image) for image in images]):
            posted = await self.people.say(user, words, file=as_file(file_name, images[0]), reply_to=target)
        elif len(images) == 1:
            posted = await self.people.say(user, words, image=images[0], reply_to=target)
        else:
            posted = (await self.people.album(user, words, images, reply_to=target))[0]
        return _seen(posted)

    async def sticker(self, person: Person, data: bytes) -> Seen | None:
        sticker = self.server.world.sticker(data)
        return _seen(await self.people.say(_user(person), extra={"sticker": sticker}))

    def emoji(self, name: str, data: bytes) -> str:
        number = str(len(self.server.world.custom_emoji) + 5_000_000_000)
        self.server.world.custom_emoji[number] = self.server.world.sticker(data, kind="custom_emoji")
        sign = "🧩" if name == "pepe" else "🧷"
        self.people.emoji[sign] = number
        return sign

    async def give_avatar(self, person: Person, data: bytes) -> bytes:
        sizes = [self.server.world.photo_size(data, side, side) for side in (160, 640)]
        self.server.world.profile_photos[int(person.key)] = [sizes]
        return data

    def mention(self, person: Person) -> str:
        """By name, as clients write of who has no user name."""
        if _user(person) not in self.people.mentionable:
            self.people.mentionable.append(_user(person))
        return person.name

    async def command(self, person: Person, name: str, words: str = "") -> None:
        await self.people.say(_user(person), self._command(name, words))

    async def press(
        self,
        person: Person,
        on: Seen,
        verb: Verb,
        number: int | None = None,
        text: str = "",  # noqa: ARG002 - Telegram has no forms
    ) -> None:
        await asyncio.sleep(_REACTION_SECONDS)
        await self.people.press(_user(person), int(on.id), _code(on, verb, number))

    async def repeat(self) -> None:
        self.people.repeat()

    async def chat(self) -> Sequence[Seen]:
        messages = self.people.chat.messages
        return [_seen(messages[number]) for number in sorted(messages)]

    def _command(self, name: str, words: str) -> str:
        return f"/{name}@{self.server.world.me['username']} {words}".strip()

    async def _post_files(
        self, person: Person, caption: str, images: Sequence[bytes], reply_to: int | None = None
    ) -> None:
        """As image files, whose bytes Telegram keeps; several are an album, in pieces."""
        album = {"media_group_id": f"files-{len(self.people.chat.messages)}"} if len(images) > 1 else {}
        for index, image in enumerate(images):
            await self.people.say(
                _user(person),
                caption if index == 0 else "",
                file=as_file("photo.png", image),
                reply_to=reply_to if index == 0 else None,
                extra=album,
            )


def _user(person: Person) -> Json:
    return member(person.key, person.name, person.locale.split("-")[0])


def _is_photo(data: bytes) -> bool:
    """Whether a client would send it as a photo."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return sum(image.size) <= 10_000
    except (UnidentifiedImageError, OSError):
        return False


def _code(on: Seen, verb: Verb, number: int | None) -> str:
    """The button of a verb: by its number, else by its place among those of that verb."""
    codes = [code for code in on.buttons if (press := ActionPress.parse(code)) and press.verb is verb]
    assert codes, f"no {verb} among {list(on.buttons.values())}"
    for code in codes:
        press = ActionPress.parse(code)
        if number is not None and press is not None and press.number == number:
            return code
    return codes[0 if number is None else number - 1]


def _seen(posted: Posted) -> Seen:
    body = posted.body
    sender = body.get("from", {})
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    return Seen(
        id=str(body["message_id"]),
        author="bot" if sender.get("is_bot") else str(sender.get("id", "")),
        text=posted.text,
        pictures=() if posted.picture is None else (posted.picture,),
        buttons={button["callback_data"]: button["text"] for row in rows for button in row},
        reply_to=str(body["reply_to_message"]["message_id"]) if "reply_to_message" in body else None,
        edits=posted.edits,
        history=tuple(posted.history),
        files=() if posted.document is None else (posted.document,),
    )


@asynccontextmanager
async def telegram_privacy_on() -> AsyncIterator[TelegramStage]:
    """Privacy mode on, as every bot starts."""
    async with telegram_server(privacy=True) as server:
        yield TelegramStage(server, privacy=True)


@asynccontextmanager
async def telegram_privacy_off() -> AsyncIterator[TelegramStage]:
    """Privacy mode off: the bot reads all messages of the group."""
    async with telegram_server(privacy=False) as server:
        yield TelegramStage(server, privacy=False)
