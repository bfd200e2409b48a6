"""How long exact operations take, from bytes to bytes: decoding and encoding are part of them."""

import asyncio
import random
import time
from collections.abc import Sequence
from io import BytesIO
from statistics import median

from PIL import Image, ImageDraw

from benchmarks.figures import Figure, at_most
from benchmarks.stalls import Stalls
from core.imaging import in_thread, make_exactly
from core.lettering import Lettering
from core.operations import (
    Adjust,
    Animate,
    Blur,
    Border,
    ClearBackground,
    Compress,
    Convert,
    Crop,
    Fit,
    Flip,
    Grayscale,
    Grid,
    Operation,
    Pad,
    Pixelate,
    Recolour,
    Resize,
    Rotate,
    RoundCorners,
    Sharpen,
    StripMetadata,
)
from core.regions import Region

SIDES = (1024, 4096)
ROUNDS = {1024: 5, 4096: 3}
EDITS_AT_ONCE = 10
CORNER = Region(0.0, 0.0, 0.5, 0.5)
OPERATIONS: dict[str, Operation] = {
    "crop to 16:9": Crop((16, 9), smart=True),
    "resize to half": Resize(percent=50),
    "fit to a story": Fit("story"),
    "rotate by 90 degrees": Rotate(90),
    "rotate by 12 degrees": Rotate(12),
    "flip": Flip(),
    "pad to 16:9": Pad((16, 9)),
    "border": Border(),
    "round corners": RoundCorners(),
    "grayscale": Grayscale(),
    "brightness": Adjust("brightness", 0.25),
    "contrast": Adjust("contrast", 0.25),
    "saturation": Adjust("saturation", 0.25),
    "warmth": Adjust("warmth", 0.25),
    "blur": Blur(),
    "blur a quarter": Blur(CORNER),
    "sharpen": Sharpen(),
    "pixelate a quarter": Pixelate(CORNER),
    "replace a colour": Recolour((200, 60, 40), (0, 160, 60)),
    "replace a colour's shades": Recolour((224, 32, 32), (31, 95, 224), by_hue=True),
    "clear the background": ClearBackground(),
    "convert to WebP": Convert("webp"),
    "compress under 100 KB": Compress(100_000),
    "GIF from four": Animate(),
    "grid from four": Grid(),
    "strip metadata": StripMetadata(),
    "lettering": Lettering("Chatbrush"),
}


def product_photo(side: int) -> bytes:
    """A JPEG of things on a plain ground, with the grain of a photograph."""
    image = Image.new("RGB", (side, side), (243, 244, 245))
    draw = ImageDraw.Draw(image)
    chance = random.Random(7)
    for _ in range(60):
        x, y, across = (int(chance.uniform(*span) * side) for span in ((0.1, 0.7), (0.1, 0.7), (0.02, 0.2)))
        draw.ellipse((x, y, x + across, y + across), fill=tuple(chance.choices(range(256), k=3)))
    draw.rectangle((side // 3, side // 3, side // 2, side // 2), fill=(200, 60, 40))
    grain = Image.effect_noise((side, side), 12).point(lambda level: level // 16)
    image = Image.blend(image, Image.merge("RGB", (grain,) * 3), 0.02)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def rounds(sources: Sequence[bytes], operation: Operation, count: int) -> list[float]:
    taken = []
    for _ in range(count):
        before = time.perf_counter()
        make_exactly(sources, [operation])
        taken.append(time.perf_counter() - before)
    return taken


async def measure_exact() -> list[Figure]:
    figures = []
    for side in SIDES:
        photo = await in_thread(product_photo, side)
        for name, operation in OPERATIONS.items():
            sources = [photo] * (4 if isinstance(operation, Animate | Grid) else 1)
            taken = await in_thread(rounds, sources, operation, ROUNDS[side])
            figures.append(Figure(f"{name}, {side}x{side} JPEG", f"{median(taken) * 1000:.0f} ms"))
    return figures


async def measure_exact_stall() -> list[Figure]:
    """Ten edits of 4096x4096 at once: how long the event loop waits for them at worst."""
    photo = await in_thread(product_photo, 4096)
    stalls = Stalls()
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(stalls.watch())
        edits = [
            group.create_task(in_thread(make_exactly, [photo], [operation]))
            for operation in list(OPERATIONS.values())[:EDITS_AT_ONCE]
        ]
        await asyncio.wait(edits)
        watching.cancel()
    longest_ms = stalls.longest_since_asked() * 1000
    return [at_most(f"longest stall with {EDITS_AT_ONCE} edits of 4096x4096", longest_ms, 20, "ms")]
