"""What is said about versions and about whose pictures they are, in English and Simplified Chinese."""

from types import MappingProxyType
from typing import Final

from core.errors import NoSuchVersion, VersionGone, WhichVersion
from core.graphemes import shorten
from core.words.language import Catalogue, Language

_WORDS_UNITS: Final = 200

ENGLISH_VERSIONS: Final[Catalogue] = MappingProxyType(
    {
        "NothingBefore": "There is nothing before this picture: it is where it began.",
        "NothingAfter": "Nothing was made from this picture yet, so there is nothing to redo.",
        "NoSuchVersion": {
            "one": "There is no version {number} of this picture, only the one you see.",
            "other": "There is no version {number} of this picture; the newest is version {newest}.",
        },
        "VersionGone": "Version {number} was erased, so it can't be shown any more.",
        "WhichVersion": {
            "one": "Say what should change and which picture you mean, like “#1 but at night”.",
            "other": "Which version do you mean? Reply with its number, like “#{newest} but at night”.",
        },
        "KeptPrivate": "Whoever posted that picture has kept it to themselves, so I won't change it for others. Nothing was charged.",
        "AdminsOnly": "Only an admin here can decide that for the whole group.",
        "label.history": "History",
        "label.compare": "Compare",
        "version.shown": "Version {number} · {words}",
        "version.photo": "Version {number} · as it was posted",
        "version.compared": "Version {before} and version {after}",
        "version.sheet": {
            "one": "One version. Reply “undo”, “version {newest}”, or say what should change in it: “#{newest} but at night”.",
            "other": "{count} versions. Reply “#{newest}” to see one again, or say what should change in it: “#{newest} but at night”.",
        },
        "version.sheet.newest": "Here are the newest of {count} versions; older ones can be named too: “version 2”.",
        "version.alt_text": "The family tree of a picture with versions up to {newest}; version {current} is marked.",
        "version.compared.alt_text": "Version {before} on the left and version {after} on the right.",
        "help.versions": "• Back and forth: reply “undo”, “redo” or “version 2”; {prefix}history as a reply shows every version. All of that is free.",
        "mypictures.private": "Nobody else may have pictures changed that you post, or that you make from them.",
        "mypictures.open": "Anyone here may have pictures changed that you post.",
        "mypictures.default.private": "You have not chosen: here nobody else may have pictures changed that you post, because this group wants it so.",
        "mypictures.default.open": "You have not chosen: anyone here may have pictures changed that you post.",
        "mypictures.group.private": "From now on nobody else may have a picture changed that somebody posts here, unless they open theirs.",
        "mypictures.group.open": "From now on anyone here may have a picture changed that somebody posts, unless they keep theirs private.",
        "mypictures.how": "{prefix}mypictures private or {prefix}mypictures open changes that. For one result alone, add --private to your words.",
    }
)
CHINESE_VERSIONS: Final[Catalogue] = MappingProxyType(
    {
        "NothingBefore": "这张图之前没有别的版本，它就是最初的一张。",
        "NothingAfter": "还没有人用这张图做出新的版本，没有可以重做的。",
        "NoSuchVersion": {"other": "这张图没有第 {number} 版，最新的是第 {newest} 版。"},
        "VersionGone": "第 {number} 版已经删除，不能再显示了。",
        "WhichVersion": {"other": "请说明是哪一版，例如“#{newest} 改成夜晚”。"},
        "KeptPrivate": "发这张图的人不让别人修改它，所以我不能改。没有扣费。",
        "AdminsOnly": "只有这里的管理员可以为全群设置。",
        "label.history": "历史",
        "label.compare": "对比",
        "version.shown": "第 {number} 版 · {words}",
        "version.photo": "第 {number} 版 · 发出时的原图",
        "version.compared": "第 {before} 版和第 {after} 版",
        "version.sheet": {
            "other": "共 {count} 版。回复“#{newest}”可以再看那一版，或者直接说要改什么：“#{newest} 改成夜晚”。"
        },
        "version.sheet.newest": "这里是 {count} 版中最新的一些，更早的也可以直接说：“第2版”。",
        "version.alt_text": "一张图的版本树，最新是第 {newest} 版，标出的是第 {current} 版。",
        "version.compared.alt_text": "左边是第 {before} 版，右边是第 {after} 版。",
        "help.versions": "• 前后切换：回复“撤销”“重做”或“第2版”；用 {prefix}history 回复图片可以看到所有版本。这些都免费。",
        "mypictures.private": "别人不能修改你发的图片，也不能修改你用它们做出的图片。",
        "mypictures.open": "这里的人都可以修改你发的图片。",
        "mypictures.default.private": "你还没有选择：按这个群的设置，别人不能修改你发的图片。",
        "mypictures.default.open": "你还没有选择：这里的人都可以修改你发的图片。",
        "mypictures.group.private": "从现在起，大家在这里发的图片别人不能修改，除非本人公开。",
        "mypictures.group.open": "从现在起，大家在这里发的图片都可以修改，除非本人设为私有。",
        "mypictures.how": "用 {prefix}mypictures private（仅自己）或 {prefix}mypictures open（公开）来更改。只想保护一次的结果，就在文字里加 --private。",
    }
)


def of_version(language: Language, error: NoSuchVersion | VersionGone | WhichVersion) -> str:
    """The sentences of an error that names a version."""
    key = type(error).__name__
    if isinstance(error, WhichVersion):
        return language.say(key, count=error.newest, newest=language.number(error.newest))
    number = language.number(error.number)
    if isinstance(error, VersionGone):
        return language.say(key, number=number)
    return language.say(key, count=error.newest, number=number, newest=language.number(error.newest))


def shown(language: Language, version: int, words: str, *, is_drawn: bool) -> str:
    """Above a version that is shown again."""
    number = language.number(version)
    if not is_drawn:
        return language.say("version.photo", number=number)
    quoted = language.say("quoted", prompt=shorten(" ".join(words.split()), _WORDS_UNITS))
    return language.say("version.shown", number=number, words=quoted)


def compared(language: Language, before: int, after: int) -> str:
    """Above two versions side by side."""
    return language.say("version.compared", before=language.number(before), after=language.number(after))


def compared_alt_text(language: Language, before: int, after: int) -> str:
    """For who cannot see the two."""
    return language.say(
        "version.compared.alt_text", before=language.number(before), after=language.number(after)
    )


def sheet(language: Language, count: int, newest: int, *, is_all: bool) -> str:
    """Above the family tree, and how to go on from it."""
    text = language.say("version.sheet", count=count, newest=language.number(newest))
    if is_all:
        return text
    older = language.say("version.sheet.newest", count=count)
    return f"{text}\n{older}"


def sheet_alt_text(language: Language, newest: int, current: int) -> str:
    """For who cannot see the tree."""
    return language.say("version.alt_text", newest=language.number(newest), current=language.number(current))


def own_pictures(language: Language, choice: bool | None, *, group: bool, prefix: str) -> str:
    """What a person's choice for the pictures they post is; `group` is what holds without one."""
    if choice is None:
        state = language.say("mypictures.default.private" if group else "mypictures.default.open")
    else:
        state = language.say("mypictures.private" if choice else "mypictures.open")
    return language.say("sentences", first=state, second=language.say("mypictures.how", prefix=prefix))


def group_pictures(language: Language, *, private: bool) -> str:
    """What a group's admins have chosen for all."""
    return language.say("mypictures.group.private" if private else "mypictures.group.open")
