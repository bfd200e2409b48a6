"""Files without metadata, their pixels untouched: only the colour profile and how it stands are kept.

JPEG, PNG and WebP are rebuilt from their own segments (ITU-T T.81 annex B, https://www.w3.org/TR/png-3/,
RFC 9649).
"""

import struct
import zlib
from collections.abc import Iterator

from PIL import Image
from PIL.ExifTags import Base

from core.errors import NotAnImage
from core.imaging.inspection import load, orientation_of
from core.imaging.sniffing import media_type_of

_EXIF_START = b"Exif\x00\x00"
_SCAN, _END = 0xDA, 0xD9
_COMMENT = 0xFE
_KEPT = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_APPLICATION = range(0xE0, 0xF0)
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT"),
        *(b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"),
    }
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_STRIP = 256
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04


def bare(data: bytes) -> bytes | None:
    """The file without metadata; None where its format has no such road, or the file is damaged.

    `data` passed `inspect`. A JPEG's second picture and whatever follows the end go too. Run off the loop.
    """
    strippers = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}
    stripper = strippers.get(media_type_of(data) or "")
    if stripper is None:
        return None
    try:
        image, _ = load(data, max_pixels=None)
        clean = b"".join(stripper(data, orientation_of(image)))
        return clean if _same_pixels(image, clean) else None
    except (NotAnImage, struct.error, IndexError):
        return None


def _same_pixels(image: Image.Image, clean: bytes) -> bool:
    other, _ = load(clean, max_pixels=None)
    # In strips: comparing all of it at once would keep every other thread waiting.
    strips = (
        (0, top, image.width, min(top + _STRIP, image.height)) for top in range(0, image.height, _STRIP)
    )
    return all(image.crop(strip).tobytes() == other.crop(strip).tobytes() for strip in strips)


def _exif(orientation: int) -> bytes:
    upright_only = Image.Exif()
    upright_only[Base.Orientation] = orientation
    return upright_only.tobytes()


def _jpeg(data: bytes, orientation: int) -> Iterator[bytes]:
    yield data[:2]
    if orientation != 1:
        block = _exif(orientation)
        yield b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    at = 2
    while data[at] == 0xFF and data[at + 1] != _SCAN:  # noqa: PLR2004 - every marker begins so
        marker = data[at + 1]
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if _is_kept(marker, data[at + 4 : end]):
            yield data[at:end]
        at = end
    yield data[at : _picture_end(data, at)]


def _is_kept(marker: int, content: bytes) -> bool:
    if marker not in _APPLICATION:
        return marker != _COMMENT
    return marker in _KEPT and content.startswith(_KEPT[marker])


def _picture_end(data: bytes, at: int) -> int:
    """After the first end marker: entropy-coded bytes never hold one (T.81, B.1.1.5)."""
    end = data.find(bytes((0xFF, _END)), at)
    return end + 2 if end >= 0 else len(data)


def _png(data: bytes, orientation: int) -> Iterator[bytes]:
    yield _PNG_START
    at = len(_PNG_START)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        if kind == b"IDAT" and orientation != 1:
            content = _exif(orientation).removeprefix(_EXIF_START)
            check = struct.pack(">I", zlib.crc32(b"eXIf" + content))
            yield struct.pack(">I", len(content)) + b"eXIf" + content + check
            orientation = 1
        if kind in _PNG_KEPT:
            yield data[at : at + 12 + length]
        at += 12 + length


def _webp(data: bytes, orientation: int) -> Iterator[bytes]:
    body = b"".join(_webp_chunks(data, orientation))
    yield b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_chunks(data: bytes, orientation: int) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        kind, content = data[at : at + 4], data[at + 8 : at + 8 + length]
        if kind == b"VP8X":
            flags = content[0] & ~(_WEBP_EXIF | _WEBP_XMP) | (_WEBP_EXIF if orientation != 1 else 0)
            content = bytes((flags,)) + content[1:]
        if kind in _WEBP_KEPT:
            yield kind + struct.pack("<I", length) + content + b"\x00" * (length & 1)
        at += 8 + length + (length & 1)
    if orientation != 1:
        block = _exif(orientation).removeprefix(_EXIF_START)
        yield b"EXIF" + struct.pack("<I", len(block)) + block + b"\x00" * (len(block) & 1)
