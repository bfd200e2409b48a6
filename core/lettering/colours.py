"""Colours by name, in English and Chinese, and in hexadecimal digits."""

from types import MappingProxyType
from typing import Final

_ENGLISH: Final = MappingProxyType(
    {
        "white": "#ffffff",
        "black": "#000000",
        "red": "#e02020",
        "green": "#1f9d3a",
        "blue": "#1f5fe0",
        "yellow": "#ffd91a",
        "orange": "#ff8c1a",
        "purple": "#8a2be2",
        "violet": "#8f3fd0",
        "pink": "#ff69b4",
        "brown": "#8b5a2b",
        "grey": "#808080",
        "gray": "#808080",
        "golden": "#e6b422",
        "gold": "#e6b422",
        "silver": "#c0c0c0",
        "cyan": "#00c8e0",
        "turquoise": "#30c9b8",
        "teal": "#008080",
        "magenta": "#e0189c",
        "navy": "#14245c",
        "lime": "#a4de02",
        "maroon": "#800020",
        "olive": "#808000",
        "beige": "#f2e6cf",
        "cream": "#fff6dc",
        "ivory": "#fffff0",
        "coral": "#ff7f50",
        "salmon": "#fa8072",
        "indigo": "#4b0082",
        "lavender": "#c8b6ff",
        "crimson": "#c8102e",
        "scarlet": "#ff2400",
        "mint": "#9ff0c8",
        "peach": "#ffcba4",
    }
)
_CHINESE: Final = MappingProxyType(
    {
        "白": "white",
        "黑": "black",
        "红": "red",
        "绿": "green",
        "蓝": "blue",
        "黄": "yellow",
        "橙": "orange",
        "橘": "orange",
        "紫": "purple",
        "粉红": "pink",
        "粉": "pink",
        "棕": "brown",
        "褐": "brown",
        "咖啡": "brown",
        "灰": "grey",
        "金": "gold",
        "银": "silver",
        "青": "cyan",
        "天蓝": "light blue",
        "米": "cream",
        "玫红": "magenta",
    }
)
_LIGHTER: Final = ("light", "pale", "浅", "淡")
_DARKER: Final = ("dark", "deep", "深", "暗")
_SHADE_PERCENT: Final = 45
_SHORT: Final = 3
"""Digits of "#rgb"."""

_SHADES: Final = r"(?:(?:light|pale|dark|deep|bright)[\s-]*)?"
_NAMES: Final = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_CHARACTERS: Final = "|".join(sorted(_CHINESE, key=len, reverse=True))

COLOUR: Final = (
    rf"(?:#[0-9a-f]{{6}}(?![0-9a-f])|#[0-9a-f]{{3}}(?![0-9a-f])"
    rf"|{_SHADES}(?:{_NAMES})(?![a-z])|[深浅淡暗亮纯]?(?:{_CHARACTERS})色?)"
)
"""What `colour_of` reads, as a pattern without groups, for lower-case words."""


def colour_of(words: str) -> str:
    """The colour of words that `COLOUR` matches, as "#rrggbb"."""
    plain = words.lower().strip().removesuffix("色")
    if plain.startswith("#"):
        digits = plain[1:]
        return plain if len(digits) > _SHORT else "#" + "".join(digit * 2 for digit in digits)
    for characters, name in sorted(_CHINESE.items(), key=lambda pair: -len(pair[0])):
        if plain.endswith(characters):
            return _shaded(name.rsplit(" ", 1)[-1], plain.removesuffix(characters) + name)
    name = max((name for name in _ENGLISH if plain.endswith(name)), key=len)
    return _shaded(name, plain)


def _shaded(name: str, words: str) -> str:
    value = _ENGLISH[name]
    towards = 255 if words.startswith(_LIGHTER) else 0 if words.startswith(_DARKER) else None
    if towards is None:
        return value
    parts = (int(value[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{part + (towards - part) * _SHADE_PERCENT // 100:02x}" for part in parts)
