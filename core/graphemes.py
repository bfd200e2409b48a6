"""Cutting text where a reader would: never inside an emoji, an accent, a flag or a surrogate pair."""

import unicodedata
from collections.abc import Iterator
from itertools import accumulate

_JOINER = "\u200d"
_ELLIPSIS = "…"

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_REGIONAL = range(0x1F1E6, 0x1F200)
_HANGUL_LEADING = range(0x1100, 0x1160)
_HANGUL_VOWELS = range(0x1160, 0x11A8)
_HANGUL_VOWELS_AND_TRAILING = range(0x1160, 0x1200)
_HANGUL_SYLLABLES = range(0xAC00, 0xD7A4)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the count that chat platforms limit."""
    return len(text) + sum(character > "\uffff" for character in text)


def graphemes(text: str) -> Iterator[str]:
    """What a reader takes for one character each; joined together they are `text` again.

    A subset of the extended grapheme clusters of Unicode Standard Annex 29: marks, joined emoji,
    skin tones, flags (both kinds), Hangul and line ends. https://www.unicode.org/reports/tr29/
    """
    start = 0
    for index in range(1, len(text)):
        if not _holds_together(text, start, index):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def shorten(text: str, utf16_units: int) -> str:
    """`text` in at most so many UTF-16 code units, with "…" where something was cut off.

    Cuts between graphemes, at a space if one is near; "" when not even the ellipsis fits.
    """
    if utf16_length(text) <= utf16_units:
        return text
    room = utf16_units - utf16_length(_ELLIPSIS)
    if room < 0:
        return ""
    pieces = list(graphemes(text))
    ends = accumulate(map(utf16_length, pieces))
    kept = "".join(piece for piece, end in zip(pieces, ends, strict=True) if end <= room)
    head, space, _tail = kept.rpartition(" ")
    if space and len(head) * 4 >= len(kept) * 3:
        kept = head
    return kept.rstrip() + _ELLIPSIS


def _holds_together(text: str, start: int, index: int) -> bool:
    before, after = text[index - 1], text[index]
    if before == "\r":
        return after == "\n"
    if _extends(after) or before == _JOINER:
        return True
    if ord(before) in _REGIONAL and ord(after) in _REGIONAL:
        return (index - start) % 2 == 1
    return _is_hangul_sequence(before, after)


def _extends(character: str) -> bool:
    code = ord(character)
    return (
        character == _JOINER
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or code in _SKIN_TONES
        or code in _TAGS
    )


def _is_hangul_sequence(before: str, after: str) -> bool:
    """Leading consonant + vowel or syllable; vowel or syllable + vowel or trailing consonant."""
    first, second = ord(before), ord(after)
    if first in _HANGUL_LEADING:
        return second in _HANGUL_LEADING or second in _HANGUL_VOWELS or second in _HANGUL_SYLLABLES
    if first in _HANGUL_VOWELS_AND_TRAILING or first in _HANGUL_SYLLABLES:
        return second in _HANGUL_VOWELS_AND_TRAILING
    return False
