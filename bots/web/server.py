"""The playground over HTTP: the guard at the door, files, uploads, and NiceGUI's application."""

import asyncio
import contextlib
import functools
import ipaddress
import socket
from collections.abc import Awaitable, Generator
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from nicegui import ui
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bots.web.archive import media_type_of
from bots.web.outbound import UPLOAD_BYTES
from bots.web.site import Site

STATIC = Path(__file__).parent / "static"
SITE = "chatbrush.site"
"""Under this key of an ASGI scope a request finds the playground that it came to."""

# NiceGUI starts its page with inline modules and compiles Vue templates in the browser.
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_FILE_POLICY = "default-src 'none'; sandbox"
_NAME_CHARS = 120


class Server(uvicorn.Server):
    """uvicorn without its signal handlers: whoever runs the adapter decides when it ends."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Set `serving` once requests are answered."""
        await super().startup(sockets)
        self.serving.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave the process's signals alone."""
        yield


class Guard:
    """Lets in only requests that name this machine and that no foreign page sent.

    A rebinding attack needs a name of its own, so addresses and localhost are safe names
    (https://en.wikipedia.org/wiki/DNS_rebinding).
    """

    def __init__(self, app: ASGIApp, site: Site, host: str) -> None:
        self.app = app
        self._site = site
        self._host = host.lower()

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Refuse, or pass on with the site in the scope and the page's safety headers."""
        if scope["type"] == "lifespan":
            return self.app(scope, receive, send)
        if not self._is_ours(Headers(scope=scope)):
            return _refuse(scope, receive, send)
        scope[SITE] = self._site

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out.setdefault("Content-Security-Policy", _PAGE_POLICY)
                out["X-Content-Type-Options"] = "nosniff"
                out["Referrer-Policy"] = "no-referrer"
                out["Cross-Origin-Resource-Policy"] = "same-origin"
            await send(message)

        return self.app(scope, receive, send_guarded)

    def _is_ours(self, headers: Headers) -> bool:
        host = headers.get("host", "")
        name = urlsplit(f"//{host}").hostname or ""
        if not (name in ("localhost", self._host) or _is_address(name)):
            return False
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc == host


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("This address does not lead here.\n", status_code=421)(scope, receive, send)


def site_of(request: Request) -> Site:
    """The playground that a request came to."""
    return cast(Site, request.scope[SITE])


async def _file(request: Request) -> Response:
    file = request.path_params["file"]
    data = await site_of(request).room.read(file)
    if data is None:
        return PlainTextResponse("Not found\n", status_code=404)
    media_type = media_type_of(data[:16])
    headers = {
        "Cache-Control": "private, max-age=31536000, immutable",
        "Content-Security-Policy": _FILE_POLICY,
    }
    if not media_type.startswith("image/"):
        headers["Content-Disposition"] = "attachment"
    return Response(data, media_type=media_type, headers=headers)


async def _upload(request: Request) -> Response:
    """One file as the body, its name percent-encoded in X-File-Name.

    The header is one that no foreign page can send without asking first.
    """
    name = unquote(request.headers.get("x-file-name", ""))[:_NAME_CHARS]
    if not name:
        return JSONResponse({"error": "upload-failed"}, status_code=400)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > UPLOAD_BYTES:
            return JSONResponse({"error": "too-large"}, status_code=413)
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    image = await site_of(request).upload(bytes(body), Path(name).name, media_type)
    return JSONResponse({"id": image.file})


@functools.cache
def application() -> FastAPI:
    """The one application of the process; NiceGUI has global state and wants no second one."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/files/{file}", _file, methods=["GET", "HEAD"])
    app.add_api_route("/uploads", _upload, methods=["POST"])
    app.mount("/assets", StaticFiles(directory=STATIC))
    ui.run_with(
        app,
        title="Chatbrush",
        favicon=STATIC / "brush.svg",
        dark=False,
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=10,
        binding_refresh_interval=None,
    )
    return app
