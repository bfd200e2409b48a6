"""How each kind of lettering looks where the words leave it open."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from core.imaging.lettering.fitting import SMALLEST_PIXELS
from core.lettering import Edge, Lettering, Place, Role, Size


@dataclass(frozen=True, slots=True)
class Manner:
    """A role's place, size, letters, edge and opacity, and the part of the picture that it may fill."""

    place: Place
    size: Size
    edge: Edge = Edge.AUTO
    weight: int = 500
    width: int = 100
    room: tuple[float, float] = (1.0, 0.45)
    opacity: int = 100


_MANNERS: Final[Mapping[Role, Manner]] = MappingProxyType(
    {
        Role.TEXT: Manner(Place.BOTTOM, Size.MEDIUM),
        Role.TITLE: Manner(Place.TOP, Size.LARGE, weight=700),
        Role.CAPTION: Manner(Place.BOTTOM, Size.SMALL, Edge.BOX, room=(1.0, 0.35)),
        Role.SUBTITLE: Manner(Place.BOTTOM, Size.SMALL, Edge.OUTLINE, weight=600, room=(0.9, 0.3)),
        Role.MEME: Manner(Place.TOP, Size.LARGE, Edge.OUTLINE, weight=900, width=75, room=(1.0, 0.36)),
        Role.WATERMARK: Manner(Place.BOTTOM_RIGHT, Size.SMALL, Edge.SHADOW, room=(0.7, 0.3), opacity=65),
        Role.SPEECH: Manner(Place.TOP_RIGHT, Size.SMALL, room=(0.6, 0.45)),
        Role.THOUGHT: Manner(Place.TOP_RIGHT, Size.SMALL, room=(0.6, 0.45)),
    }
)
_PARTS: Final[Mapping[Size, float]] = MappingProxyType(
    {Size.SMALL: 0.045, Size.MEDIUM: 0.072, Size.LARGE: 0.11, Size.HUGE: 0.17}
)
_BOLD, _REGULAR = 700, 400
_SMALLEST_SENSIBLE: Final = 12.0
_MARGIN: Final = 0.035
_SIDE_ROOM: Final = 0.62
"""Text at a side leaves the other one free."""


def manner_of(lettering: Lettering) -> Manner:
    """The role's manner with what the words say of it."""
    manner = _MANNERS[lettering.role]
    weight = manner.weight
    if lettering.bold is not None:
        weight = max(_BOLD, weight) if lettering.bold else _REGULAR
    place = lettering.place or manner.place
    across, down = manner.room
    if _column(place) != 1:
        across = min(across, _SIDE_ROOM)
    if _row(place) == 1:
        down = max(down, 0.8)
    return Manner(
        place,
        lettering.size or manner.size,
        lettering.edge or manner.edge,
        weight,
        manner.width,
        (across, down),
        lettering.opacity or manner.opacity,
    )


def em_of(lettering: Lettering, manner: Manner, sides: tuple[int, int]) -> float:
    """The size asked for in pixels per em, never too small to read."""
    if lettering.pixels:
        return float(max(SMALLEST_PIXELS, lettering.pixels))
    side = min(math.sqrt(sides[0] * sides[1]), 1.6 * min(sides))
    return max(_SMALLEST_SENSIBLE, _PARTS[manner.size] * side)


def margin_of(sides: tuple[int, int]) -> float:
    """The space that stays free at the picture's edges, in pixels."""
    return max(1.0, _MARGIN * min(sides))


def corner_of(
    place: Place, sides: tuple[int, int], block: tuple[float, float], margin: tuple[float, float]
) -> tuple[float, float]:
    """The upper left corner of a block at a place, `margin` away from the picture's edges."""
    left = (margin[0], (sides[0] - block[0]) / 2, sides[0] - margin[0] - block[0])[_column(place)]
    top = (margin[1], (sides[1] - block[1]) / 2, sides[1] - margin[1] - block[1])[_row(place)]
    return left, top


def aligned(place: Place, room: float) -> float:
    """How far a line is indented that leaves `room` of the block's width."""
    return room * _column(place) / 2


def spans_picture(lettering: Lettering) -> bool:
    """Whether the box is a band across the picture, as a caption's is."""
    place = manner_of(lettering).place
    return lettering.role is Role.CAPTION and _column(place) == 1 and _row(place) != 1


def inward(place: Place) -> tuple[int, int]:
    """Where the middle of the picture is, seen from a place: -1, 0 or 1 to the right and down."""
    return 1 - _column(place), 1 - _row(place)


def _column(place: Place) -> int:
    return 0 if "left" in place else 2 if "right" in place else 1


def _row(place: Place) -> int:
    return 0 if "top" in place else 2 if "bottom" in place else 1
