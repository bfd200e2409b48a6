"""Setting text into a picture: fitted, legible, and nothing else of the picture touched."""

from contextlib import suppress
from typing import Final

from PIL import Image, ImageDraw

from core.errors import EmptyInstruction, LetteringTooLong
from core.imaging.lettering.cleaning import cleaned
from core.imaging.lettering.contrast import (
    LEGIBLE,
    WHITE,
    Ground,
    colour_from,
    ground_of,
    opposite,
    standing_out,
)
from core.imaging.lettering.fitting import Setting, fitted
from core.imaging.lettering.fonts import installed
from core.imaging.lettering.inking import Look, Point, draw_text, lay, within
from core.imaging.lettering.manners import (
    Manner,
    corner_of,
    em_of,
    inward,
    manner_of,
    margin_of,
    spans_picture,
)
from core.imaging.lettering.pen import Pen
from core.imaging.lettering.speech import set_bubble
from core.lettering import Edge, Lettering, Role

_OUTLINE_EM: Final = 0.07
_MEME_OUTLINE_EM: Final = 0.09
_SHADOW_EM: Final = 0.09
_BOX_PAD_EM: Final = 0.42
_LEAST_PAD_PIXELS: Final = 2.0
_BOX_OPACITY: Final = 0.72
_OUTLINED_FROM_PIXELS: Final = 16
"""Below, an outline would fill the letters: a box is clearer."""


def set_lettering(image: Image.Image, lettering: Lettering) -> Image.Image:
    """A copy of `image` (L, RGB or RGBA; L becomes RGB) with the text set into it.

    At the size asked for, or the largest at which all of it fits within the picture's margins, in
    balanced lines; where nothing else is asked, in the colour and with the edge that what is beneath
    calls for. Pixels away from the text stay as they are. Raises `LetteringTooLong`, `FontMissing`,
    `ShapingMissing`, and `EmptyInstruction` for text that cannot be seen. Run off the loop.
    """
    text = cleaned(lettering.text)
    if not text:
        raise EmptyInstruction
    picture = image.copy() if image.mode in {"RGB", "RGBA"} else image.convert("RGB")
    if image.mode != picture.mode:
        picture.info.pop("icc_profile", None)
    manner = manner_of(lettering)
    pen = Pen(manner.weight, manner.width)
    if lettering.role in {Role.SPEECH, Role.THOUGHT}:
        set_bubble(picture, text, lettering, pen)
    else:
        _set_block(picture, text, lettering, manner, pen)
    return picture


def _set_block(picture: Image.Image, text: str, lettering: Lettering, manner: Manner, pen: Pen) -> None:
    sides = picture.size
    margin = margin_of(sides)
    setting = _fitted(text, lettering, manner, pen, sides)
    block = setting.width, setting.height
    away = margin + _edge_width(lettering, setting)
    corner = corner_of(manner.place, sides, block, (away, away))
    ground = ground_of(picture, within(sides, corner, block, 0.0))
    look = _look(lettering, manner, setting, ground)
    if look.edge is Edge.BOX:
        pad = _BOX_PAD_EM * setting.size
        # A band reaches the picture's edge, so that its text needs no margin there.
        down = pad if spans_picture(lettering) else margin + pad
        corner = corner_of(manner.place, sides, block, (margin + pad, down))
        _draw_box(picture, lettering, setting, corner, look)
    draw_text(picture, setting, corner, pen, look)


def _fitted(text: str, lettering: Lettering, manner: Manner, pen: Pen, sides: tuple[int, int]) -> Setting:
    """In the role's part of the picture, or in all of it where that is too small for so much text."""
    margin = margin_of(sides)
    for share in (manner.room, (1.0, 1.0)):

        def room(size: float, part: tuple[float, float] = share) -> tuple[float, float]:
            pad = size * (_BOX_PAD_EM if manner.edge is Edge.BOX else _MEME_OUTLINE_EM)
            edges = 2 * (margin + max(_LEAST_PAD_PIXELS, pad))
            return sides[0] * part[0] - edges, sides[1] * part[1] - edges

        with suppress(LetteringTooLong):
            size = em_of(lettering, manner, sides)
            return fitted(text, pen, installed(), size=size, room=room, italic=lettering.italic)
    raise LetteringTooLong


def _look(lettering: Lettering, manner: Manner, setting: Setting, ground: Ground) -> Look:
    """The colours and the edge: those asked for, else what stands out from `ground`."""
    edge_colour = colour_from(lettering.edge_colour) if lettering.edge_colour else None
    if lettering.colour:
        colour = colour_from(lettering.colour)
    elif edge_colour:
        colour = opposite(edge_colour)
    else:
        colour = WHITE if manner.edge in {Edge.BOX, Edge.OUTLINE} else standing_out(ground)
    edge = manner.edge
    if edge is Edge.AUTO:
        if ground.contrast(colour) >= LEGIBLE:
            edge = Edge.NONE
        else:
            edge = Edge.OUTLINE if setting.size >= _OUTLINED_FROM_PIXELS else Edge.BOX
    spread = _edge_width(lettering, setting) if edge is Edge.OUTLINE else _SHADOW_EM * setting.size
    return Look(colour, edge, edge_colour or opposite(colour), spread, manner.opacity, manner.place)


def _edge_width(lettering: Lettering, setting: Setting) -> float:
    return max(1.0, (_MEME_OUTLINE_EM if lettering.role is Role.MEME else _OUTLINE_EM) * setting.size)


def _draw_box(
    picture: Image.Image, lettering: Lettering, setting: Setting, corner: Point, look: Look
) -> None:
    sides = picture.size
    pad = _BOX_PAD_EM * setting.size
    left, top, right, bottom = within(sides, corner, (setting.width, setting.height), pad)
    radius = 0.28 * setting.size
    if spans_picture(lettering):
        left, right, radius = 0, sides[0], 0.0
        top, bottom = (0, bottom) if inward(look.place)[1] > 0 else (top, sides[1])
    smooth = 2
    mask = Image.new("L", ((right - left) * smooth, (bottom - top) * smooth), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius * smooth, fill=255)
    mask = mask.resize((right - left, bottom - top), Image.Resampling.BOX)
    opacity = 1.0 if lettering.edge_colour else _BOX_OPACITY
    lay(picture, (left, top), look.edge_colour, mask, opacity * look.opacity / 100)
