"""More of a picture: words that ask for variations or for a larger copy, and what a model is told then."""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from core.flags import MOST_PICTURES

Strength = Literal["", "subtle", "strong", "larger"]
"""How far the result may go from its source: "larger" changes nothing but the size."""

_JUDGED_CHARACTERS: Final = 80
_NUMBERS: Final = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    **{character: number for number, character in enumerate("一二三四五六七八九十", start=1)},
    "an": 1,
    "another": 1,
    "两": 2,
    "a few": 3,
    "some": 3,
    "several": 4,
    "a couple of": 2,
    "more": 3,
    "几": 3,
}
_ENGLISH: Final = re.compile(
    r"(?:please |pls |can you |could you )?(?:make |give |show |draw |create |do |get |i want |let'?s see )?(?:me |us )?"
    r"(?:(?P<count>\d{1,2}|a few|a couple of|an|a|one|two|three|four|five|six|seven|eight|nine|ten|some|several"
    r"|more|another) )?(?:more )?(?:(?P<strength>subtle|slight|small|strong|big|bold|wild) )?"
    r"(?:variations?|variants?|alternatives?)"
    r"(?: (?:of|on) (?:it|this|that|this one|that one|this picture|the picture|#\d{1,2}|the \w+ one))?(?: please)?"
)
_CHINESE: Final = re.compile(
    r"(?:请|帮我|再|来|给我|做|画|要|出)*(?P<count>\d{1,2}|[一两二三四五六七八九十几])?(?:个|张|种)?"
    r"(?P<strength>细微|轻微|小|强烈|大胆|大)?(?:的)?(?:变体|变化版|变化版本|不同版本)(?:吧|谢谢)?"
)
_STRONG: Final = frozenset({"strong", "big", "bold", "wild", "强烈", "大胆", "大"})
_TOLD: Final = MappingProxyType(
    {
        "subtle": "A subtle variation of image 1: the same subject, composition, colours and style,"
        " with small differences in the details.",
        "strong": "A bold variation of image 1: keep its subject and its mood, and find another"
        " composition, viewpoint and details.",
        "larger": "Exactly image 1 at a higher resolution: nothing added, removed or moved.",
    }
)


_LARGER_ENGLISH: Final = re.compile(
    r"(?:please |pls |can you |could you |now )?(?:upscale|up-?res|super-?res(?:olve)?|enlarge|blow up)"
    r"(?: (?:it|this|that|the picture|the image|this picture|this one))?"
    r"(?: (?:to |by )?(?:(?P<factor>[2-8](?:\.\d)?) ?(?:x|×|times)|[x×] ?(?P<times>[2-8])|(?P<word>twice|double|two times)"
    r"(?: (?:the|its) size)?))?(?: please)?"
)
_LARGER_CHINESE: Final = re.compile(
    r"(?:请|帮我|把它|把图片|把图)*(?:高清|无损)?放大(?:一下|到|为|成)?(?:(?P<factor>[2-8]|[两二三四五六七八])倍)?(?:吧|一下)?"
)


@dataclass(frozen=True, slots=True)
class Variation:
    """How many variations, and how far they may go."""

    strength: Strength
    count: int | None = None


def read_variation(words: str) -> Variation | None:
    """What words ask for that say nothing else: "variations", "4 strong variations", 来三个变体; else None.

    Where they do not say how far, a variation is subtle; `count` None leaves it to the flags.
    """
    plain = " ".join(words[: _JUDGED_CHARACTERS + 1].replace("’", "'").lower().split()).rstrip(".!?。！？ ")
    if len(plain) > _JUDGED_CHARACTERS:
        return None
    match = _ENGLISH.fullmatch(plain) or _CHINESE.fullmatch(plain)
    if match is None:
        return None
    named = match["count"]
    count = None if named is None else _NUMBERS.get(named) or int(named)
    strength: Strength = "strong" if match["strength"] in _STRONG else "subtle"
    return Variation(strength, None if count is None else min(max(count, 1), MOST_PICTURES))


def read_enlargement(words: str) -> float | None:
    """How many times larger a picture is to be, 2 where they do not say; None where words say anything else."""
    plain = " ".join(words[: _JUDGED_CHARACTERS + 1].lower().split()).rstrip(".!?。！？ ")
    if len(plain) > _JUDGED_CHARACTERS:
        return None
    if (match := _LARGER_ENGLISH.fullmatch(plain)) is not None:
        return float(match["factor"] or match["times"] or 2)
    if (match := _LARGER_CHINESE.fullmatch(plain)) is not None:
        named = match["factor"] or "2"
        return float(_NUMBERS.get(named) or named)
    return None


def told(strength: str) -> str:
    """What a model is told of the variation that is wanted of its only source."""
    return _TOLD[strength]
