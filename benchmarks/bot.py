"""The bot under measurement, and the bare script it is measured against, each a process of its own.

`python -m benchmarks.bot ours|bare BASE TOKEN DELAY_SECONDS CALLS` serves until its standard input
closes, then writes its largest memory and its longest event-loop stall as JSON.
"""

import asyncio
import contextlib
import io
import json
import os
import resource
import sys
import tempfile
import zlib
from collections.abc import AsyncGenerator
from pathlib import Path

import telegram
from PIL import Image, ImageFilter
from telegram.request import HTTPXRequest

from benchmarks.stalls import Stalls
from bots import logs
from bots.app import build_adapters, open_studio
from bots.serving import serve
from core.drawing import DrawEvent, Drawn, DrawnPicture, DrawRequest, ModelTraits, ProviderTraits
from core.ports import Provider
from core.settings import LogSettings, Settings

SIZE = (1536, 1024)
SLOTS = 200
AFTER_HEADER = 33
"""Where a PNG's first chunk ends: 8 bytes of signature and 25 of IHDR."""


def picture() -> bytes:
    """A PNG as large as a model's: soft shapes with a grain that does not compress away."""
    grain = Image.effect_noise(SIZE, 24).convert("RGB")
    shapes = Image.effect_mandelbrot(SIZE, (-2.2, -1.2, 1.0, 1.2), 60).convert("RGB")
    blended = Image.blend(shapes.filter(ImageFilter.GaussianBlur(6)), grain, 0.25)
    buffer = io.BytesIO()
    blended.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def unlike_others(png: bytes) -> bytes:
    """The picture with a remark of its own, since the same bytes twice would be stored once."""
    content = b"tEXtComment\0" + os.urandom(16).hex().encode()
    remark = (len(content) - 4).to_bytes(4) + content + zlib.crc32(content).to_bytes(4)
    return png[:AFTER_HEADER] + remark + png[AFTER_HEADER:]


class Delayed(Provider):
    """A provider that gives the picture after a fixed time, as a file like no other."""

    def __init__(self, delay_seconds: float, data: bytes) -> None:
        self._delay_seconds = delay_seconds
        self._data = data
        model = ModelTraits(
            name="delayed",
            sizes=(SIZE,),
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
        self._traits = ProviderTraits("painter", model.name, {model.name: model}, SLOTS)

    @property
    def traits(self) -> ProviderTraits:
        return self._traits

    async def draw(self, _request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        await asyncio.sleep(self._delay_seconds)
        yield Drawn((DrawnPicture(unlike_others(self._data), "image/png"),))


async def ours(base: str, token: str, delay_seconds: float, folder: Path) -> None:
    settings = Settings.model_validate(
        {
            "data": folder,
            "platforms": {"telegram": {"token": token, "api_base": base}},
            "quota": {"account": ["1000 images per 3 hours", "100 USD per day"]},
            "jobs": {"drawing_at_once": SLOTS, "per_account": 4, "per_community": 4},
        }
    )
    logs.configure(LogSettings(level="error"))
    provider = Delayed(delay_seconds, picture())
    async with open_studio(settings, {"painter": provider}) as (studio, resources):
        await serve(
            studio, resources, build_adapters(settings, studio), lambda _line: print("ready", flush=True)
        )


async def bare(base: str, token: str, delay_seconds: float, calls: list[str]) -> None:
    """The same calls of the same SDK, with nothing in between."""
    data = picture()
    request = HTTPXRequest(connection_pool_size=256, read_timeout=60, write_timeout=60)
    bot = telegram.Bot(
        token, base_url=f"{base}/bot", request=request, get_updates_request=HTTPXRequest(read_timeout=60)
    )
    await bot.initialize()
    print("ready", flush=True)
    offset = None
    tasks: set[asyncio.Task[None]] = set()
    while True:
        for update in await bot.get_updates(offset=offset, timeout=20):
            offset = update.update_id + 1
            task = asyncio.create_task(answer(bot, update, calls, data, delay_seconds))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


async def answer(
    bot: telegram.Bot, update: telegram.Update, calls: list[str], data: bytes, delay_seconds: float
) -> None:
    assert update.message is not None
    chat = update.message.chat_id
    sent = await bot.send_message(
        chat, "Waiting", reply_parameters=telegram.ReplyParameters(update.message.message_id)
    )
    for number in range(calls.count("editMessageText")):
        await bot.edit_message_text(f"Drawing {number}", chat_id=chat, message_id=sent.message_id)
    await asyncio.sleep(delay_seconds)
    media = telegram.InputMediaPhoto(unlike_others(data), caption="a boat", filename="picture.png")
    await bot.edit_message_media(media, chat_id=chat, message_id=sent.message_id)


async def closed_input(stalls: Stalls) -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while command := await reader.readline():
        if command == b"measure\n":
            stalls.longest_since_asked()


async def main(kind: str, base: str, token: str, delay: str, calls: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = (
            ours(base, token, float(delay), Path(folder))
            if kind == "ours"
            else bare(base, token, float(delay), calls.split(","))
        )
        serving = asyncio.create_task(work)
        stalls = Stalls()
        watching = asyncio.create_task(stalls.watch())
        ended = asyncio.create_task(closed_input(stalls))
        await asyncio.wait([serving, ended], return_when=asyncio.FIRST_COMPLETED)
        stall = stalls.longest_since_asked()
        for task in (serving, watching):
            task.cancel()
        if serving.done():
            serving.result()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"memory_bytes": memory, "stall_seconds": stall}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
