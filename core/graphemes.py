"""Cutting text where a reader would: never inside an emoji, an accent, a flag or a surrogate pair."""

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_ELLIPSIS = "…"


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
    kept = ""
    room = utf16_units - utf16_length(_ELLIPSIS)
    if room < 0:
        return ""
    for grapheme in graphemes(text):
        room -= utf16_length(grapheme)
        if room < 0:
            break
        kept += grapheme
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
    if _is_regional(before) and _is_regional(after):
        return (index - start) % 2 == 1
    return _is_hangul_sequence(before, after)


def _extends(character: str) -> bool:
    code = ord(character)
    return (
        character == _JOINER
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _is_regional(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _is_hangul_sequence(before: str, after: str) -> bool:
    """Leading consonant + vowel, vowel or syllable + trailing consonant."""
    first, second = ord(before), ord(after)
    if 0x1100 <= first <= 0x115F:
        return 0x1100 <= second <= 0x11A7 or 0xAC00 <= second <= 0xD7A3
    if 0x1160 <= first <= 0x11FF or 0xAC00 <= first <= 0xD7A3:
        return 0x1160 <= second <= 0x11FF
    return False
