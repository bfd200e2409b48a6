"""Regions of a picture, as fractions, and the words that name them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the upright picture: fractions of its width and height, 0 to 1, left < right, top < bottom."""

    left: float
    top: float
    right: float
    bottom: float
