"""Our own getUpdates loop: an update is confirmed only after it was dealt with.

python-telegram-bot's updater confirms updates as soon as they are queued, so a crash loses them.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bots.telegram_bot.client import RawBot, Timing, refused
from bots.telegram_bot.faults import translate
from core.errors import Throttled

_log = structlog.get_logger(__name__)

ALLOWED: Final = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""Always named: without the list Telegram keeps whatever was asked for last."""


async def forget_webhook(bot: RawBot, timing: Timing) -> None:
    """While one is set, nothing can be polled. `SettingsInvalid` when the token is refused."""
    trouble = Trouble(timing)
    while True:
        try:
            await bot.delete_webhook()
        except TelegramError as error:
            await trouble.outlast(error)
        else:
            return


async def poll(bot: RawBot, deal: Callable[[Update], Awaitable[None]], timing: Timing) -> None:
    """Give every update to `deal`, one by one, until cancelled.

    The offset moves past an update when `deal` has returned. Errors of the network are outlasted.
    `SettingsInvalid` when the token is refused or another program keeps polling with it.
    """
    offset: int | None = None
    trouble = Trouble(timing)
    while True:
        try:
            batch = await bot.raw_updates(offset, timing.poll_seconds, ALLOWED)
        except TelegramError as error:
            await trouble.outlast(error)
            continue
        trouble.over()
        for raw in batch:
            update = parse(raw, bot)
            if update is not None:
                await deal(update)
            offset = raw["update_id"] + 1


class Trouble:
    """Failures in a row, and how long to wait because of them."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._in_a_row = 0
        self._conflict_since: float | None = None

    def over(self) -> None:
        """It works again."""
        self._in_a_row = 0
        self._conflict_since = None

    async def outlast(self, error: TelegramError) -> None:
        """Wait before the next try; `SettingsInvalid` where none would help."""
        if isinstance(error, InvalidToken):
            raise refused("Telegram refuses this token; @BotFather shows the valid one.") from None
        if isinstance(error, Conflict):
            self._heed_conflict()
        self._in_a_row += 1
        pause = min(
            self._timing.backoff_seconds * 2 ** min(self._in_a_row - 1, 10),
            self._timing.backoff_limit_seconds,
        )
        if isinstance(error, RetryAfter) and isinstance(ours := translate(error), Throttled):
            pause = max(pause, ours.retry_after_seconds)
        _log.warning("telegram unreachable", error=type(error).__name__, retry_seconds=pause)
        await asyncio.sleep(pause)

    def _heed_conflict(self) -> None:
        now = time.monotonic()
        if self._conflict_since is None:
            self._conflict_since = now
        if now - self._conflict_since >= self._timing.conflict_seconds:
            text = "Another program takes Telegram's updates with this token, by polling or by a webhook; only one can."
            raise refused(text) from None


def parse(raw: dict[str, Any], bot: RawBot) -> Update | None:
    """One update by itself, so that one which the SDK cannot read does not hold up the others."""
    try:
        return Update.de_json(raw, bot)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        _log.error("unreadable update", update=raw.get("update_id"), error=type(error).__name__)
        return None
