"""The product's own composition between a scripted platform and a scripted provider, as a process of its own.

`python -m benchmarks.product FOLDER DATABASE SLOTS` (DATABASE "-" is the SQLite file in FOLDER) reads
orders as lines of JSON, `[name, values]` with the name of a method of `Product`, and answers each with
`{"reply": …}`. In between it says `{"done": how many cards are final}` whenever that grows.
"""

import asyncio
import contextlib
import gc
import io
import json
import os
import resource
import sys
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.bot import unlike_others
from benchmarks.stalls import Stalls
from bots import logs
from bots.app import open_studio
from bots.interpreter import be_prompt
from core.drawing import DrawEvent, Drawn, DrawnPicture, DrawRequest, ModelTraits, ProviderTraits
from core.identity import JobId, PersonAlias, PlaceAlias, PlaceKind, Platform, new_id
from core.ports import Courier, Provider, Signal
from core.requests import Addressed, Card, CardState, ImageHandle, IncomingMessage, Notice, PlatformTraits
from core.resources import Resources
from core.settings import LogSettings, Settings
from core.studio import Studio

SIDE = 64
PLENTY = 100_000
PEOPLE = 5_000
SAY_SECONDS = 0.01
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def small_picture() -> bytes:
    """So small that the figures are about jobs and not about pixels."""
    buffer = io.BytesIO()
    Image.effect_noise((SIDE, SIDE), 24).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


class ScriptedProvider(Provider):
    """Draws a small picture like no other, `delay_seconds` after it was asked `held_until` times."""

    def __init__(self, slots: int) -> None:
        self.delay_seconds = 0.0
        self.held_until = 0
        self.asked: dict[JobId, float] = {}
        self.all_asked = asyncio.Event()
        self._data = small_picture()
        model = ModelTraits(
            name="scripted",
            sizes=((SIDE, SIDE),),
            size_rule=None,
            qualities=(),
            transparent=True,
            formats=("png",),
            max_sources=16,
            max_pictures=4,
            max_prompt_chars=32_000,
            previews=0,
            is_free=True,
        )
        self._traits = ProviderTraits("painter", model.name, {model.name: model}, slots)

    @property
    def traits(self) -> ProviderTraits:
        return self._traits

    async def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        self.asked[request.job_id] = time.time()
        if self.held_until:
            if len(self.asked) >= self.held_until:
                self.all_asked.set()
            await self.all_asked.wait()
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        yield Drawn((DrawnPicture(unlike_others(self._data), "image/png"),))


class ScriptedCourier(Courier):
    """A platform that takes everything at once."""

    def __init__(self) -> None:
        self._messages = 0
        self._saying: asyncio.TimerHandle | None = None
        self.done = 0
        self.changed = asyncio.Event()

    @property
    def traits(self) -> PlatformTraits:
        return PlatformTraits(
            upload_bytes=10_000_000,
            message_bytes=10_000_000,
            file_bytes=50_000_000,
            fetch_bytes=20_000_000,
            photo_types=frozenset({"image/png", "image/jpeg"}),
            photo_sides=None,
            photo_ratio=None,
            card_chars=4096,
            caption_chars=1024,
            alt_text_chars=0,
            pictures_per_card=1,
            album_size=10,
            actions_per_row=3,
            private_notices=False,
            edits_notify=True,
            preview_seconds=1.0,
        )

    async def show(self, card: Card, at: str | None) -> str:
        if card.is_final:
            assert card.state is CardState.DONE, card.text
            self.done += 1
            self.changed.set()
            if self._saying is None:
                self._saying = asyncio.get_running_loop().call_later(SAY_SECONDS, self._say)
        self._messages += 1
        return at or f"{os.getpid()}:{self._messages}"

    def _say(self) -> None:
        self._saying = None
        say({"done": self.done})

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        raise AssertionError(notice.text)

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        raise AssertionError((handle.key, max_bytes))


