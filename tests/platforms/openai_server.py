"""A loopback server that behaves like the documented OpenAI image API.

async with OpenAIServer() as server:
    settings = OpenAISettings(api_key=SecretStr(server.key), base_url=server.base_url)
    server.script(overloaded(retry_after_seconds=0.2))
    ...
    assert server.requests[-1].fields["prompt"] == "a boat"
"""

import asyncio
import json
import socket
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from aiohttp.multipart import BodyPartReader
from aiohttp.typedefs import Handler

from tests.platforms.openai_chat import Chat
from tests.platforms.openai_pictures import Recorded, echo, picture, usage
from tests.platforms.openai_rules import FIXED, FLEXIBLE, Fault, SentFile, check

PREFIX = {"generations": "image_generation", "edits": "image_edit"}
LISTED = ("n", "partial_images", "output_compression")


@dataclass(frozen=True)
class Turn:
    """What happens at one call instead of the ordinary."""

    fault: Fault | None = None
    fault_in_stream: bool = False
    delay_seconds: float = 0
    cut_after: int | None = None
    """The connection ends after so many partial pictures, without the completed event."""
    garbage: bool = False
    no_usage: bool = False
    nonsense: bool = False
    """A whole answer that is no object."""
    linger_seconds: float = 0
    """How long the connection stays open after the completed event."""


def blocked(
    stage: str = "input", categories: tuple[str, ...] = ("violence",), *, in_stream: bool = False
) -> Turn:
    details = {"moderation_details": {"moderation_stage": stage, "categories": list(categories)}}
    fault = Fault(
        400,
        "Your request was rejected by the safety system.",
        kind="image_generation_user_error",
        code="moderation_blocked",
        extra=details,
    )
    return Turn(fault=fault, fault_in_stream=in_stream)


def wrong_key() -> Turn:
    return Turn(fault=Fault(401, "Incorrect API key provided: sk-lo***ck.", code="invalid_api_key"))


def out_of_money() -> Turn:
    fault = Fault(
        429, "You exceeded your current quota.", kind="insufficient_quota", code="insufficient_quota"
    )
    return Turn(fault=fault)


def overloaded(retry_after_seconds: float | None = None) -> Turn:
    headers = {} if retry_after_seconds is None else {"retry-after": f"{retry_after_seconds:g}"}
    fault = Fault(429, "Rate limit reached.", kind="requests", code="rate_limit_exceeded", headers=headers)
    return Turn(fault=fault)


def failing(status: int = 500) -> Turn:
    return Turn(fault=Fault(status, "The server had an error.", kind="server_error"))


def slow(seconds: float) -> Turn:
    return Turn(delay_seconds=seconds)


def cut_short(after: int = 1) -> Turn:
    return Turn(cut_after=after)


def garbage() -> Turn:
    return Turn(garbage=True)


