"""The outlines of speech and thought bubbles, as masks."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

_SQUARENESS: Final = 2.6
"""Exponent of the superellipse: 2 is an ellipse, more is nearer to a rectangle."""

ROOM: Final = 0.5 ** (-1 / _SQUARENESS)
"""How much wider and higher a bubble is than the text in it, so that the corners of the text are inside."""

_POINTS: Final = 180
_SMOOTH: Final = 3
"""Drawn this many times larger and made smaller, since Pillow's shapes have stairs."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A body (centre and half sides) and the tip of its tail, in pixels of the mask."""

    centre: tuple[float, float]
    half: tuple[float, float]
    tip: tuple[float, float]
    thought: bool = False


def bubble_mask(bubble: Bubble, size: tuple[int, int], grow: float = 0.0) -> Image.Image:
    """The bubble in a mask of `size`, every edge `grow` pixels further out."""
    mask = Image.new("L", (size[0] * _SMOOTH, size[1] * _SMOOTH), 0)
    draw = ImageDraw.Draw(mask)
    if bubble.thought:
        _cloud(draw, bubble, grow)
    else:
        draw.polygon(_scaled(_body(bubble, grow)), fill=255)
        draw.polygon(_scaled(_tail(bubble, grow)), fill=255)
    return mask.resize(size, Image.Resampling.BOX)


def _body(bubble: Bubble, grow: float) -> list[tuple[float, float]]:
    (x, y), (across, down) = bubble.centre, bubble.half
    points = []
    for step in range(_POINTS):
        turn = 2 * math.pi * step / _POINTS
        cos, sin = math.cos(turn), math.sin(turn)
        points.append(
            (
                x + (across + grow) * math.copysign(abs(cos) ** (2 / _SQUARENESS), cos),
                y + (down + grow) * math.copysign(abs(sin) ** (2 / _SQUARENESS), sin),
            )
        )
    return points


def _tail(bubble: Bubble, grow: float) -> list[tuple[float, float]]:
    """A slightly bent wedge from inside the body to the tip."""
    (tip_x, tip_y) = bubble.tip
    # From below the tip's side of the body, so that a wide bubble's tail does not lie flat.
    x, y = bubble.centre[0] + (tip_x - bubble.centre[0]) * 0.6, bubble.centre[1]
    length = math.hypot(tip_x - x, tip_y - y) or 1.0
    along = (tip_x - x) / length, (tip_y - y) / length
    across = -along[1], along[0]
    half = min(bubble.half) * 0.3 + grow
    end = tip_x + along[0] * grow * 2, tip_y + along[1] * grow * 2
    bend = length * 0.07 * (1 if along[0] >= 0 else -1)

    def curve(side: float) -> list[tuple[float, float]]:
        start = x + across[0] * half * side, y + across[1] * half * side
        middle = (
            (start[0] + end[0]) / 2 + across[0] * (bend - half * side * 0.2),
            (start[1] + end[1]) / 2 + across[1] * (bend - half * side * 0.2),
        )
        return [
            (
                (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * middle[0] + t * t * end[0],
                (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * middle[1] + t * t * end[1],
            )
            for t in (step / 16 for step in range(17))
        ]

    return [*curve(1), *reversed(curve(-1))]


def _cloud(draw: ImageDraw.ImageDraw, bubble: Bubble, grow: float) -> None:
    """Puffs of one size all around the body, and smaller and smaller ones towards the tip."""
    (x, y), half = bubble.centre, min(bubble.half)
    puff = half * 0.32
    inner = Bubble(bubble.centre, (bubble.half[0] - puff, bubble.half[1] - puff), bubble.tip)
    edge = _body(inner, 0.0)
    draw.polygon(_scaled(_body(inner, grow)), fill=255)
    away = puff
    for before, at in pairwise([edge[-1], *edge]):
        away += math.dist(before, at)
        if away >= puff:
            _disc(draw, at, puff + grow)
            away -= puff
    tip_x, tip_y = bubble.tip
    start = x + (tip_x - x) * 0.6, y + math.copysign(bubble.half[1], tip_y - y)
    tail = math.dist(start, bubble.tip)
    for part, radius in ((0.16, 0.24), (0.6, 0.15), (0.9, 0.1)):
        at = start[0] + (tip_x - start[0]) * part, start[1] + (tip_y - start[1]) * part
        _disc(draw, at, tail * radius + grow)


def _disc(draw: ImageDraw.ImageDraw, at: tuple[float, float], radius: float) -> None:
    box = tuple(value * _SMOOTH for value in (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius))
    draw.ellipse(box, fill=255)


def _scaled(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x * _SMOOTH, y * _SMOOTH) for x, y in points]


def shadow_of(mask: Image.Image, blur: float) -> Image.Image:
    """`mask` blurred."""
    return mask.filter(ImageFilter.GaussianBlur(blur))
