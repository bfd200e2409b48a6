"""What a model changed between a source and its result: where, how much, and how much besides."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from core.imaging import masks
from core.imaging.differing import Levels, differences
from core.imaging.masks import Mask

_SIDE = 768
"""Compared at this longer side at most: a model that draws anew changes every grain."""
_SEEN = 24
"""Levels from which a change is seen side by side."""
_FAINT = 12
"""Levels from which a change shows when one picture follows the other."""
_SPECK = 0.0008
"""Parts smaller than this share of the picture are grain."""
_JOINED = 0.012
"""Parts nearer than this share of the longer side belong together."""
_MARGIN = 0.012
_REAL = 0.12
"""A part whose change weighs this share of the heaviest one's was meant."""


@dataclass(frozen=True, slots=True)
class Change:
    """`real` is what was meant, with a margin; `largest` is its heaviest part; `levels` is how much each pixel differs.

    All at a smaller size than the pictures'.
    """

    real: Mask
    largest: Mask
    levels: Levels

    @property
    def beside(self) -> float:
        """The share of the picture that differs visibly outside of the largest change."""
        return float((~self.largest & (self.levels > _FAINT)).mean())


def find_change(before: Image.Image, after: Image.Image) -> Change | None:
    """What changed between two pictures that lie over each other; None where nothing did. Run off the loop."""
    size = _smaller(before.size)
    small = [_smoothed(image.convert("RGB"), size) for image in (before, after)]
    levels = differences(small[0], small[1])
    reach = max(1, round(_JOINED * max(size)))
    joined = masks.closed(levels > _SEEN, reach)
    labels, count = masks.labelled(joined)
    if not count:
        return None
    weights = np.bincount(labels.ravel(), levels.ravel(), minlength=count + 1)[1:]
    heaviest = weights.max()
    wanted: NDArray[np.bool_] = (weights >= _REAL * heaviest) & (
        masks.areas(labels, count) >= _SPECK * joined.size
    )
    if not wanted.any():
        return None
    margin = max(2, round(_MARGIN * max(size)))
    real = masks.filled(masks.grown(masks.chosen(labels, wanted), margin))
    largest = masks.filled(masks.grown(masks.chosen(labels, wanted & (weights == heaviest)), margin))
    return Change(real, largest, levels)


def _smaller(size: tuple[int, int]) -> tuple[int, int]:
    factor = min(1.0, _SIDE / max(size))
    return max(1, math.ceil(size[0] * factor)), max(1, math.ceil(size[1] * factor))


def _smoothed(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    reduced = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
    return reduced.filter(ImageFilter.GaussianBlur(max(size) / 640))
