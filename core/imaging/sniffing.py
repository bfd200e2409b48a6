"""What bytes are, told from the bytes alone: names and declared types are never asked.

Signatures are those of the formats' specifications and of https://mimesniff.spec.whatwg.org/.
"""

import re

READ_TYPES = frozenset(
    {"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff", "image/avif"}
)
"""Media types of pictures that we read."""

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
)
_OTHERS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "zip"),
    (b"Rar!\x1a\x07", "zip"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"FLV\x01", "video"),
    (b"\x00\x00\x01\xba", "video"),
    (b"\x00\x00\x01\xb3", "video"),
    (b"0&\xb2u\x8ef\xcf\x11", "video"),
    (b"OggS", "audio"),
    (b"ID3", "audio"),
    (b"fLaC", "audio"),
    (b"\xff\xfb", "audio"),
    (b"\xff\xf3", "audio"),
    (b"\xff\xf2", "audio"),
    (b"\xff\xf1", "audio"),
    (b"#!AMR", "audio"),
)
_RIFF = {b"WAVE": "audio", b"AVI ": "video"}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"miaf"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P "})
_PROLOGUE_BYTES = 4096
_SVG = re.compile(r"<(?:\w+:)?svg[\s>]", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|script|title)[\s>]", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def media_type_of(data: bytes) -> str | None:
    """The media type of a picture that we read, None for everything else."""
    for signature, media_type in _IMAGES:
        if data.startswith(signature):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if _AVIF_BRANDS & set(_brands(data)):
        return "image/avif"
    return None


def kind_of(data: bytes) -> str:
    """What bytes that are no picture of ours look like.

    "pdf", "video", "svg", "audio", "text", "zip", "html", "heic", or "" for none of these.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for signature, kind in _OTHERS:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12], "")
    brands = _brands(data)
    if brands:
        return _container(brands)
    return _written(data)


def _brands(data: bytes) -> tuple[bytes, ...]:
    """The brands of an ISO base media file, the major one first; () for another file."""
    if data[4:8] != b"ftyp":
        return ()
    end = min(int.from_bytes(data[:4], "big"), 256, len(data))
    return (data[8:12], *(data[at : at + 4] for at in range(16, end - 3, 4)))


def _container(brands: tuple[bytes, ...]) -> str:
    if _HEIC_BRANDS & set(brands):
        return "heic"
    return "audio" if brands[0] in _AUDIO_BRANDS else "video"


def _written(data: bytes) -> str:
    text = _decoded(data[:_PROLOGUE_BYTES])
    if not text or _CONTROLS.search(text):
        return ""
    drawing, page = _SVG.search(text), _PAGE.search(text)
    if drawing and not (page and page.start() < drawing.start()):
        return "svg"
    return "html" if _HTML.search(text) else "text"


def _decoded(prologue: bytes) -> str:
    encoding = "utf-16" if prologue[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return prologue.decode(encoding)
    except UnicodeDecodeError as error:
        # The cut after so many bytes may fall inside a character.
        cut = len(prologue) == _PROLOGUE_BYTES and error.start >= _PROLOGUE_BYTES - 4
        return prologue[: error.start].decode(encoding) if cut else ""
