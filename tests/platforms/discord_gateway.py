"""The loopback gateway: identifies bots, and tells them what happens."""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.discord_nouns import snowflake
from tests.platforms.discord_world import World

MESSAGE_CONTENT = 1 << 15
HELLO, IDENTIFY, HEARTBEAT, RESUME, DISPATCH, ACKNOWLEDGED, INVALID_SESSION = 10, 2, 1, 6, 0, 11, 9
DISALLOWED_INTENTS, AUTHENTICATION_FAILED = 4014, 4004


def shard_of(guild_id: int, count: int) -> int:
    """https://discord.com/developers/docs/events/gateway#sharding"""
    return (guild_id >> 22) % count


class Gateway:
    """Connections of one bot. `granted` says whether the developer portal allows message content."""

    def __init__(self, world: World, token: str, *, granted: bool) -> None:
        self._world = world
        self._token = token
        self.granted = granted
        self.identified = 0
        self.intents = 0
        self.refuses_with: int | None = None
        """The code with which every session is refused."""
        self.redeliver = False
        """Deliver every event twice, as Discord may."""
        self._sockets: dict[web.WebSocketResponse, tuple[int, int]] = {}
        """(shard, of how many) of each connection."""
        self._sequence = 0
        self.connected = asyncio.Event()
        self.left = asyncio.Event()

    @property
    def hears_content(self) -> bool:
        """Whether the bot that is connected gets message content."""
        return bool(self.granted and self.intents & MESSAGE_CONTENT)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 30_000}})
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._receive(socket, json.loads(frame.data), request)
        finally:
            self._sockets.pop(socket, None)
            if not self._sockets:
                self.connected.clear()
                self.left.set()
        return socket

    async def _receive(
        self, socket: web.WebSocketResponse, frame: dict[str, Any], request: web.Request
    ) -> None:
        if frame["op"] == HEARTBEAT:
            await socket.send_json({"op": ACKNOWLEDGED, "d": None})
        elif frame["op"] == RESUME:
            await socket.send_json({"op": INVALID_SESSION, "d": False})
        elif frame["op"] == IDENTIFY:
            await self._identify(socket, frame["d"], str(request.url.with_scheme("ws").with_query({})))

    async def _identify(self, socket: web.WebSocketResponse, data: dict[str, Any], url: str) -> None:
        self.identified += 1
        if data["token"] != self._token:
            await socket.close(code=AUTHENTICATION_FAILED)
            return
        if data["intents"] & MESSAGE_CONTENT and not self.granted:
            await socket.close(code=DISALLOWED_INTENTS)
            return
        if self.refuses_with is not None:
            await socket.close(code=self.refuses_with)
            return
        self.intents = data["intents"]
        shard, count = data.get("shard", (0, 1))
        self._sockets[socket] = (shard, count)
        guilds = [
            guild
            for guild in self._world.guilds.values()
            if guild.has_bot and shard_of(guild.id, count) == shard
        ]
        ready = {
            "v": 10,
            "user": self._world.bot.payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": str(snowflake()),
            "resume_gateway_url": url,
            "application": {"id": str(self._world.bot.id), "flags": 0},
        }
        await self._send(socket, "READY", ready)
        for guild in guilds:
            await self._send(socket, "GUILD_CREATE", self._world.guild_payload(guild))
        self.connected.set()

    async def _send(self, socket: web.WebSocketResponse, event: str, data: dict[str, Any]) -> None:
        self._sequence += 1
        await socket.send_json({"op": DISPATCH, "t": event, "s": self._sequence, "d": data})

    async def tell(self, event: str, data: dict[str, Any]) -> None:
        """Something happened: the shard of its server hears of it, or the first where there is none."""
        guild_id = data.get("guild_id")
        for _ in range(2 if self.redeliver else 1):
            for socket, (shard, count) in list(self._sockets.items()):
                if (shard_of(int(guild_id), count) if guild_id else 0) == shard:
                    await self._send(socket, event, data)

    @property
    def shards(self) -> list[int]:
        """The shards that are connected, each as often as it is."""
        return sorted(shard for shard, _ in self._sockets.values())

    async def close(self) -> None:
        for socket in list(self._sockets):
            await socket.close()
