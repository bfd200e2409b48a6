"""Words that move between versions: "undo", "go back to version 3", "compare", 撤销, 回到第3版.

These never ask for anything to be drawn by themselves; words that come with them may.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from core.changes import plainly_changes
from core.remarks import is_remark

# Nobody moves between versions at greater length; what is longer would only cost time on the event loop.
_JUDGED_CHARACTERS: Final = 300
_MOST_SPLITS: Final = 6

_ENGLISH_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            ("one", "first", "1st", "once", "single"),
            ("two", "second", "2nd", "twice"),
            ("three", "third", "3rd", "thrice"),
            ("four", "fourth", "4th"),
            ("five", "fifth", "5th"),
            ("six", "sixth", "6th"),
            ("seven", "seventh", "7th"),
            ("eight", "eighth", "8th"),
            ("nine", "ninth", "9th"),
            ("ten", "tenth", "10th"),
        ),
        start=1,
    )
    for word in words
}
_CHINESE_FIGURES: Final = {figure: number for number, figure in enumerate("一二三四五六七八九", start=1)} | {
    "两": 2
}


class Move(Enum):
    """What words ask for; `Wish.numbers` means something else for each."""

    UNDO = auto()
    """So many steps back."""
    REDO = auto()
    """So many steps forward again."""
    VERSION = auto()
    """That version."""
    COMPARE = auto()
    """Nothing: with what it was made from; one: with that version; two: these two."""
    HISTORY = auto()
    """The family tree."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A move, its numbers, and the words that should then be done to what `UNDO` or `VERSION` leads to.

    `is_guess`: they begin with "undo", but what they want undone is hardly a picture.
    """

    move: Move
    numbers: tuple[int, ...] = ()
    rest: str = ""
    is_guess: bool = field(default=False, compare=False)


_N: Final = r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)"
NTH: Final = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|1st|2nd|3rd|(?:[4-9]|10)th)"
)
FIGURES: Final = r"(?:\d{1,4}|[一二两三四五六七八九十]{1,3})"
_TO: Final = (
    r"(?:(?:(?:go|get|jump|step|roll|switch|turn|take|bring|change|put)(?: (?:it|this|that))? ?(?:back )?to"
    r"|back to|(?:revert|return|restore|reset)(?: (?:it|this|that))?(?: to)?) )"
)
_SHOW: Final = r"(?:(?:show|give|send|see|view|open|get)(?: me)?(?: again)? |i (?:want|prefer|liked?) )"
_THING: Final = r"(?:one|version|picture|image|pic|photo|step|state)"
_VERSION: Final = (
    rf"(?:the )?(?:(?:versions?|ver\.?|revision) ?(?:number ?|no\. ?|#)?|v\.? ?){_N}|(?:the )?{NTH} version"
)
_CHINESE_TO: Final = r"(?:回到|回去到?|退回到?|返回到?|恢复到?|还原到?|切换到|换回到?|变回到?|改回到?|跳到|用回|看看?|显示|给我看?)"
_CHINESE_VERSION: Final = rf"(?:第{FIGURES}个?版本?|版本第?{FIGURES}|v{FIGURES})"

_POLITE_BEFORE: Final = re.compile(
    r"^(?:(?:(?:please|pls|plz|ok|okay|hey|hi|no|nope|nah|hm+|wait|oops|sorry|actually|now|and|then|well|just"
    r"|let'?s|(?:can|could|would) (?:you|we|i)|i want to|i'd like to|i want you to)\b|[\s,.!])[\s,.!]*){1,6}"
)
_POLITE_AFTER: Final = re.compile(
    r"(?:[\s,.!?。！？，~]+(?:please|pls|plz|thanks|thank you|thx|ty|now|again|for me|better|more|instead|bot|then))*"
    r"[\s,.!?。！？，~]*$"
)
_CHINESE_BEFORE: Final = re.compile(
    r"^(?:请|麻烦|帮我|帮忙|我想要?|我要|能不能|可以|可不可以|还是|那就?|再|不行|算了|直接|[，,\s]){1,6}"
)
_CHINESE_AFTER: Final = re.compile(
    r"(?:吧|一下|下|谢谢你?|了|啊|呀|好吗|好么|可以吗|行吗|呢|嘛|吗|[，,。\s！!？?~]){1,6}$"
)

_UNDO: Final = re.compile(
    rf"(?:undo|revert|roll ?back)(?: (?:it|that|this|all that))?(?: (?:(?:the|that|this|your|my) )?"
    rf"(?:(?:very )?(?:last|latest|previous|most recent) )?(?:change|edit|thing|{_THING}))?"
    rf"|(?:undo|go back|step back|revert|roll ?back) (?:the last )?(?P<steps>{_N}|once|twice|thrice)"
    rf"(?: more)?(?: (?:times?|steps?|versions?|changes?|edits?))?(?: back)?"
    r"|(?:(?:go|step|roll|turn|take|change|put|bring|switch)(?: (?:it|this|that))? )?back"
    rf"|(?:{_TO}|{_SHOW})?(?:the )?{_THING} before(?: (?:that|this|it|last|the last one))?"
    rf"|(?:{_TO}|{_SHOW})?(?:the )?(?:previous|prior|earlier)(?: {_THING})?"
    rf"|{_TO}(?:the )?(?:last|one before)(?: {_THING})?"
    rf"|(?:撤[销消回]|取消|回退|退回|还原|返回)(?:到?上一(?:步|次|版|个)(?:的?(?:修改|改动|编辑|操作|版本))?|刚才的?(?:修改|改动|编辑|操作)"
    r"|这一?次的?(?:修改|改动|编辑|操作)|这一?步|它)"
    rf"|(?:撤[销消回]|回退|退回|还原|返回|后退)(?:(?P<chinese_steps>{FIGURES})(?:步|次|版|个版本))?"
    rf"|(?:{_CHINESE_TO})?(?:上|前)一?(?:个|版|张|步|幅)(?:版本|图片?|画|照片)?"
)
_REDO: Final = re.compile(
    r"redo(?: (?:it|that|this))?(?: (?:(?:the|that|my) )?(?:last )?(?:change|edit|step))?"
    rf"|(?:redo|go forwards?|step forwards?) (?:the last )?(?P<steps>{_N}|once|twice|thrice)(?: more)?(?: (?:times?|steps?|versions?))?"
    r"|(?:go |step |move )forwards?(?: again)?|un-?undo|undo (?:the|that|my) undo"
    rf"|(?:{_TO}|{_SHOW})?(?:the )?(?:(?:next|newer|later) version|next step|(?:newer|later) one)"
    rf"|(?:重做|前进|恢复)(?:(?P<chinese_steps>{FIGURES})(?:步|次|版|个版本))?|取消撤销|(?:恢复|重做)(?:撤销的?|刚才的?)?(?:修改|改动|操作|编辑)"
    rf"|(?:{_CHINESE_TO})?下一?(?:个|版|步)(?:版本)?"
)
_TO_VERSION: Final = re.compile(
    rf"(?:{_TO}|{_SHOW})?(?P<version>{_VERSION})(?: again)?"
    rf"|{_TO}(?:number |no\. ?|#)?(?P<number>{_N})|{_TO}(?:the )?(?P<nth>{NTH})(?: {_THING})?"
    rf"|{_TO}(?:the )?(?:very )?(?P<first>original|start|beginning)(?: {_THING})?"
    rf"|{_CHINESE_TO}?(?P<chinese>{_CHINESE_VERSION})|{_CHINESE_TO}(?:第(?P<nth_chinese>{FIGURES})(?:个|张|幅|次)?|(?P<chinese_number>\d{{1,4}}))"
    rf"|{_CHINESE_TO}(?P<chinese_first>原图|原来|原始|最初|最开始|一开始|最早)(?:的)?(?:版本|样子|图片?|状态|那[张版个])?"
)
_BEFORE: Final = (
    r"(?:the )?(?:one before|before|previous(?: one| version)?|last(?: one| version)?|source|parent)"
)
_ANY_VERSION: Final = rf"(?:{_VERSION}|#?\d{{1,4}})"
_COMPARE: Final = re.compile(
    r"compare(?: (?:it|this|that|them|both|the two))?(?: (?:with|to|and|against) (?:(?P<original>the original|original)|"
    rf"{_BEFORE}|(?P<other>{_ANY_VERSION})))?"
    rf"|compare (?P<one>{_ANY_VERSION}) ?(?:and|with|to|vs\.?|against|&) ?(?P<two>{_ANY_VERSION})"
    r"|(?:(?:show|see)(?: me)? )?(?:the )?before ?(?:and|&|/|vs\.?) ?after"
    r"|(?:(?:show|see)(?: me)? )?(?:the )?(?:differences?|diff|changes)"
    r"|what(?:'s| is| has| did you)? (?:changed?|different)|what was changed"
    r"|(?:前后)?(?:对比|比较|对照)(?:前后)?(?P<chinese_original>原图|原来)?|比一比"
    r"|(?:[和跟与](?:(?P<with_original>原图|原来)|之前|以前|修改前|[上前]一?[个版张]))(?:的)?(?:对比|比较|比|对照)"
    rf"|(?:对比|比较)(?:之前|以前|修改前|[上前]一?[个版张])|[和跟与](?P<chinese_other>{_CHINESE_VERSION})(?:对比|比较|比)"
    rf"|(?:对比|比较)(?P<chinese_only>{_CHINESE_VERSION})"
    rf"|(?:对比|比较)(?P<chinese_one>{_CHINESE_VERSION}|{FIGURES})(?:和|与|跟|、)(?P<chinese_two>{_CHINESE_VERSION}|{FIGURES})"
    r"|(?:都)?(?:改|变)了(?:什么|哪里|哪些|啥)|(?:有)?(?:什么|啥|哪些)(?:变化|不同|区别|改动)|哪里变"
)
_HISTORY: Final = re.compile(
    r"(?:(?:show|list|see|view|give)(?: me)? )?(?:(?:the|all|its|your|my|full|whole|version|edit|of|this|picture'?s?|other) )*"
    r"(?:history|versions)(?: of (?:it|this|that|this picture|the picture))?"
    r"|(?:查看|显示|列出|看看?|给我看?)?(?:所有|全部|历史|版本|修改|编辑|这张图?的|它的|各个){0,3}(?:历史|版本|历史记录|修改记录|版本树|版本列表)"
)
_MOVES: Final = (
    (Move.COMPARE, _COMPARE),
    (Move.VERSION, _TO_VERSION),
    (Move.UNDO, _UNDO),
    (Move.REDO, _REDO),
    (Move.HISTORY, _HISTORY),
)
_BEGINS_UNDO: Final = re.compile(r"undo\b(?! the undo)|撤[销消]")
_THEIRS: Final = re.compile(r"undo (?:my|your|our|his|her|their)\b")
_JOINT: Final = re.compile(
    r"[,;:.!\n，；：。！]\s*(?:(?:and then|and|but|then|now)\b\s*|然后再?|并且?|但是?|不过|再)?"
    r"|\s+(?:and then|and|but|then|with)\s+|(?:然后再?|并且?|但是?|不过|再)"
)


def read_wish(words: str) -> Wish | None:
    """The move that the words as a whole ask for; None where they ask for something else.

    Words that begin with "undo" always are one, whatever they want undone: nothing is drawn for them.
    """
    text = unicodedata.normalize("NFKC", words.replace("’", "'")).strip()
    if len(text) > _JUDGED_CHARACTERS:
        return Wish(Move.UNDO, (1,)) if _BEGINS_UNDO.match(_plain(text[:_JUDGED_CHARACTERS])) else None
    plain = _plain(text)
    wish = _whole(plain)
    if wish is not None:
        return wish
    return _with_rest(text) or _forced(text)


def _plain(text: str) -> str:
    """Lower case, without emoji and politeness around."""
    kept = "".join(
        character
        if character in "'#/&+-,.!?。！？，~;:" or unicodedata.category(character)[0] in "LN"
        else " "
        for character in text.lower()
    )
    plain = " ".join(kept.split())
    for pattern in (_POLITE_BEFORE, _CHINESE_BEFORE, _POLITE_AFTER, _CHINESE_AFTER):
        plain = pattern.sub("", plain, count=1)
    return plain


def _whole(plain: str) -> Wish | None:
    for move, pattern in _MOVES:
        match = pattern.fullmatch(plain)
        if match is not None:
            return Wish(move, _numbers(move, match))
    return None


def _with_rest(text: str) -> Wish | None:
    """Two clauses: "go back to version 3 and make it darker"."""
    for count, joint in enumerate(_JOINT.finditer(text)):
        if count == _MOST_SPLITS:
            break
        head, rest = _plain(text[: joint.start()]), text[joint.end() :].strip()
        wish = _whole(head)
        if wish is None or not rest:
            continue
        if wish.move is Move.VERSION:
            return Wish(wish.move, wish.numbers, "" if is_remark(rest) else rest)
        if wish.move is Move.UNDO:
            return Wish(wish.move, wish.numbers, rest if plainly_changes(rest) else "")
    return None


def _forced(text: str) -> Wish | None:
    plain = _plain(text)
    if not _BEGINS_UNDO.match(plain):
        return None
    for joint in _JOINT.finditer(text):
        rest = text[joint.end() :].strip()
        if plainly_changes(rest):
            return Wish(Move.UNDO, (1,), rest)
    return Wish(Move.UNDO, (1,), is_guess=bool(_THEIRS.match(plain)))


def _numbers(move: Move, match: re.Match[str]) -> tuple[int, ...]:
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    if any("original" in name for name in found):
        return (1,)
    if move in (Move.UNDO, Move.REDO):
        return (next((number_in(value) for value in found.values()), 1) or 1,)
    if any("first" in name for name in found):
        return (1,)
    return tuple(number_in(value) for value in found.values())


def number_in(words: str) -> int:
    """The number in words such as "version 3", "the third version", 第十二版."""
    figures = re.search(r"\d{1,4}", words)
    if figures is not None:
        return int(figures.group())
    for word in re.findall(r"[a-z]+", words):
        if word in _ENGLISH_NUMBERS:
            return _ENGLISH_NUMBERS[word]
    tens, has_tens, ones = "".join(
        character for character in words if character in _CHINESE_FIGURES or character == "十"
    ).partition("十")
    if not has_tens:
        return _CHINESE_FIGURES.get(tens[:1], 0)
    return _CHINESE_FIGURES.get(tens[:1], 1) * 10 + _CHINESE_FIGURES.get(ones[:1], 0)
