"""Lines from one thing to another on a drawing: round at the corners, dashed, with a head."""

import math
from itertools import pairwise

from PIL import ImageDraw

Point = tuple[float, float]


def draw_line(
    draw: ImageDraw.ImageDraw,
    points: list[Point],
    colour: tuple[int, int, int],
    *,
    is_dashed: bool,
    has_head: bool,
    smooth: int,
) -> None:
    """A line with round corners, and a small head at its end, `smooth` times larger than `points` say."""
    scaled = [(x * smooth, y * smooth) for x, y in points]
    width = 4 * smooth
    path = _rounded(scaled, 14 * smooth)
    if is_dashed:
        for piece in _dashes(path, 12 * smooth):
            draw.line(piece, fill=colour, width=width)
    else:
        draw.line(path, fill=colour, width=width, joint="curve")
    if has_head:
        x, y = scaled[-1]
        size = 10 * smooth
        draw.polygon([(x, y), (x - size, y - size * 0.7), (x - size, y + size * 0.7)], fill=colour)


def _rounded(points: list[Point], radius: float) -> list[Point]:
    path = [points[0]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        start, end = _toward(corner, before, reach), _toward(corner, after, reach)
        for step in range(9):
            t = step / 8
            # A quadratic curve with the corner as its control point.
            path.append(
                (
                    (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * corner[0] + t**2 * end[0],
                    (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * corner[1] + t**2 * end[1],
                )
            )
    return [*path, points[-1]]


def _toward(point: Point, other: Point, length: float) -> Point:
    share = length / math.dist(point, other)
    return point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share


def _dashes(path: list[Point], length: float) -> list[list[Point]]:
    pieces: list[list[Point]] = []
    for start, end in pairwise(path):
        whole = math.dist(start, end)
        at = 0.0
        while at < whole:
            stop = min(whole, at + length * 0.6)
            pieces.append([_toward(start, end, at) if at else start, _toward(start, end, stop)])
            at += length
    return pieces
