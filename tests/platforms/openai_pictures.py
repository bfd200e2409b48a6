"""What the loopback server answers with: pictures that differ, and plausible usage."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tests.platforms.openai_rules import SentFile


@dataclass(frozen=True)
class Recorded:
    """One call as it arrived, whatever became of it."""

    action: str
    fields: Mapping[str, Any]
    files: tuple[SentFile, ...] = ()


def echo(call: Recorded) -> dict[str, Any]:
    width, height = _size(call)
    quality = call.fields.get("quality", "auto")
    return {
        "size": f"{width}x{height}",
        "quality": "medium" if quality == "auto" else quality,
        "background": "transparent" if call.fields.get("background") == "transparent" else "opaque",
        "output_format": call.fields.get("output_format", "png"),
        "safety_identifier": call.fields.get("safety_identifier"),
    }


def _size(call: Recorded) -> tuple[int, int]:
    said = str(call.fields.get("size", "auto"))
    if said == "auto":
        return (1024, 1024)
    width, _, height = said.partition("x")
    return int(width), int(height)


def usage(call: Recorded, pictures: int, partials: int) -> dict[str, Any]:
    """Plausible counts: a token for four characters, the published table's size for pictures."""
    width, height = _size(call)
    per_megapixel = {"low": 200, "high": 6600, "xhigh": 9000, "max": 12_000}.get(
        str(call.fields.get("quality")), 1650
    )
    text = len(str(call.fields.get("prompt", ""))) // 4 + 1
    image = sum(65 + 129 * max(1, file.size[0] * file.size[1] // 512**2) for file in call.files)
    out = pictures * max(1, per_megapixel * width * height // 2**20) + 100 * partials
    return {
        "input_tokens": text + image,
        "input_tokens_details": {"text_tokens": text, "image_tokens": image},
        "output_tokens": out,
        "total_tokens": text + image + out,
    }


def picture(call: Recorded, number: int, preview: bool) -> str:
    """The prompt's own colour, with the number of the drawing on it; previews are dimmed."""
    red, green, blue = hashlib.sha256(str(call.fields.get("prompt")).encode()).digest()[:3]
    transparent = call.fields.get("background") == "transparent"
    return _disc(_size(call), (red, green, blue), f"{number}{'…' if preview else ''}", transparent)


@lru_cache(maxsize=64)
def _disc(size: tuple[int, int], colour: tuple[int, int, int], text: str, transparent: bool) -> str:
    """A labelled disc as base64; painting large ones anew for every call would be most of a test's time."""
    red, green, blue = colour
    image = Image.new("RGBA" if transparent else "RGB", size, (0, 0, 0, 0) if transparent else colour)
    draw = ImageDraw.Draw(image)
    middle = (size[0] // 2, size[1] // 2)
    radius = min(size) // 3
    box = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
    draw.ellipse(box, fill=(blue, red, green))
    draw.text(middle, text, "white", ImageFont.load_default(radius), anchor="mm")
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return base64.b64encode(buffer.getvalue()).decode()
