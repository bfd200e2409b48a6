"""What is said about text set exactly, in English and Simplified Chinese."""

from types import MappingProxyType
from typing import Final

from core.errors import FontMissing, LetteringTooLong, ShapingMissing
from core.words.language import Catalogue, Language

ENGLISH_LETTERING: Final[Catalogue] = MappingProxyType(
    {
        "FontMissing": "I have no font here for {script}, so I won't draw empty boxes instead. Whoever runs this bot can install the package {package}.",
        "ShapingMissing": "{script} would come out wrong here: what joins and turns its letters isn't installed. Whoever runs this bot can install the package {package}.",
        "LetteringTooLong": "That is too much text to be readable in this picture. Please shorten it, or use a larger picture.",
        "LetteringTooLong.limit": "That is too much text for a picture: I set up to {count} characters. Please shorten it.",
        "script.emoji": "coloured emoji",
        "script.other": "“{script}”",
        "script.Arabic": "Arabic",
        "script.Bengali": "Bengali",
        "script.Chinese": "Chinese",
        "script.Devanagari": "Devanagari (Hindi, Nepali …)",
        "script.Hangul": "Korean",
        "script.Hebrew": "Hebrew",
        "script.Hiragana": "Japanese",
        "script.Katakana": "Japanese",
        "script.Khmer": "Khmer",
        "script.Lao": "Lao",
        "script.Myanmar": "Burmese",
        "script.Tamil": "Tamil",
        "script.Thai": "Thai",
        "script.Tibetan": "Tibetan",
    }
)

CHINESE_LETTERING: Final[Catalogue] = MappingProxyType(
    {
        "FontMissing": "这里没有{script}的字体，所以我没有画成空方框。请让机器人的维护者安装软件包 {package}。",
        "ShapingMissing": "{script}在这里会排错：缺少连字和变向用的组件。请让机器人的维护者安装软件包 {package}。",
        "LetteringTooLong": "文字太多，放进这张图里看不清。请缩短一些，或换一张更大的图。",
        "LetteringTooLong.limit": "文字太多了：一次最多 {count} 个字符。请缩短一些。",
        "script.emoji": "彩色表情符号",
        "script.other": "“{script}”",
        "script.Arabic": "阿拉伯文",
        "script.Bengali": "孟加拉文",
        "script.Chinese": "中文",
        "script.Devanagari": "天城文（印地语、尼泊尔语等）",
        "script.Hangul": "韩文",
        "script.Hebrew": "希伯来文",
        "script.Hiragana": "日文",
        "script.Katakana": "日文",
        "script.Khmer": "高棉文",
        "script.Lao": "老挝文",
        "script.Myanmar": "缅甸文",
        "script.Tamil": "泰米尔文",
        "script.Thai": "泰文",
        "script.Tibetan": "藏文",
    }
)


def of_lettering(language: Language, error: FontMissing | ShapingMissing | LetteringTooLong) -> str:
    """What keeps text from being set, and who can do what about it."""
    if isinstance(error, LetteringTooLong):
        key = "LetteringTooLong.limit" if error.limit else "LetteringTooLong"
        return language.say(key, count=error.limit)
    key = f"script.{error.script}"
    script = language.say(key) if language.has(key) else language.say("script.other", script=error.script)
    return language.say(type(error).__name__, script=script, package=error.package)
