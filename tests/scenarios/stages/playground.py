"""The playground as a stage: its room, driven without a browser."""

import asyncio
import mimetypes
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bots.web.adapter import PlaygroundAdapter
from bots.web.bubbles import Bubble, Image, Member
from bots.web.portraits import portrait
from bots.web.room import Room
from core.identity import PersonAlias, PlaceAlias, Platform
from core.ports import Adapter, Inlet, Receiver
from core.quota import Usage
from core.requests import IncomingMessage, Verb
from core.settings import Settings
from tests.scenarios.stage import ADA, BO, CHEN, Person, Route, Seen

PEOPLE = (ADA, BO, CHEN)


class NoBars:
    """The quota bar is the page's; no page is open here."""

    async def usage(self, place: PlaceAlias, person: PersonAlias) -> Sequence[Usage]:
        del place, person
        return ()


class LastHeard:
    """Passes messages on and remembers the last one."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._message: IncomingMessage | None = None

    async def receive(self, message: IncomingMessage) -> None:
        self._message = message
        await self._receiver.receive(message)

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        await self._receiver.moved(platform, old, new)

    async def repeat(self) -> None:
        assert self._message is not None, "nothing was said yet"
        await self._receiver.receive(self._message)


class StagedAdapter(PlaygroundAdapter):
    """The real adapter, reporting to the stage when it serves."""

    def __init__(self, settings: Settings, stage: "PlaygroundStage") -> None:
        super().__init__(settings.platforms.playground, settings.data, NoBars(), settings.language)
        self._stage = stage

    async def receive(self, inlet: Inlet, receiver: Receiver, ready: Callable[[str], None]) -> None:
        heard = LastHeard(receiver)

        def is_ready(line: str) -> None:
            self._stage.opened(self, heard)
            ready(line)

        await super().receive(inlet, heard, is_ready)


class PlaygroundStage:
    """Three members in the playground's group."""

    name = "playground"
    routes = frozenset(
        {
            Route.COMMAND,
            Route.FREE_REPLY,
            Route.MENTION,
            Route.COMMAND_REPLY,
            Route.FORM,
            Route.ALBUM,
            Route.CHATTER,
        }
    )

    def __init__(self) -> None:
        self._adapter: PlaygroundAdapter | None = None
        self._heard: LastHeard | None = None
        self._texts: dict[str, list[str]] = {}
        self._bytes: dict[str, bytes] = {}

    def settings(self) -> Mapping[str, Any]:
        names = tuple(person.name for person in PEOPLE)
        return {"playground": {"enabled": True, "port": 0, "members": names}}

    def adapter(self, settings: Any) -> Adapter:
        return StagedAdapter(settings, self)

    def opened(self, adapter: PlaygroundAdapter, heard: LastHeard) -> None:
        """The adapter serves; from now on its room is the chat."""
        self._adapter, self._heard = adapter, heard
        adapter.room.subscribe(self._on_bubble)

    async def ask(self, person: Person, words: str, images: Sequence[bytes] = ()) -> None:
        await self._say(person, f"/{'edit' if images else 'imagine'} {words}", images)

    async def reply(self, person: Person, to: Seen, words: str, images: Sequence[bytes] = ()) -> None:
        await self._say(person, words, images, reply_to=to.id)

    async def edit_photo(self, person: Person, photo: Seen, words: str, images: Sequence[bytes] = ()) -> None:
        await self._say(person, f"/edit {words}", images, reply_to=photo.id)

    async def post(
        self,
        person: Person,
        words: str = "",
        images: Sequence[bytes] = (),
        reply_to: Seen | None = None,
        file_name: str = "photo.png",
    ) -> Seen:
        answered = reply_to.id if reply_to else None
        bubble = await self._say(person, words, images, reply_to=answered, file_name=file_name)
        return await self._seen(bubble)

    async def sticker(self, person: Person, data: bytes) -> Seen | None:
        del person, data
        return None

    def emoji(self, name: str, data: bytes) -> str:
        del name, data
        return ""

    async def give_avatar(self, person: Person, data: bytes) -> bytes:
        """Everybody's is a round with their initial."""
        del data
        return await asyncio.to_thread(portrait, self._member(person))

    def mention(self, person: Person) -> str:
        return f"@{person.name}"

    async def command(self, person: Person, name: str, words: str = "") -> None:
        await self._say(person, f"/{name} {words}".strip())

    async def press(
        self, person: Person, on: Seen, verb: Verb, number: int | None = None, text: str = ""
    ) -> None:
        bubble = self._room.find(on.id)
        assert bubble is not None, "the message is gone"
        action = next(
            action for action in bubble.actions if action.verb is verb and number in (None, action.number)
        )
        member = self._member(person)
        if text:
            await self._running.inbound.say(
                member, text, reply_to=on.id, way="ask", press=action.code, locale=person.locale
            )
        else:
            await self._running.inbound.press(member, bubble, action.code, locale=person.locale)

    async def repeat(self) -> None:
        assert self._heard is not None
        await self._heard.repeat()

    async def chat(self) -> Sequence[Seen]:
        return [await self._seen(bubble) for bubble in self._room.chat("group")]

    @property
    def _running(self) -> PlaygroundAdapter:
        assert self._adapter is not None, "the playground was never opened"
        return self._adapter

    @property
    def _room(self) -> Room:
        return self._running.room

    def _on_bubble(self, bubble: Bubble) -> None:
        texts = self._texts.setdefault(bubble.id, [])
        if not texts or texts[-1] != bubble.text:
            texts.append(bubble.text)

    def _member(self, person: Person) -> Member:
        return next(member for member in self._room.members if member.name == person.name)

    def _key(self, member_key: str) -> str:
        """A person's key for a member's; the bot's stays as it is."""
        member = self._room.member(member_key)
        return member_key if member is None else next(one.key for one in PEOPLE if one.name == member.name)

    async def _say(
        self,
        person: Person,
        words: str,
        images: Sequence[bytes] = (),
        *,
        reply_to: str | None = None,
        file_name: str = "photo.png",
    ) -> Bubble:
        media_type = mimetypes.guess_type(file_name)[0] or ""
        kept = [await self._room.keep(data, file_name, media_type) for data in images]
        return await self._running.inbound.say(
            self._member(person), words, images=kept, reply_to=reply_to, locale=person.locale
        )

    async def _seen(self, bubble: Bubble) -> Seen:
        return Seen(
            id=bubble.id,
            author=self._key(bubble.author),
            text=bubble.text,
            pictures=await self._read(bubble.images),
            alt_texts=tuple(image.alt_text for image in bubble.images),
            buttons={action.code: action.label for action in bubble.actions},
            reply_to=bubble.reply_to,
            edits=bubble.edits,
            history=tuple(self._texts.get(bubble.id, [])[:-1]),
            private_to=self._key(bubble.private_to) if bubble.private_to else None,
            files=await self._read(bubble.files),
        )

    async def _read(self, images: Sequence[Image]) -> tuple[bytes, ...]:
        """The bytes; a preview that was replaced meanwhile is left out."""
        for image in images:
            if image.file not in self._bytes:
                data = await self._room.read(image.file)
                if data is not None:
                    self._bytes[image.file] = data
        return tuple(self._bytes[image.file] for image in images if image.file in self._bytes)


@asynccontextmanager
async def playground() -> AsyncGenerator[PlaygroundStage, None]:
    """The playground; its room lives in the bot's data, so nothing else has to be opened."""
    yield PlaygroundStage()
