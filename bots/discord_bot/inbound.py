"""Discord messages as `IncomingMessage`: who, where, to whom, in answer to what, with which images."""

import asyncio
import re

import discord

from bots.discord_bot.failures import delivering
from bots.discord_bot.images import handles_of, words_of
from bots.discord_bot.mentions import USER_MENTION, Named, emoji_alone, named, previews
from core.errors import DeliveryFailed
from core.identity import PersonAlias, PlaceAlias, PlaceKind, Platform
from core.requests import Addressed, IncomingMessage, ReplyTarget

_LINK = re.compile(r"https?://\S+")
_FETCH_SECONDS = 10.0


def place_of(channel_id: int, guild_id: int | None, *, private: bool, title: str = "") -> PlaceAlias:
    """The alias of a channel, thread or private chat; a chat of people without a server is a group."""
    return PlaceAlias(
        platform=Platform.DISCORD,
        community=f"dm:{channel_id}" if guild_id is None else str(guild_id),
        place=str(channel_id),
        kind=PlaceKind.PRIVATE if private else PlaceKind.GROUP,
        title=title,
    )


def person_of(
    user: discord.User | discord.Member, *, locale: str = "", is_admin: bool = False
) -> PersonAlias:
    """The alias of a person; Discord names a locale only with interactions."""
    return PersonAlias(Platform.DISCORD, str(user.id), user.display_name, locale, is_admin)


def event_key(bot_id: int, event_id: int) -> str:
    """The idempotency key of a message or interaction: Discord may deliver either any number of times."""
    return f"discord:{bot_id}:{event_id}"


def _is_admin(user: discord.User | discord.Member) -> bool:
    if not isinstance(user, discord.Member):
        return False
    rights = user.guild_permissions
    return rights.administrator or rights.manage_guild or rights.manage_messages


class Unfurls:
    """Waits for the link preview that Discord adds to a message some time after it was sent.

    It comes as an update whose `edited_at` is None, which is how it differs from a person's edit.
    """

    def __init__(self, wait_seconds: float) -> None:
        self._wait_seconds = wait_seconds
        self._waiting: dict[int, asyncio.Future[discord.Message]] = {}

    def arrived(self, message: discord.Message) -> None:
        """Discord changed a message."""
        waiting = self._waiting.get(message.id)
        if waiting is not None and not waiting.done() and message.edited_at is None and message.embeds:
            waiting.set_result(message)

    async def complete(self, message: discord.Message) -> discord.Message:
        """The message with its previews, or as it is where none come in time."""
        if message.embeds or message.attachments or not _LINK.search(message.content):
            return message
        waiting: asyncio.Future[discord.Message] = asyncio.get_running_loop().create_future()
        self._waiting[message.id] = waiting
        try:
            async with asyncio.timeout(self._wait_seconds):
                return await waiting
        except TimeoutError:
            return message
        finally:
            del self._waiting[message.id]


