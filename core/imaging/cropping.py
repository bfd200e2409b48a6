"""Which part of a picture stays, and how large it is."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.errors import ResultTooLarge
from core.operations import PRESET_SIZES, UNCUT_PRESETS, Crop, Fit, Resize
from core.regions import Region

MAX_SIDE = 16383
"""Longest side that we make: WebP holds no longer one (RFC 9649)."""

_SEEN_SIDE = 96
_MIDDLE_PULL = 0.3
_CUT_PUSH = 0.06
_USUAL_HEART = 0.55
_USUAL_MIDDLE = {True: 0.5, False: 0.42}
"""Where the middle of what matters usually is: in the middle across, a little above it in height."""

Box = tuple[int, int, int, int]


def check_size(width: int, height: int, max_pixels: int) -> None:
    """Raises `ResultTooLarge` before anything of that size is made."""
    if width * height > max_pixels or max(width, height) > MAX_SIDE:
        raise ResultTooLarge(width, height, max_pixels, MAX_SIDE)


def box_of(region: Region, size: tuple[int, int]) -> Box:
    """The region in pixels, at least one each way and within the picture."""
    left, right = _span(region.left, region.right, size[0])
    top, bottom = _span(region.top, region.bottom, size[1])
    return left, top, right, bottom


def crop(image: Image.Image, wanted: Crop) -> Image.Image:
    """The part that stays, its pixels untouched; at least one."""
    left, top, right, bottom = (max(0, pixels) for pixels in wanted.cut)
    left, top = min(left, image.width - 1), min(top, image.height - 1)
    box = (left, top, max(left + 1, image.width - right), max(top + 1, image.height - bottom))
    image = _cut(image, box)
    if wanted.region is not None:
        image = _cut(image, box_of(wanted.region, image.size))
    if wanted.ratio is not None:
        image = _cut(image, _shape(image, wanted.ratio, wanted))
    return image


def resize(image: Image.Image, wanted: Resize, max_pixels: int) -> Image.Image:
    """In another size. Raises `ResultTooLarge`."""
    size = _size(image.size, wanted)
    check_size(*size, max_pixels)
    if wanted.width is not None and wanted.height is not None and wanted.mode == "cover":
        image = _cut(image, _shape(image, size, Crop(smart=True)))
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)


def fit_preset(image: Image.Image, wanted: Fit, max_pixels: int) -> Image.Image:
    """In the size of a preset: filled, or whole on a transparent ground. Raises `ResultTooLarge`."""
    width, height = PRESET_SIZES[wanted.preset]
    if wanted.preset not in UNCUT_PRESETS:
        return resize(image, Resize(width, height), max_pixels)
    check_size(width, height, max_pixels)
    whole = resize(image, Resize(width, height, mode="contain"), max_pixels)
    if whole.size == (width, height):
        return whole
    ground = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ground.paste(whole, ((width - whole.width) // 2, (height - whole.height) // 2))
    return ground


def _span(start: float, end: float, length: int) -> tuple[int, int]:
    first = min(max(0, round(start * length)), length - 1)
    return first, min(max(first + 1, round(end * length)), length)


def _cut(image: Image.Image, box: Box) -> Image.Image:
    return image if box == (0, 0, *image.size) else image.crop(box)


def _size(size: tuple[int, int], wanted: Resize) -> tuple[int, int]:
    if wanted.percent is not None:
        return _scaled(size, wanted.percent / 100)
    if wanted.width is None and wanted.height is None:
        return size
    if wanted.width is None or wanted.height is None:
        factor = (wanted.width or 0) / size[0] or (wanted.height or 0) / size[1]
        width, height = _scaled(size, factor)
        return wanted.width or width, wanted.height or height
    if wanted.mode == "contain":
        factor = min(wanted.width / size[0], wanted.height / size[1])
        width, height = _scaled(size, factor)
        return min(width, wanted.width), min(height, wanted.height)
    return wanted.width, wanted.height


def _scaled(size: tuple[int, int], factor: float) -> tuple[int, int]:
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _shape(image: Image.Image, ratio: tuple[int, int], wanted: Crop) -> Box:
    """The largest box of that shape: at the side to keep, where things stand out, or in the middle."""
    width, height = image.size
    if width * ratio[1] >= height * ratio[0]:
        length = min(width, max(1, round(height * ratio[0] / ratio[1])))
        start = _start(image, length, wanted, across=True)
        return start, 0, start + length, height
    length = min(height, max(1, round(width * ratio[1] / ratio[0])))
    start = _start(image, length, wanted, across=False)
    return 0, start, width, start + length


def _start(image: Image.Image, length: int, wanted: Crop, *, across: bool) -> int:
    slack = (image.width if across else image.height) - length
    ends = ("left", "right") if across else ("top", "bottom")
    if wanted.keep == ends[0] or not slack:
        return 0
    if wanted.keep == ends[1]:
        return slack
    return _salient_start(image, length, slack, across=across) if wanted.smart else slack // 2


def _salient_start(image: Image.Image, length: int, slack: int, *, across: bool) -> int:
    """Where a window of `length` holds most of what stands out, pulled a little to the usual middle."""
    small = image.convert("RGBA")
    small.thumbnail((_SEEN_SIDE, _SEEN_SIDE), Image.Resampling.BOX, reducing_gap=None)
    seen = _salience(small)
    # Across, what stands at the very top and bottom counts less, and likewise for the height.
    weights = 1 - 2 * (np.linspace(0, 1, seen.shape[0 if across else 1]) - _USUAL_HEART) ** 2
    profile = (seen * (weights[:, None] if across else weights)).sum(axis=0 if across else 1)
    window = max(1, round(len(profile) * length / (length + slack)))
    if window >= len(profile) or not profile.sum():
        return slack // 2
    sums = np.concatenate(([0.0], np.cumsum(profile)))
    held = (sums[window:] - sums[:-window]) / sums[-1]
    places = np.linspace(0.0, 1.0, len(held))
    usual = _USUAL_MIDDLE[across]
    # An edge through something that stands out is worse than one through the calm beside it.
    calm = np.concatenate(([0.0], profile, [0.0])) / profile.max()
    cut = np.minimum(calm[: len(held)], calm[1 : len(held) + 1])
    cut += np.minimum(calm[window : window + len(held)], calm[window + 1 : window + 1 + len(held)])
    score = held - _MIDDLE_PULL * (places - usual) ** 2 * (1 - window / len(profile)) - _CUT_PUSH * cut
    return round(float(places[int(np.argmax(score))]) * slack)


def _salience(small: Image.Image) -> NDArray[np.float64]:
    """How much each pixel stands out: by edges, and by a colour far from the picture's mean."""
    pixels = np.asarray(small, dtype=np.float64)
    colours, opacity = pixels[..., :3], pixels[..., 3] / 255
    grey = colours.mean(axis=2)
    edges = np.abs(np.diff(grey, axis=1, append=grey[:, -1:])) + np.abs(
        np.diff(grey, axis=0, append=grey[-1:, :])
    )
    apart = np.abs(colours - colours.mean(axis=(0, 1))).mean(axis=2)
    seen: NDArray[np.float64] = (edges + 0.6 * apart) ** 1.5 * opacity
    return seen
