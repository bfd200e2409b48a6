"""What is around a picture: ground, a border, round corners."""

import numpy as np
from PIL import Image, ImageChops

from core.imaging.cropping import check_size, crop
from core.operations import Border, Crop, Pad, RoundCorners

_WHITE = (255, 255, 255)
_CLEAR = (0, 0, 0, 0)
_PAD_PERCENT = 8.0


def pad(image: Image.Image, wanted: Pad, max_pixels: int) -> Image.Image:
    """With ground on all sides, or on two to reach a shape. Raises `ResultTooLarge`."""
    width, height = image.size
    if wanted.pixels is not None or wanted.percent is not None or wanted.ratio is None:
        side = _extent(image.size, wanted.pixels, _PAD_PERCENT if wanted.percent is None else wanted.percent)
        width, height = width + 2 * side, height + 2 * side
    if wanted.ratio is not None:
        across, down = wanted.ratio
        if width * down < height * across:
            width = round(height * across / down)
        else:
            height = round(width * down / across)
    check_size(width, height, max_pixels)
    if (width, height) == image.size:
        return image
    return _grounded(image, (width, height), _ground(image, wanted))


def border(image: Image.Image, wanted: Border, max_pixels: int) -> Image.Image:
    """With a line around it, the picture itself untouched. Raises `ResultTooLarge`."""
    line = max(1, _extent(image.size, wanted.pixels, wanted.percent))
    size = image.width + 2 * line, image.height + 2 * line
    check_size(*size, max_pixels)
    return _grounded(image, size, (*wanted.colour, 255))


def round_corners(image: Image.Image, wanted: RoundCorners) -> Image.Image:
    """With transparent corners, smooth at their edge."""
    if wanted.circle:
        image = crop(image, Crop(ratio=(1, 1), smart=True))
    shorter = min(image.size)
    radius = shorter / 2 if wanted.circle else _extent(image.size, wanted.pixels, wanted.percent)
    rounded = image.convert("RGBA")
    mask = _corner_mask(image.size, min(radius, shorter / 2))
    rounded.putalpha(ImageChops.multiply(rounded.getchannel("A"), mask))
    return rounded


def _extent(size: tuple[int, int], pixels: int | None, percent: float) -> int:
    return max(0, pixels) if pixels is not None else max(1, round(min(size) * percent / 100))


def _ground(image: Image.Image, wanted: Pad) -> tuple[int, ...]:
    if wanted.colour is not None:
        return (*wanted.colour, 255)
    return _CLEAR if image.mode == "RGBA" else (*_WHITE, 255)


def _grounded(image: Image.Image, size: tuple[int, int], colour: tuple[int, ...]) -> Image.Image:
    ground = Image.new(image.mode, size, colour[: len(image.mode)])
    ground.paste(image, ((size[0] - image.width) // 2, (size[1] - image.height) // 2))
    return ground


def _corner_mask(size: tuple[int, int], radius: float) -> Image.Image:
    """Opaque but for the corners; a pixel on the curve is as opaque as it lies inside."""
    mask = Image.new("L", size, 255)
    side = int(np.ceil(radius))
    if not side:
        return mask
    away = radius - (np.arange(side) + 0.5)
    distance = np.sqrt(away[:, None] ** 2 + away[None, :] ** 2)
    # Beyond the arc's middle lines there is no corner any more.
    distance[(away[:, None] < 0) | (away[None, :] < 0)] = 0
    corner = Image.fromarray(np.round(np.clip(radius + 0.5 - distance, 0, 1) * 255).astype(np.uint8))
    right, low = size[0] - side, size[1] - side
    mirrored = corner.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    mask.paste(corner, (0, 0))
    mask.paste(mirrored, (right, 0))
    mask.paste(corner.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (0, low))
    mask.paste(mirrored.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (right, low))
    return mask
