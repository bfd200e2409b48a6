"""Telegram: connects, hands out its courier, and takes updates by polling or by webhook."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from telegram.error import TelegramError

from bots.telegram_bot.client import RawBot, Timing, make_bot, make_downloads, quieten, token_of
from bots.telegram_bot.outbound import TelegramCourier
from bots.telegram_bot.polling import Trouble, forget_webhook, poll
from bots.telegram_bot.spoken import Me
from bots.telegram_bot.updates import Updates
from bots.telegram_bot.webhook import Webhook
from core.identity import Platform
from core.ports import Adapter, Clock, Courier, Inlet, Receiver
from core.settings import TelegramSettings

POLLING = Inlet(f"{Platform.TELEGRAM}:polling", is_repeated=True)
WEBHOOK = Inlet(f"{Platform.TELEGRAM}:webhook", is_exclusive=False, is_repeated=True)


@dataclass(frozen=True, slots=True)
class _Connection:
    bot: RawBot
    downloads: httpx.AsyncClient
    me: Me

    async def close(self) -> None:
        await self.downloads.aclose()
        await self.bot.shutdown()


class TelegramAdapter(Adapter):
    """One bot on Telegram, by long polling, or by webhook where one is set."""

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
        self._connection: _Connection | None = None

    @property
    def platform(self) -> Platform:
        """Telegram."""
        return Platform.TELEGRAM

    @property
    def is_local(self) -> bool:
        """Anyone with the token can send."""
        return False

    @property
    def inlets(self) -> Sequence[Inlet]:
        """One process at a time polls; any number listen behind one address."""
        return (POLLING if self._settings.webhook.url is None else WEBHOOK,)

    @property
    def courier(self) -> Courier:
        """The way back to it; the same object from the start."""
        return self._courier

    async def connect(self) -> str:
        """`SettingsInvalid` for a token that is none or is refused."""
        token = token_of(self._settings)
        quieten()
        trouble = Trouble(self._timing)
        async with AsyncExitStack() as undo:
            bot = await asyncio.to_thread(make_bot, token, self._settings.api_base, self._timing)
            undo.push_async_callback(bot.shutdown)
            downloads = await asyncio.to_thread(make_downloads, self._settings.api_base, self._timing)
            undo.push_async_callback(downloads.aclose)
            while not await _initialized(bot, trouble):
                pass
            undo.pop_all()
        user = bot.bot
        me = Me(user.id, user.username or "", bool(user.can_read_all_group_messages))
        self._connection = _Connection(bot, downloads, me)
        self._courier.connect(bot, downloads, sees_free_text=me.reads_all)
        return f"{Platform.TELEGRAM} @{me.username}"

    async def receive(self, inlet: Inlet, receiver: Receiver, ready: Callable[[str], None]) -> None:
        """`SettingsInvalid` for a token that is in use elsewhere, or a webhook that cannot be set."""
        connection = self._connected()
        line = f"{Platform.TELEGRAM} @{connection.me.username}"
        async with Updates(connection.bot, connection.me, receiver, self._timing, self._clock) as updates:
            if inlet == POLLING:
                await forget_webhook(connection.bot, self._timing)
                ready(line)
                await poll(connection.bot, updates.deal, self._timing)
            else:
                webhook = Webhook(connection.bot, self._settings, updates.deal, self._timing)
                await webhook.serve(lambda: ready(f"{line} by webhook"))

    async def close(self) -> None:
        """What is sent from now on is `Undelivered`."""
        self._courier.disconnect()
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.close()

    def _connected(self) -> _Connection:
        if self._connection is None:
            raise RuntimeError("Telegram is not connected")
        return self._connection


async def _initialized(bot: RawBot, trouble: Trouble) -> bool:
    """Say who we are; a network that is down at the start is waited for."""
    try:
        await bot.initialize()
    except TelegramError as error:
        await trouble.outlast(error)
        return False
    return True
