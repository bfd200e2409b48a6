"""Pictures of a card or an album that words name as they would for a model: "the hat from image 2", 图一.

A reply to several pictures means those that it names, in their order, so that the numbers stay true.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from core.addressing import Record, pointed
from core.flags import MOST_PICTURES, quoted_spans
from core.picks import read_picks
from core.requests import IncomingMessage

# Whoever names pictures does so early; what follows would only cost time on the event loop.
_JUDGED_CHARACTERS: Final = 500
_NTH: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_FIGURES: Final = {figure: number for number, figure in enumerate("一二三四五六七八九十", start=1)}
_NAMED: Final = re.compile(
    r"\b(?:the\s+)?(?:image|picture|photo|pic|img)\s?#?(?P<number>\d{1,2})(?![\w-]|\.\d)"
    rf"|\bthe\s+(?P<nth>{'|'.join(_NTH)})(?=\s*(?:$|[,.;:!?])|(?:'s)\b|\s+(?:and|on|onto|in|into|to|for|with|but|instead)\b)"
    r"|(?<![地截插配底附])[图圖]\s?(?P<figure>\d{1,2}|[一二三四五六七八九十])(?![一-龥]*[表纸])",
    re.IGNORECASE,
)
_TAKES: Final = re.compile(
    r"(?:\b(?:of|from|like|as|than|match|matching)|[像照按用参考跟和与])\s*(?:the\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Name:
    number: int
    start: int
    end: int
    is_taken_from: bool


def with_named_images(message: IncomingMessage, record: Record) -> tuple[IncomingMessage, Record]:
    """A message that answers several pictures and names some, with these as its sources; else both as given.

    "Make image 2 darker" is "make it darker" of the second. Words that only take something from what
    they name ("use the colours of the first") are about all of them.
    """
    if record.named or message.images or message.command == "imagine" or read_picks(message.text).numbers:
        return message, record
    sources = pointed(message, record)
    if not 1 < len(sources) <= MOST_PICTURES:
        return message, record
    names = [one for one in _names(message.text, len(sources)) if 1 <= one.number <= len(sources)]
    if not names:
        return message, record
    if all(one.is_taken_from for one in names):
        numbers = list(range(1, len(sources) + 1))
    else:
        numbers = sorted({one.number for one in names})
    text = message.text
    for one in reversed(names):
        place = f"image {numbers.index(one.number) + 1}" if len(numbers) > 1 else "it"
        if not text[one.start : one.end].isascii():
            place = f"图{numbers.index(one.number) + 1}" if len(numbers) > 1 else "它"
        text = f"{text[: one.start]}{place}{text[one.end :]}"
    return replace(message, text=text), replace(
        record, named=tuple(sources[number - 1] for number in numbers)
    )


def _names(text: str, count: int) -> Iterator[_Name]:
    quoted = quoted_spans(text)
    for match in _NAMED.finditer(text[:_JUDGED_CHARACTERS]):
        if any(start <= match.start() < stop for start, stop in quoted):
            continue
        if match["nth"] is not None:
            number = _NTH[match["nth"].lower()] % (count + 1)
        else:
            named = match["number"] or match["figure"]
            number = _FIGURES.get(named) or int(named)
        yield _Name(number, match.start(), match.end(), bool(_TAKES.search(text[: match.start()])))
