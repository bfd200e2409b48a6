"""A Discord on loopback that the real discord.py talks to; it outlives the bot."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import discord
import discord.gateway
import discord.http
import yarl
from aiohttp import web

from tests.platforms.discord_bodies import read_body
from tests.platforms.discord_faults import Fault, FaultKind, RefusedError, answer, before_arrival
from tests.platforms.discord_gateway import Gateway
from tests.platforms.discord_hooks import Hooks
from tests.platforms.discord_nouns import User, snowflake
from tests.platforms.discord_rest import Rest
from tests.platforms.discord_spec import Specification, specification
from tests.platforms.discord_world import World

API = "/api/v10"
TOKEN = "loopback-token"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LoopbackDiscord:
    """REST, gateway and CDN. `violations` are requests that Discord's own description forbids."""

    def __init__(self, description: Specification | None, *, content_granted: bool) -> None:
        self._description = description
        self.world = World(User(snowflake(), "Chatbrush", bot=True), "")
        self.gateway = Gateway(self.world, TOKEN, granted=content_granted)
        self.rest = Rest(self.world, self.gateway, TOKEN)
        self.hooks = Hooks(self.world, self.gateway)
        self.violations: list[str] = []
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str]] = []
        self.paused = asyncio.Event()
        self.paused.set()
        self.origin = ""

    async def start(self) -> web.AppRunner:
        application = web.Application(middlewares=[self._judge], client_max_size=64 * 1024 * 1024)
        application.add_routes([*self.rest.routes(API), *self.hooks.routes(API)])
        application.router.add_get("/gw/", self.gateway.handle)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.origin = f"http://127.0.0.1:{port}"
        self.world.base = self.origin
        return runner

    def fail(
        self,
        kind: FaultKind,
        method: str = "POST",
        part: str = "/messages",
        times: int = 1,
        *,
        with_files: bool = False,
    ) -> None:
        """The next such requests go wrong."""
        self.faults.append(Fault(kind, method, part, times, with_files))

    def count(self, method: str, part: str) -> int:
        """How many such requests came."""
        return sum(1 for made, path in self.requests if made == method and part in path)

    @web.middleware
    async def _judge(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        if not request.path.startswith(API):
            return await handler(request)
        await self._check(request)
        fault = self._due(request, has_files=bool((await read_body(request))[1]))
        if fault is not None and fault.kind is FaultKind.RESET and request.transport is not None:
            request.transport.abort()
        refused = before_arrival(fault) if fault is not None else None
        if refused is not None:
            return refused
        try:
            answered = await handler(request)
        except RefusedError as error:
            return answer({"message": error.message, "code": error.code}, error.status)
        if fault is not None and fault.kind is FaultKind.LOST and request.transport is not None:
            request.transport.close()
        return answered

    async def _check(self, request: web.Request) -> None:
        body, _ = await read_body(request)
        if self._description is None:
            return
        path = request.path.removeprefix(API)
        self.violations.extend(self._description.problems(request.method, path, request.query, body))

    def _due(self, request: web.Request, *, has_files: bool) -> Fault | None:
        for fault in self.faults:
            if fault.with_files and not has_files:
                continue
            if fault.method == request.method and fault.part in request.path:
                fault.times -= 1
                if fault.times == 0:
                    self.faults.remove(fault)
                return fault
        return None

    @contextmanager
    def sdk(self) -> Iterator[None]:
        """discord.py talks to this server inside, and to Discord again after."""
        gateway = discord.gateway.DiscordWebSocket
        before = discord.http.Route.BASE, gateway.DEFAULT_GATEWAY, discord.Asset.BASE
        discord.http.Route.BASE = self.origin + API
        gateway.DEFAULT_GATEWAY = yarl.URL(self.origin.replace("http", "ws") + "/gw/")
        discord.Asset.BASE = self.origin + "/cdn"
        try:
            yield
        finally:
            discord.http.Route.BASE, gateway.DEFAULT_GATEWAY, discord.Asset.BASE = before


@asynccontextmanager
async def loopback_discord(*, content_granted: bool = True) -> AsyncIterator[LoopbackDiscord]:
    """A running server with the SDK pointed at it; a request against the description fails at the end."""
    description = await asyncio.to_thread(specification)
    server = LoopbackDiscord(description, content_granted=content_granted)
    runner = await server.start()
    try:
        with server.sdk():
            yield server
    finally:
        await server.gateway.close()
        await runner.cleanup()
    assert not server.violations, "\n".join(server.violations)
