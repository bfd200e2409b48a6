"""A result laid over its source: where each pixel of the source is found in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.imaging.masks import Mask, resized
from core.regions import Region

Box: TypeAlias = tuple[float, float, float, float]

WHOLE = Region(0.0, 0.0, 1.0, 1.0)
_SIDE = 192
"""Where things are is found at this longer side; a fifth of a pixel there is a step."""
_FIRST_STEP, _LAST_STEP = 0.02, 0.001
_MOST_SHIFT = 0.06
_CAP = 48.0
"""Levels: one pixel counts for no more, so that what was changed on purpose moves nothing."""
_BETTER = 0.92
"""Another place is only believed where it leaves this share of the difference or less."""
_GOOD = 2.0
"""Levels: nothing is gained by looking further."""
_SAME = 26.0
"""Levels that may remain on average where both are pictures of the same thing."""
_SAME_SHAPE = 0.02


@dataclass(frozen=True, slots=True)
class Registered:
    """`picture` is the result at the source's size, pixel for pixel over it.

    `off` is what remains between them on average, in levels of at most 48; `fits` says that they show the same.
    """

    picture: Image.Image
    off: float
    box: Box
    """Where the source lies in the result, as fractions of it."""

    @property
    def fits(self) -> bool:
        """Whether both show the same, but for what was changed."""
        return self.off <= _SAME


def register(
    source: Image.Image, result: Image.Image, *, place: Region = WHOLE, changed: Mask | None = None
) -> Registered:
    """Lay `result` over `source`, which was sent lying at `place` of the frame that was sent.

    The result may have any size. Where its shape is not the frame's it was cropped, padded or stretched: what
    fits best counts. Small shifts and zooms are undone. `changed` (of any size) is left out of the comparison.
    """
    small = _small(source)
    rest = np.ones((small.height, small.width), np.bool_)
    if changed is not None:
        rest = ~resized(changed, small.size)
        if rest.mean() < 0.02:  # noqa: PLR2004 - too little is left to compare
            rest[:] = True
    target = np.asarray(small, np.float32)
    plain = result.convert("RGB")
    reduced = plain.copy()
    reduced.thumbnail((2 * _SIDE, 2 * _SIDE), Image.Resampling.BOX)

    def off(box: Box) -> float:
        scaled = tuple(
            side * factor for side, factor in zip(box, (*reduced.size, *reduced.size), strict=True)
        )
        seen = reduced.transform(small.size, Image.Transform.EXTENT, scaled, Image.Resampling.BILINEAR)
        return _off(target, np.asarray(seen, np.float32), rest)

    guesses = _guesses(source.size, result.size, place)
    found = _refined(min(guesses, key=off), off)
    remains = off(found)
    if remains > _SAME:
        # Nothing says where it lies, so it lies as it was sent.
        found = guesses[0]
    return Registered(_taken(result, found, source.size), remains, found)


def _small(image: Image.Image) -> Image.Image:
    small = image.convert("RGB")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    return small


def _off(target: NDArray[np.float32], seen: NDArray[np.float32], rest: Mask) -> float:
    distance = np.abs(target - seen).mean(axis=2)[rest]
    return float(np.minimum(distance, _CAP).mean())


def _guesses(source: tuple[int, int], result: tuple[int, int], place: Region) -> list[Box]:
    """Where the source may lie in the result, as fractions of it: first as it was sent."""
    stretched = (place.left, place.top, place.right, place.bottom)
    frame = source[0] / (place.right - place.left) * (place.bottom - place.top) / source[1]
    shape = result[0] / result[1] / frame
    if abs(np.log(shape)) <= _SAME_SHAPE:
        return [stretched]
    wide, tall = (1 / shape, 1.0) if shape > 1 else (1.0, shape)
    contained = _scaled(stretched, wide, tall)
    covered = _scaled(stretched, 1 / tall, 1 / wide)
    return [stretched, contained, covered]


def _scaled(box: Box, wide: float, tall: float) -> Box:
    """The frame made larger or smaller around the middle."""
    left, top, right, bottom = box
    return (
        0.5 + (left - 0.5) * wide,
        0.5 + (top - 0.5) * tall,
        0.5 + (right - 0.5) * wide,
        0.5 + (bottom - 0.5) * tall,
    )


def _refined(start: Box, off: Callable[[Box], float]) -> Box:
    """A little up, down, sideways, larger or smaller where that is clearly better."""
    best, least = start, off(start)
    at_start = least
    step = _FIRST_STEP if least > _GOOD else 0.0
    while step >= _LAST_STEP:
        tried = [(off(box), box) for box in _around(best, step) if _is_near(box, start)]
        value, box = min(tried, default=(least, best))
        if value < least:
            best, least = box, value
        else:
            step /= 2
    return best if least < _BETTER * at_start else start


def _around(box: Box, step: float) -> list[Box]:
    left, top, right, bottom = box
    across, down = step * (right - left), step * (bottom - top)
    return [
        (left + across, top, right + across, bottom),
        (left - across, top, right - across, bottom),
        (left, top + down, right, bottom + down),
        (left, top - down, right, bottom - down),
        (left - across, top - down, right + across, bottom + down),
        (left + across, top + down, right - across, bottom - down),
    ]


def _is_near(box: Box, start: Box) -> bool:
    return all(abs(one - other) <= _MOST_SHIFT for one, other in zip(box, start, strict=True))


def _taken(result: Image.Image, box: Box, size: tuple[int, int]) -> Image.Image:
    """That part of the result, resized; what lies beyond its edges repeats the last pixels."""
    left, top, right, bottom = (
        side * length for side, length in zip(box, (*result.size, *result.size), strict=True)
    )
    beyond = int(max(0.0, -left, -top, right - result.width, bottom - result.height) + 0.999)
    if beyond:
        levels = np.asarray(result)
        around = ((beyond, beyond), (beyond, beyond), (0, 0))[: levels.ndim]
        result = Image.fromarray(np.pad(levels, around, mode="edge"))
    part = (left + beyond, top + beyond, right + beyond, bottom + beyond)
    if part == (0, 0, *size) and result.size == size:
        return result
    return result.resize(size, Image.Resampling.LANCZOS, box=part)
