"""What clauses about light, colours and sharpness mean, in either language."""

import re
from typing import Final, Literal, cast

from core.exact_words.quantities import colour, numbers, region
from core.exact_words.rules import Built, said
from core.operations import Adjust, Blur, Operation, Pixelate, Recolour, Sharpen

_USUAL, _LITTLE, _MUCH = 0.25, 0.12, 0.5
_SLIGHT: Final = re.compile(
    r"\b(?:a bit|a little|slight\w*|a touch|somewhat|a tad|subtl\w+|light blur|mild\w*)\b|微|稍|略|轻|一点点|有点"
)
_STRONG: Final = re.compile(
    r"\b(?:much|a lot|lots|way|far|heav\w+|strong\w*|very|really|super|extremely)\b|很多|大幅|强烈|明显|非常|得多|更加"
)
_LESS: Final = re.compile(
    r"dark|dim\b|less|reduce|lower|decrease|drop|\bdown\b|cool|colder|cut|-|暗|降|减|低|冷|黑一|少|调小"
)
_WHATS: Final = (
    ("contrast", re.compile(r"contrast|对比")),
    ("saturation", re.compile(r"saturat|vivid|vibran|鲜艳|饱和")),
    ("warmth", re.compile(r"warm|cool|colder|暖|冷|色温")),
)
_WHOLE: Final = 100
_ACHROMATIC_SPREAD: Final = 30
_NAMED_TOLERANCE, _HEX_TOLERANCE = 0.25, 0.12


def adjust(match: re.Match[str]) -> Built:
    """One quality, by the share that is named, or as much as the words sound like."""
    return _adjusted(match, match[0])


def adjust_both(match: re.Match[str]) -> Built:
    """Two qualities alike."""
    both = [_adjusted(match, match[name]) for name in ("one", "two")]
    return tuple(one for one in both if one is not None)


def _adjusted(match: re.Match[str], named_in: str) -> Adjust | None:
    words = match[0]
    what = next((name for name, named in _WHATS if named.search(named_in)), "brightness")
    share = said(match, "share") or said(match, "points")
    amount = numbers(share)[0] / _WHOLE if share else _strength(words, _LITTLE, _USUAL, _MUCH)
    if not 0 < amount <= 1:
        return None
    less = bool(_LESS.search(words)) != ("less dark" in words)
    return Adjust(cast("Literal['contrast']", what), -amount if less else amount)


def relieve(match: re.Match[str]) -> Built:
    """The opposite of what there is too much of."""
    dark = match["excess"] in {"dark", "暗", "黑"}
    return Adjust("brightness", _USUAL if dark else -_USUAL)


def blur(match: re.Match[str]) -> Built:
    """All of it, as much as the words sound like."""
    return Blur(strength=_strength(match[0], 0.4, 1.0, 2.5))


def blur_regions(match: re.Match[str]) -> Built:
    """One region or two."""
    return _in_regions(match, blurred=True)


def pixelate_regions(match: re.Match[str]) -> Built:
    """One region or two."""
    return _in_regions(match, blurred=False)


def sharpen(match: re.Match[str]) -> Built:
    """All of it, as much as the words sound like."""
    return Sharpen(_strength(match[0], 0.5, 1.0, 1.8))


def recolour(match: re.Match[str]) -> Built:
    """A colour in digits means itself, one with a name all that people call so."""
    old, new = said(match, "old"), said(match, "new")
    named = not old.startswith("#")
    if old == new:
        return None
    was = colour(old)
    by_hue = named and max(was) - min(was) > _ACHROMATIC_SPREAD
    tolerance = _NAMED_TOLERANCE if named else _HEX_TOLERANCE
    if said(match, "tolerance"):
        tolerance = numbers(match["tolerance"])[0] / (
            1 if "." in match["tolerance"] and "%" not in match[0] else _WHOLE
        )
    return Recolour(was, colour(new), min(1.0, tolerance), by_hue=by_hue and not said(match, "tolerance"))


def _strength(words: str, little: float, usual: float, much: float) -> float:
    if _STRONG.search(words):
        return much
    return little if _SLIGHT.search(words) else usual


def _in_regions(match: re.Match[str], *, blurred: bool) -> Built:
    operations: list[Operation] = []
    for name in ("region", "region2"):
        if not said(match, name):
            continue
        found = region(match[name], sides=True)
        if found is None:
            return None
        strength = max(1.0, _strength(said(match, "how"), 1.0, 1.0, 2.0))
        operations.append(Blur(found, strength) if blurred else Pixelate(found))
    return tuple(operations)
