"""A larger canvas around a picture, as data, and the words that ask for one."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from core.flags import quoted_spans

MOST: Final = 2.0
"""The furthest that a canvas grows beyond one edge, as a fraction of the picture's side there."""
_MOST_RATIO: Final = 4
_USUAL: Final = 0.5
_ALL_AROUND: Final = 0.25


@dataclass(frozen=True, slots=True)
class Extension:
    """How far the canvas grows beyond each edge, in fractions of the picture's width and height.

    With `ratio` (width to height) the canvas grows to that shape instead, evenly, the picture in its middle.
    """

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    ratio: tuple[int, int] | None = None


def read_extension(words: str, ratio: tuple[int, int] | None = None) -> Extension | None:
    """How far the words want to see beyond the picture's edges, or None where they do not.

    "zoom out 2x", "pan left", "extend to the right by 50%", "make it 16:9 without cropping", "expand the canvas",
    扩展画布, 向左扩展, 变成16:9不要裁剪, 拉远. `ratio` is what a flag asked for beside the words ("--ar 16:9 without
    cropping"). What is quoted is lettering. "Zoom in" and "extend the road" ask for something else.
    """
    plain = _unquoted(words)
    if _UNCROPPED.search(plain) and (shape := _ratio(plain) or ratio) is not None:
        return Extension(ratio=shape)
    for reading in (_zoomed, _towards, _around):
        found = reading(plain)
        if found is not None:
            return found
    return None


_AMOUNT: Final = r"(?P<amount>\d{1,3}(?:\.\d{1,2})?)\s?(?P<unit>%|％|percent\b|x\b|×|times\b|倍)"
_IT: Final = (
    r"(?:\s+(?:the\s+|this\s+)?(?:picture|image|photo|canvas|frame|view|scene|background|shot|it|this|out))*"
)
_SIDE_WORDS: Final = {
    "left": ("left", "左"),
    "right": ("right", "右"),
    "top": ("upward", "up", "top", "above", "上", "顶"),
    "bottom": ("downward", "down", "bottom", "below", "下", "底"),
}
_SIDE: Final = r"(?:left|right|upwards?|downwards?|up|down|top|bottom|above|below)(?:\s+(?:side|edge))?"
_SIDES: Final = (
    rf"{_SIDE}(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+|\s*&\s*)(?:to\s+|on\s+)?(?:the\s+)?{_SIDE}){{0,3}}"
)
_CHINESE_SIDES: Final = r"[左右上下](?:[边侧面方]|(?:[、和与]?[左右上下][边侧面方]?){1,3})?"

_UNCROPPED: Final = re.compile(
    r"\b(?:without|no|instead\s+of|not|don'?t|do\s+not|never)\s+(?:any\s+)?(?:crop(?:ping|s)?|cutting)\b"
    r"|\b(?:extend|expand|outpaint|uncrop)(?:ing|ed)?\b.{0,40}?\d\s?[:：]\s?\d"
    r"|(?:不要?|别|不能|无需|不用|不)(?:裁剪|裁切|裁掉|裁)|(?:扩展|扩图|扩充|外扩|延伸).{0,12}\d\s?[:：比]\s?\d",
    re.IGNORECASE,
)
_RATIO: Final = re.compile(r"(?<![\d.:])(\d{1,3}(?:\.\d)?)\s?[:：∶比]\s?(\d{1,3}(?:\.\d)?)(?![\d.:])")
_SQUARE: Final = re.compile(r"\bsquare\b|正方形|方形", re.IGNORECASE)
_ZOOM: Final = re.compile(
    rf"\bzoom(?:ed|ing)?{_IT}\s+out\b|\bpull(?:\s+the\s+camera)?\s+back\b|(?:镜头)?(?:拉远|拉远一点|拉远些)|缩小镜头|镜头后退",
    re.IGNORECASE,
)
_TOWARDS: Final = re.compile(
    rf"(?:(?:^|[,.;!?:\n]|\b(?:and|then|please|now|camera|to|just))\s*\bpan(?:ning)?|\b(?:extend(?:ing)?|expand(?:ing)?|outpaint(?:ing)?|uncrop|widen)){_IT}"
    rf"\s+(?:(?:to|on|at|towards?)\s+)?(?:the\s+)?(?P<english>{_SIDES})\b(?!\s+of\b)"
    rf"|(?:向|往|朝)(?P<chinese>{_CHINESE_SIDES})(?:方向)?(?:扩展|扩充|扩图|延伸|延展|外扩|平移|扩)"
    rf"|(?P<behind>{_CHINESE_SIDES})(?:各|都)?(?:扩展|扩充|扩图|延伸|外扩|延展)"
    rf"|(?:扩展|延伸|扩充)(?:画面|图片|图|画布)?的?(?P<object>{_CHINESE_SIDES})",
    re.IGNORECASE,
)
_AROUND: Final = re.compile(
    r"\b(?:extend|expand|enlarge|grow|increase)\s+(?:the\s+)?(?:canvas|frame|borders?\s+of\s+the\s+(?:picture|image))\b"
    r"|\b(?:extend|expand)\s+(?:the\s+|this\s+)?(?:picture|image|photo|scene)(?!\w)(?!\s+with\b)"
    r"|\b(?:outpaint|uncrop)\b|(?:扩展|扩大|扩充|延伸|放大)画[布面幅]|扩图|外扩|向外扩展|(?:四周|周围)(?:扩展|延伸|扩充)",
    re.IGNORECASE,
)


def _unquoted(words: str) -> str:
    clean = words
    for start, stop in quoted_spans(words):
        clean = clean[:start] + " " * (stop - start) + clean[stop:]
    return clean


def _ratio(words: str) -> tuple[int, int] | None:
    match = _RATIO.search(words)
    if match is None:
        return (1, 1) if _SQUARE.search(words) else None
    width, height = Fraction(match[1]), Fraction(match[2])
    if not width or not height or max(width, height) > _MOST_RATIO * min(width, height):
        return None
    shape = width / height
    return shape.numerator, shape.denominator


def _amount(words: str, usual: float) -> float:
    """What is added, as a fraction: "by 50%" is 0.5, "2x" is 1.0."""
    match = re.search(_AMOUNT, words, re.IGNORECASE)
    if match is None:
        return usual
    number = float(match["amount"])
    added = number / 100 if match["unit"] in ("%", "％") or match["unit"].lower() == "percent" else number - 1
    return min(added, 2 * MOST) if added > 0 else usual


def _zoomed(words: str) -> Extension | None:
    match = _ZOOM.search(words)
    if match is None:
        return None
    each = min(_amount(words[match.end() :], 2 * _ALL_AROUND) / 2, MOST)
    return Extension(each, each, each, each)


def _towards(words: str) -> Extension | None:
    match = _TOWARDS.search(words)
    if match is None:
        return None
    named = (match["english"] or match["chinese"] or match["behind"] or match["object"]).lower()
    amount = min(_amount(words[match.end() :], _USUAL), MOST)
    left, top, right, bottom = (
        amount if any(name in named for name in _SIDE_WORDS[side]) else 0.0
        for side in ("left", "top", "right", "bottom")
    )
    return Extension(left, top, right, bottom)


def _around(words: str) -> Extension | None:
    match = _AROUND.search(words)
    if match is None:
        return None
    each = min(_amount(words[match.end() :], 2 * _ALL_AROUND) / 2, MOST)
    return Extension(each, each, each, each)