class Product:
    """What can be ordered."""

    def __init__(
        self,
        studio: Studio,
        resources: Resources,
        courier: ScriptedCourier,
        provider: ScriptedProvider,
        stalls: Stalls,
    ) -> None:
        self._studio = studio
        self._resources = resources
        self._courier = courier
        self._provider = provider
        self._stalls = stalls
        self._asked = 0

    def _message(self) -> IncomingMessage:
        self._asked += 1
        number = f"{os.getpid()}-{self._asked % PEOPLE}"
        return IncomingMessage(
            key=new_id(),
            place=PlaceAlias(Platform.TELEGRAM, f"chat {number}", kind=PlaceKind.PRIVATE),
            person=PersonAlias(Platform.TELEGRAM, number, "Ada", "en"),
            sent_at=datetime.now(UTC),
            addressed=Addressed.COMMAND,
            text="a boat",
            message=str(self._asked),
            command="imagine",
        )

    async def ask(self, count: int) -> None:
        """Take so many requests, each from another person."""
        await asyncio.gather(*(self._studio.receive(self._message()) for _ in range(count)))

    async def hold(self, count: int, delay_seconds: float) -> None:
        """The provider gives nothing before `count` jobs are with it, and then takes so long for each."""
        self._provider.held_until, self._provider.delay_seconds = count, delay_seconds
        self._provider.all_asked.clear()
        if len(self._provider.asked) >= count:
            self._provider.all_asked.set()

    async def all_asked(self) -> float:
        """When the last of the jobs that are waited for was with the provider."""
        await self._provider.all_asked.wait()
        return max(self._provider.asked.values())

    async def settled(self) -> float:
        """When no job was left unfinished."""
        while await self._resources.jobs.oldest_since(LONG_AGO) is not None:  # noqa: ASYNC110 - last steps signal nothing
            await asyncio.sleep(0.01)
        return time.time()

    async def latency(self, count: int, pause_seconds: float) -> dict[str, list[float]]:
        """One request after another: seconds to the provider's call, from accepting and from the update."""
        from_accept, from_update = [], []
        for _ in range(count):
            known, done, taken = set(self._provider.asked), self._courier.done, time.time()
            await self._studio.receive(self._message())
            while self._courier.done <= done:
                self._courier.changed.clear()
                await self._courier.changed.wait()
            await asyncio.sleep(pause_seconds)
            [job_id] = set(self._provider.asked) - known
            asked, job = self._provider.asked[job_id], await self._resources.jobs.get(job_id)
            from_accept.append(asked - job.accepted_at.timestamp())
            from_update.append(asked - taken)
        return {"accept": from_accept, "update": from_update}

    async def idle(self, seconds: float) -> float:
        """The share of one processor that doing nothing takes."""
        await self.settled()
        gc.collect()
        before = time.process_time()
        await asyncio.sleep(seconds)
        return (time.process_time() - before) / seconds

    async def measure(self) -> dict[str, float]:
        """Since the last time: the longest stall; in all: processor time and the largest memory."""
        return {
            "stall_seconds": self._stalls.longest_since_asked(),
            "cpu_seconds": time.process_time(),
            "memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def orders() -> AsyncGenerator[tuple[str, dict[str, Any]], None]:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        name, values = json.loads(line)
        yield name, values


async def main(folder: str, database: str, slots: int) -> None:
    logs.configure(LogSettings(level="error"))
    waiting = {f"waiting{scope}": PLENTY for scope in ("", "_per_account", "_per_community")}
    settings = Settings.model_validate(
        {
            "data": Path(folder),
            "database": None if database == "-" else database,
            "quota": {"account": [f"{PLENTY} images per 3 hours", "1000 USD per day"]},
            "jobs": {"drawing_at_once": slots, "per_account": slots, "per_community": slots, **waiting},
        }
    )
    provider, courier = ScriptedProvider(slots), ScriptedCourier()
    async with open_studio(settings, {"painter": provider}) as (studio, resources):
        be_prompt()
        resources.couriers.open(Platform.TELEGRAM, courier)
        resources.signals.send(Signal.TURNS)
        stalls = Stalls()
        watching = asyncio.create_task(stalls.watch())
        product = Product(studio, resources, courier, provider, stalls)
        say({"ready": os.getpid()})
        async for name, values in orders():
            say({"reply": await getattr(product, name)(**values)})
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
