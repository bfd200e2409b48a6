"""A loopback Telegram in a process of its own, so that its work and memory are nobody else's.

As a program it serves, reads asks from standard input and writes what the bot did, all as JSON
lines; `Chat` is the other end.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.telegram_people import People, member
from tests.platforms.telegram_rules import Call
from tests.platforms.telegram_server import TelegramServer

ANSWER_SECONDS = 120.0
FINAL = "editMessageMedia"


class _WatchedServer(TelegramServer):
    """Reports every change of a message when it arrives, on the clock that all processes share."""

    async def _perform(self, call: Call) -> Any:
        if "chat_id" in call.params:
            _emit({"method": call.method, "chat": call.integer("chat_id"), "at": time.monotonic()})
        result = await super()._perform(call)
        self.requests.clear()  # the uploads of a long run need not be kept
        return result


def _emit(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def _serve() -> None:
    server = _WatchedServer(per_minute=None)
    await server.start()
    _emit({"base": server.base, "token": server.token})
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        ask = json.loads(line)
        chat = server.world.add_chat(ask["chat"], "private", "Ada")
        _emit({"method": "asked", "chat": ask["chat"], "at": time.monotonic()})
        await People(server, chat).say(member(str(ask["chat"]), "Ada"), ask["words"])
    await server.stop()


@dataclass
class Chat:
    """The server's other end. `calls` are the methods that the bot called, by chat."""

    process: asyncio.subprocess.Process
    base: str
    token: str
    asked: dict[int, float] = field(default_factory=dict)
    answered: dict[int, float] = field(default_factory=dict)
    calls: dict[int, list[str]] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self, chat: int, words: str = "/imagine a boat") -> None:
        """Let somebody ask in a private chat of their own."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"chat": chat, "words": words}).encode() + b"\n")

    async def answer(self, chat: int) -> float:
        """Seconds from the update to the final edit."""
        async with asyncio.timeout(ANSWER_SECONDS):
            while chat not in self.answered:
                self._changed.clear()
                await self._changed.wait()
        return self.answered[chat] - self.asked[chat]

    async def read(self) -> None:
        """Take in what the server reports, until it ends."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            report = json.loads(line)
            chat, method = report["chat"], report["method"]
            if method == "asked":
                self.asked[chat] = report["at"]
                continue
            self.calls.setdefault(chat, []).append(method)
            if method == FINAL:
                self.answered[chat] = report["at"]
                self._changed.set()


@asynccontextmanager
async def running_chat() -> AsyncIterator[Chat]:
    """A server in a fresh process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.chat", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdin is not None
    where = json.loads(await process.stdout.readline())
    chat = Chat(process, where["base"], where["token"])
    reading = asyncio.create_task(chat.read())
    try:
        yield chat
    finally:
        process.stdin.close()
        await process.wait()
        await reading


if __name__ == "__main__":
    asyncio.run(_serve())
