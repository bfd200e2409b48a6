"""Opening hostile bytes: caps before decoding, then one careful decode.

Run off the event loop: decoding takes as long as the pixels are many.
"""

import struct
import warnings
import zlib
from io import BytesIO

from PIL import Image
from PIL.ExifTags import Base

from core.errors import ImageTooLarge, NotAnImage
from core.imaging.sniffing import kind_of, media_type_of
from core.pictures import ImageFacts

# Every opening below compares the header's size with its own cap before a pixel is decoded;
# Pillow's process-wide guess would only add warnings between that cap and its own.
Image.MAX_IMAGE_PIXELS = None

# Damaged metadata in a stranger's file is no news for our log.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

DEFAULT_MAX_PIXELS = 64_000_000
"""Most pixels to decode where the caller names no cap; `settings.pictures.max_pixels` has the same default."""

FRAMES_COUNTED = 1000
"""Counting stops here: a file of 25 MB can hold a million frames."""

_READERS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
    "image/avif": "AVIF",
}
_ANIMATED = frozenset({"image/png", "image/webp", "image/gif", "image/avif"})
_GLANCED = frozenset({"image/png", "image/jpeg", "image/webp"})
# Without one of these there is no place where these formats could keep an orientation.
_TURNING = (b"eXIf", b"Exif", b"EXIF", b"Raw profile", b"ns.adobe.com/xap", b"com.adobe.xmp", b"XMP ")
_SIDEWAYS = frozenset({5, 6, 7, 8})
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_GIF_IMAGE, _GIF_EXTENSION = 0x2C, 0x21
_DEEP = ("I", "I;16", "I;16B", "I;16L", "I;16N")
# What Pillow's decoders raise on broken bytes.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
    zlib.error,
)


def inspect(data: bytes, *, max_bytes: int, max_pixels: int) -> ImageFacts:
    """What `data` is. Decodes it once, so that what passes here can be decoded again.

    Sizes are after EXIF orientation; `frames` of an animation counts up to `FRAMES_COUNTED`.
    Raises `ImageTooLarge` from the byte count or the header, before decoding, and `NotAnImage`
    for everything that we do not read, cut-off pictures included. Run off the loop.
    """
    if len(data) > max_bytes:
        raise ImageTooLarge(limit_bytes=max_bytes)
    image, media_type = load(data, max_pixels=max_pixels)
    width, height = image.size
    if orientation_of(image) in _SIDEWAYS:
        width, height = height, width
    return ImageFacts(
        media_type=media_type,
        width=width,
        height=height,
        size_bytes=len(data),
        has_alpha=image.has_transparency_data,
        frames=_frames(image, data) if media_type in _ANIMATED else 1,
    )


def load(data: bytes, *, max_pixels: int | None = DEFAULT_MAX_PIXELS) -> tuple[Image.Image, str]:
    """The first frame, decoded, as it is stored, and the media type.

    `max_pixels` None is for bytes that came from us or passed `inspect`. Raises `ImageTooLarge`
    before decoding, or `NotAnImage`. Run off the loop.
    """
    media_type = media_type_of(data)
    if media_type is None:
        raise NotAnImage(found=kind_of(data))
    if media_type == "image/webp":
        # Pillow's WebP reader allocates the canvas while it opens the file.
        _check(_webp_size(data), max_pixels)
    try:
        image = Image.open(BytesIO(data), formats=[_READERS[media_type]])
        _check(image.size, max_pixels)
        image.load()
    except _BROKEN as error:
        raise NotAnImage from error
    return image, media_type


def glance(data: bytes) -> tuple[str, tuple[int, int], bool]:
    """(media type, width and height as stored, whether metadata turns it), without decoding a PNG or JPEG.

    For bytes that came from us or passed `inspect`. Raises `NotAnImage` where the header is broken.
    """
    media_type = media_type_of(data)
    if media_type in _GLANCED and not any(mark in data for mark in _TURNING):
        try:
            return media_type, Image.open(BytesIO(data), formats=[_READERS[media_type]]).size, False
        except _BROKEN as error:
            raise NotAnImage from error
    image, media_type = load(data, max_pixels=None)
    return media_type, image.size, orientation_of(image) != 1


def upright(data: bytes, *, max_pixels: int | None = DEFAULT_MAX_PIXELS) -> Image.Image:
    """The first frame as people see it, in mode L, RGB or RGBA, without any metadata.

    EXIF orientation is applied and the colour profile is kept in `info["icc_profile"]`.
    Raises as `load`. Run off the loop.
    """
    image, _ = load(data, max_pixels=max_pixels)
    orientation = orientation_of(image)
    profile = image.info.get("icc_profile")
    plain = _simple(image)
    plain.info.clear()
    if orientation in _TURNS:
        plain = plain.transpose(_TURNS[orientation])
    if isinstance(profile, bytes) and image.mode in {"L", "RGB", "RGBA", "P"}:
        plain.info["icc_profile"] = profile
    return plain


def orientation_of(image: Image.Image) -> int:
    """The EXIF orientation of a loaded picture, 1 to 8; 1 where there is none or nonsense."""
    try:
        orientation = image.getexif().get(Base.Orientation, 1)
    except _BROKEN:
        return 1
    return orientation if isinstance(orientation, int) and orientation in range(1, 9) else 1


def _check(size: tuple[int, int], max_pixels: int | None) -> None:
    if max_pixels is not None and size[0] * size[1] > max_pixels:
        raise ImageTooLarge(limit_pixels=max_pixels)


def _frames(image: Image.Image, data: bytes) -> int:
    if image.format == "GIF":
        return _gif_frames(data)
    return max(1, min(getattr(image, "n_frames", 1), FRAMES_COUNTED))


def _gif_frames(data: bytes) -> int:
    """Frames by the block structure alone: Pillow's count walks a million of them in seconds."""
    at = 13 + _table_bytes(data[10])
    count = 0
    while at < len(data) and count < FRAMES_COUNTED:
        if data[at] == _GIF_IMAGE:
            count += 1
            at += 11 + _table_bytes(data[at + 9]) if at + 9 < len(data) else 11
        elif data[at] == _GIF_EXTENSION:
            at += 2
        else:
            break
        while at < len(data) and data[at]:
            at += data[at] + 1
        at += 1
    return max(1, count)


def _table_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _simple(image: Image.Image) -> Image.Image:
    if image.mode in _DEEP:
        # 16 bits a pixel: a plain conversion clips at 255 instead of scaling.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.copy() if image.mode in {"L", "RGB"} else image.convert("L" if image.mode == "1" else "RGB")


def _webp_size(data: bytes) -> tuple[int, int]:
    """The canvas of a WebP by its header, RFC 9649; `NotAnImage` where it has none."""
    head = data[:30].ljust(30, b"\x00")
    chunk = head[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise NotAnImage