@dataclass
class OpenAIServer:
    """`base_url` serves while the context is open; every picture differs from every other."""

    key: str = "sk-loopback"
    delay_seconds: float = 0
    """How long an ordinary drawing takes."""
    finishing: asyncio.Event | None = None
    """Where there is one, no drawing is finished until it is set."""
    refuses_streaming: bool = False
    ignores_streaming: bool = False
    lenient: bool = False
    """Takes any model and parameter, as some compatible servers do."""
    requests: list[Recorded] = field(default_factory=list)
    chat: Chat = field(default_factory=Chat)
    drawings: int = 0
    """Pictures drawn, each of which the API would bill."""
    abandonment: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the client gave a call up."""
    _peers: set[tuple[str, int] | None] = field(default_factory=set)
    _script: deque[Turn] = field(default_factory=deque)
    _runner: web.AppRunner | None = None
    _port: int = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def connections(self) -> int:
        """How many connections the calls came over."""
        return len(self._peers)

    def script(self, *turns: Turn) -> None:
        """The next calls meet these turns, one each; after them all is ordinary again."""
        self._script.extend(turns)

    async def __aenter__(self) -> Self:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        await self.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.down()

    async def down(self) -> None:
        """From now on connections are refused, and open ones are closed."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def up(self) -> None:
        """Serve again, at the same address."""
        app = web.Application(client_max_size=2**30, middlewares=[_refusing])
        app.router.add_post("/v1/images/{action:generations|edits}", self._answer)
        app.router.add_get("/v1/models/{model}", self._model)
        app.router.add_post("/v1/chat/completions", self._chat)
        self._runner = web.AppRunner(app, shutdown_timeout=0.05, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()

    async def _model(self, request: web.Request) -> web.StreamResponse:
        self._authorize(request)
        model = request.match_info["model"]
        if model not in FLEXIBLE + FIXED:
            raise Fault(404, f"The model '{model}' does not exist.", code="model_not_found", param="model")
        return web.json_response({"id": model, "object": "model", "created": 0, "owned_by": "openai"})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        self._authorize(request)
        return await self.chat.answer(request)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        turn = self._script.popleft() if self._script else Turn()
        self._peers.add(request.transport.get_extra_info("peername") if request.transport else None)
        try:
            call = await _record(request)
            self.requests.append(call)
            return await self._follow(request, call, turn)
        except (asyncio.CancelledError, ConnectionResetError):
            self.abandonment.set()
            raise

    async def _follow(self, request: web.Request, call: Recorded, turn: Turn) -> web.StreamResponse:
        self._authorize(request)
        if turn.fault is not None and not turn.fault_in_stream:
            await asyncio.sleep(turn.delay_seconds)
            raise turn.fault
        streams = bool(call.fields.get("stream"))
        if streams and self.refuses_streaming:
            raise Fault(400, "Unknown parameter: 'stream'.", code="unknown_parameter", param="stream")
        if not self.lenient:
            check(call.action, call.fields, call.files)
        if streams and not self.ignores_streaming:
            return await self._stream(request, call, turn)
        await asyncio.sleep(self.delay_seconds + turn.delay_seconds)
        if turn.nonsense:
            return web.json_response(["a", "list"])
        encoded = [await self._draw(call, turn) for _ in range(int(call.fields.get("n", 1)))]
        answer = {"created": 1_790_000_000, "data": [{"b64_json": item} for item in encoded]}
        answer |= echo(call)
        if not turn.no_usage:
            answer["usage"] = usage(call, len(encoded), 0)
        return web.json_response(answer)

    async def _stream(self, request: web.Request, call: Recorded, turn: Turn) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        partials = int(call.fields.get("partial_images", 0))
        pause = (self.delay_seconds + turn.delay_seconds) / (partials + 1)
        kind = PREFIX[call.action]
        shared = {"created_at": 1_790_000_000, **echo(call)}
        for index in range(partials):
            if turn.cut_after == index:
                break
            await asyncio.sleep(pause)
            partial = {"partial_image_index": index, "b64_json": await self._draw(call, turn, preview=True)}
            await _send(response, f"{kind}.partial_image", shared | partial)
        if turn.cut_after is not None:
            await response.write_eof()
            return response
        await asyncio.sleep(pause)
        if turn.fault is not None:
            await _send(response, "error", {"error": turn.fault.body()})
        else:
            done = shared | {"b64_json": await self._draw(call, turn), "usage": usage(call, 1, partials)}
            await _send(response, f"{kind}.completed", done)
            if turn.linger_seconds:
                await asyncio.sleep(turn.linger_seconds)
                await response.write(b": still here\n\n")
        await response.write_eof()
        return response

    async def _draw(self, call: Recorded, turn: Turn, *, preview: bool = False) -> str:
        if not preview and self.finishing is not None:
            await self.finishing.wait()
        if not preview:
            self.drawings += 1
        if turn.garbage and not preview:
            return "!!! this is not base64 !!!"
        return await asyncio.to_thread(picture, call, self.drawings + preview, preview)

    def _authorize(self, request: web.Request) -> None:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            raise Fault(401, "Incorrect API key provided.", code="invalid_api_key")


async def _record(request: web.Request) -> Recorded:
    action = request.match_info["action"]
    if request.content_type == "application/json":
        return Recorded(action, await request.json())
    fields: dict[str, Any] = {}
    files: list[SentFile] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        name = part.name or ""
        if part.filename is None:
            text = await part.text()
            fields[name] = int(text) if name in LISTED else text == "true" if name == "stream" else text
        else:
            media_type = part.headers.get("content-type", "application/octet-stream")
            files.append(SentFile(name, part.filename, media_type, bytes(await part.read())))
    return Recorded(action, fields, tuple(files))


@web.middleware
async def _refusing(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Fault as fault:
        return web.json_response({"error": fault.body()}, status=fault.status, headers=dict(fault.headers))


async def _send(response: web.StreamResponse, event: str, data: Mapping[str, Any]) -> None:
    told = json.dumps({"type": event, **data})
    await response.write(f"event: {event}\ndata: {told}\n\n".encode())
