"""Before and after on one picture, with what changed outlined."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from core.imaging import masks
from core.imaging.changing import find_change
from core.imaging.inspection import upright
from core.imaging.masks import Mask
from core.imaging.registering import register
from core.imaging.writing import opaque, write

_GROUND = (24, 26, 31)
_LIGHT, _DARK = (255, 255, 255), (24, 26, 31)
_OUTLINE = (255, 214, 64)
_WIDE = 1.7
"""Pictures wider than this stand one above the other."""
_SMOOTH = 4
"""Round shapes are drawn this many times larger and made smaller, since Pillow's have stairs."""
_ALL = 0.9
"""A change of this share of the picture has no outline worth drawing."""


def compare(before: bytes, after: bytes, *, max_side: int = 2048) -> bytes:
    """One JPEG: `before` with badge 1, an arrow, `after` with badge 2, what changed outlined in both.

    Side by side, wide pictures one above the other; neither is made larger, and the longer side of the whole is
    at most `max_side`. Nothing is outlined where the two show different things, or where all of it changed.
    For pictures that passed `inspect`. Run off the loop.
    """
    images = [opaque(upright(data, max_pixels=None)).convert("RGB") for data in (before, after)]
    across = images[0].width <= _WIDE * images[0].height
    gap = max(8, max_side // 64)
    cell = _cell(images, across=across, max_side=max_side, gap=gap)
    shown = [ImageOps.contain(image, cell, Image.Resampling.LANCZOS) for image in images]
    laid = register(shown[0], shown[1])
    change = find_change(shown[0], laid.picture) if laid.fits else None
    if change is not None and change.real.mean() < _ALL:
        for image in shown:
            _outline(image, masks.resized(change.real, image.size))
    step = (cell[0] + gap, 0) if across else (0, cell[1] + gap)
    size = (2 * gap + cell[0] + step[0], 2 * gap + cell[1] + step[1])
    sheet = Image.new("RGB", size, _GROUND)
    badge = max(24, min(cell) // 11)
    for index, image in enumerate(shown):
        corner = (gap + index * step[0], gap + index * step[1])
        at = (corner[0] + (cell[0] - image.width) // 2, corner[1] + (cell[1] - image.height) // 2)
        sheet.paste(image, at, _rounded(image.size, max(4, min(cell) // 40)))
        spot = _badge(str(index + 1), badge)
        sheet.paste(spot, (at[0] + badge // 3, at[1] + badge // 3), spot)
    arrow = _arrow(badge, down=not across)
    middle = (size[0] // 2 - arrow.width // 2, size[1] // 2 - arrow.height // 2)
    sheet.paste(arrow, middle, arrow)
    return write(sheet, "image/jpeg", 92)


def _cell(images: list[Image.Image], *, across: bool, max_side: int, gap: int) -> tuple[int, int]:
    """The room for each: both fit whole, at the largest size that the sheet's longer side allows."""
    width, height = images[0].size
    columns, rows = (2, 1) if across else (1, 2)
    factor = min(
        1.0,
        (max_side - gap * (columns + 1)) / (columns * width),
        (max_side - gap * (rows + 1)) / (rows * height),
    )
    return max(1, int(width * factor)), max(1, int(height * factor))


def _outline(image: Image.Image, mask: Mask) -> None:
    """A bright line around the mask with a dark one on either side, to be seen on any ground."""
    height, width = mask.shape
    stroke = max(2, max(image.size) // 320)
    large = _calm(mask, (width * 2, height * 2))
    inner = masks.shrunk(large, stroke)
    for line, colour, strength in (
        (masks.grown(large, 2 * stroke) & ~masks.shrunk(inner, stroke), _DARK, 0.5),
        (masks.grown(large, stroke) & ~inner, _OUTLINE, 1.0),
    ):
        soft = Image.fromarray(line).convert("L").resize(image.size, Image.Resampling.BOX)
        image.paste(colour, (0, 0), soft.point(lambda level, strength=strength: round(level * strength)))


def _calm(mask: Mask, size: tuple[int, int]) -> Mask:
    """At another size, with bays closed and corners rounded: it is to be read, not to be cut out."""
    near = max(mask.shape) / 40
    whole = masks.filled(masks.closed(mask, round(near)))
    soft = Image.fromarray(whole).convert("L").filter(ImageFilter.GaussianBlur(near / 2.5))
    calm: Mask = np.asarray(soft.resize(size, Image.Resampling.BICUBIC)) >= 96  # noqa: PLR2004 - a little outwards
    return calm


def _rounded(size: tuple[int, int], radius: int) -> Image.Image:
    mask = Image.new("L", (size[0] * _SMOOTH, size[1] * _SMOOTH), 0)
    box = (0, 0, mask.width - 1, mask.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius * _SMOOTH, fill=255)
    return mask.resize(size, Image.Resampling.BOX)


def _badge(text: str, across: int) -> Image.Image:
    """A white disc with a figure, its edge dark."""
    large = across * _SMOOTH
    disc = _disc(large)
    font = ImageFont.load_default(large * 0.58)
    ImageDraw.Draw(disc).text((large / 2, large / 2), text, fill=(*_DARK, 255), font=font, anchor="mm")
    return disc.resize((across, across), Image.Resampling.LANCZOS)


def _arrow(across: int, *, down: bool) -> Image.Image:
    """A white disc with an arrow to the right, or down."""
    large = across * _SMOOTH
    disc = _disc(large)
    draw = ImageDraw.Draw(disc)
    thick = max(1, large // 12)
    tip, tail, middle = large * 0.73, large * 0.27, large / 2
    wing = large * 0.19
    draw.line((tail, middle, tip - thick, middle), fill=(*_DARK, 255), width=thick)
    for sign in (-1, 1):
        line = (tip - wing, middle + sign * wing, tip, middle)
        draw.line(line, fill=(*_DARK, 255), width=thick)
    if down:
        disc = disc.transpose(Image.Transpose.ROTATE_270)
    return disc.resize((across, across), Image.Resampling.LANCZOS)


def _disc(across: int) -> Image.Image:
    disc = Image.new("RGBA", (across, across), (*_DARK, 0))
    draw = ImageDraw.Draw(disc)
    draw.ellipse((0, 0, across - 1, across - 1), fill=(*_DARK, 170))
    edge = max(_SMOOTH, across // 24)
    draw.ellipse((edge, edge, across - 1 - edge, across - 1 - edge), fill=(*_LIGHT, 255))
    return disc
