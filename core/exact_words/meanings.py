"""What clauses about the canvas and the file mean, in either language."""

import re
from typing import Final, Literal, cast

from core.exact_words.quantities import (
    AMOUNT,
    COLOUR,
    colour,
    extent,
    in_digits,
    numbers,
    region,
    shape,
    size,
)
from core.exact_words.rules import BYTES, FORMATS, Built, said
from core.operations import (
    Animate,
    Border,
    Colour,
    Compress,
    Convert,
    Crop,
    Fit,
    Flip,
    Grid,
    Pad,
    Preset,
    Resize,
    Rotate,
    RoundCorners,
)
from core.regions import Region

_SIDES: Final = {
    "left": re.compile(r"left|左"),
    "top": re.compile(r"top|upper|上|顶"),
    "right": re.compile(r"right|右"),
    "bottom": re.compile(r"bottom|lower|下|底"),
}
_CENTRED: Final = re.compile(r"cent|middle|居中|中间|中心|中央")
_COUNTER: Final = re.compile(r"left|counter|anti|ccw|逆|左")
_HALF_TURN: Final = re.compile(r"half|180|upside|颠倒|倒")
_VERTICAL: Final = re.compile(r"vertical|top|upside|垂直|上下|竖直|纵向")
_SMALLER: Final = re.compile(r"shrink|reduce|downs|scale.* down|make|缩")
_LARGER: Final = re.compile(r"enlarge|ups|scale.* up|放")
_WIDE: Final = re.compile(r"wide|width|宽")
_WITHIN: Final = re.compile(r"within|inside|以内|之内")
_STRETCHED: Final = re.compile(r"stretch|拉伸")
_THIN: Final = re.compile(r"thin|narrow|fine|small|slim|细|窄")
_THICK: Final = re.compile(r"thick|wide|big|bold|broad|heavy|粗|宽|厚")
_STACKED: Final = re.compile(r"\b(?:stack|vertical|column|on top|below|under)|竖|上下|纵向")
_ABREAST: Final = re.compile(r"side by side|next to|horizontal|in (?:a|one) row|beside|并排|横|左右|一排")
_ONE_ROW: Final = 50
_SCREENS: Final = {
    **dict.fromkeys(("4k", "uhd"), 3840),
    **dict.fromkeys(("1440p", "2k"), 2560),
    **dict.fromkeys(("1080p", "full hd", "fhd"), 1920),
    **dict.fromkeys(("720p", "hd"), 1280),
}
_FULL_TURN: Final = 360
_MOST_QUALITY: Final = 100
_BLACK: Final[Colour] = (0, 0, 0)
_WHITE: Final[Colour] = (255, 255, 255)


def crop_to(match: re.Match[str]) -> Built:
    """To a shape: at a side, in the middle, or where things stand out."""
    ratio = shape(match["shape"])
    how = said(match, "how") + said(match, "smart")
    keep = next((side for side, words in _SIDES.items() if words.search(how)), "")
    if ratio is None:
        return None
    return Crop(ratio, smart=not keep and not _CENTRED.search(how), keep=cast("Literal['left']", keep))


def crop_region(match: re.Match[str]) -> Built:
    """All but a region goes."""
    found = region(match["region"])
    return None if found is None else Crop(region=found)


def crop_away(match: re.Match[str]) -> Built:
    """A region along one side goes."""
    found = region(match["region"])
    if found is None:
        return None
    edges = {"left": found.left, "top": found.top, "right": 1 - found.right, "bottom": 1 - found.bottom}
    inner = [side for side, gap in edges.items() if gap > 0]
    if len(inner) != 1:
        return None
    kept = {
        "left": Region(0.0, 0.0, found.left, 1.0),
        "top": Region(0.0, 0.0, 1.0, found.top),
        "right": Region(found.right, 0.0, 1.0, 1.0),
        "bottom": Region(0.0, found.bottom, 1.0, 1.0),
    }
    return Crop(region=kept[inner[0]])


def crop_edges(match: re.Match[str]) -> Built:
    """Pixels or a share go from a side, or from all."""
    pixels, percent = extent(match["amount"])
    cuts = [words.search(said(match, "side")) is not None for words in _SIDES.values()]
    if not any(cuts):
        cuts = [True] * 4
    if pixels is not None:
        return Crop(cut=cast("tuple[int, int, int, int]", tuple(pixels if cut else 0 for cut in cuts)))
    share = (percent or 0) / 100
    if not 0 < share < (0.5 if all(cuts) else 1):
        return None
    left, top, right, bottom = (share if cut else 0.0 for cut in cuts)
    return Crop(region=Region(left, top, 1 - right, 1 - bottom))


def resize(match: re.Match[str]) -> Built:
    """To a width and height."""
    found = size(match["size"])
    if found is None:
        return None
    within = said(match, "kept") or _WITHIN.search(match[0])
    mode = "stretch" if _STRETCHED.search(match[0]) else "contain" if within else "cover"
    return Resize(*found, mode=cast("Literal['cover']", mode))


def resize_share(match: re.Match[str]) -> Built:
    """To, or by, a percentage."""
    percent = numbers(match["percent"])[0]
    if said(match, "way") == "by":
        if not _SMALLER.search(match[0]) and not _LARGER.search(match[0]):
            return None
        percent = 100 - percent if _SMALLER.search(match[0]) else 100 + percent
    return Resize(percent=percent) if percent > 0 else None


