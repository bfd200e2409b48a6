"""A larger canvas around a picture, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extension:
    """How far the canvas grows beyond each edge, in fractions of the picture's width and height.

    With `ratio` (width to height) the canvas grows to that shape instead, evenly, the picture in its middle.
    """

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    ratio: tuple[int, int] | None = None
