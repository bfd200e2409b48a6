"""The loopback Telegram posts updates to a webhook, and again what was not answered with 200."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp

from tests.platforms.telegram_world import Json, World

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Hook:
    """What setWebhook said, and how posting went."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    failed_at: int = 0
    failure: str = ""
    posted: list[tuple[int, int]] = field(default_factory=list)
    """(update_id, status) of every try; status 0 where nobody answered."""


class Poster:
    """Posts while a webhook is set; several updates at once, each one until it is taken."""

    def __init__(self, world: World, hook: Hook, *, again_seconds: float = 0.05) -> None:
        self._world = world
        self._hook = hook
        self._again_seconds = again_seconds
        self._under_way: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        tasks = [*self._tasks, *([self._running] if self._running else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while True:
                for update in self._due():
                    task = asyncio.create_task(self._post(session, update))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
                await asyncio.sleep(0.01)

    def _due(self) -> list[Json]:
        if not self._hook.url:
            return []
        room = self._hook.max_connections - len(self._under_way)
        repeats, self._world.repeats = self._world.repeats, []
        waiting = [one for one in self._world.updates if one["update_id"] not in self._under_way]
        return [*repeats, *waiting][: max(room, 0)]

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> None:
        number = update["update_id"]
        self._under_way.add(number)
        try:
            status = await self._try(session, update)
            self._hook.posted.append((number, status))
            if status == 200:
                self._world.updates = [one for one in self._world.updates if one["update_id"] != number]
            else:
                self._hook.failed_at = int(time.time())
                self._hook.failure = f"Wrong response from the webhook: {status}"
                await asyncio.sleep(self._again_seconds)
        finally:
            self._under_way.discard(number)

    async def _try(self, session: aiohttp.ClientSession, update: Json) -> int:
        headers = {HEADER: self._hook.secret} if self._hook.secret else {}
        with suppress(aiohttp.ClientError, TimeoutError, OSError):
            async with session.post(self._hook.url, json=update, headers=headers) as answer:
                return answer.status
        return 0