def resize_side(match: re.Match[str]) -> Built:
    """To a width or a height."""
    value = int(numbers(match["value"])[0])
    if not value:
        return None
    return Resize(width=value) if _WIDE.search(match[0]) else Resize(height=value)


def resize_longest(match: re.Match[str]) -> Built:
    """To a longest side."""
    value = int(numbers(match["value"])[0])
    return Resize(value, value, mode="contain") if value else None


def resize_screen(match: re.Match[str]) -> Built:
    """To a longest side that screens are named after."""
    side = _SCREENS[match["screen"]]
    return Resize(side, side, mode="contain")


def resize_times(match: re.Match[str]) -> Built:
    """To a multiple."""
    times = float(match["times"])
    return Resize(percent=100 * times) if times else None


def resize_change(match: re.Match[str]) -> Built:
    """By a percentage, smaller or larger."""
    change = numbers(match["percent"])[0]
    percent = 100 - change if "smaller" in match[0] else 100 + change
    return Resize(percent=percent) if percent > 0 else None


def fit(match: re.Match[str]) -> Built:
    """To the preset that a group is named after."""
    return Fit(cast("Preset", next(name for name, words in match.groupdict().items() if words)))


def rotate(match: re.Match[str]) -> Built:
    """By degrees."""
    words = in_digits(match["degrees"])
    degrees = numbers(words)[0] * (-1 if words.startswith("-") else 1)
    if abs(degrees) > _FULL_TURN:
        return None
    counter = _COUNTER.search(said(match, "way") + said(match, "way2"))
    return Rotate(-degrees if counter else degrees)


def straighten(match: re.Match[str]) -> Built:
    """By degrees, without empty corners."""
    turned = rotate(match)
    return Rotate(turned.degrees, level=True) if isinstance(turned, Rotate) else None


def quarter(match: re.Match[str]) -> Built:
    """By a quarter or a half turn."""
    degrees = 180.0 if _HALF_TURN.search(match[0]) else 90.0
    return Rotate(-degrees if _COUNTER.search(said(match, "way")) else degrees)


def flip(match: re.Match[str]) -> Built:
    """Left and right swap unless up and down are named."""
    return Flip("vertical" if _VERTICAL.search(match[0]) else "horizontal")


def pad(match: re.Match[str]) -> Built:
    """To a shape, or by an amount."""
    named = said(match, "colour")
    ground = colour(named) if named else _BLACK if match[0].startswith("letterbox") else None
    if said(match, "shape"):
        ratio = shape(match["shape"])
        return None if ratio is None else Pad(ratio, colour=ground)
    pixels, percent = extent(match["amount"]) if said(match, "amount") else (None, None)
    return Pad(pixels=pixels, percent=percent, colour=ground)


def border(match: re.Match[str]) -> Built:
    """With the colour and width that the clause names, in numbers or words."""
    words = match[0]
    named = re.search(rf"(?<![a-z]){COLOUR}", words)
    shade = colour(named[0]) if named else _WHITE
    amount = re.search(AMOUNT, words)
    if amount:
        pixels, percent = extent(amount[0])
        return Border(shade, pixels) if pixels is not None else Border(shade, percent=percent or 0.0)
    if _THIN.search(words):
        return Border(shade, percent=1.2)
    return Border(shade, percent=6.0 if _THICK.search(words) else 3.0)


def corners(match: re.Match[str]) -> Built:
    """Round, by an amount if one is named."""
    if not said(match, "amount"):
        return RoundCorners()
    pixels, percent = extent(match["amount"])
    return RoundCorners(pixels) if pixels is not None else RoundCorners(percent=percent or 0.0)


def convert(match: re.Match[str]) -> Built:
    """To a format, a quality or both."""
    quality = said(match, "q1") or said(match, "q2")
    if quality and not 1 <= int(quality) <= _MOST_QUALITY:
        return None
    kind = FORMATS[match["format"]] if said(match, "format") else ""
    converted = Convert(cast("Literal['png']", kind), int(quality) if quality else None)
    limit = compress(match) if said(match, "value") else None
    return (converted, limit) if isinstance(limit, Compress) else converted


def compress(match: re.Match[str]) -> Built:
    """To so many bytes, or to a good deal fewer."""
    if not said(match, "value"):
        return Compress()
    value = float(match["value"])
    return Compress(int(value * BYTES[match["unit"]])) if value else None


def animate(match: re.Match[str]) -> Built:
    """With a time for each frame, or so many frames a second, if they are named."""
    seconds, rate = said(match, "seconds"), said(match, "rate")
    if rate:
        return Animate(round(1000 / float(rate))) if float(rate) else None
    if seconds:
        return Animate(round(1000 * float(seconds))) if float(seconds) else None
    return Animate()


def grid(match: re.Match[str]) -> Built:
    """In so many columns, in one row or one column, or as it comes."""
    columns = in_digits(said(match, "columns"))
    if columns:
        return Grid(int(columns)) if int(columns) else None
    if _STACKED.search(match[0]):
        return Grid(1)
    return Grid(_ONE_ROW if _ABREAST.search(match[0]) else None)
