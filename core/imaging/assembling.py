"""Several pictures as one: a grid, or the frames of a GIF."""

import math
from collections.abc import Sequence
from io import BytesIO
from itertools import combinations, pairwise

from PIL import Image, ImageOps

from core.imaging.writing import opaque
from core.operations import Grid

SOURCE_SIDE = 2048
"""Sources of a grid are made no larger than this before they are placed."""

FRAME_SIDE = 640
"""Longest side of a GIF that we make from several pictures."""

MOST_FRAMES = 50
_SHORTEST_MS, _LONGEST_MS = 20, 10_000
_GRID_SIDE = 4096
_WHITE = (255, 255, 255)
_GAP_SHARE = 0.008
_USUAL_SHAPE = 1.2
_TRIED_PICTURES = 10
"""Every way to break so many into rows is looked at; more are as many in each as there are rows."""


def grid(images: Sequence[Image.Image], wanted: Grid, max_pixels: int) -> Image.Image:
    """All pictures whole on white, in rows of one height each, within `max_pixels`."""
    rows = _rows([opaque(image).convert("RGB") for image in images], wanted.columns)
    width = min(_GRID_SIDE, max(_natural_width(row) for row in rows))
    gap = max(2, round(width * _GAP_SHARE))
    heights = _heights(rows, width, gap, filled=wanted.columns is None)
    full = sum(heights) + gap * (len(rows) + 1)
    shrink = min(1.0, math.sqrt(max_pixels / (width * full)), _GRID_SIDE * 2 / full)
    if shrink < 1:
        width = max(gap * (max(map(len, rows)) + 2), int(width * shrink * 0.99))
        gap = max(1, round(width * _GAP_SHARE))
        heights = _heights(rows, width, gap, filled=wanted.columns is None)
    sheet = Image.new("RGB", (width, sum(heights) + gap * (len(rows) + 1)), _WHITE)
    top = gap
    for row, height in zip(rows, heights, strict=True):
        _place(sheet, row, top, height, gap)
        top += height + gap
    return sheet


def frames(images: Sequence[Image.Image], side: int = FRAME_SIDE) -> list[Image.Image]:
    """The pictures, `MOST_FRAMES` at most, whole in the shape of the first, on white, no side above `side`."""
    first = opaque(images[0]).convert("RGB")
    first.thumbnail((side, side), Image.Resampling.LANCZOS)
    made = [first]
    for image in images[1:MOST_FRAMES]:
        fitted = ImageOps.pad(
            opaque(image).convert("RGB"), first.size, Image.Resampling.LANCZOS, color=_WHITE
        )
        made.append(fitted)
    return made


def animation(images: Sequence[Image.Image], frame_ms: int) -> bytes:
    """A GIF that repeats, every frame with its own 256 colours."""
    reduced = [image.quantize(256, Image.Quantize.MEDIANCUT) for image in images]
    buffer = BytesIO()
    duration = max(_SHORTEST_MS, min(_LONGEST_MS, frame_ms))
    reduced[0].save(
        buffer, "GIF", save_all=True, append_images=reduced[1:], duration=duration, loop=0, disposal=1
    )
    return buffer.getvalue()


def _rows(images: list[Image.Image], columns: int | None) -> list[list[Image.Image]]:
    """Rows of `columns`, or those that fill a sheet of a usual shape best."""
    if columns is not None:
        columns = max(1, columns)
        return [images[start : start + columns] for start in range(0, len(images), columns)]
    most = min(len(images), _TRIED_PICTURES) - 1
    breaks = [places for count in range(most + 1) for places in combinations(range(1, most + 1), count)]
    if len(images) > _TRIED_PICTURES:
        side = round(math.sqrt(len(images)))
        breaks = [tuple(range(side, len(images), side))]
    ways = [[images[start:end] for start, end in pairwise((0, *places, len(images)))] for places in breaks]
    return min(ways, key=_strain)


def _strain(rows: list[list[Image.Image]]) -> float:
    """How far rows of one width are from one height, and the sheet from its usual shape."""
    heights = [1 / sum(image.width / image.height for image in row) for row in rows]
    return math.log(max(heights) / min(heights)) + abs(math.log(_USUAL_SHAPE * sum(heights)))


def _natural_width(row: list[Image.Image]) -> int:
    """As wide as the row is when its lowest picture keeps its size."""
    height = min(image.height for image in row)
    return max(1, round(sum(image.width * height / image.height for image in row)))


def _heights(rows: list[list[Image.Image]], width: int, gap: int, *, filled: bool) -> list[int]:
    """As the rows fill the width; a last row that is not full is no higher than the others otherwise."""
    heights = [
        (width - gap * (len(row) + 1)) / sum(image.width / image.height for image in row) for row in rows
    ]
    if not filled and len(rows) > 1 and len(rows[-1]) < len(rows[0]):
        heights[-1] = min(heights[-1], max(heights[:-1]))
    return [max(1, round(height)) for height in heights]


def _place(sheet: Image.Image, row: list[Image.Image], top: int, height: int, gap: int) -> None:
    widths = [max(1, round(image.width * height / image.height)) for image in row]
    used = sum(widths) + gap * (len(row) - 1)
    left = (sheet.width - used) // 2
    if abs(left - gap) <= len(row):
        # Rounding alone keeps the row from filling the width.
        widths[-1] = max(1, widths[-1] + (sheet.width - 2 * gap - used))
        left = gap
    for image, width in zip(row, widths, strict=True):
        sheet.paste(image.resize((width, height), Image.Resampling.LANCZOS), (left, top))
        left += width + gap
