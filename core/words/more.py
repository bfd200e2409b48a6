"""Sentences and labels about making more of a picture."""

from types import MappingProxyType
from typing import Final

from core.words.language import Catalogue

ENGLISH_MORE: Final[Catalogue] = MappingProxyType(
    {
        "more": "What else? Variations and repainting count as pictures; the rest is free.",
        "label.more": "More…",
        "label.subtle": "Vary a little",
        "label.strong": "Vary a lot",
        "label.upscale": "Upscale 2×",
        "label.other.model": "Let a model do it",
        "label.letter": "Set the text exactly",
        "note.variation-subtle": "A subtle variation.",
        "note.variation-strong": "A bold variation.",
        "note.variation-larger": "Painted anew at a larger size, nothing else changed.",
        "note.exact-not-done": "The exact part could not be done on this picture, so that was left out.",
    }
)
CHINESE_MORE: Final[Catalogue] = MappingProxyType(
    {
        "more": "还要做什么？变体和重绘会计入张数，其余免费。",
        "label.more": "更多…",
        "label.subtle": "小幅变化",
        "label.strong": "大幅变化",
        "label.upscale": "放大 2 倍",
        "label.other.model": "让模型来做",
        "label.letter": "精确排字",
        "note.variation-subtle": "细微的变体。",
        "note.variation-strong": "大胆的变体。",
        "note.variation-larger": "以更大尺寸重新绘制，其他不变。",
        "note.exact-not-done": "这张图无法完成精确处理的部分，所以没有做。",
    }
)
