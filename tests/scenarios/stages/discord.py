"""Discord as a stage: with the message content intent, without it, and brought along by a person."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bots.discord_bot.adapter import DiscordAdapter
from core.commands import BY_NAME
from core.ports import Adapter
from core.requests import ActionPress, Verb
from tests.platforms.discord_hooks import ACKNOWLEDGE_SECONDS, Interaction
from tests.platforms.discord_nouns import LOADING, MANAGE_MESSAGES, Message, Upload, User, snowflake
from tests.platforms.discord_people import People
from tests.platforms.discord_server import TOKEN, LoopbackDiscord, loopback_discord
from tests.scenarios.stage import ADA, ADMIN, BO, CHEN, Person, Route, Seen

_ALWAYS = frozenset({Route.COMMAND, Route.MENU, Route.FORM})
_MEMBER = _ALWAYS | {Route.MENTION, Route.FREE_REPLY, Route.ALBUM}
_LOCALES = {"en": "en-US"}
_MENTION = re.compile(r"<@!?(\d+)>")
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_IMAGE_NAMES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


class DiscordStage:
    """Three people in one channel of one server."""

    def __init__(self, server: LoopbackDiscord, name: str, routes: frozenset[Route], *, guest: bool) -> None:
        self.name = name
        self.routes = routes
        self.server = server
        self.people = People(server)
        self._channel = self.people.channel(self.people.guild(has_bot=not guest))
        self._users = {
            person.key: self.people.user(
                person.name, int(person.key), _LOCALES.get(person.locale, person.locale)
            )
            for person in (ADA, BO, CHEN)
        }
        self._users[ADMIN.key].permissions = MANAGE_MESSAGES

    def settings(self) -> Mapping[str, Any]:
        return {"discord": {"token": TOKEN}}

    def adapter(self, settings: Any) -> Adapter:
        return DiscordAdapter(
            settings.platforms.discord,
            media_origins=frozenset({self.server.origin}),
            guild_ready_seconds=0.05,
            unfurl_seconds=0.5,
            identify_seconds=0.05,
        )

    async def ask(self, person: Person, words: str, images: Sequence[bytes] = ()) -> None:
        name = "edit" if images else "imagine"
        names = [option.name for option in BY_NAME["edit"].options if option.kind == "image"]
        uploads = dict(zip(names, _uploads(images), strict=False))
        given = {"prompt": words}
        await _taken(await self.people.slash(self._user(person), self._channel, name, given, uploads))

    async def reply(self, person: Person, to: Seen, words: str, images: Sequence[bytes] = ()) -> None:
        """A reply with its ping where the bot is a member; else the form of the card's Edit button.

        A card with several pictures has several such buttons, none of which means "the card": then
        the message menu is the form that names none.
        """
        target = self._message(to)
        if Route.FREE_REPLY in self.routes:
            await self.people.post(self._user(person), self._channel, words, _uploads(images), target)
            return
        codes = _codes(to, Verb.EDIT)
        if len(codes) == 1:
            form = await self.people.open_form(self._user(person), target, codes[0])
        else:
            form = await self.people.menu(self._user(person), target)
        await _taken(await self.people.submit(form, words, _uploads(images)))

    async def edit_photo(self, person: Person, photo: Seen, words: str, images: Sequence[bytes] = ()) -> None:
        """A mention in a reply where the photo can be seen that way; else the message menu."""
        target = self._message(photo)
        if Route.CHATTER in self.routes:
            mention = f"<@{self.server.world.bot.id}> {words}"
            await self.people.post(self._user(person), self._channel, mention, _uploads(images), target)
            return
        form = await self.people.menu(self._user(person), target)
        await _taken(await self.people.submit(form, words, _uploads(images)))

    async def post(
        self,
        person: Person,
        words: str = "",
        images: Sequence[bytes] = (),
        reply_to: Seen | None = None,
        file_name: str = "photo.png",
    ) -> Seen:
        target = None if reply_to is None else self._message(reply_to)
        uploads = _uploads(images, file_name)
        message = await self.people.post(self._user(person), self._channel, words, uploads, target)
        return self._seen(message)

    async def sticker(self, person: Person, data: bytes) -> Seen | None:
        sticker = snowflake()
        self.server.world.assets[f"stickers/{sticker}.png"] = data
        shown = [{"id": str(sticker), "name": "wave", "format_type": 1}]
        return self._seen(await self.people.post(self._user(person), self._channel, stickers=shown))

    def emoji(self, name: str, data: bytes) -> str:
        emoji = snowflake()
        self.server.world.assets[f"emojis/{emoji}.png"] = data
        return f"<:{name}:{emoji}>"

    async def give_avatar(self, person: Person, data: bytes) -> bytes:
        self._user(person).avatar = "chosen"
        self.server.world.assets[f"avatars/{person.key}/chosen.png"] = data
        return data

    def mention(self, person: Person) -> str:
        return f"<@{person.key}>"

    async def command(self, person: Person, name: str, words: str = "") -> None:
        given = {BY_NAME[name].options[0].name: words} if words else {}
        await _taken(await self.people.slash(self._user(person), self._channel, name, given))

    async def press(
        self, person: Person, on: Seen, verb: Verb, number: int | None = None, text: str = ""
    ) -> None:
        code = _code(on, verb, number)
        if verb not in (Verb.EDIT, Verb.CELL, Verb.STYLE):
            await _taken(await self.people.press(self._user(person), self._message(on), code))
            return
        form = await self.people.open_form(self._user(person), self._message(on), code)
        if text:
            await _taken(await self.people.submit(form, text))

    async def repeat(self) -> None:
        await self.people.repeat()

    async def chat(self) -> Sequence[Seen]:
        shown = self.server.world.in_channel(self._channel.id)
        return [self._seen(one) for one in sorted(shown, key=lambda one: one.id) if not one.flags & LOADING]

    def _user(self, person: Person) -> User:
        return self._users[person.key]

    def _message(self, seen: Seen) -> Message:
        return self.server.world.messages[int(seen.id)]

    def _seen(self, message: Message) -> Seen:
        pictures = [one for one in message.uploads if one.name.lower().endswith(_IMAGE_NAMES)]
        files = [one for one in message.uploads if one not in pictures]
        buttons = {
            button["custom_id"]: button["label"] for row in message.components for button in row["components"]
        }
        return Seen(
            id=str(message.id),
            author="bot" if message.author is self.server.world.bot else str(message.author.id),
            text=self._read(message.content),
            pictures=tuple(one.data for one in pictures),
            alt_texts=tuple(one.description or "" for one in pictures),
            buttons=buttons,
            reply_to=None if message.reference is None else str(message.reference["message_id"]),
            edits=message.edits,
            history=tuple(self._read(one) for one in message.history),
            private_to=None if message.private_to is None else str(message.private_to),
            files=tuple(one.data for one in files),
        )

    def _read(self, content: str) -> str:
        """Markdown as a person reads it."""
        users = self.server.world.users

        def name(found: re.Match[str]) -> str:
            user = users.get(int(found[1]))
            return found[0] if user is None else f"@{user.name}"

        named = _MENTION.sub(name, content)
        return _ESCAPE.sub("", named).replace("\u200b", "").replace("\n-# ", "\n")


async def _taken(interaction: Interaction) -> None:
    """A person sees within three seconds that the bot took it, or that it did not."""
    try:
        async with asyncio.timeout(ACKNOWLEDGE_SECONDS):
            await interaction.answered.wait()
    except TimeoutError:
        return


def _uploads(images: Sequence[bytes], file_name: str = "photo.png") -> list[Upload]:
    return [Upload(file_name, image) for image in images]


def _codes(on: Seen, verb: Verb) -> list[str]:
    return [code for code in on.buttons if (press := ActionPress.parse(code)) and press.verb is verb]


def _code(on: Seen, verb: Verb, number: int | None) -> str:
    """The button of a verb: by its number, else by its place among those of that verb."""
    codes = _codes(on, verb)
    assert codes, f"no {verb} among {list(on.buttons.values())}"
    for code in codes:
        press = ActionPress.parse(code)
        if number is not None and press is not None and press.number == number:
            return code
    return codes[0 if number is None else number - 1]


@asynccontextmanager
async def discord() -> AsyncIterator[DiscordStage]:
    """A member of the server, with the message content intent."""
    async with loopback_discord(content_granted=True) as server:
        yield DiscordStage(server, "discord", _MEMBER | {Route.CHATTER}, guest=False)


@asynccontextmanager
async def discord_no_intent() -> AsyncIterator[DiscordStage]:
    """A member of the server that reads only what is meant for it: mentions, and replies with their ping."""
    async with loopback_discord(content_granted=False) as server:
        yield DiscordStage(server, "discord-no-intent", _MEMBER, guest=False)


@asynccontextmanager
async def discord_user_installed() -> AsyncIterator[DiscordStage]:
    """No member: it came along with the people who installed it, and sees interactions only."""
    async with loopback_discord(content_granted=False) as server:
        yield DiscordStage(server, "discord-user-installed", _ALWAYS, guest=True)
