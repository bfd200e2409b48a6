"""Regions of a picture, as fractions, and the words that name them."""

import re
from dataclasses import dataclass
from typing import Final

_THIRD: Final = 1 / 3


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the upright picture: fractions of its width and height, 0 to 1, left < right, top < bottom."""

    left: float
    top: float
    right: float
    bottom: float


def cell(number: int) -> Region:
    """One of nine equal parts, 1 to 9 in reading order. Raises `ValueError` for another number."""
    if not 1 <= number <= 9:  # noqa: PLR2004 - three rows of three
        raise ValueError(number)
    row, column = divmod(number - 1, 3)
    return Region(column / 3, row / 3, (column + 1) / 3, (row + 1) / 3)


def read_region(words: str) -> Region | None:
    """The part of the picture that the words name first, or None.

    Such as "the top left", "the left third", "bottom half", "upper right corner", "the middle", 左上角, 上半部分,
    右边三分之一. What stands in a place ("the sign on the left") and where something is in relation to something
    else ("left of the house", "the middle of the road", 桌子中间) is no part of the picture.
    """
    found = region_span(words)
    return None if found is None else found[0]


def region_span(words: str) -> tuple[Region, int, int] | None:
    """What `read_region` finds, and where its words begin and end."""
    if (english := _ENGLISH.search(words)) is not None:
        return _english(english), *english.span()
    if (chinese := _CHINESE.search(words)) is not None:
        return _chinese(chinese), *chinese.span()
    return None


_SIDES: Final = {
    "top": "top",
    "upper": "top",
    "bottom": "bottom",
    "lower": "bottom",
    "left": "left",
    "right": "right",
    "上": "top",
    "顶": "top",
    "下": "bottom",
    "底": "bottom",
    "左": "left",
    "右": "right",
}
_SHARES: Final = {
    "half": 0.5,
    "third": _THIRD,
    "quarter": 0.25,
    "fourth": 0.25,
    "fifth": 0.2,
    "side": 0.5,
    "part": 0.5,
    "edge": 0.15,
    "strip": 0.15,
    "半": 0.5,
    "一半": 0.5,
    "二分之一": 0.5,
    "三分之一": _THIRD,
    "三分之二": 2 * _THIRD,
    "四分之一": 0.25,
    "五分之一": 0.2,
    "边缘": 0.15,
}
_PICTURE: Final = r"(?:the\s+|this\s+)?(?:picture|image|photo|photograph|frame|pic|drawing)"
# "the top left of the house" is about the house.
_OF_THE_PICTURE: Final = rf"(?!\s+of\b(?!\s+{_PICTURE}\b))"
_ENGLISH: Final = re.compile(
    rf"""(?<![\w-])(?:
      (?:the\s+)?(?P<two>two\s+thirds|2/3)\s+(?:on|at|from)\s+the\s+(?P<towards>left|right|top|bottom)
    | (?:the\s+)?(?P<side>left|right|top|bottom|upper|lower)[\s-]+(?P<many>two\s+thirds|2/3)
    | (?:the\s+|in\s+the\s+)?(?P<row>top|upper|bottom|lower)[\s-]*(?:hand\s+)?(?P<column>left|right)
      (?:[\s-]+hand)?(?P<corner>[\s-]+(?:corner|quarter|quadrant|side|part|area|third))?
    | (?:the\s+)?(?P<one>left|right|top|bottom|upper|lower)(?:most)?(?:[\s-]+hand)?[\s-]+
      (?P<share>half|third|quarter|fourth|fifth|side|part|edge|strip)
    | (?:the|in\s+the)\s+(?:very\s+)?(?P<middle>middle|cent(?:er|re))(?:\s+(?P<band>third|row|column|part|area))?
      (?!\s+(?:ones?|two|three|finger|name|age|ages|east)\b)
    )\b{_OF_THE_PICTURE}""",
    re.IGNORECASE | re.VERBOSE,
)
_CHINESE: Final = re.compile(
    r"""(?<![上下左右])(?P<corner>[左右][上下]|[上下][左右])(?![上下左右])(?:方的?)?(?:角|部分|四分之一|方|侧)?
    | (?P<one>[上下左右顶底])[边面侧方部端]?的?(?P<share>二分之一|三分之一|三分之二|四分之一|五分之一|一半|半(?![身年场生夜句])(?:部分|部|边|张|幅|截)?|边缘)
    | (?P<side>[上下左右顶底])(?:部分|侧部分|边部分)
    | (?<![\w])(?:在?(?:画面|图片?|照片|图像)?(?:的)?)(?P<middle>正中间|正中央|中间|中央|正中|中心)(?:部分|区域)?
      (?!的?(?:那|这))""",
    re.VERBOSE,
)


def _english(match: re.Match[str]) -> Region:
    if match["two"] or match["many"]:
        return _side(_SIDES[(match["towards"] or match["side"]).lower()], 2 * _THIRD)
    if match["row"]:
        share = _THIRD if (match["corner"] or "").strip(" -\t\n").lower() == "third" else 0.5
        return _corner(_SIDES[match["row"].lower()], _SIDES[match["column"].lower()], share)
    if match["one"]:
        return _side(_SIDES[match["one"].lower()], _SHARES[match["share"].lower()])
    return _middle((match["band"] or "").lower())


def _chinese(match: re.Match[str]) -> Region:
    if match["corner"]:
        first, second = (_SIDES[one] for one in match["corner"])
        row, column = (first, second) if first in ("top", "bottom") else (second, first)
        return _corner(row, column, 0.5)
    if match["one"]:
        return _side(
            _SIDES[match["one"]], next(share for name, share in _BY_LENGTH if match["share"].startswith(name))
        )
    if match["side"]:
        return _side(_SIDES[match["side"]], 0.5)
    return _middle("")


_BY_LENGTH: Final = sorted(_SHARES.items(), key=lambda pair: -len(pair[0]))


def _side(side: str, share: float) -> Region:
    return {
        "left": Region(0.0, 0.0, share, 1.0),
        "right": Region(1.0 - share, 0.0, 1.0, 1.0),
        "top": Region(0.0, 0.0, 1.0, share),
        "bottom": Region(0.0, 1.0 - share, 1.0, 1.0),
    }[side]


def _corner(row: str, column: str, share: float) -> Region:
    across, down = _side(column, share), _side(row, share)
    return Region(across.left, down.top, across.right, down.bottom)


def _middle(band: str) -> Region:
    if band == "row":
        return Region(0.0, _THIRD, 1.0, 2 * _THIRD)
    if band in ("column", "third"):
        return Region(_THIRD, 0.0, 2 * _THIRD, 1.0)
    return Region(0.25, 0.25, 0.75, 0.75)
