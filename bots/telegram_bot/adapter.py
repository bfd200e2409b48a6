"""Telegram: connects, turns updates into messages, and hands out its courier."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import structlog
from telegram import CallbackQuery, Update
from telegram.error import TelegramError

from bots.telegram_bot import commands
from bots.telegram_bot.client import RawBot, Timing, make_bot, make_downloads, quieten, token_of
from bots.telegram_bot.inbound import Moved, read
from bots.telegram_bot.membership import Membership
from bots.telegram_bot.outbound import TelegramCourier
from bots.telegram_bot.polling import Trouble, poll
from bots.telegram_bot.spoken import Me
from core.identity import PlaceKind, Platform
from core.ports import Adapter, Clock, Courier, Receiver
from core.requests import Addressed, IncomingMessage
from core.settings import TelegramSettings

_log = structlog.get_logger(__name__)


class TelegramAdapter(Adapter):
    """One bot on Telegram, by long polling."""

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        timing: Timing | None = None,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._timing = timing or Timing()
        self._clock = clock
        self._courier = TelegramCourier(self._timing)

    @property
    def platform(self) -> Platform:
        """Telegram."""
        return Platform.TELEGRAM

    @property
    def courier(self) -> Courier:
        """The way back to it; the same object from the start."""
        return self._courier

    async def run(self, receiver: Receiver, ready: Callable[[str], None]) -> None:
        """Serve until cancelled. `SettingsInvalid` for a token that is none, is refused, or is in use."""
        token = token_of(self._settings)
        quieten()
        bot = await asyncio.to_thread(make_bot, token, self._settings.api_base, self._timing)
        downloads = await asyncio.to_thread(make_downloads, self._settings.api_base, self._timing)
        try:
            me = await self._connect(bot)
            self._courier.connect(bot, downloads, sees_free_text=me.reads_all)
            inlet = _Inlet(bot, me, receiver, self._timing, self._clock)
            ready(f"{Platform.TELEGRAM} @{me.username}")
            await inlet.serve()
        finally:
            self._courier.disconnect()
            await downloads.aclose()
            await bot.shutdown()

    async def _connect(self, bot: RawBot) -> Me:
        """Say who we are and that we poll; a network that is down at the start is waited for."""
        trouble = Trouble(self._timing)
        while True:
            try:
                await bot.initialize()
                await bot.delete_webhook()
            except TelegramError as error:
                await trouble.outlast(error)
            else:
                user = bot.bot
                return Me(user.id, user.username or "", bool(user.can_read_all_group_messages))


class _Inlet:
    """Updates of one connection on their way to the receiver."""

    def __init__(self, bot: RawBot, me: Me, receiver: Receiver, timing: Timing, clock: Clock) -> None:
        self._bot = bot
        self._me = me
        self._receiver = receiver
        self._timing = timing
        self._clock = clock
        self._membership = Membership(bot, keep_seconds=timing.membership_seconds)
        self._aside: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Until cancelled, or `SettingsInvalid`."""
        self._do_aside(self._publish_menu())
        try:
            await poll(self._bot, self._deal, self._timing)
        finally:
            for task in self._aside:
                task.cancel()
            await asyncio.gather(*self._aside, return_exceptions=True)

    async def _deal(self, update: Update) -> None:
        """When this returns, what the update asks for is durable, and it may be confirmed."""
        if update.callback_query is not None:
            self._do_aside(self._acknowledge(update.callback_query))
        if update.my_chat_member is not None:
            self._membership.heed(update.my_chat_member)
        meant = read(update, self._me, self._clock())
        if isinstance(meant, Moved):
            await self._receiver.moved(Platform.TELEGRAM, meant.old, meant.new)
        elif meant is not None:
            await self._receiver.receive(await self._with_hearing(meant))

    async def _with_hearing(self, message: IncomingMessage) -> IncomingMessage:
        """Being an admin lifts privacy mode in that group; asked only for what turns to the bot."""
        private = message.place.kind is PlaceKind.PRIVATE
        if message.hears_all or private or message.addressed is Addressed.NOBODY:
            return message
        return replace(message, hears_all=await self._membership.is_admin(int(message.place.community)))

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
