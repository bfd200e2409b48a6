"""The connection to the Bot API: python-telegram-bot's requests, and a log that never shows the token."""

import ipaddress
import logging
import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest

from bots.telegram_bot.traits import PREVIEW_SECONDS
from core.errors import SettingsInvalid, SettingsProblem
from core.settings import TelegramSettings

TOKEN_PATH = "platforms.telegram.token"  # noqa: S105 - the name of a setting

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_UNREADABLE_ANSWERS = "telegram.request"
"""Logs an answer that is no JSON in full, people's words included; the error itself says enough."""

_LOGGERS = ("httpx", "httpcore", "httpcore.http11", "httpcore.connection", "telegram", "telegram.Bot")


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take.

    `poll_seconds` is the long poll; errors are retried with growing pauses; another poller on the
    same token is tolerated for `conflict_seconds` (a deploy); whether the webhook is still set is
    asked every `webhook_seconds`.
    """

    poll_seconds: int = 50
    connect_seconds: float = 10.0
    answer_seconds: float = 20.0
    upload_seconds: float = 60.0
    download_seconds: float = 60.0
    backoff_seconds: float = 1.0
    backoff_limit_seconds: float = 30.0
    conflict_seconds: float = 60.0
    membership_seconds: float = 3600.0
    webhook_seconds: float = 60.0
    preview_seconds: float = PREVIEW_SECONDS


class RawBot(Bot):
    """python-telegram-bot's bot, with two answers as Telegram gave them."""

    async def raw_updates(
        self, offset: int | None, poll_seconds: int, allowed: Sequence[str]
    ) -> list[dict[str, Any]]:
        """The answer of getUpdates without parsing, so that one odd update does not spoil the whole batch."""
        data = {"offset": offset, "timeout": poll_seconds, "allowed_updates": list(allowed)}
        patience = (self._request[0].read_timeout or 0) + poll_seconds
        return cast("list[dict[str, Any]]", await self._post("getUpdates", data, read_timeout=patience))

    async def raw_file_path(self, file_id: str) -> object:
        """The path that getFile gives; the SDK's method prefers a local file of that name and adds the token."""
        answer = cast("dict[str, Any]", await self._post("getFile", {"file_id": file_id}))
        return answer.get("file_path")


class TokenFilter(logging.Filter):
    """Takes anything that looks like a bot token out of a log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, without tokens."""
        text = record.getMessage()
        redacted = redact(text)
        if redacted != text:
            record.msg, record.args = redacted, ()
        return True


def redact(text: str) -> str:
    """The text without bot tokens."""
    return re.sub(r"\d{5,}:[A-Za-z0-9_-]{4,}", "<token>", text)


def quieten() -> None:
    """Silence the request log of httpx (each line holds the token) and what would quote messages."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
        if not any(isinstance(each, TokenFilter) for each in logger.filters):
            logger.addFilter(TokenFilter())
    logging.getLogger(_UNREADABLE_ANSWERS).setLevel(logging.CRITICAL + 1)


def token_of(settings: TelegramSettings) -> str:
    """The token. `SettingsInvalid` for a missing one or one that is none."""
    token = settings.token.get_secret_value().strip() if settings.token is not None else ""
    if not _TOKEN.fullmatch(token):
        raise refused("is not a bot token: @BotFather gives one like 123456:ABC…")
    return token


def refused(text: str) -> SettingsInvalid:
    """The mistake in the token's setting."""
    return SettingsInvalid((SettingsProblem(TOKEN_PATH, text),))


def make_bot(token: str, api_base: str, timing: Timing) -> RawBot:
    """A bot that is not connected yet. Reads certificates from disk: not for the event loop."""
    mimetypes.init()
    base = api_base.rstrip("/")
    kwargs = {"trust_env": _trusts_environment(base)}
    polling = HTTPXRequest(
        connection_pool_size=2,
        read_timeout=timing.answer_seconds,
        connect_timeout=timing.connect_seconds,
        pool_timeout=timing.connect_seconds,
        httpx_kwargs=kwargs,
    )
    sending = HTTPXRequest(
        connection_pool_size=64,
        read_timeout=timing.answer_seconds,
        write_timeout=timing.answer_seconds,
        connect_timeout=timing.connect_seconds,
        pool_timeout=timing.connect_seconds,
        media_write_timeout=timing.upload_seconds,
        httpx_kwargs=kwargs,
    )
    return RawBot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=sending,
        get_updates_request=polling,
    )


def make_downloads(api_base: str, timing: Timing) -> httpx.AsyncClient:
    """The client for files; it follows no redirects. Not for the event loop either."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(timing.answer_seconds, connect=timing.connect_seconds),
        follow_redirects=False,
        trust_env=_trusts_environment(api_base),
    )


def _trusts_environment(api_base: str) -> bool:
    """Proxies from the environment are for the world, not for a server on this machine."""
    host = urlsplit(api_base).hostname or ""
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True
