"""The playground: a group chat in the browser, served on this machine."""

import asyncio
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import structlog
import uvicorn

import bots.web.page  # noqa: F401  (declares the page to NiceGUI)
from bots.web.bubbles import Member
from bots.web.inbound import Inbound
from bots.web.outbound import PlaygroundCourier
from bots.web.room import Room
from bots.web.server import Guard, Server, application
from bots.web.site import Site, UsageReader
from core.errors import SettingsInvalid, SettingsProblem
from core.identity import Platform
from core.ports import Adapter, Courier, Inlet, Receiver
from core.settings import PlaygroundSettings

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

START_SECONDS = 30.0
INLET = Inlet(str(Platform.PLAYGROUND))


class PlaygroundAdapter(Adapter):
    """The playground, of which there is one in a deployment.

    `data` is the folder of all of Chatbrush's data; the playground keeps its chat in
    `playground/` there. `reader` feeds the quota bar. `language` is for browsers that name none.
    """

    def __init__(
        self, settings: PlaygroundSettings, data: Path, reader: UsageReader, language: str = "en"
    ) -> None:
        self._settings = settings
        self._folder = data / "playground"
        self._reader = reader
        self._language = language
        self._room: Room | None = None
        self._inbound: Inbound | None = None
        self._courier: PlaygroundCourier | None = None

    @property
    def platform(self) -> Platform:
        """The playground."""
        return Platform.PLAYGROUND

    @property
    def courier(self) -> Courier:
        """The way into the room."""
        return _running(self._courier)

    @property
    def room(self) -> Room:
        """The chats; usable between `connect` and `close`."""
        return _running(self._room)

    @property
    def inbound(self) -> Inbound:
        """What a page calls when a member does something; usable while it receives."""
        return _running(self._inbound)

    @property
    def is_local(self) -> bool:
        """Its chats are in this process."""
        return True

    @property
    def inlets(self) -> Sequence[Inlet]:
        """One."""
        return (INLET,)

    async def connect(self) -> str:
        """Open the room."""
        members = [Member.named(name) for name in dict.fromkeys(self._settings.members)]
        members[0] = replace(members[0], is_admin=True)
        self._room = await Room.open(self._folder, members)
        self._courier = PlaygroundCourier(self._room)
        return str(Platform.PLAYGROUND)

    async def receive(self, inlet: Inlet, receiver: Receiver, ready: Callable[[str], None]) -> None:
        """Serve until cancelled. `SettingsInvalid` when the address cannot be listened on."""
        del inlet
        with _listen(self._settings) as listener:
            self._inbound = Inbound(self.room, receiver)
            try:
                await self._serve(
                    Site(self.room, self._inbound, self._reader, self._language), listener, ready
                )
            finally:
                self._inbound = None

    async def close(self) -> None:
        """Close the room."""
        room, self._room, self._courier = self._room, None, None
        if room is not None:
            await room.close()

    async def _serve(self, site: Site, listener: socket.socket, ready: Callable[[str], None]) -> None:
        server = Server(
            uvicorn.Config(
                Guard(await asyncio.to_thread(application), site, self._settings.host),
                interface="asgi3",
                lifespan="on",
                proxy_headers=False,
                ws="websockets-sansio",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="playground")
        try:
            serving.add_done_callback(lambda _: server.serving.set())
            async with asyncio.timeout(START_SECONDS):
                await server.serving.wait()
            if serving.done():
                await serving
            ready(f"playground {_url(self._settings.host, listener)}")
            await site.inbound.catch_up()
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            await asyncio.shield(serving)
            _log.info("playground-closed")


def _running(value: _T | None) -> _T:
    if value is None:
        raise RuntimeError("the playground is not running")
    return value


def _listen(settings: PlaygroundSettings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        text = f"cannot listen on {settings.host}, port {settings.port} ({reason}); choose another"
        problem = SettingsProblem("platforms.playground.port", text)
        raise SettingsInvalid((problem,)) from error


def _url(host: str, listener: socket.socket) -> str:
    """Where a browser on this machine finds it, also when it listens on every address."""
    port = listener.getsockname()[1]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
