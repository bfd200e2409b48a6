"""People who ask for pictures on loopback platforms that outlive the bot, and what they see there."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.identity import Platform
from core.requests import Action, ActionPress, Verb
from core.words.english import ENGLISH
from tests.crash.artist import Words, ask_of
from tests.platforms.discord_nouns import Message
from tests.platforms.discord_people import People as DiscordPeople
from tests.platforms.discord_server import LoopbackDiscord
from tests.platforms.telegram_people import People as TelegramPeople
from tests.platforms.telegram_people import member
from tests.platforms.telegram_server import BOT_ID, TelegramServer
from tests.platforms.telegram_world import Posted

_PRIVATE_CHATS = (2001, 2002, 2003, 2004, 2005)
_GROUPS = (-1_000_000_003_001, -1_000_000_003_002)
_MEMBERS = (2001, 2002, 2003)
_MOST_UNANSWERED = 20
"""Beyond, Telegram's budget for a chat and not the bot would decide how long it takes."""
_PICTURE = (".png", ".jpg", ".jpeg", ".webp")
_KINDS = (*[Words.PLAIN] * 11, *[Words.EDIT] * 5, *[Words.MODERATED] * 2, Words.BROKEN, Words.BUSY)
"""What is asked for under load, in these proportions."""


def _sentences(*beginnings: str) -> re.Pattern[str]:
    """The sentences whose keys begin so, whatever stands in their gaps."""
    forms: list[str] = []
    for key, said in ENGLISH.items():
        if key.startswith(beginnings):
            forms += [said] if isinstance(said, str) else said.values()
    return re.compile("|".join(re.sub(r"\\{\w+\\}", ".+", re.escape(form)) for form in forms))


_UNFINISHED = _sentences("waiting", "drawing", "outlook")
_LATE = _sentences("late_")


@dataclass(frozen=True)
class Ask:
    """A request as it was posted. `key` is how the bot's inbox knows it.

    `is_kept` says whether the platform delivers it until the bot has confirmed it.
    """

    id: str
    key: str
    platform: Platform
    chat: int
    person: int
    words: Words
    is_kept: bool


@dataclass(frozen=True)
class Shown:
    """A message of the bot's as it stands. `presses` are its buttons, `ask` the request whose id it shows."""

    platform: Platform
    chat: int
    message: int
    text: str
    has_picture: bool
    presses: tuple[ActionPress, ...]
    reply_to: int | None

    @property
    def ask(self) -> str | None:
        return ask_of(self.text)

    @property
    def is_unfinished(self) -> bool:
        """Whether it is a card that waits or draws."""
        return _UNFINISHED.search(self.text) is not None

    @property
    def is_late_notice(self) -> bool:
        """Whether it only says that a card is finished."""
        return _LATE.search(self.text) is not None

    @property
    def pictures(self) -> tuple[str, ...]:
        """Ids of the pictures that it shows to be edited."""
        return tuple(press.target for press in self.presses if press.verb in (Verb.EDIT, Verb.PICK))


