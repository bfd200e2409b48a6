"""The catalogue of commands: the same on every platform, and the source of menus and docs."""

from dataclasses import dataclass

PRESETS = "presets"
"""What `Option.suggests` names: the catalogue of presets."""


@dataclass(frozen=True, slots=True)
class Option:
    """A named option of a command. `flag` is its form in text (`--ar`), "" where it is the words."""

    name: str
    flag: str
    description: str
    description_zh: str
    kind: str = "text"
    """text, number, switch or image."""
    required: bool = False
    choices: tuple[str, ...] = ()
    suggests: str = ""
    """What a platform may suggest while it is typed: `PRESETS`, or nothing."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that a platform may suggest, with its titles; `names` is all that people may type for it."""

    value: str
    title: str
    title_zh: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `name` is 1 to 32 of [a-z0-9_], as both platforms want."""

    name: str
    description: str
    description_zh: str
    options: tuple[Option, ...] = ()
    reads_words: bool = False
    makes_card: bool = False
    """It is answered by a card, as all that read words are."""


_DRAWING = (
    Option("ratio", "--ar", "Width to height, such as 16:9", "宽高比，例如 16:9"),
    Option("count", "--n", "How many pictures", "张数", kind="number"),
    Option("size", "--size", "Pixels, such as 1536x1024", "像素，例如 1536x1024"),
    Option("quality", "--quality", "How much care the model takes", "画质"),
    Option("transparent", "--transparent", "No background", "透明背景", kind="switch"),
    Option("model", "--model", "Another model", "换一个模型"),
    Option("private", "--private", "Nobody else may edit the result", "别人不能修改结果", kind="switch"),
    Option(
        "style",
        "--style",
        "A style or recipe; /styles shows them",
        "风格或配方，见 /styles",
        suggests=PRESETS,
    ),
)

IMAGINE = Command(
    "imagine",
    "Draw a picture from words",
    "用文字画一张图",
    (Option("prompt", "", "What to draw", "画什么", required=True), *_DRAWING),
    reads_words=True,
)
EDIT = Command(
    "edit",
    "Change a picture: reply to it, or attach one",
    "修改图片：回复它，或附上一张",
    (
        Option("prompt", "", "What should change", "改什么", required=True),
        Option("image", "", "The picture to change", "要修改的图片", kind="image"),
        Option("image2", "", "Another picture to use", "另一张要用的图片", kind="image"),
        *_DRAWING,
    ),
    reads_words=True,
)
STYLES = Command(
    "styles",
    "Styles and recipes as a gallery",
    "风格与配方总览",
    (Option("show", "", "Which of them", "看哪一种", choices=("styles", "recipes")),),
)
HISTORY = Command("history", "All versions of a picture: reply to it", "图片的所有版本：回复它")
UNDO = Command("undo", "Back to the version before: reply to a picture", "回到上一版：回复图片")
REDO = Command("redo", "Forward again: reply to a picture", "重做：回复图片")
MYPICTURES = Command(
    "mypictures",
    "Who may have the pictures changed that you post",
    "谁可以修改你发的图片",
    (
        Option("who", "", "Only you, or anyone", "仅自己，或所有人", choices=("private", "open")),
        Option("group", "", "For everyone here (admins)", "为全群设置（管理员）", kind="switch"),
    ),
)
QUOTA = Command("quota", "What you have left, and when it is back", "查看剩余额度和恢复时间")
HELP = Command("help", "How to ask for pictures here", "如何在这里使用")
START = Command("start", "Say hello", "打个招呼")
CLAIM = Command("claim", "Get a picture that could not be delivered", "领取没能送达的图片", makes_card=True)
CANCEL = Command("cancel", "Stop your pictures that are not ready yet", "取消你还没画好的图片")
PRIVACY = Command("privacy", "What is kept, and for how long", "隐私说明")
FORGET = Command("forget", "Erase your words and pictures", "删除你的文字和图片")

COMMANDS = (
    IMAGINE,
    EDIT,
    STYLES,
    HISTORY,
    UNDO,
    REDO,
    QUOTA,
    HELP,
    START,
    CANCEL,
    CLAIM,
    MYPICTURES,
    PRIVACY,
    FORGET,
)
BY_NAME = {command.name: command for command in COMMANDS}
MENU_EDIT = ("Edit image", "修改图片")
"""The message context menu's name, English and Chinese."""
