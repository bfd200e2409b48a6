"""Whether the bot hears ordinary talk in a group: privacy mode is off, or it is an admin there."""

import time

import structlog
from telegram import Bot, ChatMemberUpdated
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

_log = structlog.get_logger(__name__)

_ADMIN = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


class Membership:
    """What the bot is in each group, asked once per group and hour, and kept fresh by updates.

    Entries are dropped oldest first beyond `capacity`.
    """

    def __init__(self, bot: Bot, *, keep_seconds: float, capacity: int = 10_000) -> None:
        self._bot = bot
        self._keep_seconds = keep_seconds
        self._capacity = capacity
        self._admin: dict[int, tuple[bool, float]] = {}

    async def is_admin(self, chat_id: int) -> bool:
        """Whether the bot is an admin there; False where Telegram does not say."""
        known = self._admin.get(chat_id)
        if known is not None and time.monotonic() - known[1] < self._keep_seconds:
            return known[0]
        try:
            member = await self._bot.get_chat_member(chat_id, self._bot.id)
        except TelegramError as error:
            _log.info("membership unknown", chat=chat_id, error=type(error).__name__)
            return False
        self._keep(chat_id, is_admin=member.status in _ADMIN)
        return member.status in _ADMIN

    def heed(self, change: ChatMemberUpdated) -> None:
        """The bot was promoted, demoted, added or removed."""
        self._keep(change.chat.id, is_admin=change.new_chat_member.status in _ADMIN)

    def _keep(self, chat_id: int, *, is_admin: bool) -> None:
        self._admin.pop(chat_id, None)
        self._admin[chat_id] = (is_admin, time.monotonic())
        while len(self._admin) > self._capacity:
            del self._admin[next(iter(self._admin))]
