"""What somebody drew on a copy of a picture: found by comparing the copy with the original."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.imaging import masks
from core.imaging.differing import Levels, differences, widest
from core.imaging.inspection import DEFAULT_MAX_PIXELS, upright
from core.imaging.masks import Mask
from core.imaging.writing import opaque
from core.regions import Region

_WORKING_SIDE = 1024
"""Both are compared at this longer side at most: strokes are wide, and noise is small."""
_SAME_SHAPE = 0.02
"""Ratios may differ by this much (a logarithm), since both sides were rounded."""
_STRONG, _WEAK = 48, 20
"""Levels: what compression does to a picture stays below the first nearly everywhere."""
_EDGE = 0.42
"""A soft edge belongs to a stroke from this share of its strength on."""
_LEAST_CERTAIN = 0.15
"""So much of a stroke is certain; where compression bled, hardly anything is."""
_MOST_CHANGED = 0.6
"""More than this share of the picture is no drawing on it."""
_LEAST_CHANGED = 0.0002
_SPECK = 0.00006
"""Parts smaller than this share of the picture are noise."""
_FEWEST = 4
_SPECK_OF_LARGEST = 0.02
_MOST_DRIFT = 10.0
"""Levels by which the part that nobody drew on may differ in the middle of its pixels."""
_GAP = 0.09
"""A loop whose ends miss each other by up to this share of its own size is closed."""
_INSIDE = 0.2
"""What a closed gap encloses must be this many times as large as the stroke, or it is just a thick line."""
_THIN, _BETWEEN, _AROUND, _MARGIN = 0.012, 0.03, 0.02, 0.012
"""Shares of the longer side: half of a thin line's width, gaps between such lines, and what is added around."""
_SECTORS = 72
_AROUND_LEAST, _HOLLOW = 0.58, 0.3
"""A line that is seen in this share of all directions, never nearer than this share of its distance, goes around."""
_COLOURS = 4
_NEAR = 32.0
"""Levels (root of squares over three channels) within which pixels have one colour."""
_LEAST_PLAIN = 0.55
"""So much of what was drawn has few colours, or lets the picture shine through evenly."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """What was drawn: a PNG of mode L and the original's upright size, 255 where it is.

    A closed loop means its inside. `bounds` holds all of it, `share` is how much of the picture it is.
    """

    mask: bytes = field(repr=False)
    bounds: Region
    share: float


def find_strokes(original: bytes, painted: bytes, *, max_pixels: int = DEFAULT_MAX_PIXELS) -> Strokes | None:
    """The strokes, circles and fills on `painted`, a copy of `original` at any size and compression.

    None where the second picture is another picture, a copy with another shape, or one that nobody drew on.
    Raises `NotAnImage` or `ImageTooLarge` (before decoding). Run off the loop.
    """
    before, after = _plain(original, max_pixels), _plain(painted, max_pixels)
    size = before.size
    if abs(np.log(before.width * after.height / (before.height * after.width))) > _SAME_SHAPE:
        return None
    working = _working(before.size, after.size)
    before, after = (
        image.resize(working, Image.Resampling.LANCZOS, reducing_gap=3) for image in (before, after)
    )
    found = _drawn(before, after)
    if found is None:
        return None
    mask = masks.resized(_with_insides(found), size)
    return Strokes(masks.png(mask), masks.bounds(mask), float(mask.mean()))


def area_to_change(strokes: Strokes) -> Mask:
    """What somebody means by these strokes: a little more than they covered, since hands are not exact.

    Thin lines, which enclose nothing, mean what lies around and between them. Run off the loop.
    """
    mask = masks.from_png(strokes.mask)
    height, width = mask.shape
    small = masks.resized(mask, _working((width, height)))
    side = max(small.shape)
    if not masks.shrunk(small, max(1, round(_THIN * side))).any():
        small = masks.grown(masks.filled(masks.closed(small, round(_BETWEEN * side))), round(_AROUND * side))
    small = masks.grown(small, max(1, round(_MARGIN * side)))
    return masks.resized(small, (width, height)) | mask


def _plain(data: bytes, max_pixels: int) -> Image.Image:
    return opaque(upright(data, max_pixels=max_pixels)).convert("RGB")


def _working(*sizes: tuple[int, int]) -> tuple[int, int]:
    width, height = min(sizes)
    factor = min(1.0, _WORKING_SIDE / max(width, height))
    return max(1, round(width * factor)), max(1, round(height * factor))


def _drawn(original: Image.Image, painted: Image.Image) -> Mask | None:
    """What was drawn, outlines only, or None where that cannot be what happened."""
    levels = differences(original, painted)
    # Colours bleed further than edges do, so what is certain is looked for beyond a wider range.
    strong = differences(original, painted, radius=2) > _STRONG
    changed = masks.closed(masks.reaching(_edged(levels), strong), 1)
    before, after = np.asarray(original, np.float32), np.asarray(painted, np.float32)
    rest = ~masks.grown(changed, 2)
    if changed.mean() > _MOST_CHANGED or not rest.any():
        return None
    drift = np.abs(before - after).max(axis=2)[rest]
    if float(np.median(drift)) > _MOST_DRIFT:
        return None
    kept = _without_noise(changed, strong)
    if kept.mean() < _LEAST_CHANGED or not _is_paint(before, after, kept):
        return None
    return kept


def _edged(levels: Levels) -> Mask:
    """Where something may have been drawn: at its soft edge, up to half of its strength nearby."""
    edged: Mask = levels > np.maximum(_WEAK, widest(levels, 2) * _EDGE)
    return edged


def _without_noise(changed: Mask, strong: Mask) -> Mask:
    labels, count = masks.labelled(changed)
    if not count:
        return changed
    sizes = masks.areas(labels, count)
    certain = masks.areas(np.where(strong, labels, 0), count)
    least = max(_FEWEST, _SPECK * changed.size, _SPECK_OF_LARGEST * sizes.max())
    return masks.chosen(labels, (sizes >= least) & (certain >= _LEAST_CERTAIN * sizes))


def _is_paint(before: NDArray[np.float32], after: NDArray[np.float32], mask: Mask) -> bool:
    """Whether few colours were laid on, densely or thinly, as opposed to another picture's texture."""
    core = masks.shrunk(mask, 1)
    where = core if core.sum() >= mask.sum() // 4 else mask
    laid, ground = after[where], before[where]
    plain = 0.0
    left = np.ones(len(laid), np.bool_)
    for _ in range(_COLOURS):
        if not left.any():
            break
        colour = _commonest(laid[left])
        near = left & (np.sqrt(((laid - colour) ** 2).sum(axis=1)) < _NEAR)
        plain += float(near.sum())
        left &= ~near
    if plain >= _LEAST_PLAIN * len(laid):
        return True
    return _shines_through(ground, laid) >= _LEAST_PLAIN


