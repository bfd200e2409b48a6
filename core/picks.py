"""Which pictures of a card the words name: "#2", "the second one", "both of them", 第二张."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.flags import MOST_PICTURES, quoted_spans

_ORDINALS: Final = {
    word: number
    for number, words in enumerate(
        (
            ("first", "1st"),
            ("second", "2nd"),
            ("third", "3rd"),
            ("fourth", "4th"),
            ("fifth", "5th"),
            ("sixth", "6th"),
            ("seventh", "7th"),
            ("eighth", "8th"),
            ("ninth", "9th"),
            ("tenth", "10th"),
        ),
        start=1,
    )
    for word in words
}
_CHINESE: Final = {character: number for number, character in enumerate("一二三四五六七八九十", start=1)}

# A number stands for a picture only after words like these: "make #2 darker", not "a #2 pencil".
_LEAD: Final = (
    r"(?:^|[\n,.;:!?(，。；：！？（、&+]\s*|[\u4e00-\u9fff]\s*|(?<=\d)\s+"
    r"|\b(?:make|edit|use|take|pick|choose|change|turn|keep|redo|do|just|only|of|like|from|with|in|into|onto|to"
    r"|for|and|or|but|on|combine|mix|merge|blend|want|prefer|see|darken|brighten|crop|rotate|flip|blur"
    r"|as|than|than|prefer|love|between|please|again|try|let|have|give)\s+)"
)
_TAIL: Final = (
    r"(?!\s*(?:in|on|of|from)\s+(?:a|an|the|our|my|your)\s+(?:list|row|rules?|queue|world|chart|top)\b)"
)
_SIGNED: Final = re.compile(_LEAD + r"(?P<mark>[#＃]\s?(?P<number>\d{1,2}))(?![\w-])" + _TAIL, re.IGNORECASE)
_NUMBERED: Final = re.compile(
    _LEAD + r"(?P<mark>(?:number|no\.|nr\.)\s?(?P<number>\d{1,2}))(?![\w-])" + _TAIL, re.IGNORECASE
)
_ORDINAL: Final = re.compile(
    rf"\b(?P<mark>the\s+(?P<words>(?:{'|'.join(_ORDINALS)})(?:(?:\s*,\s*|\s*(?:,\s*)?(?:and|&)\s+)(?:the\s+)?"
    rf"(?:{'|'.join(_ORDINALS)}))*)\s+(?:ones?|pictures?|images?|pics?|photos?))\b",
    re.IGNORECASE,
)
_CHINESE_ORDINAL: Final = re.compile(
    r"第\s?(?P<number>\d{1,2}|[一二三四五六七八九十])\s?(?:张|幅)(?!脸|桌|床|椅|纸|嘴|票|牌)"
)
_ALL: Final = re.compile(
    r"\b(?:both|all|each|every one)\s+of\s+(?:them|these|those)\b"
    r"|\b(?:both|all|every|each)(?:\s+(?:the|these|those|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}))*"
    r"\s+(?:pictures?|images?|pics?|photos?|versions)\b"
    r"|\ball\s+(?:two|three|four|five|six|seven|eight|nine|ten|together)\b(?!\s+(?!at|in|into|with|as|to|more|less|dark|bright|light|big|small|warm|cool|sharp|soft)\w)"
    r"|^both\b(?!\s+(?:the|of|a|his|her|its|their)\b)"
    r"|\bboth\b(?=\s*(?:[,.;:!?]|$)|\s+(?:darker|brighter|lighter|bigger|smaller|warmer|cooler|sharper|softer|more"
    r"|less|at|in|into|with|as|look)\b)"
    r"|(?:[两二三四五六七八九十几]|\d{1,2})张(?:图片?|画)?都|每一?张|所有(?:的)?(?:图片?|画|照片)|全部(?:的)?(?:图片?|画|照片)|^全部|^全都|^都",
    re.IGNORECASE,
)
_FILLERS: Final = re.compile(
    r"\b(?:and|the|please|just|only|use|take|or|all)\b|请|和|与|用|、|[\s\W_]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Picks:
    """The numbers named, from 1 and in the order of the words, or everything."""

    numbers: tuple[int, ...] = ()
    everything: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    numbers: tuple[int, ...]


def read_picks(words: str) -> Picks:
    """What the words name; nothing where numbers mean something else or stand in quotes."""
    marks = sorted(_marks(words), key=lambda mark: mark.start)
    numbers = tuple(dict.fromkeys(number for mark in marks for number in mark.numbers))
    if numbers:
        return Picks(numbers)
    return Picks(everything=any(_outside_quotes(words, _ALL)))


def signed_numbers(words: str) -> tuple[int, ...]:
    """Only those written with a number sign: these can mean nothing but a picture."""
    return tuple(int(match["number"]) for match in _outside_quotes(words, _SIGNED))


def unmarked(words: str) -> str:
    """The words without the numbers of pictures."""
    rest = words
    for mark in sorted(_marks(words), key=lambda mark: mark.start, reverse=True):
        rest = rest[: mark.start].rstrip() + " " + rest[mark.end :].lstrip()
    return rest.strip()


def only_picks(words: str) -> bool:
    """Whether nothing remains once the picks are taken off: no words to act on."""
    rest = unmarked(words)
    return not _FILLERS.sub("", _ALL.sub("", rest))


def renumbered(words: str, picks: tuple[int, ...]) -> str:
    """The words for a model that gets only the picked pictures: "#3" becomes "image 1"."""
    places = {number: place for place, number in enumerate(picks, start=1)}
    pieces: list[str] = []
    end = 0
    for match in _outside_quotes(words, _SIGNED):
        number = int(match["number"])
        if number in places:
            pieces += (words[end : match.start("mark")], f"image {places[number]}")
            end = match.end("mark")
    return "".join((*pieces, words[end:]))


def _marks(words: str) -> Iterator[_Mark]:
    for pattern in (_SIGNED, _NUMBERED):
        for match in _outside_quotes(words, pattern):
            number = int(match["number"])
            if number:
                yield _Mark(match.start("mark"), match.end("mark"), (number,))
    for match in _outside_quotes(words, _ORDINAL):
        named = re.findall(r"\w+", match["words"].lower())
        yield _Mark(*match.span("mark"), tuple(_ORDINALS[word] for word in named if word in _ORDINALS))
    for match in _outside_quotes(words, _CHINESE_ORDINAL):
        number = _CHINESE.get(match["number"]) or int(match["number"])
        if 1 <= number <= MOST_PICTURES:
            yield _Mark(*match.span(), (number,))


def _outside_quotes(words: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    quoted = quoted_spans(words)
    for match in pattern.finditer(words):
        if not any(start <= match.start() < stop for start, stop in quoted):
            yield match
