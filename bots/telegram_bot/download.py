"""Bringing a file's bytes from Telegram."""

import asyncio
from urllib.parse import quote

import httpx
from telegram.error import BadRequest

from bots.telegram_bot.client import RawBot
from bots.telegram_bot.faults import is_too_large, translated
from bots.telegram_bot.media import largest, still_of
from bots.telegram_bot.mentions import AVATAR, EMOJI
from bots.telegram_bot.traits import DOWNLOAD_BYTES
from core.errors import ImageGone, ImageTooLarge, NoAvatar, NotAnImage, Undelivered
from core.requests import ImageHandle


async def download(
    bot: RawBot, client: httpx.AsyncClient, handle: ImageHandle, *, max_bytes: int, timeout_seconds: float
) -> bytes:
    """The bytes behind a file id, at most `max_bytes` and what getFile gives.

    The request is our own, because `File.download_as_bytearray` prefers a local file of the same
    name, and because it must stop at the cap. The URL holds the token and never leaves here.
    Raises `ImageTooLarge`, `ImageGone`, `NotAnImage`, `NoAvatar` or a `DeliveryFailed`.
    """
    limit = min(max_bytes, DOWNLOAD_BYTES)
    if handle.size_bytes > limit:
        raise ImageTooLarge(limit_bytes=limit)
    path = await _path(bot, await _file_id(bot, handle.locator))
    url = f"{bot.base_file_url}/{quote(path)}"
    try:
        async with asyncio.timeout(timeout_seconds):
            return await _read(client, url, limit)
    except (httpx.HTTPError, TimeoutError):
        raise Undelivered from None  # the cause quotes the URL


async def _file_id(bot: RawBot, locator: str) -> str:
    """The file behind an emoji's or a person's id; other locators are file ids."""
    with translated():
        try:
            if locator.startswith(EMOJI):
                stickers = await bot.get_custom_emoji_stickers([locator.removeprefix(EMOJI)])
                if not stickers:
                    raise ImageGone
                still = still_of(stickers[0])
                if still is None:
                    raise NotAnImage(found="animated sticker")
                return still
            if locator.startswith(AVATAR):
                found = await bot.get_user_profile_photos(int(locator.removeprefix(AVATAR)), limit=1)
                if not found.photos or not found.photos[0]:
                    raise NoAvatar
                return largest(found.photos[0]).file_id
        except BadRequest:
            raise (NoAvatar if locator.startswith(AVATAR) else ImageGone) from None
    return locator


async def _path(bot: RawBot, file_id: str) -> str:
    """Where the file lies, relative to the API's file root."""
    with translated():
        try:
            path = await bot.raw_file_path(file_id)
        except BadRequest as error:
            if is_too_large(error):
                raise ImageTooLarge(limit_bytes=DOWNLOAD_BYTES) from None
            raise ImageGone from None
    if not isinstance(path, str) or path.startswith("/") or ".." in path.split("/"):
        raise ImageGone
    return path


async def _read(client: httpx.AsyncClient, url: str, limit: int) -> bytes:
    async with client.stream("GET", url) as answer:
        if answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
            raise ImageGone
        if not answer.is_success:
            raise Undelivered
        data = bytearray()
        async for piece in answer.aiter_bytes():
            data += piece
            if len(data) > limit:
                raise ImageTooLarge(limit_bytes=limit)
        return bytes(data)
