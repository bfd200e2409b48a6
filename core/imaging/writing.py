"""Encoding: the one place where pixels become files."""

import math
import os
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any

from PIL import Image

NAMES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
"""What we write, by media type, with Pillow's name for it."""

_WHITE = (255, 255, 255)


def write(image: Image.Image, media_type: str, quality: int = 90) -> bytes:
    """The file. Only the colour profile of `image.info` is written with it.

    JPEG has no transparency: what shows through is white. `quality` counts for JPEG and WebP.
    Run off the loop.
    """
    profile = image.info.get("icc_profile")
    buffer = BytesIO()
    if media_type == "image/png":
        image.save(buffer, "PNG", icc_profile=profile, compress_level=6)
    elif media_type == "image/webp":
        image.save(buffer, "WEBP", icc_profile=profile, quality=quality, method=3)
    else:
        return write_jpeg(opaque(image), quality=quality, icc_profile=profile)
    return buffer.getvalue()


def write_jpeg(image: Image.Image, **options: Any) -> bytes:
    """A JPEG of an opaque picture, with the smallest tables; `options` are Pillow's. Run off the loop."""
    # Into a file, if only one in memory: Pillow lets other threads go on only while it encodes into those.
    with (
        os.fdopen(os.memfd_create("jpeg"), "w+b")
        if hasattr(os, "memfd_create")
        else TemporaryFile() as memory
    ):
        image.save(memory, "JPEG", optimize=True, **options)
        memory.seek(0)
        return memory.read()


def opaque(image: Image.Image) -> Image.Image:
    """`image` on white where it is transparent; itself where it has no alpha."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, _WHITE)
    ground.paste(image, mask=image.getchannel("A"))
    ground.info["icc_profile"] = image.info.get("icc_profile")
    return ground


def scaled(image: Image.Image, factor: float) -> Image.Image:
    """`image` made smaller by `factor`, at least one pixel each way; itself from 1 on.

    The longer side is rounded down and the shorter up, so that no ratio grows.
    """
    if factor >= 1:
        return image
    long, short = max(1, int(max(image.size) * factor)), max(1, math.ceil(min(image.size) * factor))
    size = (long, short) if image.width > image.height else (short, long)
    smaller = image.resize(size, Image.Resampling.LANCZOS)
    smaller.info["icc_profile"] = image.info.get("icc_profile")
    return smaller
