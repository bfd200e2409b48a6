"""Pictures turned and mirrored."""

import math

from PIL import Image, ImageOps

from core.imaging.cropping import check_size
from core.operations import Flip, Rotate

_QUARTERS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
_SOFT_EDGE = 2


def flip(image: Image.Image, wanted: Flip) -> Image.Image:
    """Mirrored, every pixel kept."""
    horizontal = wanted.axis == "horizontal"
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT if horizontal else Image.Transpose.FLIP_TOP_BOTTOM)


def rotate(image: Image.Image, wanted: Rotate, max_pixels: int) -> Image.Image:
    """Turned clockwise; quarter turns keep every pixel. Raises `ResultTooLarge`."""
    degrees = wanted.degrees % 360
    if degrees in _QUARTERS:
        return image.transpose(_QUARTERS[int(degrees)])
    if not degrees:
        return image
    if wanted.level:
        return _levelled(image, degrees)
    # Transparent pixels around it give the turned edge something to blend into.
    soft = ImageOps.expand(image.convert("RGBA"), _SOFT_EDGE, (0, 0, 0, 0))
    check_size(*_turned_size(soft.size, degrees), max_pixels)
    return soft.rotate(-degrees, Image.Resampling.BICUBIC, expand=True)


def _levelled(image: Image.Image, degrees: float) -> Image.Image:
    """Turned, and the largest upright part that has no empty corner."""
    turned = image.rotate(-degrees, Image.Resampling.BICUBIC)
    width, height = _inner_size(image.size, math.radians(degrees))
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return turned.crop((left, top, left + width, top + height))


def _turned_size(size: tuple[int, int], degrees: float) -> tuple[int, int]:
    sine, cosine = abs(math.sin(math.radians(degrees))), abs(math.cos(math.radians(degrees)))
    width, height = size
    return math.ceil(width * cosine + height * sine), math.ceil(width * sine + height * cosine)


def _inner_size(size: tuple[int, int], angle: float) -> tuple[int, int]:
    """The largest upright rectangle inside a rectangle turned about its middle, within its former bounds."""
    sine, cosine = abs(math.sin(angle)), abs(math.cos(angle))
    long, short = max(size), min(size)
    if short <= 2 * sine * cosine * long or math.isclose(sine, cosine):
        # Two corners touch the long sides and the other two lie on the line between them.
        wide, high = short / (2 * sine), short / (2 * cosine)
        inner = (wide, high) if size[0] >= size[1] else (high, wide)
    else:
        turn = cosine**2 - sine**2
        inner = (size[0] * cosine - size[1] * sine) / turn, (size[1] * cosine - size[0] * sine) / turn
    # The outermost pixel is blended with the empty corner.
    return (
        max(1, min(size[0], math.floor(inner[0]) - 2)),
        max(1, min(size[1], math.floor(inner[1]) - 2)),
    )