class Reader:
    """Reads messages for one connected bot. `hears_all` says that the content intent is granted."""

    def __init__(self, client: discord.Client, *, hears_all: bool, unfurl_seconds: float) -> None:
        self._client = client
        self.hears_all = hears_all
        self.unfurls = Unfurls(unfurl_seconds)

    @property
    def bot_id(self) -> int:
        """The bot's own user id."""
        user = self._client.user
        return user.id if user is not None else 0

    async def read(self, message: discord.Message) -> IncomingMessage | None:
        """The message as the core takes it; None for what is nobody's words.

        That is: bots, webhooks, system messages, and messages of ours.
        """
        if message.author.bot or message.webhook_id is not None:
            return None
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return None
        private = message.guild is None
        reply = await self._reply(message)
        addressed = self._addressed(message, reply, private=private)
        if addressed in (Addressed.MENTION, Addressed.PRIVATE):
            message = await self.unfurls.complete(message)
        images = handles_of(message, previews=False)
        words = self._words(message)
        thread_start = None
        if addressed is Addressed.MENTION and reply is None and not images:
            thread_start = await self.thread_start(message.channel)
        return IncomingMessage(
            key=event_key(self.bot_id, message.id),
            place=place_of(
                message.channel.id,
                message.guild.id if message.guild else None,
                private=private,
                title=getattr(message.channel, "name", "") or "",
            ),
            person=person_of(message.author, is_admin=_is_admin(message.author)),
            sent_at=message.created_at,
            addressed=addressed,
            text=words.text,
            message=str(message.id),
            images=images,
            reply=reply,
            thread_start=thread_start,
            hears_all=self.hears_all or private,
            spoken_to_other=self._spoken_to_other(message),
            mentions=(*words.mentions, *previews(message)),
        )

    def _addressed(self, message: discord.Message, reply: ReplyTarget | None, *, private: bool) -> Addressed:
        """`message.mentions` cannot tell a mention from a reply's ping, so the words are looked at."""
        named = {int(found) for found in USER_MENTION.findall(message.content)}
        if self.bot_id in named or self._own_role(message) is not None:
            return Addressed.MENTION
        if private:
            return Addressed.PRIVATE
        if reply is not None and reply.by_bot:
            return Addressed.REPLY
        return Addressed.NOBODY

    def _own_role(self, message: discord.Message) -> discord.Role | None:
        """The bot's own role where it was mentioned instead of the bot, as people often do."""
        role = message.guild.self_role if message.guild is not None else None
        return role if role is not None and role in message.role_mentions else None

    def _words(self, message: discord.Message) -> Named:
        """What the person wrote, without the bot's mention."""
        words = message.content
        role = self._own_role(message)
        if role is not None:
            words = words.replace(role.mention, "")
        return named(words, message.author, message.mentions, self.bot_id)

    def _spoken_to_other(self, message: discord.Message) -> bool:
        first = USER_MENTION.match(message.content.lstrip())
        return first is not None and int(first[1]) != self.bot_id

    async def _reply(self, message: discord.Message) -> ReplyTarget | None:
        """What a message replies to. Pins, crossposts, forwards and polls have references too."""
        reference = message.reference
        if message.type is not discord.MessageType.reply or reference is None:
            return None
        if reference.type is not discord.MessageReferenceType.reply or reference.message_id is None:
            return None
        here = reference.channel_id == message.channel.id
        if isinstance(reference.resolved, discord.Message):
            return self.target(reference.resolved, here=here)
        if reference.resolved is None and here:
            fetched = await self.fetch(message.channel.id, reference.message_id)
            if fetched is not None:
                return self.target(fetched, here=True)
        return ReplyTarget(message=str(reference.message_id) if here else None)

    def target(self, message: discord.Message, *, here: bool) -> ReplyTarget:
        """A message that somebody points at."""
        return ReplyTarget(
            message=str(message.id) if here else None,
            by_bot=message.author.id == self.bot_id,
            author=str(message.author.id),
            text=words_of(message),
            images=handles_of(message, previews=True) or emoji_alone(words_of(message)),
        )

    async def fetch(self, channel_id: int, message_id: int) -> discord.Message | None:
        """A message by its id; None where it is gone or the bot may not see it."""
        try:
            with delivering():
                async with asyncio.timeout(_FETCH_SECONDS):
                    return await self._client.get_partial_messageable(channel_id).fetch_message(message_id)
        except DeliveryFailed:
            return None

    async def thread_start(self, channel: object) -> ReplyTarget | None:
        """The message that a thread grew from; it has the thread's id and stands in the parent channel.

        A forum's first message has the thread's id too, and stands in the thread itself.
        """
        if not isinstance(channel, discord.Thread):
            return None
        in_forum = isinstance(channel.parent, discord.ForumChannel)
        starter = await self.fetch(channel.id if in_forum else channel.parent_id, channel.id)
        return None if starter is None else self.target(starter, here=in_forum)
