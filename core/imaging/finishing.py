"""What was worked on as a file again: in the format it had, where that can hold it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, JpegImagePlugin

from core.imaging.assembling import FRAME_SIDE, animation, frames
from core.imaging.cropping import MAX_SIDE
from core.imaging.fitting import SMALLEST_LIMIT_BYTES, reduced
from core.imaging.inspection import inspect
from core.imaging.sniffing import media_type_of
from core.imaging.writing import opaque, write_jpeg

BEST_QUALITY = 95
_GOOD_QUALITY, _SMALL_QUALITY = 90, 80
_STEPS = (92, 85, 76)
_FULL_COLOUR = 0
_NAMES = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WebP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
}
_LONGEST_SIDE = {"image/webp": MAX_SIDE, "image/jpeg": 65_500, "image/gif": 65_535, "image/avif": 32_768}
_OPAQUE = frozenset({"image/jpeg", "image/bmp"})
_LOSSY = frozenset({"image/jpeg", "image/webp", "image/avif"})
_LEAST_FRAME_SIDE = 32
_WORTH_LOSING = 0.6
"""A format that loses something is taken for this share of the size, and not for more."""
_ANY_PIXELS = 2**62
_WEBP_ANIMATION = 0x02


@dataclass(frozen=True, slots=True)
class Origin:
    """How the first source was written, so that it is written like that again."""

    media_type: str
    sampling: int = _FULL_COLOUR
    lossless: bool = True
    moving: bool = False


@dataclass(slots=True)
class Wish:
    """What the words ask of the file; `limited` for a smaller one, to `max_bytes` if given."""

    media_type: str = ""
    quality: int | None = None
    limited: bool = False
    max_bytes: int | None = None
    frame_ms: int | None = None
    notes: list[str] = field(default_factory=list)


def origin_of(data: bytes) -> Origin:
    """How `data`, which can be decoded, was written; pixels are not looked at."""
    media_type = media_type_of(data)
    if media_type == "image/jpeg":
        sampling = JpegImagePlugin.get_sampling(Image.open(BytesIO(data), formats=["JPEG"]))
        return Origin(media_type, max(_FULL_COLOUR, sampling), lossless=False)
    if media_type == "image/webp":
        moving = data[12:16] == b"VP8X" and bool(data[20] & _WEBP_ANIMATION)
        return Origin(media_type, lossless=_is_lossless(data), moving=moving)
    if media_type == "image/avif":
        # Few chats show one; a JPEG of this quality loses nothing that can be seen.
        return Origin("image/jpeg", lossless=False, moving=data[8:12] == b"avis")
    if media_type == "image/gif":
        return Origin(
            "image/png", moving=inspect(data, max_bytes=len(data), max_pixels=_ANY_PIXELS).frames > 1
        )
    return Origin("image/png", moving=data.find(b"acTL", 0, max(0, data.find(b"IDAT"))) >= 0)


def _is_lossless(data: bytes) -> bool:
    """Whether a WebP's first picture is (RFC 9649): what stands first, after the chunk with its features."""
    start = data[12:]
    lossless, lossy = start.find(b"VP8L"), start.find(b"VP8 ")
    return lossless >= 0 and not 0 <= lossy < lossless


def finish(image: Image.Image, profile: bytes | None, origin: Origin, wish: Wish) -> tuple[bytes, str]:
    """(the file, its media type); what had to change for it is added to `wish.notes`."""
    image = _plain(image)
    image.info = {"icc_profile": profile} if profile else {}
    media_type = wish.media_type or origin.media_type
    if max(image.size) > _LONGEST_SIDE.get(media_type, max(image.size)):
        wish.notes.append(f"exact-sides:{_NAMES[media_type]}")
        wish.media_type = media_type = "image/png"
    if image.mode == "RGBA" and media_type in _OPAQUE:
        if wish.media_type:
            wish.notes.append(f"exact-flattened:{_NAMES[media_type]}")
            image = opaque(image)
        else:
            wish.notes.append(f"exact-transparent:{_NAMES[media_type]}")
            media_type = "image/png"
    if wish.limited:
        return _limited(image, media_type, wish)
    if media_type == origin.media_type and wish.quality is None:
        return _written(image, media_type, BEST_QUALITY, origin), media_type
    return _written(image, media_type, wish.quality or _GOOD_QUALITY), media_type


