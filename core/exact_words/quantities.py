"""Numbers, shapes, sizes, colours and places in words, as patterns without groups and what they mean."""

import re
from fractions import Fraction
from typing import Final

from core.lettering.colours import COLOUR, colour_of
from core.operations import Colour
from core.regions import Region, region_span

__all__ = ["COLOUR"]

DECIMAL: Final = r"\d{1,4}(?:\.\d{1,3})?"
DEGREES_NUMBER: Final = r"-?\d{1,4}(?:\.\d{1,2})?"
PERCENT: Final = r"\d{1,4}(?:\.\d{1,2})?\s?(?:%|percent|per cent)"
PIXELS: Final = r"\d{1,5}\s?(?:px|pixels?|像素)"
AMOUNT: Final = rf"(?:{PERCENT}|{PIXELS})"
SIZE: Final = r"\d{2,5}\s?(?:px|pixels?|像素)?\s?(?:x|×|\*|by|乘)\s?\d{2,5}(?:\s?(?:px|pixels?|像素))?"
SHAPE: Final = (
    r"(?:\d{1,2}(?:\.\d{1,3})?\s?(?:[:/x×∶]|比|\sby\s|\sto\s)\s?\d{1,2}(?:\.\d{1,3})?(?![\d%])"
    r"|(?:perfect )?square|正方形|方形|方的|方图)"
)
REGION: Final = r"(?:[a-z][a-z0-9 /-]{2,40}?|[\u4e00-\u9fff]{1,10}?)"
"""What may name a region; `region` tells whether it does."""

_HALVES: Final = ("", " half", "一半")
_MOST_RATIO: Final = 20
_LARGEST: Final = 100_000
_TERMS: Final = re.compile(r"\d+(?:\.\d+)?")
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_CHINESE_NUMBER: Final = re.compile(r"[零一二两三四五六七八九十百]+")


def numbers(words: str) -> tuple[float, ...]:
    """All of them, in order."""
    return tuple(float(term) for term in _TERMS.findall(words))


def in_digits(words: str) -> str:
    """Chinese numbers up to 999 as digits, where they count degrees, parts or multiples."""
    return _CHINESE_NUMBER.sub(lambda match: str(_value(match[0])), words)


def shape(words: str) -> tuple[int, int] | None:
    """Width to height, None beyond 20 to 1."""
    terms = _TERMS.findall(words)
    if not terms:
        return 1, 1
    width, height = Fraction(terms[0]), Fraction(terms[1])
    if not width or not height or max(width, height) / min(width, height) > _MOST_RATIO:
        return None
    return (width / height).numerator, (width / height).denominator


def size(words: str) -> tuple[int, int] | None:
    """Width and height in pixels."""
    width, height = (int(term) for term in _TERMS.findall(words)[:2])
    return (width, height) if 0 < width <= _LARGEST and 0 < height <= _LARGEST else None


def extent(words: str) -> tuple[int | None, float | None]:
    """(pixels, percent): what an `AMOUNT` says, the other None."""
    value = numbers(words)[0]
    is_share = "%" in words or "per" in words
    return (None, value) if is_share else (int(value), None)


def colour(words: str) -> Colour:
    """What `COLOUR` matched."""
    digits = colour_of(words)
    return int(digits[1:3], 16), int(digits[3:5], 16), int(digits[5:7], 16)


def region(words: str, *, sides: bool = False) -> Region | None:
    """The region that these words name and nothing else; None for other words.

    With `sides` one alone, "the left", is its half.
    """
    for rest in _HALVES if sides else ("",):
        found = region_span(words + rest)
        if found is not None and found[1:] == (0, len(words + rest)):
            return found[0]
    return None


def _value(characters: str) -> int:
    total, digit = 0, 0
    for character in characters:
        if character == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif character == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _DIGITS[character]
    return total + digit
