"""Taking out where a picture was made, without touching a pixel where the format allows it.

JPEG, PNG and WebP are rebuilt from their own segments: EXIF shrinks to the orientation, and XMP,
IPTC and whatever follows the picture's end (the film of a "live" photo) go. The colour profile
stays. Formats: ITU-T T.81 annex B, https://www.w3.org/TR/png-3/, RFC 9649.
"""

import struct
import zlib
from collections.abc import Iterator

from PIL import Image
from PIL.ExifTags import IFD, Base

from core.imaging.inspection import upright
from core.imaging.sniffing import media_type_of
from core.imaging.writing import write

_PNG_START = b"\x89PNG\r\n\x1a\n"
# "raw profile" is EXIF, IPTC or XMP in hexadecimal digits, as ImageMagick writes it into PNG.
_PLACES = (
    b"raw profile",
    b"gps",
    b"location",
    b"latitude",
    b"longitude",
    b"geo",
    b"city",
    b"country",
    b"iptc",
    b"xmpext",
)
_PNG_PACKED = frozenset({b"zTXt"})
_PNG_READABLE = frozenset({b"tEXt", b"iTXt", b"caBX"})
_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"
_FILL, _STUFFED = 0xFF, 0x00
_RESTARTS = range(0xD0, 0xD8)
_SCAN, _END, _TEMPORARY = 0xDA, 0xD9, 0x01
_APP1, _APP11, _COMMENT = 0xE1, 0xEB, 0xFE
_APPLICATION = range(0xE1, 0xF0)
_COLOUR = (b"ICC_PROFILE", b"Adobe")
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/"
_GPS_TAGS = {b"II": b"\x25\x88", b"MM": b"\x88\x25"}
_EXIF_START = b"Exif\x00\x00"


def strip_location(data: bytes) -> bytes:
    """`data` without anything that says where it was made; the same object if there is nothing.

    JPEG, PNG and WebP keep every pixel, their orientation and their colour profile. The other
    formats have no such road: if they carry metadata at all, their first frame becomes a PNG.
    Raises `NotAnImage`. Run off the loop.
    """
    media_type = media_type_of(data)
    if media_type == "image/jpeg":
        return _joined(data, _jpeg(data))
    if media_type == "image/png":
        return _joined(data, _png(data))
    if media_type == "image/webp":
        return _webp(data)
    if media_type == "image/bmp" or (media_type == "image/gif" and b"XMP Data" not in data):
        return data
    return write(upright(data), "image/png")


def _joined(data: bytes, parts: Iterator[bytes]) -> bytes:
    rebuilt = b"".join(parts)
    return data if rebuilt == data else rebuilt


def _says_where(written: bytes) -> bool:
    lowered = written.lower().replace(b"\x00", b"")
    return any(word in lowered for word in _PLACES)


def _exif(block: bytes) -> bytes:
    """An EXIF block without places: itself, or one with the orientation only, or nothing."""
    exif = Image.Exif()
    try:
        exif.load(_EXIF_START + block)
        orientation = exif.get(Base.Orientation, 1)
        camera = exif.get_ifd(IFD.Exif)
        opaque = {Base.MakerNote, Base.UserComment} & set(camera) or exif.get_ifd(IFD.IFD1)
    except (OSError, SyntaxError, ValueError, LookupError, TypeError, struct.error):
        return b""
    # The tag's bytes are looked for too: a reader less strict than Pillow may follow a damaged pointer.
    if exif and not opaque and _GPS_TAGS.get(block[:2], b"") not in block and not _says_where(block):
        return block
    if not isinstance(orientation, int) or orientation not in range(2, 9):
        return b""
    upright_only = Image.Exif()
    upright_only[Base.Orientation] = orientation
    return upright_only.tobytes().removeprefix(_EXIF_START)


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield _JPEG_START
    at = 2
    while (at := data.find(b"\xff", at)) >= 0 and at + 4 <= len(data):
        marker = data[at + 1]
        if marker == _FILL:
            at += 1
            continue
        if marker == _END:
            break
        alone = marker == _TEMPORARY or marker in _RESTARTS
        end = at + 2 + (0 if alone else int.from_bytes(data[at + 2 : at + 4], "big"))
        if marker == _SCAN:
            end = _scan_end(data, end)
        yield _jpeg_segment(marker, data[at:end])
        at = end
    yield _JPEG_END


