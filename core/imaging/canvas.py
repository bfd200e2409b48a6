"""A larger canvas around a picture: what is sent to be filled, and the original's pixels put back."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from core.extension import Extension
from core.imaging import masks
from core.imaging.inspection import upright
from core.imaging.masks import Mask
from core.imaging.registering import Box, register
from core.imaging.writing import write
from core.regions import Region

_FEATHER = 0.012
"""How far the original reaches softly into the new ground, as a share of its longer side."""
_GROUND_SIDE = 256
_REFLECTED = 0.025
"""So much of the picture's width or height is reflected beyond its edge."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies, in the source's own pixels.

    `frame` is what is drawn, of the shape that the model takes; `wanted` (left, top, right, bottom) is what of it
    was asked for, and `at` is the source's upper left corner in it.
    """

    source: tuple[int, int]
    frame: tuple[int, int]
    wanted: tuple[int, int, int, int]
    at: tuple[int, int]

    @property
    def place(self) -> Region:
        """Where the source lies in the frame."""
        across, down = self.frame
        left, top = self.at
        return Region(
            left / across, top / down, (left + self.source[0]) / across, (top + self.source[1]) / down
        )


@dataclass(frozen=True, slots=True)
class Canvas:
    """`picture` is the frame with the source in it, transparent around it where `is_open`; both PNG.

    `mask` has the same size and is transparent where something is to be drawn.
    """

    picture: bytes = field(repr=False)
    mask: bytes = field(repr=False)
    size: tuple[int, int]


def extended(source: tuple[int, int], extension: Extension, *, max_pixels: int) -> tuple[int, int, int, int]:
    """(width, height, left, top): the canvas that is wanted, in the source's pixels, and where the source lies.

    It never has more than `max_pixels`: where it would, every side grows less. The same size as the source
    where nothing grows.
    """
    width, height = source
    left, top, right, bottom = extension.left, extension.top, extension.right, extension.bottom
    if extension.ratio is not None:
        shape = extension.ratio[0] / extension.ratio[1] * height / width
        left = right = max(0.0, (shape - 1) / 2)
        top = bottom = max(0.0, (1 / shape - 1) / 2)
    share = 1.0
    while share and _grown(width, left + right, share) * _grown(height, top + bottom, share) > max_pixels:
        share = max(0.0, round(share - 0.02, 2))
    at = round(width * left * share), round(height * top * share)
    return _grown(width, left + right, share), _grown(height, top + bottom, share), *at


def layout(source: tuple[int, int], wanted: tuple[int, int, int, int], ratio: float | None = None) -> Layout:
    """A frame of `ratio` (width over height; None for the wanted canvas's own) that holds the wanted canvas."""
    width, height, left, top = wanted
    across, down = width, height
    if ratio is not None:
        across, down = max(width, round(height * ratio)), max(height, round(width / ratio))
    before = (across - width) // 2, (down - height) // 2
    box = (before[0], before[1], before[0] + width, before[1] + height)
    return Layout(source, (across, down), box, (before[0] + left, before[1] + top))


def lay_out(source: bytes, where: Layout, size: tuple[int, int], *, is_open: bool) -> Canvas:
    """The source on its frame, at `size`, which has the frame's shape.

    Around it is nothing at all where `is_open`, for models that see transparency as what to draw; else its own
    blurred reflection, which says what to go on with. Run off the loop.
    """
    image = upright(source, max_pixels=None)
    box = _placed(where, size)
    small = image.convert("RGBA" if is_open or image.mode == "RGBA" else "RGB").resize(
        (box[2] - box[0], box[3] - box[1]), Image.Resampling.LANCZOS
    )
    ground = Image.new("RGBA", size, (0, 0, 0, 0)) if is_open else mirrored(small, size, (box[0], box[1]))
    ground.paste(small, (box[0], box[1]))
    ground.info["icc_profile"] = image.info.get("icc_profile")
    mask = Image.new("RGBA", size, (0, 0, 0, 0))
    # A little of the source may be drawn anew, so that the new ground joins it; it is put back afterwards.
    lap = max(1, max(size) // 256)
    left, top = box[0] + lap * (box[0] > 0), box[1] + lap * (box[1] > 0)
    right, bottom = box[2] - lap * (box[2] < size[0]), box[3] - lap * (box[3] < size[1])
    if left < right and top < bottom:
        mask.paste((0, 0, 0, 255), (left, top, right, bottom))
    return Canvas(write(ground, "image/png"), write(mask, "image/png"), size)


def framed_mask(mask: Mask, where: Layout | None, size: tuple[int, int]) -> Mask:
    """A mask of the source's size as it lies on what is sent, `size` wide and high; None: that is the source."""
    if where is None:
        return masks.resized(mask, size)
    left, top, right, bottom = _placed(where, size)
    framed = np.zeros((size[1], size[0]), np.bool_)
    part = masks.resized(mask, (right - left, bottom - top))[: size[1] - top, : size[0] - left]
    framed[top : top + part.shape[0], left : left + part.shape[1]] = part
    return framed


def taken_out(result: bytes, place: Region) -> bytes:
    """The part of a result in which the source was sent, as a PNG. Run off the loop."""
    image = upright(result)
    box = (
        round(place.left * image.width),
        round(place.top * image.height),
        max(1, round(place.right * image.width)),
        max(1, round(place.bottom * image.height)),
    )
    part = image.crop(box)
    part.info["icc_profile"] = image.info.get("icc_profile")
    return write(part, "image/png")


def put_back(source: bytes, result: bytes, where: Layout) -> bytes:
    """The wanted canvas as a PNG: the source's own pixels where it lies, the result around it.

    The source reaches softly into the new ground; no pixel of it is changed. Run off the loop.
    """
    before = upright(source, max_pixels=None)
    after = upright(result)
    mode = "RGBA" if "RGBA" in {before.mode, after.mode} else "RGB"
    profile = before.info.get("icc_profile") if before.mode != "L" else None
    before, after = before.convert(mode), after.convert(mode)
    found = register(before, after, place=where.place)
    whole = _framed(after, found.box, where)
    across, down = where.wanted[2] - where.wanted[0], where.wanted[3] - where.wanted[1]
    left, top = where.at[0] - where.wanted[0], where.at[1] - where.wanted[1]
    reach = max(2, round(_FEATHER * max(where.source)))
    padding = (min(left, reach), min(top, reach))
    end = (min(across, left + before.width + reach), min(down, top + before.height + reach))
    around = (
        (padding[1], end[1] - top - before.height),
        (padding[0], end[0] - left - before.width),
        (0, 0),
    )
    edge = Image.fromarray(np.pad(np.asarray(before), around, mode="edge"))
    whole.paste(edge, (left - padding[0], top - padding[1]), _soft(before.size, around[:2]))
    whole.info["icc_profile"] = profile
    return write(whole, "image/png")


def mirrored(picture: Image.Image, size: tuple[int, int], at: tuple[int, int]) -> Image.Image:
    """A ground of `size` that goes on from `picture` at `at`: its edge's reflection, to and fro, ever more blurred.

    Only what is near the edge is reflected: a house upside down is no ground.
    """
    left, top = at
    right, bottom = size[0] - left - picture.width, size[1] - top - picture.height
    factor = min(1.0, _GROUND_SIDE / max(picture.size))
    levels = np.asarray(picture)
    across, down = _reflected(left, picture.width, right), _reflected(top, picture.height, bottom)
    sharp = Image.fromarray(levels[down][:, across])
    little = sharp.resize(
        (max(1, round(size[0] * factor)), max(1, round(size[1] * factor))), Image.Resampling.BOX
    )
    blurred = little.filter(ImageFilter.GaussianBlur(max(little.size) / 40)).resize(
        size, Image.Resampling.BICUBIC
    )
    away = _distance(size, (left, top, left + picture.width, top + picture.height))
    alpha = Image.fromarray((np.clip(away / (0.12 * max(picture.size)), 0, 1) * 255).astype(np.uint8))
    return Image.composite(blurred, sharp, alpha)


def _reflected(before: int, length: int, after: int) -> NDArray[np.intp]:
    """Which pixel stands at each place along one side."""
    band = max(1, round(_REFLECTED * length))
    place = np.arange(-before, length + after)
    beyond = np.maximum(-place - 1, place - length)
    turn = beyond % (2 * band)
    depth = np.minimum(turn, 2 * band - 1 - turn)
    near: NDArray[np.intp] = np.where(place < 0, depth, length - 1 - depth)
    return np.where((place >= 0) & (place < length), place, near)


def _grown(length: int, by: float, share: float) -> int:
    return length + round(length * by * share)


def _placed(where: Layout, size: tuple[int, int]) -> tuple[int, int, int, int]:
    place = where.place
    left, top = round(place.left * size[0]), round(place.top * size[1])
    return (
        left,
        top,
        max(left + 1, round(place.right * size[0])),
        max(top + 1, round(place.bottom * size[1])),
    )


def _framed(result: Image.Image, box: Box, where: Layout) -> Image.Image:
    """The wanted part of the result, in the source's pixels; `box` is where the source lies in it."""
    across = (box[2] - box[0]) * result.width / where.source[0]
    down = (box[3] - box[1]) * result.height / where.source[1]
    left = box[0] * result.width - (where.at[0] - where.wanted[0]) * across
    top = box[1] * result.height - (where.at[1] - where.wanted[1]) * down
    size = where.wanted[2] - where.wanted[0], where.wanted[3] - where.wanted[1]
    right, bottom = left + size[0] * across, top + size[1] * down
    beyond = math.ceil(max(0.0, -left, -top, right - result.width, bottom - result.height) - 1e-6)
    if beyond > 0:
        levels = np.pad(np.asarray(result), ((beyond, beyond), (beyond, beyond), (0, 0)), mode="edge")
        result = Image.fromarray(levels)
        left, top, right, bottom = (side + beyond for side in (left, top, right, bottom))
    inside = (max(0.0, left), max(0.0, top), min(right, result.width), min(bottom, result.height))
    return result.resize(size, Image.Resampling.LANCZOS, box=inside)


def _soft(size: tuple[int, int], around: tuple[tuple[int, int], ...]) -> Image.Image:
    """255 on the source, falling to 0 over the pixels around it."""
    (top, bottom), (left, right) = around
    whole = size[0] + left + right, size[1] + top + bottom
    away = _distance(whole, (left, top, left + size[0], top + size[1]))
    reach = max(top, bottom, left, right, 1)
    return Image.fromarray((np.clip(1 - away / (reach + 1), 0, 1) * 255).astype(np.uint8))


def _distance(size: tuple[int, int], box: tuple[int, int, int, int]) -> NDArray[np.float32]:
    """How far each pixel is from a box, 0 inside of it."""
    x, y = np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32)
    across = np.maximum(np.maximum(box[0] - x, x - (box[2] - 1)), 0)
    down = np.maximum(np.maximum(box[1] - y, y - (box[3] - 1)), 0)
    return np.hypot(across[None, :], down[:, None])
