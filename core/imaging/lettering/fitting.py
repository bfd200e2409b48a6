"""The largest size at which a text fits into a box, and its lines there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from core.errors import LetteringTooLong
from core.imaging.lettering.fonts import Fonts
from core.imaging.lettering.pen import Pen
from core.imaging.lettering.runs import itemised
from core.imaging.lettering.wrapping import Line, Word, balanced, words_of, wrapped

SMALLEST_PIXELS: Final = 8
"""Smaller letters cannot be read."""

_MEASURED: Final = 64
"""Pixels per em at which words are measured; widths at other sizes are in proportion."""
_STEP: Final = 0.95
_WHOLE_WORDS: Final = 0.5
"""Words are broken only where that makes the letters more than twice as large."""
_ASCENT, _DESCENT, _PITCH, _LEAST_GAP = 0.74, 0.2, 1.24, 0.08


Room = Callable[[float], tuple[float, float]]
"""The width and height for letters of a size, all in pixels: less where an edge grows with them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines at a size; everything is pixels."""

    size: float
    lines: tuple[Line, ...]
    widths: tuple[float, ...]
    ascent: float
    descent: float
    pitch: float

    @property
    def width(self) -> float:
        """Of the widest line."""
        return max(self.widths)

    @property
    def height(self) -> float:
        """From the top of the first line's ink to the bottom of the last one's."""
        return self.ascent + self.descent + self.pitch * (len(self.lines) - 1)


@dataclass(frozen=True, slots=True)
class _Measured:
    """Paragraphs measured at `_MEASURED` pixels per em, and the reach of their ink in ems."""

    paragraphs: tuple[tuple[Word, ...], ...]
    ascent: float
    descent: float

    @property
    def pitch(self) -> float:
        """From one base line to the next, in ems."""
        return max(_PITCH, self.ascent + self.descent + _LEAST_GAP)


def fitted(text: str, pen: Pen, fonts: Fonts, *, size: float, room: Room, italic: bool = False) -> Setting:
    """`text` as large as `size` or as fits into the room that there is at a size, in balanced lines.

    Raises `LetteringTooLong` where the letters would be smaller than `SMALLEST_PIXELS`, and as `itemised`.
    """
    measured = _measured(text, pen, fonts, italic=italic)
    whole = _largest(measured, size, room, breaks=False)
    breaks = whole < size * _WHOLE_WORDS
    if breaks:
        broken = _largest(measured, size, room, breaks=True)
        breaks = whole < broken * _WHOLE_WORDS
        whole = broken if breaks else whole
    if not whole:
        raise LetteringTooLong
    across, _ = room(whole)
    width = across / whole * _MEASURED
    lines = [line for words in measured.paragraphs for line in balanced(words, width, breaks=breaks)]
    return _exact(whole, lines, measured, pen, across)


def _largest(measured: _Measured, size: float, room: Room, *, breaks: bool) -> float:
    """The largest size at which the text fits; 0 where that would be too small."""
    while size >= SMALLEST_PIXELS:
        across, down = room(size)
        width = across / size * _MEASURED
        found = [wrapped(words, width, breaks=breaks) for words in measured.paragraphs]
        count = sum(len(lines or ()) for lines in found)
        height = (measured.ascent + measured.descent + measured.pitch * (count - 1)) * size
        if height <= down and None not in found:
            return size
        size *= _STEP
    return 0.0


def _measured(text: str, pen: Pen, fonts: Fonts, *, italic: bool) -> _Measured:
    paragraphs: list[tuple[Word, ...]] = []
    ascent, descent = _ASCENT, _DESCENT
    for line in text.split("\n"):
        clusters = itemised(line, fonts, bold=pen.is_bold, italic=italic)
        ink = pen.ink(clusters, _MEASURED)
        ascent, descent = max(ascent, -ink.top / _MEASURED), max(descent, ink.bottom / _MEASURED)
        paragraphs.append(words_of(clusters, lambda piece: pen.advance(piece, _MEASURED)))
    return _Measured(tuple(paragraphs), ascent, descent)


def _exact(size: float, lines: list[Line], measured: _Measured, pen: Pen, width: float) -> Setting:
    """At the size itself, where letters are a little wider or narrower than in proportion."""
    widths = [pen.advance(line, size) for line in lines]
    while max(widths) > width:
        size *= min(0.99, width / max(widths))
        widths = [pen.advance(line, size) for line in lines]
    return Setting(
        size,
        tuple(lines),
        tuple(widths),
        measured.ascent * size,
        measured.descent * size,
        measured.pitch * size,
    )
