"""Speech and thought bubbles: text, a body around it, and a tail towards the middle of the picture."""

import math
from contextlib import suppress
from typing import Final

from PIL import Image

from core.errors import LetteringTooLong
from core.imaging.lettering.bubbles import ROOM, Bubble, bubble_mask
from core.imaging.lettering.contrast import BLACK, WHITE, Colour, colour_from, opposite
from core.imaging.lettering.fitting import Setting, fitted
from core.imaging.lettering.fonts import installed
from core.imaging.lettering.inking import Area, Look, draw_text, lay, within
from core.imaging.lettering.manners import corner_of, em_of, inward, manner_of, margin_of
from core.imaging.lettering.pen import Pen
from core.lettering import Edge, Lettering, Place, Role

_PAD_EM: Final = (0.4, 0.25)
_TAIL: Final = 0.45
"""Part of the body's height that the tail may take."""
_CLOUD_ROOM: Final = 1.12
_LEAST_HALF_EM: Final = 1.2
"""Half the height of a bubble with one short line in it."""


def set_bubble(picture: Image.Image, text: str, lettering: Lettering, pen: Pen) -> None:
    """The bubble and its text onto `picture` (RGB or RGBA). Raises as `fitted`."""
    sides, manner = picture.size, manner_of(lettering)
    is_thought = lettering.role is Role.THOUGHT
    share = ROOM * (_CLOUD_ROOM if is_thought else 1.0)
    setting = _fitted(text, lettering, pen, sides, share)
    size = setting.size
    down = max((setting.height + 2 * _PAD_EM[1] * size) * share / 2, _LEAST_HALF_EM * size)
    half = max((setting.width + 2 * _PAD_EM[0] * size) * share / 2, down * 1.15, 1.5 * size), down
    stroke = _stroke(size)
    tail = min((1.9 if is_thought else 1.2) * size, 2 * _TAIL * half[1])
    seen = inward(manner.place)
    way = seen[0] or (-1 if seen[1] >= 0 else 1), seen[1] or 1
    margin = margin_of(sides) + stroke
    left, top = corner_of(manner.place, sides, (2 * half[0], 2 * half[1] + tail), (margin, margin))
    centre = left + half[0], top + half[1] + (0 if way[1] > 0 else tail)
    tip = centre[0] + way[0] * half[0] * 0.62, centre[1] + way[1] * (half[1] + tail)
    area = within(sides, (left, top), (2 * half[0], 2 * half[1] + tail), math.ceil(2 * stroke))
    shape = Bubble(
        (centre[0] - area[0], centre[1] - area[1]), half, (tip[0] - area[0], tip[1] - area[1]), is_thought
    )
    fill = _draw_bubble(picture, area, shape, stroke, lettering)
    colour = colour_from(lettering.colour) if lettering.colour else opposite(fill)
    corner = centre[0] - setting.width / 2, centre[1] - setting.height / 2
    draw_text(picture, setting, corner, pen, Look(colour, Edge.NONE, fill, 0.0, 100, Place.CENTRE))


def _fitted(text: str, lettering: Lettering, pen: Pen, sides: tuple[int, int], roundness: float) -> Setting:
    """In the part of the picture that a bubble should fill, or in all of it for much text."""
    manner = manner_of(lettering)
    margin = margin_of(sides)
    for share in (manner.room, (1.0, 1.0)):

        def room(size: float, part: tuple[float, float] = share) -> tuple[float, float]:
            edges = 2 * margin + 4 * _stroke(size)
            across, down = sides[0] * part[0] - edges, (sides[1] * part[1] - edges) / (1 + _TAIL)
            if down < 2 * _LEAST_HALF_EM * size or across < 3 * size:
                return 0.0, 0.0
            return across / roundness - 2 * _PAD_EM[0] * size, down / roundness - 2 * _PAD_EM[1] * size

        with suppress(LetteringTooLong):
            size = em_of(lettering, manner, sides)
            return fitted(text, pen, installed(), size=size, room=room, italic=lettering.italic)
    raise LetteringTooLong


def _stroke(size: float) -> float:
    return max(1.5, 0.07 * size)


def _draw_bubble(
    picture: Image.Image, area: Area, shape: Bubble, stroke: float, lettering: Lettering
) -> Colour:
    """Draws the bubble; the colour that its text stands on."""
    sides = area[2] - area[0], area[3] - area[1]
    fill, outline = _bubble_colours(lettering)
    if lettering.edge is not Edge.NONE:
        lay(picture, area[:2], outline, bubble_mask(shape, sides, stroke), 1.0)
    lay(picture, area[:2], fill, bubble_mask(shape, sides), 1.0)
    return fill


def _bubble_colours(lettering: Lettering) -> tuple[Colour, Colour]:
    """(fill, outline): white with black, or as asked for by a box's or an outline's colour."""
    asked = colour_from(lettering.edge_colour) if lettering.edge_colour else None
    if asked and lettering.edge is Edge.BOX:
        return asked, opposite(asked)
    return WHITE, asked or BLACK
