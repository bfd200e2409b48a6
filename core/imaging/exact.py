"""Exact operations on bytes: the same pictures and operations always give the same picture."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from PIL import Image

from core.imaging.assembling import SOURCE_SIDE, grid
from core.imaging.bareness import bare
from core.imaging.clearing import clear_background, is_cleared
from core.imaging.colours import adjust, grayscale, recolour
from core.imaging.cropping import crop, fit_preset, resize
from core.imaging.finishing import Wish, finish, finish_frames, origin_of
from core.imaging.framing import border, pad, round_corners
from core.imaging.inspection import DEFAULT_MAX_PIXELS, load, upright
from core.imaging.lettering import set_lettering
from core.imaging.location import strip_location
from core.imaging.profiles import in_one_profile
from core.imaging.sniffing import media_type_of
from core.imaging.softening import blur, pixelate, sharpen
from core.imaging.turning import flip, rotate
from core.lettering import Lettering
from core.operations import (
    Adjust,
    Animate,
    Blur,
    Border,
    ClearBackground,
    Compress,
    Convert,
    Crop,
    Fit,
    Flip,
    Grayscale,
    Grid,
    Operation,
    Pad,
    Pixelate,
    Recolour,
    Resize,
    Rotate,
    RoundCorners,
    Sharpen,
    StripMetadata,
    assembles,
)

_NOTICED_GROWTH: Final = 1.1
"""A picture with so many times its pixels is said to be enlarged."""


@dataclass(frozen=True, slots=True)
class Made:
    """A picture made exactly. `notes` are keys of `core.words.exact`, perhaps with ":" and a detail."""

    data: bytes
    media_type: str
    notes: tuple[str, ...] = ()


def make_exactly(
    sources: Sequence[bytes], operations: Sequence[Operation], *, max_pixels: int = DEFAULT_MAX_PIXELS
) -> Made:
    """The operations done in order on the first source, or on all of them until they become one.

    Pictures are upright, with their alpha; the result has the first one's colour profile and format
    where that can hold it, and no metadata. Raises `NotAnImage`, `ImageTooLarge` (a source, before
    decoding), `ResultTooLarge` (what it would become, before it is made), `NotExact` (a picture that
    does not allow an operation), what `set_lettering` does, and `ValueError` without sources. Run off
    the loop.
    """
    if not sources:
        raise ValueError(sources)
    untouched = _untouched(sources[0], operations, max_pixels)
    if untouched is not None:
        return untouched
    work = _Work(sources, operations, max_pixels)
    for operation in operations:
        work.do(operation)
    return work.made()


def _untouched(data: bytes, operations: Sequence[Operation], max_pixels: int) -> Made | None:
    """Where pixels can stay as they are stored: metadata alone goes, or the file is small enough already."""
    if all(isinstance(operation, StripMetadata) for operation in operations):
        load(data, max_pixels=max_pixels)
        clean = bare(data)
        return None if clean is None else Made(clean, media_type_of(clean) or "")
    limits = [operation.max_bytes for operation in operations if isinstance(operation, Compress)]
    if len(limits) == len(operations) and all(limit and len(data) <= limit for limit in limits):
        load(data, max_pixels=max_pixels)
        clean = strip_location(data)
        return Made(clean, media_type_of(clean) or "", ("exact-fits",))
    return None


class _Work:
    """Pictures between bytes and bytes."""

    def __init__(self, sources: Sequence[bytes], operations: Sequence[Operation], max_pixels: int) -> None:
        self._max_pixels = max_pixels
        self._wish = Wish()
        if assembles(operations):
            opened = [_opened(data, max_pixels, SOURCE_SIDE) for data in sources]
        else:
            opened = [_opened(sources[0], max_pixels)]
        self._images, self._profile = in_one_profile(opened)
        self._origin = origin_of(sources[0])
        if self._origin.moving:
            self._wish.notes.append("exact-still")

    def do(self, operation: Operation) -> None:
        """One operation, on every picture that there is."""
        match operation:
            case StripMetadata():
                pass  # metadata is never written
            case Convert():
                self._wish.media_type = f"image/{operation.format}" if operation.format else ""
                self._wish.quality = operation.quality
            case Compress():
                self._wish.limited, self._wish.max_bytes = True, operation.max_bytes
            case Animate():
                self._wish.frame_ms = operation.frame_ms
            case Grid():
                self._images = [grid(self._images, operation, self._max_pixels)]
            case _:
                self._images = [self._changed(image, operation) for image in self._images]

    def made(self) -> Made:
        """The file."""
        if self._wish.frame_ms is None:
            data, media_type = finish(self._images[0], self._profile, self._origin, self._wish)
        else:
            data, media_type = finish_frames(self._images, self._wish.frame_ms, self._wish)
        return Made(data, media_type, tuple(dict.fromkeys(self._wish.notes)))

    def _changed(self, image: Image.Image, operation: Operation) -> Image.Image:
        if isinstance(operation, Grayscale):
            return grayscale(image)
        if isinstance(operation, ClearBackground) and is_cleared(image):
            self._wish.notes.append("exact-clear")
            return image
        if type(operation) in _KEEPING:
            return _KEEPING[type(operation)](image, operation)
        changed = _GROWING[type(operation)](image, operation, self._max_pixels)
        growth = changed.width * changed.height / (image.width * image.height)
        if isinstance(operation, Resize | Fit) and growth > _NOTICED_GROWTH:
            self._wish.notes.append("exact-enlarged")
        return changed


def _opened(data: bytes, max_pixels: int, max_side: int | None = None) -> Image.Image:
    """Upright, in RGB or RGBA, its colour profile in `info`, reduced to `max_side` where one is given."""
    image = upright(data, max_pixels=max_pixels)
    if max_side is not None:
        image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    return image.convert("RGB") if image.mode == "L" else image


_KEEPING: Final[Mapping[type, Callable[[Image.Image, Any], Image.Image]]] = MappingProxyType(
    {
        Adjust: adjust,
        Blur: blur,
        ClearBackground: clear_background,
        Crop: crop,
        Flip: flip,
        Lettering: set_lettering,
        Pixelate: pixelate,
        Recolour: recolour,
        RoundCorners: round_corners,
        Sharpen: sharpen,
    }
)
_GROWING: Final[Mapping[type, Callable[[Image.Image, Any, int], Image.Image]]] = MappingProxyType(
    {Border: border, Fit: fit_preset, Pad: pad, Resize: resize, Rotate: rotate}
)
"""What may make a picture larger has to know how large it may become."""
