"""What to say about exact operations, in both languages."""

from types import MappingProxyType
from typing import Final

from core.errors import NotExact, ResultTooLarge
from core.words.language import Catalogue, Language

_MILLION: Final = 1_000_000

ENGLISH_EXACT: Final[Catalogue] = MappingProxyType(
    {
        "NotExact": "That can't be done exactly on this picture. Please say it differently, so that a model can try.",
        "NotExact.clear_background": "The background isn't plain, so I can't cut it away exactly. Say what to keep (“cut out the cat”), and a model can try.",
        "NotExact.recolour": "That colour isn't in the picture, so there is nothing to replace. Please name another, or say which thing to recolour.",
        "ResultTooLarge": "That would be {width} × {height} pixels. I make up to {megapixels} million, and {side} a side; please ask for less.",
        "note.exact-still": "Only the first frame was used.",
        "note.exact-transparent": "Saved as PNG, because {detail} has no transparency.",
        "note.exact-sides": "Saved as PNG, because {detail} has no room for sides that long.",
        "note.exact-flattened": "{detail} has no transparency, so that became white.",
        "note.exact-format": "Saved as {detail} to get that small.",
        "note.exact-shrunk": "To get that small it is now {detail} pixels.",
        "note.exact-fits": "It was that small already.",
        "note.exact-least": "{detail} is the least I go down to.",
        "note.exact-enlarged": "Enlarged plainly, without new detail.",
        "note.exact-clear": "The background was transparent already.",
    }
)

CHINESE_EXACT: Final[Catalogue] = MappingProxyType(
    {
        "NotExact": "这一步没法在这张图上精确完成。请换个说法，让模型来试试。",
        "NotExact.clear_background": "背景不是纯色，没法精确去掉。说出要保留什么（比如“抠出那只猫”），模型可以试试。",
        "NotExact.recolour": "图里没有这种颜色，没什么可替换的。请说另一种颜色，或者说出要给什么换颜色。",
        "ResultTooLarge": "那会有 {width} × {height} 像素。我最多做 {megapixels} 百万像素，单边最多 {side}；请改小一点。",
        "note.exact-still": "只用了第一帧。",
        "note.exact-transparent": "已存为 PNG，因为 {detail} 不支持透明。",
        "note.exact-sides": "已存为 PNG，因为 {detail} 放不下这么长的边。",
        "note.exact-flattened": "{detail} 不支持透明，透明的地方变成了白色。",
        "note.exact-format": "为了压到这么小，已存为 {detail}。",
        "note.exact-shrunk": "为了压到这么小，尺寸改成了 {detail} 像素。",
        "note.exact-fits": "原来就这么小，没有再压。",
        "note.exact-least": "最小只能到 {detail}。",
        "note.exact-enlarged": "只是普通放大，没有新增细节。",
        "note.exact-clear": "背景本来就是透明的。",
    }
)


def not_exact(language: Language, error: NotExact) -> str:
    """What could not be done exactly, and what to say instead."""
    key = f"NotExact.{error.operation}"
    return language.say(key if language.has(key) else "NotExact")


def result_too_large(language: Language, error: ResultTooLarge) -> str:
    """How large it would have become, and what is possible."""
    return language.say(
        "ResultTooLarge",
        width=language.number(error.width),
        height=language.number(error.height),
        megapixels=language.number(max(1, error.limit_pixels // _MILLION)),
        side=language.number(error.limit_side),
    )
