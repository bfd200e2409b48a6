"""A plain background made transparent."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from core.errors import NotExact
from core.imaging.colours import farthest
from core.operations import ClearBackground, Colour

_SEEN_SIDE = 1024
_SAMPLES = 20_000
_PLAIN_WITHIN, _PLAIN_SHARE = 24, 0.85
"""A ground is plain where this share of the picture's rim is so near to its median colour, of 255."""
_LEAST_NEAR, _FADE = 9, 40
_SPECK, _TRACE = 60, 0.12
_LEAST_KEPT, _MOST_KEPT = 0.002, 0.998
_CLEAR_RIM = 0.6
_OPAQUE = 255
_WITHOUT_TRACES = [
    round(max(0.0, (level / _OPAQUE - _TRACE) / (1 - _TRACE)) * _OPAQUE) for level in range(256)
]
"""What is hardly there at all is left out: it is more often dirt than glass."""
_STRIP = 256
"""Rows at a time: indexing all pixels at once would keep every other thread waiting."""


def is_cleared(image: Image.Image) -> bool:
    """Whether the rim is transparent already, for the most part."""
    if image.mode != "RGBA":
        return False
    rim = _rim(image.getchannel("A"))
    return bool((rim == 0).mean() > _CLEAR_RIM)


def clear_background(image: Image.Image, wanted: ClearBackground) -> Image.Image:
    """Transparent where the plain ground is that reaches the rim; edges are freed of its colour.

    Raises `NotExact` where the rim is not of one colour, or nothing else would be left.
    """
    rgb = image.convert("RGB")
    rim = _rim(rgb).astype(np.int16)
    ground = np.median(rim, axis=0)
    apart = np.abs(rim - ground).max(axis=1)
    if (apart <= _PLAIN_WITHIN).mean() < _PLAIN_SHARE:
        raise NotExact(wanted.kind)
    near = max(_LEAST_NEAR, round(1.5 * float(np.percentile(apart[apart <= _PLAIN_WITHIN], 95))))
    colour: Colour = (int(ground[0]), int(ground[1]), int(ground[2]))
    alpha = _alpha(farthest(rgb, colour), near)
    if not _LEAST_KEPT < float(alpha.mean()) / _OPAQUE < _MOST_KEPT:
        raise NotExact(wanted.kind)
    cleared = _freed(rgb, alpha, colour)
    opacity = Image.fromarray(alpha).point(_WITHOUT_TRACES)
    if image.mode == "RGBA":
        opacity = ImageChops.multiply(opacity, image.getchannel("A"))
    cleared.putalpha(opacity)
    return cleared


def _rim(image: Image.Image) -> NDArray[np.uint8]:
    """Pixels along the four edges, a hundredth of the shorter side deep, not more than so many."""
    (width, height), depth = image.size, max(1, min(image.size) // 100)
    boxes = (
        (0, 0, width, depth),
        (0, height - depth, width, height),
        (0, 0, depth, height),
        (width - depth, 0, width, height),
    )
    rim = np.concatenate([np.asarray(image.crop(box)).reshape(-1, len(image.mode)) for box in boxes])
    return rim[:: max(1, len(rim) // _SAMPLES)]


def _alpha(apart: Image.Image, near: int) -> NDArray[np.uint8]:
    """0 on the ground that reaches the rim, 255 elsewhere; between them by how much of the thing is mixed in."""
    small = apart.copy()
    small.thumbnail((_SEEN_SIDE, _SEEN_SIDE), Image.Resampling.BOX)
    # The outermost pixels of a thing are mixed with the ground: they belong to its edge.
    near_ground = _widened(_reached(np.asarray(small) <= near + _FADE // 2), 2)
    reached = Image.fromarray(near_ground.astype(np.uint8)).resize(apart.size, Image.Resampling.NEAREST)
    distance, within_reach = np.asarray(apart), np.asarray(reached)
    alpha = np.empty_like(distance)
    wide = max(2, min(4, round(min(apart.size) / 700)))
    margin = 2 * wide + 4
    for top in range(0, apart.height, _STRIP):
        first = max(0, top - margin)
        rows = slice(first, top + _STRIP + margin)
        strip = _edged(distance[rows], within_reach[rows] > 0, near, wide)
        alpha[top : top + _STRIP] = strip[top - first : top - first + _STRIP]
    return alpha


def _edged(
    distance: NDArray[np.uint8], within_reach: NDArray[np.bool_], near: int, wide: int
) -> NDArray[np.uint8]:
    """The alpha of a few rows; edges are `wide` pixels wide."""
    ground = (distance <= near) & within_reach
    edge = _widened(ground, wide) & ~ground
    nearby = _widened(distance, wide)
    # Specks that a JPEG leaves around things: faint, and nowhere three pixels wide.
    ground |= edge & (nearby < near + _SPECK) & ~_widened(~_widened(distance <= near, 1), 1)
    edge &= ~ground
    # What the thing itself looks like stands a little further in, where nothing is mixed any more.
    thing = np.maximum(nearby[edge].astype(np.float32) - near, _FADE)
    share = (distance[edge].astype(np.float32) - near) / thing
    alpha = np.where(ground, np.uint8(0), np.uint8(_OPAQUE))
    alpha[edge] = np.clip(share, 0, 1) * _OPAQUE
    return alpha


def _widened(values: NDArray[Any], by: int) -> NDArray[Any]:
    """Each the greatest of those up to so far away, across and down."""
    for axis in (0, 1):
        source = values
        values = source.copy()
        for step in range(1, min(by, source.shape[axis] - 1) + 1):
            here = [slice(None), slice(None)]
            there = [slice(None), slice(None)]
            here[axis], there[axis] = slice(step, None), slice(None, -step)
            values[tuple(here)] = np.maximum(values[tuple(here)], source[tuple(there)])
            values[tuple(there)] = np.maximum(values[tuple(there)], source[tuple(here)])
    return values


def _reached(ground: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The part of `ground` that hangs together with the rim: whole runs at a time, across and down."""
    reached = ground.copy()
    reached[1:-1, 1:-1] = False
    before = -1
    while (count := int(reached.sum())) != before:
        before = count
        reached = _along_runs(reached, ground)
        reached = _along_runs(reached.T, ground.T).T
    return reached


def _along_runs(reached: NDArray[np.bool_], ground: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Every run of ground in a row of which some pixel is reached."""
    starts = ground.copy()
    starts[:, 1:] &= ~ground[:, :-1]
    runs = np.cumsum(starts.ravel())
    hit = np.zeros(int(runs[-1]) + 1, dtype=np.bool_)
    hit[runs[(reached & ground).ravel()]] = True
    spread: NDArray[np.bool_] = hit[runs].reshape(ground.shape) & ground
    return spread


def _freed(rgb: Image.Image, opacity: NDArray[np.uint8], ground: Colour) -> Image.Image:
    """Half-transparent pixels without their share of the ground, transparent ones without any colour."""
    freed = rgb.copy()
    colour = np.asarray(ground, dtype=np.float32)
    for top in range(0, rgb.height, _STRIP):
        pixels = np.array(rgb.crop((0, top, rgb.width, min(top + _STRIP, rgb.height))))
        strip = opacity[top : top + _STRIP]
        mixed = (strip > 0) & (strip < _OPAQUE)
        share = strip[mixed].astype(np.float32)[:, None] / _OPAQUE
        pixels[mixed] = np.clip((pixels[mixed] - colour * (1 - share)) / share, 0, _OPAQUE).round()
        pixels[strip == 0] = 0
        freed.paste(Image.fromarray(pixels), (0, top))
    return freed
