"""SVG to pixels. What is drawn is written anew from what we let through, never the file as it came.

resvg reads picture files that a drawing names by path, so a reference that leads out of the drawing
must never reach it.
"""

import math
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, UnidentifiedImageError

from core.apart.outcomes import Missing, TooLarge, Unreadable

SMALLEST_SIDE: Final = 1024
LARGEST_SIDE: Final = 2048
"""The longer side of what is drawn: an icon has no size of its own."""

MOST_ELEMENTS: Final = 50_000
MOST_DEPTH: Final = 200
MOST_WRITTEN: Final = 16_000_000
MOST_EMBEDDED_PIXELS: Final = 16_000_000

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK_HREF: Final = "http://www.w3.org/1999/xlink href"
_XML_SPACE: Final = "http://www.w3.org/XML/1998/namespace space"
_LEFT_OUT: Final = frozenset(
    {
        "script", "foreignObject", "iframe", "object", "embed", "audio", "video", "canvas", "handler", "listener",
        "animate", "animateColor", "animateMotion", "animateTransform", "set", "discard", "metadata", "title", "desc",
    }
)  # fmt: skip
_POINTS_INSIDE: Final = re.compile(r"#[^\s\"'<>()]{1,200}")
_EMBEDDED: Final = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp)\s*;\s*base64\s*,", re.IGNORECASE)
_EMBEDDED_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
_REFERENCE: Final = re.compile(r"url\s{0,9}\(([^)]{0,2000})\)?", re.IGNORECASE)
_IMPORT: Final = re.compile(r"@\s{0,9}(?:import|font-face|charset|namespace)[^;{}]{0,2000}", re.IGNORECASE)
_LENGTH: Final = re.compile(
    r"\s*(\+?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:[eE][+-]?\d{1,2})?)\s*([a-z]{0,2})\s*"
)
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,2})?")
_UNITS: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "em": 16.0, "ex": 8.0}  # fmt: skip
_NO_SIZE: Final = 512.0
_ENTITY_CHARACTERS: Final = 300
_MARKUP: Final = re.compile(r"[&<%]")


def rasterised(data: bytes) -> bytes:
    """A drawing as a PNG whose longer side is 1024 to 2048 pixels."""
    cleaned = Cleaning().clean(data)
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415 - an extra, and only this process needs it
    except ImportError as error:
        raise Missing from error
    try:
        return svg_to_bytes(svg_string=cleaned, skip_system_fonts="<text" not in cleaned)
    except ValueError as error:
        raise Unreadable from error


class Cleaning:
    """Reads a drawing once and writes down what is harmless of it.

    Raises `Unreadable` for what is no drawing or has too many elements, and `TooLarge` for embedded
    pictures that are. Entities are taken only as older programs write them: short, and without others in them.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._pieces: list[str] = []
        self._written = 0
        self._open: list[str] = []
        self._left_out = 0
        self._elements = 0
        self._embedded_pixels = 0
        self._has_hostile_entity = False

    def clean(self, data: bytes) -> str:
        """The drawing, written anew."""
        try:
            self._parser.Parse(data, True)
        except (expat.ExpatError, LookupError, UnicodeError) as error:
            raise Unreadable from error
        return "".join(self._pieces)

    def _entity(
        self,
        _name: str,
        is_parameter: bool,
        value: str | None,
        _base: str | None,
        _system: str | None,
        _public: str | None,
        _notation: str | None,
    ) -> None:
        is_plain = not is_parameter and value is not None and len(value) <= _ENTITY_CHARACTERS
        self._has_hostile_entity |= not is_plain or bool(_MARKUP.search(value or ""))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        depth = len(self._open) + self._left_out
        if self._has_hostile_entity or self._elements > MOST_ELEMENTS or depth > MOST_DEPTH:
            raise Unreadable
        namespace, _, tag = name.rpartition(" ")
        if self._elements == 1 and tag != "svg":
            raise Unreadable
        if self._left_out or tag in _LEFT_OUT or namespace not in ("", _SVG):
            self._left_out += 1
            return
        kept = dict(self._kept(tag, attributes))
        if self._elements == 1:
            kept |= {"xmlns": _SVG, **_frame(kept)}
        self._open.append(tag)
        self._write(f"<{tag}{''.join(f' {key}={quoteattr(value)}' for key, value in kept.items())}>")

    def _end(self, _name: str) -> None:
        if self._left_out:
            self._left_out -= 1
        else:
            self._write(f"</{self._open.pop()}>")

    def _text(self, text: str) -> None:
        if not self._left_out:
            self._write(escape(_style(text) if self._open[-1] == "style" else text))

    def _write(self, piece: str) -> None:
        self._written += len(piece)
        if self._written > MOST_WRITTEN:
            raise Unreadable
        self._pieces.append(piece)

    def _kept(self, tag: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for name, value in attributes.items():
            if name in ("href", _XLINK_HREF):
                if _POINTS_INSIDE.fullmatch(value) or (tag == "image" and self._is_embedded(value)):
                    yield "href", value
            elif name == _XML_SPACE:
                yield "xml:space", value
            elif " " not in name and ":" not in name and not name.lower().startswith("on"):
                yield name, _style(value)

    def _is_embedded(self, address: str) -> bool:
        """Whether a picture stands in the drawing itself, one that resvg may decode."""
        head = _EMBEDDED.match(address)
        if head is None:
            return False
        try:
            with Image.open(BytesIO(b64decode(address[head.end() :])), formats=_EMBEDDED_FORMATS) as image:
                self._embedded_pixels += image.width * image.height
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            return False
        if self._embedded_pixels > MOST_EMBEDDED_PIXELS:
            raise TooLarge
        return True


def _style(text: str) -> str:
    """Style without what leads out of the drawing. Escapes could hide that, so what has one goes whole."""
    if "\\" in text:
        return ""
    return _REFERENCE.sub(_inside, _IMPORT.sub("", text))


def _inside(reference: re.Match[str]) -> str:
    target = reference[1].strip(" \t\r\n\"'")
    return f"url({target})" if _POINTS_INSIDE.fullmatch(target) else "none"


def _frame(attributes: Mapping[str, str]) -> dict[str, str]:
    """The size at which to draw, and the part of the drawing that it shows."""
    view = _view(attributes.get("viewBox", ""))
    width, height = _length(attributes.get("width", "")), _length(attributes.get("height", ""))
    if width is None and height is None:
        width, height = (view[2], view[3]) if view else (_NO_SIZE, _NO_SIZE)
    ratio = view[2] / view[3] if view else 1.0
    width = width if width is not None else (height or 0) * ratio
    height = height if height is not None else width / ratio
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise Unreadable
    longer = max(width, height)
    scale = min(max(longer, SMALLEST_SIDE), LARGEST_SIDE) / longer
    shown = view or (0.0, 0.0, width, height)
    return {
        "width": str(max(1, round(width * scale))),
        "height": str(max(1, round(height * scale))),
        "viewBox": " ".join(f"{number:.9g}" for number in shown),
    }


def _view(text: str) -> tuple[float, float, float, float] | None:
    numbers = [float(found) for found in _NUMBER.findall(text[:200])]
    if len(numbers) != 4 or numbers[2] <= 0 or numbers[3] <= 0:  # noqa: PLR2004 - left, top, width, height
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _length(text: str) -> float | None:
    """A length in pixels; None for none, or for a part of something else ("100%")."""
    found = _LENGTH.fullmatch(text)
    if found is None or found[2] not in _UNITS:
        return None
    return float(found[1]) * _UNITS[found[2]]
