"""Masks as arrays: rows of True where something is. Connected parts, holes, growing, shrinking, soft edges.

Everything here is arithmetic on whole arrays, which gives other threads their turn. Run off the loop.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.imaging.inspection import upright
from core.imaging.writing import write
from core.regions import Region

Mask: TypeAlias = NDArray[np.bool_]
Labels: TypeAlias = NDArray[np.int32]


def grown(mask: Mask, radius: int) -> Mask:
    """Wider by `radius` pixels each way, with corners cut: an octagon is near enough to a disc."""
    if radius <= 0:
        return mask
    straight = radius // 2
    result = _spread(_spread(mask, straight, 0), straight, 1)
    for _ in range(radius - straight):
        result = result | _spread(result, 1, 0) | _spread(result, 1, 1)
    return result


def shrunk(mask: Mask, radius: int) -> Mask:
    """Narrower by `radius` pixels each way; the picture's own edge takes nothing away."""
    return ~grown(~mask, radius)


def closed(mask: Mask, radius: int) -> Mask:
    """With gaps of up to twice `radius` pixels bridged."""
    if radius <= 0:
        return mask
    # Room all around: what touches the edge must not grow together with it.
    wide = np.pad(mask, radius)
    return shrunk(grown(wide, radius), radius)[radius:-radius, radius:-radius]


def filled(mask: Mask) -> Mask:
    """With everything that is enclosed. What is open to the picture's edge stays open."""
    outside = np.pad(~mask, 1, constant_values=True)
    labels, _ = labelled(outside, diagonal=False)
    enclosed: Mask = (labels != labels[0, 0])[1:-1, 1:-1]
    return enclosed


def labelled(mask: Mask, *, diagonal: bool = True) -> tuple[Labels, int]:
    """(a number from 1 for each connected part, 0 elsewhere; how many parts there are).

    Parts are numbered in reading order. `diagonal` says whether pixels that touch by a corner belong together.
    """
    height, width = mask.shape
    starts, ends = _runs(mask)
    if not starts.size:
        return np.zeros(mask.shape, np.int32), 0
    above, below = _touching(starts, ends, width + 1, int(diagonal))
    roots = np.arange(starts.size)
    while True:
        low = np.minimum(roots[above], roots[below])
        changed = roots.copy()
        np.minimum.at(changed, above, low)
        np.minimum.at(changed, below, low)
        np.minimum.at(changed, roots[above], low)
        np.minimum.at(changed, roots[below], low)
        changed = changed[changed]
        if np.array_equal(changed, roots):
            break
        roots = changed
    names, numbers = np.unique(roots, return_inverse=True)
    steps = np.zeros(height * (width + 1) + 1, np.int32)
    steps[starts] = numbers + 1
    steps[ends] = -(numbers + 1)
    flat = np.cumsum(steps[:-1], dtype=np.int32)
    return flat.reshape(height, width + 1)[:, :width], int(names.size)


def areas(labels: Labels, count: int) -> NDArray[np.int64]:
    """How many pixels each part has, the first part first."""
    return np.bincount(labels.ravel(), minlength=count + 1)[1:]


def chosen(labels: Labels, wanted: NDArray[np.bool_]) -> Mask:
    """The parts for which `wanted`, the first part first, is true."""
    picked: Mask = np.concatenate(([False], wanted))[labels]
    return picked


def reaching(weak: Mask, strong: Mask) -> Mask:
    """The parts of `weak` in which something of `strong` lies."""
    labels, count = labelled(weak)
    hit = np.zeros(count + 1, np.bool_)
    hit[labels[strong & weak]] = True
    return chosen(labels, hit[1:])


def ramp(mask: Mask, band: int) -> NDArray[np.float32]:
    """0 outside, rising inside to 1 over `band` pixels from the edge; the picture's own edge is none."""
    rising = mask.astype(np.float32)
    if band <= 0:
        return rising
    inner = mask
    for step in range(1, band + 1):
        rising[inner] = step / (band + 1)
        inner = shrunk(inner, 1)
    rising[inner] = 1.0
    return rising


def resized(mask: Mask, size: tuple[int, int]) -> Mask:
    """At another (width, height)."""
    image = Image.fromarray(mask.astype(np.uint8) * 255).resize(size, Image.Resampling.BILINEAR)
    result: Mask = np.asarray(image) >= 128  # noqa: PLR2004 - more than half of it
    return result


def rectangle(region: Region, size: tuple[int, int]) -> Mask:
    """A region of a picture of this (width, height), at least one pixel."""
    width, height = size
    left, top = min(int(region.left * width), width - 1), min(int(region.top * height), height - 1)
    mask = np.zeros((height, width), np.bool_)
    mask[
        top : max(top + 1, round(region.bottom * height)), left : max(left + 1, round(region.right * width))
    ] = True
    return mask


def bounds(mask: Mask) -> Region:
    """The smallest region that holds the mask, which is not empty."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    height, width = mask.shape
    return Region(
        float(columns[0] / width),
        float(rows[0] / height),
        float((columns[-1] + 1) / width),
        float((rows[-1] + 1) / height),
    )


def png(mask: Mask) -> bytes:
    """As a PNG of mode L, 255 where the mask is."""
    return write(Image.fromarray(mask.astype(np.uint8) * 255), "image/png")


def open_png(mask: Mask) -> bytes:
    """As an RGBA PNG, transparent where the mask is: what a model may change."""
    alpha = Image.fromarray((~mask).astype(np.uint8) * 255)
    image = Image.new("RGBA", alpha.size, (0, 0, 0, 0))
    image.putalpha(alpha)
    return write(image, "image/png")


def from_png(data: bytes) -> Mask:
    """What `png` wrote."""
    result: Mask = np.asarray(upright(data, max_pixels=None).convert("L")) >= 128  # noqa: PLR2004 - as in `resized`
    return result


def _spread(mask: Mask, radius: int, axis: int) -> Mask:
    """Wider by `radius` along one axis, in steps that double."""
    result = mask
    reach = 0
    while reach < radius:
        step = min(reach + 1, radius - reach)
        result = result | _moved(result, step, axis) | _moved(result, -step, axis)
        reach += step
    return result


def _moved(mask: Mask, by: int, axis: int) -> Mask:
    moved = np.zeros_like(mask)
    length = mask.shape[axis]
    if abs(by) >= length:
        return moved
    into = slice(by, None) if by > 0 else slice(None, by)
    out_of = slice(None, -by) if by > 0 else slice(-by, None)
    if axis == 0:
        moved[into] = mask[out_of]
    else:
        moved[:, into] = mask[:, out_of]
    return moved


def _runs(mask: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where runs of True begin and end (exclusive), counted through rows that are one pixel longer."""
    flat = np.pad(mask, ((0, 0), (0, 1))).ravel()
    steps = np.diff(flat.astype(np.int8), prepend=np.int8(0))
    return np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)


def _touching(
    starts: NDArray[np.intp], ends: NDArray[np.intp], stride: int, slack: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of runs that touch, one in the row above the other."""
    # A run moved one row down meets those that end behind its start and start before its end.
    first = np.searchsorted(ends, starts + stride - slack, side="right")
    last = np.searchsorted(starts, ends + stride + slack, side="left")
    counts = np.maximum(last - first, 0)
    above = np.repeat(np.arange(starts.size), counts)
    offsets = np.arange(above.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return above, np.repeat(first, counts) + offsets
