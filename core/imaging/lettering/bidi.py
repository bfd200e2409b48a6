"""The order in which mixed left-to-right and right-to-left text is read: Unicode Standard Annex 9.

Without the explicit controls, which text for pictures does not keep: rules P2-P3, W1-W7, N0-N2,
I1-I2, L1 and L2. https://www.unicode.org/reports/tr9/
"""

import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from typing import Final, TypeVar

T = TypeVar("T")

_STRONG: Final = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON", "BN"})
_OPENING: Final = {
    "(": ")",
    "[": "]",
    "{": "}",
    "（": "）",
    "［": "］",
    "《": "》",
    "〈": "〉",
    "「": "」",
    "『": "』",
    "【": "】",
}
_DEEPEST: Final = 63


def levels(text: str) -> list[int]:
    """The embedding level of every character of one paragraph: even reads to the right, odd to the left."""
    kinds = [_kind(character) for character in text]
    base = next((int(kind != "L") for kind in kinds if kind in {"L", "R", "AL"}), 0)
    if base == 0 and not {"R", "AL", "AN"} & set(kinds):
        return [0] * len(text)
    edge = "R" if base else "L"
    resolved = _weak(kinds, edge)
    _brackets(text, resolved, edge)
    _neutral(resolved, edge)
    found = [_level(kind, base) for kind in resolved]
    # L1: spaces at the end stand where the paragraph ends.
    spaces = len(list(takewhile(lambda kind: kind in {"WS", "S", "B"}, reversed(kinds))))
    return [*found[: len(found) - spaces], *[base] * spaces]


def visual(items: Sequence[T], depths: Sequence[int]) -> list[T]:
    """A line's items from left to right; `depths` are their levels (rule L2)."""
    order = list(range(len(items)))
    for depth in range(max(depths, default=0), 0, -1):
        start = 0
        while start < len(order):
            stop = start
            while stop < len(order) and depths[order[stop]] >= depth:
                stop += 1
            order[start:stop] = reversed(order[start:stop])
            start = max(stop, start + 1)
    return [items[index] for index in order]


def _kind(character: str) -> str:
    return unicodedata.bidirectional(character) or "L"


def _level(kind: str, base: int) -> int:
    if kind == "L":
        return base + base % 2
    if kind == "R":
        return base + 1 - base % 2
    return base + 2 - base % 2


def _weak(kinds: list[str], edge: str) -> list[str]:
    """Rules W1 to W7: marks, digits and what stands among digits."""
    found = _marks(kinds, edge)
    for index in range(1, len(found) - 1):
        kind, sides = found[index], {found[index - 1], found[index + 1]}
        if (kind == "ES" and sides == {"EN"}) or (kind == "CS" and sides in ({"EN"}, {"AN"})):
            found[index] = found[index - 1]
    _terminators(found)
    strong = edge
    for index, kind in enumerate(found):
        if kind in {"ES", "CS", "ET"}:
            found[index] = "ON"
        elif kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            found[index] = "L"
    return found


def _marks(kinds: list[str], edge: str) -> list[str]:
    """Rules W1 to W3: marks are as what they stand on, digits as the letters before them."""
    found: list[str] = []
    strong = edge
    for kind in kinds:
        resolved = (found[-1] if found else edge) if kind == "NSM" else kind
        if resolved == "EN" and strong == "AL":
            resolved = "AN"
        if resolved in {"L", "R", "AL"}:
            strong = resolved
        found.append(resolved)
    return ["R" if kind == "AL" else kind for kind in found]


def _terminators(found: list[str]) -> None:
    """Rule W5: what stands beside a European number belongs to it, such as a per cent sign."""
    for order in (range(len(found)), range(len(found) - 1, -1, -1)):
        near = ""
        for index in order:
            if found[index] == "ET" and near == "EN":
                found[index] = "EN"
            near = found[index]


def _brackets(text: str, found: list[str], edge: str) -> None:
    """Rule N0: both brackets of a pair, and the marks on them, read the same way."""
    for start, stop in _pairs(text, found):
        inside = {_STRONG[kind] for kind in found[start + 1 : stop] if kind in _STRONG}
        if not inside:
            continue
        reads = edge
        if edge not in inside:
            reads = next((_STRONG[kind] for kind in reversed(found[:start]) if kind in _STRONG), edge)
        for bracket in (start, stop):
            marks = takewhile(lambda one: _kind(one) == "NSM", text[bracket + 1 :])
            for index in range(bracket, bracket + 1 + len(list(marks))):
                found[index] = reads


def _pairs(text: str, found: list[str]) -> list[tuple[int, int]]:
    """Where brackets that belong together open and close."""
    open_pairs: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        if found[index] != "ON":
            continue
        if character in _OPENING and len(open_pairs) < _DEEPEST:
            open_pairs.append((_OPENING[character], index))
        for depth in range(len(open_pairs) - 1, -1, -1):
            if open_pairs[depth][0] == character:
                pairs.append((open_pairs[depth][1], index))
                del open_pairs[depth:]
                break
    return sorted(pairs)


def _neutral(found: list[str], edge: str) -> None:
    """Rules N1 and N2: between two of a kind the same, else as the paragraph."""
    index = 0
    while index < len(found):
        if found[index] not in _NEUTRAL:
            index += 1
            continue
        stop = index
        while stop < len(found) and found[stop] in _NEUTRAL:
            stop += 1
        before = _STRONG.get(found[index - 1], edge) if index else edge
        after = _STRONG.get(found[stop], edge) if stop < len(found) else edge
        found[index:stop] = [before if before == after else edge] * (stop - index)
        index = stop
