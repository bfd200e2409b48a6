"""Lines of text for a width: as few as fit, of about the same length, broken where readers expect it."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from core.imaging.lettering.runs import Cluster, is_emoji

_NEVER_FIRST: Final = frozenset(
    ")]}）】」』》〉”’、，。．：；！？…‥・～ー々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ%％℃,.!?:;»›"
)
_NEVER_LAST: Final = frozenset("([{（【「『《〈“‘«‹$￥¥£€#＃@")
_HALVINGS: Final = 12
_BREAK_AFTER: Final = frozenset("-–—‐/\\&|")


@dataclass(frozen=True, slots=True)
class Word:
    """Clusters that stay together, their width, and the spaces behind them with theirs.

    `parts` are its clusters one by one, for where it is wider than a line; none of a single cluster.
    """

    clusters: tuple[Cluster, ...]
    width: float
    spaces: tuple[Cluster, ...] = ()
    gap: float = 0.0
    parts: tuple["Word", ...] = ()


Line = tuple[Cluster, ...]
Measure = Callable[[Sequence[Cluster]], float]


def words_of(clusters: Sequence[Cluster], measure: Measure) -> tuple[Word, ...]:
    """The pieces between which a line may end."""
    words: list[Word] = []
    start = 0
    for index in range(1, len(clusters) + 1):
        if index < len(clusters) and not _may_break(clusters[index - 1], clusters[index]):
            continue
        end = index
        while end > start and clusters[end - 1].text == " ":
            end -= 1
        words.append(_word(tuple(clusters[start:end]), tuple(clusters[end:index]), measure))
        start = index
    return tuple(words)


def wrapped(words: Sequence[Word], width: float, *, breaks: bool = False) -> list[Line] | None:
    """Lines no wider than `width`; a word that is wider is broken, or None where `breaks` is false."""
    lines: list[Line] = []
    line: Line = ()
    spaces: Line = ()
    used = gap = 0.0
    for word in _pieces(words, width, breaks=breaks):
        if word.width > width:
            return None
        if line and used + gap + word.width > width:
            lines.append(line)
            line, spaces, used, gap = (), (), 0.0, 0.0
        line = (*line, *spaces, *word.clusters)
        used += gap + word.width
        spaces, gap = word.spaces, word.gap
    return [*lines, line]


def balanced(words: Sequence[Word], width: float, *, breaks: bool = False) -> list[Line]:
    """As `wrapped`, which must not be None there: in as many lines, but of about the same length."""
    lines = wrapped(words, width, breaks=breaks) or []
    low, high = 0.0, width
    for _ in range(_HALVINGS if len(lines) > 1 else 0):
        middle = (low + high) / 2
        narrower = wrapped(words, middle)
        if narrower is not None and len(narrower) == len(lines):
            high, lines = middle, narrower
        else:
            low = middle
    return lines


def _word(clusters: Line, spaces: Line, measure: Measure) -> Word:
    gap = measure(spaces) if spaces else 0.0
    parts: tuple[Word, ...] = ()
    if len(clusters) > 1:
        *most, last = (Word((one,), measure((one,))) for one in clusters)
        parts = (*most, Word(last.clusters, last.width, spaces, gap))
    return Word(clusters, measure(clusters), spaces, gap, parts)


def _pieces(words: Sequence[Word], width: float, *, breaks: bool) -> Iterator[Word]:
    for word in words:
        if breaks and word.width > width and word.parts:
            yield from word.parts
        else:
            yield word


def _may_break(before: Cluster, after: Cluster) -> bool:
    first, second = before.text[0], after.text[0]
    if second == " ":
        return False
    if first == " ":
        return True
    if second in _NEVER_FIRST or first in _NEVER_LAST:
        return False
    if _is_wide(before.text) or _is_wide(after.text):
        return first not in "\"'" and second not in "\"'"
    return first in _BREAK_AFTER and unicodedata.category(second)[0] == "L"


def _is_wide(cluster: str) -> bool:
    return unicodedata.east_asian_width(cluster[0]) in {"W", "F"} or is_emoji(cluster)
