"""The pixel lock: outside of what was to change, the result is the source."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from core.imaging import masks
from core.imaging.changing import find_change
from core.imaging.inspection import DEFAULT_MAX_PIXELS, upright
from core.imaging.masks import Mask
from core.imaging.registering import WHOLE, register
from core.imaging.writing import write
from core.regions import Region

_BAND = 0.012
"""The soft edge, as a share of the longer side; it lies inside of what may change."""
_RAMP_SIDE, _TONE_SIDE = 1024, 512
_MOST_TONE = 20
"""Levels by which the whole result may be lighter or darker and is brought back."""
_LEAST_KEPT = 0.2
"""A change that leaves less of the source than this share cannot be told from all of it."""
_MISSED = 6.0
"""Levels: less than this inside, on average, is no change."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A picture of the source's upright size, a PNG where it was mixed; `is_whole`: it is the result as it was."""

    data: bytes = field(repr=False)
    is_whole: bool


def lock_outside(source: bytes, result: bytes, area: bytes, *, place: Region = WHOLE) -> Locked | None:
    """`result` inside of `area` (a PNG as `masks.png` writes it, of the source's size), else the source's pixels.

    The source was sent lying at `place` of the frame. The edge is soft inside the area. None where the result
    changed nothing inside the area, but something outside of it. `source` is a picture that passed `inspect`.
    Raises `NotAnImage` or `ImageTooLarge` for the result. Run off the loop.
    """
    before, after = _opened(source, None), _opened(result)
    mask = masks.from_png(area)
    if before.size == after.size and not (_differ(before, after) & ~mask).any():
        return Locked(result, is_whole=True)
    laid = register(before, after, place=place, changed=mask)
    if laid.fits and _misses(before, laid.picture, mask):
        return None
    return _locked(before, after, laid.picture, mask)


def lock_rest(source: bytes, result: bytes, *, place: Region = WHOLE) -> Locked | None:
    """`result` where it really changed something, else the source's pixels: small scattered drift is undone.

    None where the two show different things or the change is nearly everywhere, so that there is nothing to
    keep. Run off the loop.
    """
    before, after = _opened(source, None), _opened(result)
    laid = register(before, after, place=place)
    if not laid.fits:
        return None
    change = find_change(before, laid.picture)
    if change is None:
        return _locked(before, after, laid.picture, np.zeros((before.height, before.width), np.bool_))
    if change.real.mean() > 1 - _LEAST_KEPT:
        return None
    return _locked(before, after, laid.picture, masks.resized(change.real, before.size))


def drift_percent(source: bytes, result: bytes, *, place: Region = WHOLE) -> int | None:
    """How much of the picture visibly changed outside of the largest change, in whole percent.

    None where that cannot be said: they show different things, or the change is nearly everywhere. Run off
    the loop.
    """
    before, after = _opened(source, None), _opened(result)
    laid = register(before, after, place=place)
    if not laid.fits:
        return None
    change = find_change(before, laid.picture)
    if change is None:
        return 0
    if change.largest.mean() > 1 - 2 * _LEAST_KEPT:
        return None
    return round(100 * change.beside)


def _opened(data: bytes, max_pixels: int | None = DEFAULT_MAX_PIXELS) -> Image.Image:
    image = upright(data, max_pixels=max_pixels)
    if image.mode == "L":
        # Its profile describes one channel.
        image.info.clear()
        return image.convert("RGB")
    return image


def _locked(before: Image.Image, after: Image.Image, laid: Image.Image, mask: Mask) -> Locked:
    toned = _toned(before, laid.convert(before.mode), mask)
    merged = Image.composite(toned, before, _alpha(mask))
    merged.info["icc_profile"] = before.info.get("icc_profile")
    is_whole = merged.size == after.size and not _differ(merged, after).any()
    return Locked(write(merged, "image/png"), is_whole)


def _differ(one: Image.Image, other: Image.Image) -> Mask:
    differs: Mask = (_coloured(one) != _coloured(other)).any(axis=2)
    return differs


def _coloured(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(image.convert("RGBA"))


def _alpha(mask: Mask) -> Image.Image:
    """255 well inside, 0 outside, to the pixel; the ramp between is made small and enlarged."""
    height, width = mask.shape
    size = _smaller((width, height), _RAMP_SIDE)
    rising = masks.ramp(masks.resized(mask, size), max(1, round(_BAND * max(size))))
    soft = Image.fromarray((rising * 255).astype(np.uint8)).resize((width, height), Image.Resampling.BILINEAR)
    return ImageChops.darker(soft, Image.fromarray(mask.astype(np.uint8) * 255))


def _toned(before: Image.Image, laid: Image.Image, mask: Mask) -> Image.Image:
    """With the tone that the source has around the mask, where the model's differs by a little."""
    size = _smaller(before.size, _TONE_SIDE)
    small = masks.resized(mask, size)
    ring = masks.grown(small, max(3, max(size) // 24)) & ~masks.grown(small, 1)
    if not ring.any():
        return laid
    ours, theirs = (
        np.asarray(image.convert("RGB").resize(size, Image.Resampling.BOX, reducing_gap=2), np.int16)[ring]
        for image in (before, laid)
    )
    shift = [int(level) for level in np.median(ours - theirs, axis=0)]
    if not any(shift) or max(map(abs, shift)) > _MOST_TONE:
        return laid
    table = [min(255, max(0, level + by)) for by in shift for level in range(256)]
    return laid.point(table + list(range(256)) if laid.mode == "RGBA" else table)


def _misses(before: Image.Image, laid: Image.Image, mask: Mask) -> bool:
    """Whether something changed, but nothing inside of the mask."""
    size = _smaller(before.size, _TONE_SIDE)
    ours, theirs = (
        np.asarray(image.convert("RGB").resize(size, Image.Resampling.BOX, reducing_gap=2), np.float32)
        for image in (before, laid)
    )
    off = np.abs(ours - theirs).mean(axis=2)
    small = masks.resized(mask, size)
    inside, outside = off[small], off[~small]
    if not inside.size or not outside.size:
        return False
    # A small thing in a large area counts by its own strength.
    return float(np.percentile(inside, 99)) < _MISSED < float(np.percentile(outside, 99))


def _smaller(size: tuple[int, int], side: int) -> tuple[int, int]:
    factor = min(1.0, side / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
