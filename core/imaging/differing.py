"""Where two pictures of the same thing differ, beyond what encoding and resizing do to one."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Levels: TypeAlias = NDArray[np.int16]
"""How much each pixel differs, in levels of 0 to 255."""


def differences(before: Image.Image, after: Image.Image, *, radius: int = 1) -> Levels:
    """By how much `after` leaves the range that `before` has within `radius` pixels, in its worst channel.

    Both are RGB and of one size. A constant shift between them (another colour conversion) counts as none,
    and so does what moved by less than `radius`, which is what resizing and compression do to edges.
    """
    before_levels = np.asarray(before, np.int16)
    after_levels = np.asarray(after, np.int16)
    shift = np.median((after_levels - before_levels).reshape(-1, 3), axis=0).astype(np.int16)
    shift[np.abs(shift) > _MOST_SHIFT] = 0
    after_levels = after_levels - shift
    beyond = np.maximum(
        after_levels - widest(before_levels, radius), -widest(-before_levels, radius) - after_levels
    )
    worst: Levels = np.maximum(beyond.max(axis=2), 0)
    return worst


def widest(levels: Levels, radius: int) -> Levels:
    """The highest of each pixel's neighbours within `radius` rows and columns, itself included."""
    result = levels
    for axis in (0, 1):
        highest = result.copy()
        for by in range(1, radius + 1):
            whole = (slice(None),) * axis
            later, earlier = (*whole, slice(by, None)), (*whole, slice(None, -by))
            np.maximum(highest[later], result[earlier], out=highest[later])
            np.maximum(highest[earlier], result[later], out=highest[earlier])
        result = highest
    return result


_MOST_SHIFT = 24
"""A larger shift of the whole picture is a change, not a conversion."""
