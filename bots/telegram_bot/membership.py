"""Who is an admin in a group: the bot, which then hears ordinary talk, or a person, who then may do more."""

import time

import structlog
from telegram import Bot, ChatMemberUpdated
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

_log = structlog.get_logger(__name__)

_ADMIN = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


class Membership:
    """Who is an admin where, asked once an hour; what the bot itself is comes with updates too.

    Entries are dropped oldest first beyond `capacity`.
    """

    def __init__(self, bot: Bot, *, keep_seconds: float, capacity: int = 10_000) -> None:
        self._bot = bot
        self._keep_seconds = keep_seconds
        self._capacity = capacity
        self._admin: dict[tuple[int, int], tuple[bool, float]] = {}

    async def is_admin(self, chat_id: int, user_id: int | None = None) -> bool:
        """Whether somebody, or the bot, is an admin there; False where Telegram does not say."""
        who = self._bot.id if user_id is None else user_id
        known = self._admin.get((chat_id, who))
        if known is not None and time.monotonic() - known[1] < self._keep_seconds:
            return known[0]
        try:
            member = await self._bot.get_chat_member(chat_id, who)
        except TelegramError as error:
            _log.info("membership unknown", chat=chat_id, error=type(error).__name__)
            return False
        self._keep(chat_id, who, is_admin=member.status in _ADMIN)
        return member.status in _ADMIN

    def heed(self, change: ChatMemberUpdated) -> None:
        """The bot was promoted, demoted, added or removed."""
        member = change.new_chat_member
        self._keep(change.chat.id, member.user.id, is_admin=member.status in _ADMIN)

    def _keep(self, chat_id: int, user_id: int, *, is_admin: bool) -> None:
        self._admin.pop((chat_id, user_id), None)
        self._admin[chat_id, user_id] = (is_admin, time.monotonic())
        while len(self._admin) > self._capacity:
            del self._admin[next(iter(self._admin))]
