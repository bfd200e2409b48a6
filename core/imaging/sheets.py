"""Several pictures on one numbered sheet, for chats whose cards hold one picture."""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, ImageOps

from core.imaging.inspection import upright
from core.imaging.writing import opaque, write

_GROUND = (24, 26, 31)
_BADGE = (255, 255, 255)
_BADGE_EDGE = (24, 26, 31)
_FIGURES = (24, 26, 31)
_SMOOTH = 4
"""Round shapes are drawn this many times larger and made smaller, since Pillow's have stairs."""


def sheet(pictures: Sequence[bytes], *, max_side: int = 2048) -> bytes:
    """One JPEG with all pictures whole, numbered from 1 in reading order.

    Every cell has the shape of the first picture; another shape is shown whole within it. The
    longer side of the sheet is at most `max_side`. Raises `ValueError` without pictures, and
    `NotAnImage`. Run off the loop.
    """
    if not pictures:
        raise ValueError(pictures)
    images = [opaque(upright(data)).convert("RGB") for data in pictures]
    columns, rows = _grid(len(images), images[0].width / images[0].height)
    gap = max(2, max_side // 128)
    cell = _cell(images[0].size, columns, rows, max_side, gap)
    size = (columns * (cell[0] + gap) + gap, rows * (cell[1] + gap) + gap)
    ground = Image.new("RGB", size, _GROUND)
    corner = max(2, min(cell) // 40)
    for index, image in enumerate(images):
        row, column = divmod(index, columns)
        in_row = min(columns, len(images) - row * columns)
        # A last row that is not full stands in the middle.
        left = gap + (columns - in_row) * (cell[0] + gap) // 2 + column * (cell[0] + gap)
        _place(ground, image, (left, gap + row * (cell[1] + gap)), cell, corner)
        _number(ground, index + 1, (left, gap + row * (cell[1] + gap)), min(cell))
    return write(ground, "image/jpeg", 90)


def _grid(count: int, ratio: float) -> tuple[int, int]:
    """(columns, rows): the fewest empty cells among shapes that are neither a strip nor a tower."""

    def badness(columns: int) -> tuple[float, int]:
        rows = math.ceil(count / columns)
        shape = abs(math.log(columns * ratio / rows / 1.2))
        return shape + 0.35 * (columns * rows - count), columns

    columns = min(range(1, count + 1), key=badness)
    return columns, math.ceil(count / columns)


def _cell(shape: tuple[int, int], columns: int, rows: int, max_side: int, gap: int) -> tuple[int, int]:
    width = (max_side - gap) / columns - gap
    height = (max_side - gap) / rows - gap
    factor = min(width / shape[0], height / shape[1], 1.0)
    return max(1, int(shape[0] * factor)), max(1, int(shape[1] * factor))


def _place(
    ground: Image.Image, image: Image.Image, at: tuple[int, int], cell: tuple[int, int], corner: int
) -> None:
    fitted = ImageOps.contain(image, cell, Image.Resampling.LANCZOS)
    mask = Image.new("L", (fitted.width * _SMOOTH, fitted.height * _SMOOTH), 0)
    box = (0, 0, mask.width - 1, mask.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, corner * _SMOOTH, fill=255)
    offset = (at[0] + (cell[0] - fitted.width) // 2, at[1] + (cell[1] - fitted.height) // 2)
    ground.paste(fitted, offset, mask.resize(fitted.size, Image.Resampling.BOX))


def _number(ground: Image.Image, number: int, at: tuple[int, int], side: int) -> None:
    """A white disc with the number in the cell's upper left corner."""
    across = max(20, side // 7)
    large = across * _SMOOTH
    badge = Image.new("RGBA", (large, large), (*_BADGE_EDGE, 0))
    draw = ImageDraw.Draw(badge)
    draw.ellipse((0, 0, large - 1, large - 1), fill=(*_BADGE_EDGE, 150))
    edge = max(_SMOOTH, large // 24)
    draw.ellipse((edge, edge, large - 1 - edge, large - 1 - edge), fill=(*_BADGE, 255))
    font = ImageFont.load_default(large * (0.58 if number < 10 else 0.48))  # noqa: PLR2004 - two figures
    draw.text((large / 2, large / 2), str(number), fill=(*_FIGURES, 255), font=font, anchor="mm")
    small = badge.resize((across, across), Image.Resampling.LANCZOS)
    margin = max(2, side // 32)
    ground.paste(small, (at[0] + margin, at[1] + margin), small)
