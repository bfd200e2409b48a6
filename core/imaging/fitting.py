"""Pictures that go to a chat: within its limits, by stepping down and never by failing."""

from collections.abc import Collection

from PIL import Image

from core.imaging.inspection import glance, upright
from core.imaging.location import strip_location
from core.imaging.writing import opaque, scaled, write

SMALLEST_LIMIT_BYTES = 4096
"""The least `max_bytes`: a JPEG of a few pixels with its tables always fits."""

_QUALITIES = (92, 85, 76)
_LAST_QUALITY = 72
_LOSSLESS = "image/png"


def fit(
    data: bytes,
    *,
    max_bytes: int,
    types: Collection[str],
    max_sides: int | None = None,
    max_ratio: float | None = None,
) -> tuple[bytes, str]:
    """(the picture within the limits, its media type).

    `types` are the media types that the chat shows, at least one of PNG, JPEG and WebP;
    `max_sides` bounds width + height and `max_ratio` the longer side over the shorter (a
    longer picture is padded). Bytes that fit and name no place are passed as they are; then
    location goes, then quality, then size. Transparency stays where `types` allow. What comes
    back never exceeds `max_bytes`, which is at least `SMALLEST_LIMIT_BYTES`. Pixels are not
    capped here, nor decoded where they are passed as they are: these are pictures that passed
    `inspect`, or that we drew. Run off the loop.
    """
    if max_bytes < SMALLEST_LIMIT_BYTES:
        raise ValueError(max_bytes)
    media_type, sides, turned = glance(data)
    # Every platform turns a JPEG by its EXIF; the other formats' orientation is not heeded everywhere.
    stands = media_type == "image/jpeg" or not turned
    if media_type in types and stands and _shape_fits(sides, max_sides, max_ratio):
        clean = strip_location(data)
        if len(clean) <= max_bytes:
            return clean, media_type
    image = _shaped(upright(data, max_pixels=None), max_sides, max_ratio)
    if _LOSSLESS in types and media_type != "image/jpeg":
        written = write(image, _LOSSLESS)
        if len(written) <= max_bytes:
            return written, _LOSSLESS
    kind = _lossy(image, types)
    return reduced(image, kind, max_bytes)[0], kind


def preview(data: bytes, *, max_side: int = 768, max_bytes: int = 200_000) -> bytes:
    """A small JPEG to show while the picture is drawn. Raises `NotAnImage`. Run off the loop."""
    image = opaque(upright(data))
    image.thumbnail((max_side, max_side), Image.Resampling.BILINEAR)
    return reduced(image, "image/jpeg", max_bytes, qualities=(80,))[0]


def reduced(
    image: Image.Image, media_type: str, max_bytes: int, qualities: tuple[int, ...] = _QUALITIES
) -> tuple[bytes, Image.Image]:
    """(a file of at most `max_bytes`, the picture in it): quality first, then size."""
    for quality in qualities if media_type != _LOSSLESS else qualities[:1]:
        written = write(image, media_type, quality)
        if len(written) <= max_bytes:
            return written, image
    while len(written) > max_bytes:
        # Aims a little low, so that one or two rounds are enough.
        image = scaled(image, min(0.9, 0.92 * (max_bytes / len(written)) ** 0.5))
        image.info.clear()  # a colour profile may be larger than the limit
        written = write(image, media_type, _LAST_QUALITY)
    return written, image


def _lossy(image: Image.Image, types: Collection[str]) -> str:
    order = ("image/webp", _LOSSLESS, "image/jpeg")
    if image.mode != "RGBA":
        order = ("image/jpeg", "image/webp", _LOSSLESS)
    return next(kind for kind in order if kind in types)


def _shape_fits(sides: tuple[int, int], max_sides: int | None, max_ratio: float | None) -> bool:
    long, short = max(sides), min(sides)
    return (max_sides is None or long + short <= max_sides) and (
        max_ratio is None or long <= max_ratio * short
    )


def _shaped(image: Image.Image, max_sides: int | None, max_ratio: float | None) -> Image.Image:
    if max_sides is not None:
        image = scaled(image, (max_sides - 1) / (image.width + image.height))
    if max_ratio is not None and max(image.size) > max_ratio * min(image.size):
        image = _padded(image, max_ratio)
        if max_sides is not None:
            image = scaled(image, (max_sides - 1) / (image.width + image.height))
    return image


def _padded(image: Image.Image, max_ratio: float) -> Image.Image:
    """The picture in the middle of a ground that is just wide or high enough."""
    short = -int(-max(image.size) // max_ratio)
    size = (image.width, short) if image.width > image.height else (short, image.height)
    corner = ((size[0] - image.width) // 2, (size[1] - image.height) // 2)
    if image.mode == "RGBA":
        ground = Image.new("RGBA", size, (0, 0, 0, 0))
    else:
        ground = Image.new(image.mode, size, "white")
    ground.paste(image, corner)
    ground.info["icc_profile"] = image.info.get("icc_profile")
    return ground
