"""A web on this machine: one server that tests take for public, and one that nobody must reach."""

import asyncio
import ssl
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bots.addresses import is_public
from bots.links import WebLinks

PUBLIC, PRIVATE = "127.0.0.2", "127.0.0.1"
NAME = "pictures.example"

# Of a name that cannot exist (RFC 2606), trusted by nobody but these tests.
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBqzCCAVCgAwIBAgIUVNH59DRWeWSa7G7TYwcYzdOu3DcwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQcGljdHVyZXMuZXhhbXBsZTAgFw0yNjExMjEyMDAwMjhaGA8y
MTI2MTAyODIwMDAyOFowGzEZMBcGA1UEAwwQcGljdHVyZXMuZXhhbXBsZTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABFYEW3+j5+XtZd6iWbW/Vxj8XFD7UYUfE/TA
2DkeAmr/1pRcBGm23txhirRk5vIv9fOiui3S1VE94jpUOoxoGR2jcDBuMB0GA1Ud
DgQWBBT1qJ/5vLLZjGSyBYyff+FOi7paazAfBgNVHSMEGDAWgBT1qJ/5vLLZjGSy
BYyff+FOi7paazAbBgNVHREEFDASghBwaWN0dXJlcy5leGFtcGxlMA8GA1UdEwEB
/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAL0jKOTrX/AHJry/pCJUxQcHuRoh
Z7OzEwseqzOuISWxAiEAs0JZrUXeO8TyaXo/pWTZRDhMI4BYBzbl80ZvjTDbHoM=
-----END CERTIFICATE-----
"""
_KEY = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKkVIFjr30qzP7OkK
9QE28iEdMlXWgZYcZUGWxO4PSLShRANCAARWBFt/o+fl7WXeolm1v1cY/FxQ+1GF
HxP0wNg5HgJq/9aUXARptt7cYYq0ZObyL/Xzorot0tVRPeI6VDqMaBkd
-----END PRIVATE KEY-----
"""


@dataclass(frozen=True)
class Page:
    """An answer. `endless` repeats the body until the other side has enough; `silent` sends nothing."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    endless: bool = False
    silent: bool = False
    tells_length: bool = True


class LoopbackWeb:
    """Two servers on one port of two addresses. `connections` counts every one that was opened."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[str] = []
        self.connections: dict[str, int] = {PUBLIC: 0, PRIVATE: 0}
        self.names: dict[str, Sequence[str]] = {NAME: (PUBLIC,)}
        self.asked: list[str] = []
        self.port = 0
        self._talking: set[asyncio.Task[None]] = set()

    def url(self, path: str, host: str = NAME, scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def links(self, tls: ssl.SSLContext | None = None, seconds: float = 5.0) -> WebLinks:
        """The real guard, to which one loopback address is everybody's."""
        return WebLinks(
            resolve=self.resolve,
            is_allowed=lambda address: address == PUBLIC or is_public(address),
            ports=frozenset({self.port}),
            tls=tls,
            seconds=seconds,
        )

    async def resolve(self, name: str, port: int) -> Sequence[str]:
        assert port == self.port
        self.asked.append(name)
        if name not in self.names:
            raise OSError("no such name")
        return self.names[name]

    async def serve(self, tls: ssl.SSLContext | None = None) -> Sequence[asyncio.Server]:
        public = await asyncio.start_server(self._on(PUBLIC), PUBLIC, 0, ssl=tls)
        self.port = public.sockets[0].getsockname()[1]
        return public, await asyncio.start_server(self._on(PRIVATE), PRIVATE, self.port, ssl=tls)

    def _on(self, address: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - asyncio's own type is not public
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections[address] += 1
            task = asyncio.current_task()
            assert task is not None
            self._talking.add(task)
            try:
                request = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.requests.append(request)
                await self._answer(request.split(" ")[1], writer)
            except (ConnectionError, asyncio.IncompleteReadError):
                return
            finally:
                self._talking.discard(task)
                writer.close()

        return talk

    async def _answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        page = self.pages.get(path, Page(b"nothing here", 404))
        if page.silent:
            await asyncio.Event().wait()
        headers = {"Connection": "close", **page.headers}
        if page.tells_length and not page.endless:
            headers.setdefault("Content-Length", str(len(page.body)))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {page.status} Said\r\n{lines}\r\n".encode() + page.body)
        await writer.drain()
        while page.endless:
            writer.write(page.body)
            await writer.drain()

    async def close(self) -> None:
        for task in list(self._talking):
            task.cancel()
        await asyncio.gather(*self._talking, return_exceptions=True)


def trusting() -> ssl.SSLContext:
    """A client's context that trusts the certificate of `NAME` and no other."""
    return ssl.create_default_context(cadata=CERTIFICATE)


def _serving() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "chain.pem")
        path.write_text(_KEY + CERTIFICATE)
        context.load_cert_chain(path)
    return context


@asynccontextmanager
async def loopback_web(*, tls: bool = False) -> AsyncIterator[LoopbackWeb]:
    """The web, served until the block ends."""
    web = LoopbackWeb()
    servers = await web.serve(await asyncio.to_thread(_serving) if tls else None)
    try:
        yield web
    finally:
        for server in servers:
            server.close()
        await web.close()