def _commonest(colours: NDArray[np.float32]) -> NDArray[np.float32]:
    """The colour around which most of them lie, on a grid of eight steps a channel."""
    cells = (colours // 32).astype(np.int32)
    keys = cells[:, 0] * 64 + cells[:, 1] * 8 + cells[:, 2]
    best = np.bincount(keys, minlength=512).argmax()
    middle: NDArray[np.float32] = np.median(colours[keys == best], axis=0)
    return middle


def _shines_through(ground: NDArray[np.float32], laid: NDArray[np.float32]) -> float:
    """How much of what was laid on is a thinner ground and one colour: `laid = share * ground + colour`."""
    centred = ground - ground.mean(axis=0)
    weight = float((centred**2).sum())
    if weight < 1.0:
        return 0.0
    share = float((centred * (laid - laid.mean(axis=0))).sum()) / weight
    share = min(max(share, 0.0), 0.95)
    left = laid - share * ground
    off = left - np.median(left, axis=0)
    return float((np.sqrt((off**2).sum(axis=1)) < _NEAR).mean())


def _with_insides(mask: Mask) -> Mask:
    """Closed loops become what they enclose, and loops that nearly close too."""
    whole = masks.filled(mask)
    labels, count = masks.labelled(mask)
    for number in range(1, count + 1):
        rows, columns = np.nonzero(labels == number)
        top, left = int(rows.min()), int(columns.min())
        bottom, right = int(rows.max()) + 1, int(columns.max()) + 1
        part = labels[top:bottom, left:right] == number
        radius = round(_GAP * max(part.shape) / 2)
        bridged = masks.filled(masks.closed(np.pad(part, radius + 1), radius))
        inside = bridged[radius + 1 : -radius - 1, radius + 1 : -radius - 1]
        if inside.sum() - part.sum() <= _INSIDE * part.sum():
            inside = _encircled(part)
        whole[top:bottom, left:right] |= inside
    return whole


def _encircled(part: Mask) -> Mask:
    """What a loop goes around of which some cannot be seen, on a ground of its ink's colour; else the part itself."""
    rows, columns = np.nonzero(part)
    middle = (part.shape[0] - 1) / 2, (part.shape[1] - 1) / 2
    away = np.hypot(rows - middle[0], columns - middle[1])
    sector = ((np.arctan2(rows - middle[0], columns - middle[1]) / (2 * np.pi) + 0.5) * _SECTORS).astype(
        np.int64
    )
    outer, inner = np.zeros(_SECTORS), np.full(_SECTORS, np.inf)
    np.maximum.at(outer, sector % _SECTORS, away)
    np.minimum.at(inner, sector % _SECTORS, away)
    seen = np.flatnonzero(outer)
    is_around = seen.size >= _AROUND_LEAST * _SECTORS
    if not is_around or inner[seen].min() < _HOLLOW * np.median(outer[seen]):
        return part
    angles = (np.arange(_SECTORS) + 0.5) / _SECTORS * 2 * np.pi - np.pi
    reach = np.interp(np.arange(_SECTORS), seen, outer[seen], period=_SECTORS)
    outline = np.stack([middle[1] + reach * np.cos(angles), middle[0] + reach * np.sin(angles)], axis=1)
    image = Image.fromarray(part)
    ImageDraw.Draw(image).polygon([(float(x), float(y)) for x, y in outline], fill=1)
    around: Mask = np.asarray(image) | part
    return around