def _scan_end(data: bytes, at: int) -> int:
    """Where the entropy-coded bytes end: at the next marker that is neither stuffing nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        following = data[at + 1]
        if following == _FILL:
            at += 1
        elif following == _STUFFED or following in _RESTARTS:
            at += 2
        else:
            return at
    return len(data)


def _jpeg_segment(marker: int, segment: bytes) -> bytes:
    content = segment[4:]
    if marker == _APP1 and content.startswith(_EXIF_START):
        block = content[len(_EXIF_START) :]
        clean = _exif(block)
        whole = _EXIF_START + clean
        if clean == block:
            return segment
        return b"\xff\xe1" + struct.pack(">H", len(whole) + 2) + whole if clean else b""
    if marker not in _APPLICATION and marker != _COMMENT:
        return segment
    return segment if _is_kept(marker, content) else b""


def _is_kept(marker: int, content: bytes) -> bool:
    """Colour; comments, XMP and provenance that name no place. Other vendors' segments are opaque."""
    if content.startswith(_COLOUR):
        return True
    readable = marker in {_COMMENT, _APP11} or content.startswith(_JPEG_XMP)
    return readable and not _says_where(content)


def _png(data: bytes) -> Iterator[bytes]:
    yield _PNG_START
    at = len(_PNG_START)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        yield _png_chunk(kind, data[at : at + 12 + length])
        at += 12 + length
        if kind == b"IEND":
            return


def _png_chunk(kind: bytes, chunk: bytes) -> bytes:
    content = chunk[8:-4]
    if kind == b"eXIf":
        return _png_exif(chunk)
    if kind in _PNG_PACKED or (kind == b"iTXt" and content.partition(b"\x00")[2][:1] == b"\x01"):
        return b""
    if kind in _PNG_READABLE and _says_where(content):
        return b""
    return chunk


def _png_exif(chunk: bytes) -> bytes:
    content = chunk[8:-4]
    clean = _exif(content)
    if clean == content or not clean:
        return chunk if clean else b""
    return struct.pack(">I", len(clean)) + b"eXIf" + clean + struct.pack(">I", zlib.crc32(b"eXIf" + clean))


def _webp(data: bytes) -> bytes:
    end = min(8 + int.from_bytes(data[4:8], "little"), len(data))
    parts: list[tuple[bytes, bytes]] = []
    at = 12
    while at + 8 <= end:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        parts.append((data[at : at + 4], data[at + 8 : at + 8 + length]))
        at += 8 + length + (length & 1)
    kept = [(kind, content) for kind, content in map(_webp_chunk, parts) if content]
    if kept == parts and end == len(data):
        return data
    kinds = {kind for kind, _ in kept}
    body = b"".join(
        kind
        + struct.pack("<I", len(content))
        + (_webp_flags(content, kinds) if kind == b"VP8X" else content)
        + b"\x00" * (len(content) & 1)
        for kind, content in kept
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_chunk(part: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    kind, content = part
    if kind == b"EXIF":
        return kind, _exif(content.removeprefix(_EXIF_START))
    if kind == b"XMP " and _says_where(content):
        return kind, b""
    return kind, content


def _webp_flags(content: bytes, kinds: set[bytes]) -> bytes:
    flags = content[0]
    for bit, kind in ((0x08, b"EXIF"), (0x04, b"XMP ")):
        flags = flags | bit if kind in kinds else flags & ~bit
    return bytes((flags,)) + content[1:]
