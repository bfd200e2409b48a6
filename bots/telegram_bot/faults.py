"""Everything that python-telegram-bot raises, translated in one place."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bots.telegram_bot.client import redact
from bots.telegram_bot.traits import PHOTO_BYTES
from core.errors import (
    DeliveryFailed,
    FileTooLarge,
    MessageGone,
    NoPermission,
    PlaceGone,
    PlaceMoved,
    RouteExpired,
    Throttled,
    Undelivered,
)

_log = structlog.get_logger(__name__)

_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Causes after which nothing can have reached Telegram."""

_MESSAGE_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message to be replied not found",
    "replied message not found",
    "message to reply not found",
)
_PLACE_GONE = (
    "chat not found",
    "chat was deactivated",
    "group chat was upgraded",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "topic closed",
    "user is deactivated",
    "need to be invited",
    "peer_id_invalid",
    "user not found",
    "chat_id is empty",
)
_NO_PERMISSION = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "_forbidden",
)
_PHOTO_REFUSED = (
    "photo_invalid_dimensions",
    "image_process_failed",
    "photo_save_file_invalid",
    "photo_ext_invalid",
    "wrong type of the web page content",
)
_TOO_LARGE = ("too big", "request entity too large", "too large")
_QUERY_OLD = ("query is too old", "query id is invalid", "query_id_invalid")


@contextmanager
def translated() -> Iterator[None]:
    """Inside, python-telegram-bot's errors become `DeliveryFailed`."""
    try:
        yield
    except TelegramError as error:
        raise translate(error) from None  # its text may quote the request's URL, and with it the token


def translate(error: TelegramError) -> DeliveryFailed:
    """The error of ours that says the same.

    BadRequest is a NetworkError in python-telegram-bot and is permanent all the same. After a
    timeout the platform may have done what was asked; a connection that never stood cannot have.
    """
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Throttled(wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
    if isinstance(error, ChatMigrated):
        return PlaceMoved(str(error.new_chat_id))
    if isinstance(error, Forbidden):
        return _forbidden(error)
    if isinstance(error, BadRequest):
        return _bad_request(error)
    if isinstance(error, NetworkError):
        return _network(error)
    _log.warning("telegram refused", error=type(error).__name__)
    return Undelivered()


def is_unmodified(error: BadRequest) -> bool:
    """An edit that would change nothing."""
    return "message is not modified" in error.message.lower()


def is_photo_refused(error: BadRequest) -> bool:
    """A picture that Telegram does not take as a photo, but would as a document."""
    return _says(error, _PHOTO_REFUSED)


def is_without_text(error: BadRequest) -> bool:
    """The message is a photo by now: its caption is to be edited."""
    return "no text in the message to edit" in error.message.lower()


def is_too_large(error: TelegramError) -> bool:
    """A file beyond what Telegram takes or gives."""
    return _says(error, _TOO_LARGE)


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    text = error.message.lower()
    return any(phrase in text for phrase in phrases)


def _forbidden(error: Forbidden) -> DeliveryFailed:
    if _says(error, _NO_PERMISSION):
        return NoPermission(_rights(error))
    return PlaceGone()


def _bad_request(error: BadRequest) -> DeliveryFailed:
    if _says(error, _MESSAGE_GONE):
        return MessageGone()
    if _says(error, _NO_PERMISSION):
        return NoPermission(_rights(error))
    if _says(error, _PLACE_GONE):
        return PlaceGone()
    if _says(error, _PHOTO_REFUSED) or is_too_large(error):
        return FileTooLarge(PHOTO_BYTES)
    if _says(error, _QUERY_OLD):
        return RouteExpired()
    _log.warning("telegram refused", error="BadRequest", description=redact(error.message))
    return Undelivered(is_refused=True)


def _network(error: NetworkError) -> DeliveryFailed:
    if is_too_large(error):
        return FileTooLarge()
    if isinstance(error.__cause__, _UNSENT):
        return Undelivered()
    sent = isinstance(error, TimedOut) or isinstance(error.__cause__, httpx.HTTPError)
    return Undelivered(maybe_arrived=sent or _says(error, ("timeout", "timed out")))


def _rights(error: TelegramError) -> tuple[str, ...]:
    text = error.message.lower()
    if "photo" in text:
        return ("can_send_photos",)
    if "document" in text or "_docs" in text:
        return ("can_send_documents",)
    return ("can_send_messages",)