class Crowd:
    """Everybody on both platforms. `asks` are all requests so far."""

    def __init__(self, telegram: TelegramServer, discord: LoopbackDiscord, chance: random.Random) -> None:
        self.asks: list[Ask] = []
        self._chance = chance
        self._telegram = telegram
        self._discord = discord
        world = telegram.world
        chats = [world.add_chat(each, "private", f"Person {each}") for each in _PRIVATE_CHATS]
        chats += [world.add_chat(each, "supergroup", "Painters") for each in _GROUPS]
        self._people = {chat.id: TelegramPeople(telegram, chat) for chat in chats}
        self._guests = DiscordPeople(discord)
        guild = self._guests.guild()
        self._channels = [self._guests.channel(guild, name=name) for name in ("general", "art")]
        self._users = [self._guests.user(f"Person {number}") for number in range(3)]

    @property
    def hears(self) -> list[Platform]:
        """Where asking makes sense now: Discord forgets what happens while no bot is connected."""
        is_there = self._discord.gateway.connected.is_set() and self._discord.rest.commands
        return [Platform.TELEGRAM, Platform.DISCORD] if is_there else [Platform.TELEGRAM]

    @property
    def is_patient(self) -> bool:
        """Whether so much is unanswered that people wait before they ask for more."""
        shown = list(self.shown())
        answered = {one.ask for one in shown if not one.is_unfinished}
        unanswered = {one.ask for one in shown} - answered
        return len(unanswered) + len(self._telegram.world.updates) >= _MOST_UNANSWERED

    @property
    def is_heard(self) -> bool:
        """Whether Telegram has nothing left that the bot did not confirm."""
        return not self._telegram.world.updates

    async def ask(self, platform: Platform, words: Words | None = None) -> Ask:
        """Somebody asks for something, or has a result changed, somewhere on a platform."""
        words = words or self._chance.choice(_KINDS)
        name = f"q{len(self.asks) + 1:04}"
        target = self._result(platform) if words is Words.EDIT else None
        if target is None and words is Words.EDIT:
            words = Words.PLAIN
        post = self._ask_on_telegram if platform is Platform.TELEGRAM else self._ask_on_discord
        key, chat, person = await post(f"{words} {name}", target)
        is_kept = platform is Platform.TELEGRAM
        self.asks.append(Ask(name, key, platform, chat, person, words, is_kept=is_kept))
        return self.asks[-1]

    async def cancel(self) -> None:
        """Somebody presses the button that stops a request of theirs, if there is one."""
        asks = {ask.id: ask for ask in self.asks if ask.platform in self.hears}
        found = [one for one in self.shown() if one.is_unfinished and one.ask in asks and one.presses]
        if not found:
            return
        shown = self._chance.choice(found)
        ask = asks[shown.ask or ""]
        code = Action(Verb.CANCEL, shown.presses[0].target, "").code
        if shown.platform is Platform.TELEGRAM:
            who = member(str(ask.person), f"Person {ask.person}")
            await self._people[shown.chat].press(who, shown.message, code)
        else:
            world = self._discord.world
            await self._guests.press(world.users[ask.person], world.messages[shown.message], code)

    async def _ask_on_telegram(self, words: str, target: Shown | None) -> tuple[str, int, int]:
        chat = target.chat if target is not None else self._chance.choice([*_PRIVATE_CHATS * 2, *_GROUPS])
        user = chat if chat > 0 else self._chance.choice(_MEMBERS)
        who = member(str(user), f"Person {user}")
        if target is None:
            at = "" if chat > 0 else f"@{self._telegram.world.me['username']}"
            posted = await self._people[chat].say(who, f"/imagine{at} {words}")
        else:
            posted = await self._people[chat].say(who, words, reply_to=target.message)
        return f"telegram:{BOT_ID}:message:{chat}:{posted.body['message_id']}", chat, user

    async def _ask_on_discord(self, words: str, target: Shown | None) -> tuple[str, int, int]:
        bot = self._discord.world.bot
        user = self._chance.choice(self._users)
        if target is not None:
            shown = self._discord.world.messages[target.message]
            channel = self._discord.world.channels[target.chat]
            asked = await self._guests.post(user, channel, words, reply_to=shown)
            return f"discord:{bot.id}:{asked.id}", channel.id, user.id
        channel = self._chance.choice(self._channels)
        if self._chance.random() < 1 / 2:
            interaction = await self._guests.slash(user, channel, "imagine", {"prompt": words})
            return f"discord:{bot.id}:{interaction.id}", channel.id, user.id
        message = await self._guests.post(user, channel, f"<@{bot.id}> draw {words}")
        return f"discord:{bot.id}:{message.id}", channel.id, user.id

    def _result(self, platform: Platform) -> Shown | None:
        """Some finished picture."""
        found = [one for one in self.shown() if one.platform is platform and one.has_picture and one.pictures]
        return self._chance.choice(found) if found else None

    def shown(self) -> Iterator[Shown]:
        """Every message of the bot's on both platforms."""
        me = self._telegram.world.me["id"]
        for chat in self._telegram.world.chats.values():
            for posted in chat.messages.values():
                if posted.body.get("from", {}).get("id") == me:
                    yield _on_telegram(chat.id, posted)
        for message in self._discord.world.messages.values():
            if message.author is self._discord.world.bot and message.private_to is None:
                yield _on_discord(message)


def _on_telegram(chat: int, posted: Posted) -> Shown:
    body = posted.body
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    return Shown(
        Platform.TELEGRAM,
        chat,
        body["message_id"],
        posted.text,
        posted.picture is not None,
        _presses(button["callback_data"] for row in rows for button in row),
        body["reply_to_message"]["message_id"] if "reply_to_message" in body else None,
    )


def _on_discord(message: Message) -> Shown:
    return Shown(
        Platform.DISCORD,
        message.channel_id,
        message.id,
        message.content,
        any(one.name.endswith(_PICTURE) for one in message.uploads),
        _presses(button["custom_id"] for row in message.components for button in row["components"]),
        None if message.reference is None else int(message.reference["message_id"]),
    )


def _presses(codes: Iterator[str]) -> tuple[ActionPress, ...]:
    found = [ActionPress.parse(code) for code in codes]
    return tuple(press for press in found if press is not None)
