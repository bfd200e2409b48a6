"""Pictures behind links in people's words, fetched so that nobody reaches through us what is not public.

Every hop's name is resolved once, every address of it checked, and the connection made to what was
checked: a name that changes its mind in between (DNS rebinding) changes nothing.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bots.addresses import is_public
from core import imaging
from core.errors import ImageTooLarge, LinkDead, LinkRefused, NotAnImage
from core.ports import Links

PORTS: Final = frozenset({80, 443})
MOST_REDIRECTS: Final = 3
SECONDS: Final = 20.0
AT_ONCE: Final = 8
_CONNECT_SECONDS: Final = 5.0
_SNIFFED_BYTES: Final = 4096
_CHUNK_BYTES: Final = 65_536
_HEADERS: Final = MappingProxyType(
    {
        "Accept": "image/*, */*;q=0.1",
        # What is compressed on the way would have to be unpacked here, and nobody knows to how much.
        "Accept-Encoding": "identity",
        "User-Agent": "Chatbrush/0.1",
    }
)
_MOVED: Final = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)
_NAME: Final = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,20}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\.?"
)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a name and port; raises OSError where there are none."""


async def resolved(name: str, port: int) -> Sequence[str]:
    """The addresses that this machine's resolver gives."""
    found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class WebLinks(Links):
    """Fetches from the web over its usual ports.

    The arguments exist for tests, whose web is on this machine: `is_allowed` judges each address that
    `resolve` gives, and each again in the moment of connecting.
    """

    def __init__(
        self,
        *,
        resolve: Resolve = resolved,
        is_allowed: Callable[[str], bool] = is_public,
        ports: frozenset[int] = PORTS,
        tls: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._resolve = resolve
        self._is_allowed = is_allowed
        self._ports = ports
        self._tls: ssl.SSLContext | bool = tls or True
        self._seconds = seconds
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, url: str, max_bytes: int) -> bytes:
        """The picture behind a link; see `core.ports.Links.fetch`."""
        try:
            async with self._at_once, asyncio.timeout(self._seconds):
                return await self._follow(_read(url), max_bytes)
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeError):
            raise LinkDead from None  # the cause quotes the link

    async def _follow(self, url: URL, max_bytes: int) -> bytes:
        for _ in range(1 + MOST_REDIRECTS):
            found = await self._hop(url, max_bytes)
            if isinstance(found, bytes):
                return found
            url = found
        raise LinkDead

    async def _hop(self, url: URL, max_bytes: int) -> bytes | URL:
        """What stands there, or where it leads to."""
        connector = aiohttp.TCPConnector(
            resolver=_Pinned(await self._addresses(url)),
            socket_factory=self._socket,
            use_dns_cache=False,
            force_close=True,
            ssl=self._tls,
        )
        async with (
            aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=self._seconds, sock_connect=_CONNECT_SECONDS),
                auto_decompress=False,
            ) as session,
            session.get(url, headers=_HEADERS, allow_redirects=False) as answer,
        ):
            if answer.status in _MOVED:
                return _read(answer.headers.get("Location", ""), url)
            if (
                answer.status != HTTPStatus.OK
                or answer.headers.get("Content-Encoding", "identity") != "identity"
            ):
                raise LinkDead
            if (answer.content_length or 0) > max_bytes:
                raise ImageTooLarge(limit_bytes=max_bytes)
            return await _picture(answer.content, max_bytes)

    async def _addresses(self, url: URL) -> Sequence[str]:
        """Addresses of the host, all of them allowed; `LinkRefused` where one is not."""
        host, port = url.raw_host or "", url.port or 0
        if port not in self._ports:
            raise LinkRefused
        if _is_address(host):
            addresses: Sequence[str] = [host]
        elif _NAME.fullmatch(host):
            addresses = await self._resolve(host, port)
        else:
            raise LinkRefused
        if not addresses or not all(self._is_allowed(address) for address in addresses):
            raise LinkRefused
        return addresses

    def _socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for one address, which is looked at once more: nothing connects past this."""
        family, kind, protocol, _, address = info
        if not self._is_allowed(str(address[0])):
            raise LinkRefused
        return socket.socket(family, kind, protocol)


class _Pinned(AbstractResolver):
    """Knows one host's addresses, and asks nobody."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """What was checked before."""
        del family
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Holds nothing."""


def _read(url: str, seen_at: URL | None = None) -> URL:
    """A link that is plainly one to the web, without a name and password of somebody's."""
    try:
        read = URL(url) if seen_at is None else seen_at.join(URL(url))
        is_plain = read.scheme in ("http", "https") and bool(read.raw_host) and read.port is not None
    except ValueError:
        raise LinkRefused from None
    if not is_plain or read.raw_user is not None or read.raw_password is not None:
        raise LinkRefused
    return read.with_fragment(None)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def _picture(stream: aiohttp.StreamReader, max_bytes: int) -> bytes:
    """All of it, unless its beginning is no picture's."""
    data = bytearray()
    is_known = False
    async for chunk in stream.iter_chunked(_CHUNK_BYTES):
        data += chunk
        if len(data) > max_bytes:
            raise ImageTooLarge(limit_bytes=max_bytes)
        if not is_known and len(data) >= _SNIFFED_BYTES:
            _check(bytes(data))
            is_known = True
    _check(bytes(data))
    return bytes(data)


def _check(data: bytes) -> None:
    if imaging.media_type_of(data) is None and not imaging.is_foreign(data):
        raise NotAnImage(found=imaging.kind_of(data))
