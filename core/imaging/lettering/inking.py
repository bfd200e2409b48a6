"""Drawing a setting onto a picture: the edge, the letters, the emoji, and nothing else."""

import math
from dataclasses import dataclass

from PIL import Image

from core.imaging.lettering.bubbles import shadow_of
from core.imaging.lettering.contrast import Colour
from core.imaging.lettering.fitting import Setting
from core.imaging.lettering.manners import aligned
from core.imaging.lettering.pen import Pen
from core.lettering import Edge, Place

Point = tuple[float, float]
Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """What a block is drawn with; `spread` is how far its edge reaches beyond the letters, in pixels."""

    colour: Colour
    edge: Edge
    edge_colour: Colour
    spread: float
    opacity: int
    place: Place


def draw_text(picture: Image.Image, setting: Setting, corner: Point, pen: Pen, look: Look) -> None:
    """The lines with the upper left corner of their block at `corner`."""
    reach = math.ceil(3 * look.spread + 0.3 * setting.size)
    area = within(picture.size, corner, (setting.width, setting.height), reach)
    sides = area[2] - area[0], area[3] - area[1]
    letters, edge = Image.new("L", sides, 0), Image.new("L", sides, 0)
    emoji = Image.new("RGBA", sides, (0, 0, 0, 0))
    y = corner[1] - area[1] + setting.ascent
    for line, width in zip(setting.lines, setting.widths, strict=True):
        at = corner[0] - area[0] + aligned(look.place, setting.width - width), y
        if look.edge in {Edge.OUTLINE, Edge.SHADOW}:
            pen.draw(
                edge, line, setting.size, at, look.spread if look.edge is Edge.OUTLINE else look.spread / 3
            )
        pen.draw(letters, line, setting.size, at, 0)
        pen.draw_emoji(emoji, line, setting.size, at)
        y += setting.pitch
    opacity = look.opacity / 100
    if look.edge is Edge.SHADOW:
        edge = shadow_of(edge, look.spread)
    if look.edge in {Edge.OUTLINE, Edge.SHADOW}:
        lay(picture, area[:2], look.edge_colour, edge, opacity)
    lay(picture, area[:2], look.colour, letters, opacity)
    if emoji.getbbox():
        lay_picture(picture, area[:2], emoji, opacity)


def lay(picture: Image.Image, at: tuple[int, int], colour: Colour, mask: Image.Image, opacity: float) -> None:
    """`colour` onto a picture (RGB or RGBA) through a mask, its upper left corner at `at`."""
    ink = Image.new("RGBA", mask.size, (*colour, 0))
    ink.putalpha(mask if opacity >= 1 else mask.point(lambda value: round(value * opacity)))
    lay_picture(picture, at, ink, 1.0)


def lay_picture(picture: Image.Image, at: tuple[int, int], ink: Image.Image, opacity: float) -> None:
    """`ink` (RGBA) onto a picture (RGB or RGBA)."""
    if opacity < 1:
        ink.putalpha(ink.getchannel("A").point(lambda value: round(value * opacity)))
    if picture.mode == "RGBA":
        picture.alpha_composite(ink, at)
    else:
        picture.paste(ink, at, ink)


def within(sides: tuple[int, int], corner: Point, block: tuple[float, float], reach: float) -> Area:
    """The whole pixels of a block and `reach` around it, as far as they are in the picture."""
    left, top = max(0, math.floor(corner[0] - reach)), max(0, math.floor(corner[1] - reach))
    right = min(sides[0], math.ceil(corner[0] + block[0] + reach))
    bottom = min(sides[1], math.ceil(corner[1] + block[1] + reach))
    return left, top, max(left + 1, right), max(top + 1, bottom)
