"""Updates on their way to the receiver, however they came in."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import structlog
from telegram import CallbackQuery, Update
from telegram.error import TelegramError

from bots.telegram_bot import commands
from bots.telegram_bot.client import RawBot, Timing
from bots.telegram_bot.inbound import Moved, read
from bots.telegram_bot.membership import Membership
from bots.telegram_bot.mentions import Names
from bots.telegram_bot.spoken import Me
from core.commands import MYPICTURES
from core.identity import PlaceKind, Platform
from core.ports import Clock, Receiver
from core.requests import Addressed, IncomingMessage, Verb

_log = structlog.get_logger(__name__)


class Updates:
    """What one connection brings. Use as an async context manager: leaving it ends what is done beside."""

    def __init__(self, bot: RawBot, me: Me, receiver: Receiver, timing: Timing, clock: Clock) -> None:
        self._bot = bot
        self._me = me
        self._receiver = receiver
        self._clock = clock
        self._membership = Membership(bot, keep_seconds=timing.membership_seconds)
        self._names = Names()
        self._aside: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._do_aside(self._publish_menu())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._aside:
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def deal(self, update: Update) -> None:
        """When this returns, what the update asks for is durable, and it may be confirmed."""
        if update.callback_query is not None:
            self._do_aside(self._acknowledge(update.callback_query))
        if update.my_chat_member is not None:
            self._membership.heed(update.my_chat_member)
        meant = read(update, self._me, self._clock(), self._names)
        if isinstance(meant, Moved):
            await self._receiver.moved(Platform.TELEGRAM, meant.old, meant.new)
        elif meant is not None:
            await self._receiver.receive(await self._with_standing(await self._with_hearing(meant)))

    async def _with_hearing(self, message: IncomingMessage) -> IncomingMessage:
        """Being an admin lifts privacy mode in that group; asked only for what turns to the bot."""
        private = message.place.kind is PlaceKind.PRIVATE
        if message.hears_all or private or message.addressed is Addressed.NOBODY:
            return message
        return replace(message, hears_all=await self._membership.is_admin(int(message.place.community)))

    async def _with_standing(self, message: IncomingMessage) -> IncomingMessage:
        """An admin may cancel what others asked for, and choose for all; asked only of who wants that in a group."""
        is_cancel = message.press is not None and message.press.verb is Verb.CANCEL
        needs_standing = is_cancel or message.command == MYPICTURES.name
        if not needs_standing or message.person.is_admin or message.place.kind is PlaceKind.PRIVATE:
            return message
        chat, user = int(message.place.community), int(message.person.key)
        is_admin = await self._membership.is_admin(chat, user)
        return replace(message, person=replace(message.person, is_admin=is_admin))

    async def _acknowledge(self, query: CallbackQuery) -> None:
        """Stop the button's clock. Telegram forgets presses after a short while, which harms nobody."""
        try:
            await self._bot.answer_callback_query(query.id)
        except TelegramError as error:
            _log.info("press not acknowledged", error=type(error).__name__)

    async def _publish_menu(self) -> None:
        try:
            if await commands.publish(self._bot):
                _log.info("command menu changed")
        except TelegramError as error:
            _log.warning("command menu not changed", error=type(error).__name__)

    def _do_aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Beside the loop, so that one slow answer holds up no other update."""
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
