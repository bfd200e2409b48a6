"""A loopback Bot API server: what python-telegram-bot talks to in tests."""

import asyncio
import itertools
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.platforms.telegram_methods import Methods
from tests.platforms.telegram_rules import DOCUMENT_BYTES, Call, Refusal, Upload
from tests.platforms.telegram_spec import problems
from tests.platforms.telegram_webhook import Poster
from tests.platforms.telegram_world import World

TOKEN = "700001:AAloopback-token_of-tests"
BOT_ID = 700_001
_COUNTED = ("sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup")
_EDITS = ("editMessageText", "editMessageCaption", "editMessageMedia")


@dataclass
class Fault:
    """Something that goes wrong with the next requests to a method.

    `effective` does what was asked before the answer fails. `silent_seconds` answers nothing for
    that long and then drops the connection; otherwise the answer is the error.
    """

    method: str
    code: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, Any] = field(default_factory=dict)
    times: int = 1
    effective: bool = False
    silent_seconds: float | None = None


@dataclass
class Request:
    """A request as it came."""

    method: str
    params: dict[str, str]
    files: dict[str, Upload]
    at: float


class TelegramServer:
    """Bot API for one bot. `violations` are requests that the published description forbids."""

    def __init__(
        self, *, privacy: bool = True, username: str = "ChatbrushBot", per_minute: int | None = 20
    ) -> None:
        self.world = World(username=username, bot_id=BOT_ID, privacy=privacy)
        self.methods = Methods(self.world)
        self.token = TOKEN
        self.per_minute = per_minute
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.violations: list[str] = []
        self.base = ""
        self.file_delay_seconds = 0.0
        self.file_code = 200
        self._group_sends: dict[int, deque[float]] = defaultdict(deque)
        self._poller = itertools.count(1)
        self._newest_poller = 0
        self._runner: web.AppRunner | None = None
        self.poster = Poster(self.world, self.methods.hook)

    async def start(self) -> None:
        app = web.Application(client_max_size=DOCUMENT_BYTES + (2 << 20))
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        self.poster.start()

    async def stop(self) -> None:
        self._newest_poller = next(self._poller)
        self.world.arrived.set()
        await self.poster.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def sent(self, *methods: str) -> list[Request]:
        """Requests to these methods so far."""
        return [request for request in self.requests if request.method in methods]

    async def _method(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _failed(Refusal(401, "Unauthorized"))
        call = await _read(request)
        self.requests.append(Request(call.method, call.params, call.files, time.monotonic()))
        self.violations += problems(call.method, call.params, list(call.files))
        fault = self._fault(call.method)
        try:
            if fault is not None and not fault.effective:
                return await self._fail(request, fault)
            result = await self._perform(call)
            if fault is not None:
                return await self._fail(request, fault)
        except Refusal as refusal:
            return _failed(refusal)
        return web.json_response({"ok": True, "result": result})

    async def _perform(self, call: Call) -> Any:
        if call.method == "getUpdates":
            return await self._get_updates(call)
        method = self.methods.find(call.method)
        if method is None:
            raise Refusal(404, "Not Found: method not found")
        self._count(call)
        return await method(call)

    def _fault(self, method: str) -> Fault | None:
        for fault in self.faults:
            if fault.method == method and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    @staticmethod
    async def _fail(request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.silent_seconds is not None:
            await asyncio.sleep(fault.silent_seconds)
            if request.transport is not None:
                request.transport.abort()
        return _failed(Refusal(fault.code, fault.description, fault.parameters))

    def _count(self, call: Call) -> None:
        """Twenty a minute in a group; edits count, which Telegram does not document."""
        if call.method not in (*_COUNTED, *_EDITS) or self.per_minute is None:
            return
        chat_id = call.integer("chat_id")
        if chat_id > 0:
            return
        sends = self._group_sends[chat_id]
        now = time.monotonic()
        while sends and sends[0] <= now - 60:
            sends.popleft()
        if len(sends) >= self.per_minute:
            wait = int(sends[0] + 60 - now) + 1
            raise Refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        sends.extend([now] * (len(call.structure("media") or [1]) if call.method == "sendMediaGroup" else 1))

    async def _get_updates(self, call: Call) -> list[dict[str, Any]]:
        """Long poll: a higher offset confirms; one poller at a time; the list of kinds is remembered."""
        if self.methods.hook.url:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        self._newest_poller = poller = next(self._poller)
        self.world.arrived.set()
        allowed = call.structure("allowed_updates")
        if allowed is not None:
            self.world.allowed = tuple(allowed)
        if "offset" in call.params:
            self.world.confirm(call.integer("offset"))
        deadline = time.monotonic() + (call.optional("timeout") or 0)
        while True:
            self.world.arrived.clear()
            if poller != self._newest_poller:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot "
                    "instance is running",
                )
            left = deadline - time.monotonic()
            if self.world.updates or self.world.repeats or left <= 0:
                return self.world.take(call.optional("limit") or 100)
            try:
                async with asyncio.timeout(left):
                    await self.world.arrived.wait()
            except TimeoutError:
                return []

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _failed(Refusal(401, "Unauthorized"))
        await asyncio.sleep(self.file_delay_seconds)
        if self.file_code != 200:
            return _failed(Refusal(self.file_code, "File is not available"))
        for file in self.world.files.values():
            if file.path == request.match_info["path"]:
                return web.Response(body=file.data)
        return _failed(Refusal(404, "Not Found"))


async def _read(request: web.Request) -> Call:
    params: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            data = await asyncio.to_thread(value.file.read)
            value.file.close()
            files[name] = Upload(value.filename, value.content_type, data)
        else:
            params[name] = str(value)
    return Call(request.match_info["method"], params, files)


def _failed(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)


@asynccontextmanager
async def telegram_server(
    *, privacy: bool = True, per_minute: int | None = 20
) -> AsyncIterator[TelegramServer]:
    """A running server; at the end, requests that the Bot API's description forbids are an error."""
    server = TelegramServer(privacy=privacy, per_minute=per_minute)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
    if server.violations:
        raise AssertionError("\n".join(server.violations))
