"""Bringing an image's bytes from Discord's own hosts, and from nowhere else."""

import asyncio
import json
from collections import OrderedDict
from http import HTTPStatus

import aiohttp
import discord
from yarl import URL

from bots.discord_bot.failures import delivering
from bots.discord_bot.images import handles_of
from bots.discord_bot.mentions import avatar_handle
from core.errors import (
    DeliveryFailed,
    ImageGone,
    ImageTooLarge,
    MessageGone,
    NoAvatar,
    NoPermission,
    PlaceGone,
)
from core.requests import ImageHandle

MEDIA_ORIGINS = frozenset(
    {
        "https://cdn.discordapp.com",
        "https://media.discordapp.net",
        "https://images-ext-1.discordapp.net",
        "https://images-ext-2.discordapp.net",
    }
)
"""Discord's CDN and its media proxy: an address in an embed is whatever its sender wanted."""

_TIMEOUT_SECONDS = 30.0
_CHUNK_BYTES = 65_536


class _AddressGone(Exception):
    """The address answers no more; the image may have a fresh one."""


class Shelf:
    """Bytes of uploads that Discord deletes soon (slash options, forms), the newest up to a total."""

    def __init__(self, capacity_bytes: int = 48 * 1024 * 1024) -> None:
        self._capacity_bytes = capacity_bytes
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._held_bytes = 0

    def put(self, key: str, data: bytes) -> None:
        """Hold them; the oldest make room. What is larger than the shelf is not held."""
        if key in self._held or len(data) > self._capacity_bytes:
            return
        self._held[key] = data
        self._held_bytes += len(data)
        while self._held_bytes > self._capacity_bytes:
            _, dropped = self._held.popitem(last=False)
            self._held_bytes -= len(dropped)

    def get(self, key: str) -> bytes | None:
        """The bytes, if still held."""
        return self._held.get(key)


class Downloads:
    """Fetches handles. `origins` are the scheme and host of every server that it may ask."""

    def __init__(self, origins: frozenset[str] = MEDIA_ORIGINS) -> None:
        self._origins = origins
        self._shelf = Shelf()
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Disconnect."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, client: discord.Client, handle: ImageHandle, max_bytes: int) -> bytes:
        """The bytes behind a handle; asks for a fresh address once where the old one expired.

        Raises `ImageTooLarge`, `ImageGone` or a `DeliveryFailed`.
        """
        if handle.size_bytes > max_bytes:
            raise ImageTooLarge(limit_bytes=max_bytes)
        held = self._shelf.get(handle.key)
        if held is not None:
            if len(held) > max_bytes:
                raise ImageTooLarge(limit_bytes=max_bytes)
            return held
        locator = json.loads(handle.locator)
        if "avatar" in locator:
            return await self._avatar(client, locator["avatar"], max_bytes)
        try:
            return await self._read(locator["url"], max_bytes)
        except _AddressGone:
            fresh = await self._fresh_address(client, handle)
        try:
            return await self._read(fresh, max_bytes)
        except _AddressGone:
            raise ImageGone from None

    async def keep(self, client: discord.Client, handles: tuple[ImageHandle, ...], max_bytes: int) -> None:
        """Hold what Discord will delete soon; what cannot be had now is met again by `fetch`."""
        for handle in handles:
            if handle.found:
                continue
            try:
                self._shelf.put(handle.key, await self.fetch(client, handle, max_bytes))
            except (ImageTooLarge, ImageGone, DeliveryFailed):
                continue

    async def _read(self, url: str, max_bytes: int) -> bytes:
        address = URL(url)
        if not address.absolute or str(address.origin()) not in self._origins:
            raise ImageGone
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS), cookie_jar=aiohttp.DummyCookieJar()
            )
        with delivering():
            async with self._session.get(address, allow_redirects=False) as answer:
                if answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.GONE):
                    raise _AddressGone
                answer.raise_for_status()
                if answer.status != HTTPStatus.OK:
                    raise ImageGone
                if (answer.content_length or 0) > max_bytes:
                    raise ImageTooLarge(limit_bytes=max_bytes)
                return await _capped(answer.content, max_bytes)

    async def _avatar(self, client: discord.Client, user_id: int, max_bytes: int) -> bytes:
        """The avatar of somebody of whom only the id is known; `NoAvatar` where there is none."""
        try:
            with delivering():
                async with asyncio.timeout(_TIMEOUT_SECONDS):
                    found = avatar_handle(await client.fetch_user(user_id))
            if found is None:
                raise NoAvatar
            return await self._read(json.loads(found.locator)["url"], max_bytes)
        except (MessageGone, NoPermission, PlaceGone, _AddressGone):
            raise NoAvatar from None

    async def _fresh_address(self, client: discord.Client, handle: ImageHandle) -> str:
        locator = json.loads(handle.locator)
        if "message" not in locator:
            raise ImageGone
        place = client.get_partial_messageable(locator["channel"])
        try:
            with delivering():
                async with asyncio.timeout(_TIMEOUT_SECONDS):
                    message = await place.fetch_message(locator["message"])
        except (MessageGone, NoPermission, PlaceGone):
            raise ImageGone from None
        for found in handles_of(message, previews=True):
            if found.key == handle.key:
                url: str = json.loads(found.locator)["url"]
                return url
        raise ImageGone


async def _capped(stream: aiohttp.StreamReader, max_bytes: int) -> bytes:
    data = bytearray()
    async for chunk in stream.iter_chunked(_CHUNK_BYTES):
        data += chunk
        if len(data) > max_bytes:
            raise ImageTooLarge(limit_bytes=max_bytes)
    return bytes(data)