def finish_frames(images: Sequence[Image.Image], frame_ms: int, wish: Wish) -> tuple[bytes, str]:
    """(a GIF of all the pictures, its media type), its sides as long as `wish.max_bytes` lets them be.

    What is larger even at the smallest side is said in `wish.notes`.
    """
    side = min(FRAME_SIDE, max(images[0].size))
    written = animation(frames(images, side), frame_ms)
    limit = wish.max_bytes
    while limit is not None and len(written) > limit and side > _LEAST_FRAME_SIDE:
        side = max(_LEAST_FRAME_SIDE, int(side * max(0.5, min(0.9, (limit / len(written)) ** 0.5))))
        written = animation(frames(images, side), frame_ms)
    if limit is not None and len(written) > limit:
        wish.notes.append(f"exact-least:{-(-len(written) // 1024)} KB")
    return written, "image/gif"


def _plain(image: Image.Image) -> Image.Image:
    """Without an alpha channel that says nothing."""
    opaque_throughout = image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255)
    return image.convert("RGB") if opaque_throughout else image.copy()


def _least(wish: Wish) -> int:
    limit = wish.max_bytes or 0
    if limit < SMALLEST_LIMIT_BYTES:
        wish.notes.append(f"exact-least:{SMALLEST_LIMIT_BYTES // 1024} KB")
    return max(limit, SMALLEST_LIMIT_BYTES)


def _limited(image: Image.Image, media_type: str, wish: Wish) -> tuple[bytes, str]:
    if wish.max_bytes is None:
        return _smaller(image, media_type, wish)
    limit = _least(wish)
    first = _written(image, media_type, wish.quality or BEST_QUALITY)
    if len(first) <= limit:
        return first, media_type
    lossy = "image/webp" if image.mode == "RGBA" else "image/jpeg"
    kind = media_type if wish.media_type or media_type in {"image/webp", "image/jpeg"} else lossy
    if kind not in {"image/png", "image/jpeg", "image/webp"}:
        kind = lossy
    if kind != media_type:
        wish.notes.append(f"exact-format:{_NAMES[kind]}")
    written, shown = reduced(image, kind, limit, _STEPS)
    if shown.size != image.size:
        wish.notes.append(f"exact-shrunk:{shown.width} × {shown.height}")
    return written, kind


def _smaller(image: Image.Image, media_type: str, wish: Wish) -> tuple[bytes, str]:
    """A good deal smaller: at a lower quality, or in a format that has one where that is worth it."""
    quality = wish.quality or _SMALL_QUALITY
    if media_type in _LOSSY or wish.media_type:
        return _written(image, media_type, quality), media_type
    lossy = "image/webp" if image.mode == "RGBA" else "image/jpeg"
    exact, written = _written(image, media_type, quality), _written(image, lossy, quality)
    if len(written) > _WORTH_LOSING * len(exact):
        return exact, media_type
    wish.notes.append(f"exact-format:{_NAMES[lossy]}")
    return written, lossy


def _written(image: Image.Image, media_type: str, quality: int, origin: Origin | None = None) -> bytes:
    """The file, with the colour profile and nothing else beside the pixels."""
    profile = image.info.get("icc_profile")
    buffer = BytesIO()
    if media_type == "image/jpeg":
        sampling = origin.sampling if origin else (_FULL_COLOUR if quality >= _GOOD_QUALITY else 2)
        return write_jpeg(opaque(image), icc_profile=profile, quality=quality, subsampling=sampling)
    if media_type == "image/webp":
        lossless = origin is not None and origin.lossless
        image.save(buffer, "WEBP", icc_profile=profile, quality=quality, lossless=lossless, method=3)
    elif media_type == "image/avif":
        image.save(buffer, "AVIF", icc_profile=profile, quality=quality, speed=8)
    elif media_type == "image/gif":
        _gif(image).save(buffer, "GIF")
    elif media_type == "image/tiff":
        image.save(buffer, "TIFF", icc_profile=profile, compression="tiff_adobe_deflate")
    elif media_type == "image/bmp":
        opaque(image).save(buffer, "BMP")
    else:
        image.save(buffer, "PNG", icc_profile=profile, compress_level=6)
    return buffer.getvalue()


def _gif(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA":
        return image
    return image.quantize(256, Image.Quantize.MEDIANCUT)
