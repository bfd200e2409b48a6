"""Sentences about where an edit happened, and what else it touched."""

from types import MappingProxyType
from typing import Final

from core.words.language import Catalogue, Language

ENGLISH_PRECISE: Final[Catalogue] = MappingProxyType(
    {
        "note.drift": "Besides that, {detail}% of the picture changed a little. Add “lock” to keep the rest to the pixel.",
        "note.area-missed": "What was drawn changed other places than the one you chose, so this is all of it.",
        "note.lock-everything": "This changed nearly everything, so there was nothing left to lock.",
        "note.painter-extended": (
            "The built-in painter can't make up what lies beyond the edges: it only went on with their blurred colours. A real "
            "image model would paint it."
        ),
        "ask_for_area": "Which part should change? Press its number.",
        "ask_for_area_words": "What should change there (part {number})? Reply with the words.",
        "label.area": "Area",
        "label.cell": "Part",
        "label.cell.number": "{number}",
        "alt_text.grid": "The picture under a grid of nine numbered parts",
    }
)
CHINESE_PRECISE: Final[Catalogue] = MappingProxyType(
    {
        "note.drift": "除此之外，画面的 {detail}% 也有细微变化。加上“锁定”，其余部分就会逐像素保留。",
        "note.area-missed": "模型改动的不是你选的地方，所以这里显示完整的结果。",
        "note.lock-everything": "几乎整张图都变了，没有可以锁定的部分。",
        "note.painter-extended": "内置画师想象不出画面之外的内容，只能把边缘的颜色模糊地延续下去；真正的图像模型可以画出来。",
        "ask_for_area": "要改哪一块？按它的编号。",
        "ask_for_area_words": "这一块（第 {number} 块）要改成什么？请回复文字。",
        "label.area": "选区域",
        "label.cell": "区域",
        "label.cell.number": "{number}",
        "alt_text.grid": "图片上叠有编号的九宫格",
    }
)


def ask_there(language: Language, number: int) -> str:
    """The question for what should change in one of nine parts."""
    return language.say("ask_for_area_words", number=language.number(number))
