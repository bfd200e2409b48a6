"""Small pictures for exact operations, and their way there and back."""

from io import BytesIO

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.imaging.exact import Made, make_exactly
from core.operations import Operation

MAX_PIXELS = 5_000_000


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def made(image: Image.Image, *operations: Operation, max_pixels: int = MAX_PIXELS) -> Made:
    return make_exactly([saved(image)], operations, max_pixels=max_pixels)


def worked(image: Image.Image, *operations: Operation) -> Image.Image:
    """What becomes of a PNG: its pixels come back as they were worked out."""
    return opened(made(image, *operations).data)


def pixels(image: Image.Image, mode: str = "RGBA") -> NDArray[np.int16]:
    return np.asarray(image.convert(mode)).astype(np.int16)


def noise(width: int, height: int, mode: str = "RGB", seed: int = 0) -> Image.Image:
    values = np.random.default_rng(seed).integers(0, 256, (height, width, len(mode)), dtype=np.uint8)
    return Image.fromarray(values)


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """Sky, a sun on the right, a red house on the left."""
    image = Image.linear_gradient("L").resize((width, height))
    sky = Image.merge(
        "RGB", (image.point(lambda level: level // 2 + 60), image, Image.new("L", image.size, 220))
    )
    draw = ImageDraw.Draw(sky)
    draw.rectangle((width // 8, height // 2, width // 3, height * 7 // 8), fill=(200, 40, 30))
    draw.ellipse((width * 3 // 4, height // 8, width * 7 // 8, height // 8 + width // 8), fill=(255, 225, 80))
    return sky


def product() -> Image.Image:
    """A blue ring on a grey-white ground: the hole shows the same white, but is no background."""
    large = Image.new("RGB", (480, 480), (244, 245, 246))
    draw = ImageDraw.Draw(large)
    draw.ellipse((120, 120, 360, 360), fill=(20, 90, 190))
    draw.ellipse((200, 200, 280, 280), fill=(244, 245, 246))
    return large.resize((120, 120), Image.Resampling.LANCZOS)


pictures = st.builds(
    noise,
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from(["RGB", "RGBA"]),
    st.integers(0, 9),
)
