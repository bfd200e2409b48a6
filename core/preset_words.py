"""Which preset the words ask for: `--style watercolour`, `--风格 水彩`, `style: pixel art`."""

import difflib
import re
from collections.abc import Mapping
from typing import Final

from core.commands import Suggestion
from core.errors import OptionUnsupported
from core.flags import quoted_spans
from core.presets import Preset, Presets, folded

_OPTION: Final = "style"
_QUOTES: Final = "\"'“”「」『』`"
_CLOSE: Final = 4
_FLAG: Final = re.compile(
    r"(?<![A-Za-z0-9_\-—–－])(?:--|——|—|–|－－)(?:(?:style|preset)(?![A-Za-z0-9_\-])|风格)\s*[=＝:：]?\s*",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"(?:(?<![A-Za-z0-9_\-—–－])style|风格)\s?[=＝:：]\s?", re.IGNORECASE)
_NEXT_WORD: Final = re.compile(r"(?!--|—|–|－－)[^\s,;，；。]{0,64}")
_ELSEWHERE: Final = frozenset({"raw"})
"""Values of Midjourney's own `--style`, which `core.flags` knows."""


def read_preset(text: str, options: Mapping[str, str], presets: Presets) -> tuple[Preset | None, str]:
    """The preset that an option (which wins), a flag or `style:` names, and the words without it.

    What is in quotation marks names none, and neither does `style:` before anything but a preset's name.
    Raises `OptionUnsupported` for a flag or an option that names none.
    """
    chosen: Preset | None = None
    rest, position = "", 0
    while (found := _next(text, position, presets)) is not None:
        chosen, start, end = found
        rest = _joined(rest, text[position:start])
        position = end
    words = _joined(rest, text[position:]) if position else text
    asked = options.get(_OPTION, "").strip()
    if asked and asked.casefold() not in _ELSEWHERE:
        chosen = presets.named(asked.strip(_QUOTES)) or _refuse(asked, presets)
    return chosen, words


def suggestions(presets: Presets) -> tuple[Suggestion, ...]:
    """The presets as platforms may suggest them."""
    return tuple(
        Suggestion(preset.name, preset.title.en, preset.title.zh, preset.names) for preset in presets.all
    )


def _next(text: str, position: int, presets: Presets) -> tuple[Preset, int, int] | None:
    """The next preset named from a position on, and where what names it begins and ends."""
    quoted = quoted_spans(text)
    marks = [*_FLAG.finditer(text, position), *_LABEL.finditer(text, position)]
    for mark in sorted(marks, key=lambda match: match.start()):
        if any(start <= mark.start() < stop for start, stop in quoted):
            continue
        at = mark.end()
        opened = text[at : at + 1] in tuple(_QUOTES)
        name = presets.pattern.match(text, at + opened)
        preset = presets.named(name.group()) if name is not None else None
        if preset is not None and name is not None:
            closed = opened and text[name.end() : name.end() + 1] in tuple(_QUOTES)
            return preset, mark.start(), name.end() + closed
        if mark.re is _FLAG:
            word = _NEXT_WORD.match(text, at)
            asked = word.group().strip(_QUOTES) if word is not None else ""
            is_one_dash = text[mark.start()] not in "-－" and text[mark.start() + 1] != "—"
            if asked.casefold() not in _ELSEWHERE and not is_one_dash:
                _refuse(asked, presets)
    return None


def _refuse(asked: str, presets: Presets) -> Preset:
    by_fold = {folded(name): name for preset in presets.all for name in preset.names}
    close = difflib.get_close_matches(folded(asked), by_fold, n=_CLOSE, cutoff=0.5)
    names = [by_fold[name] for name in close] or [preset.name for preset in presets.all]
    raise OptionUnsupported("--style", asked, tuple(dict.fromkeys(names)))


def _joined(before: str, after: str) -> str:
    """Two pieces of the words between which something was taken out."""
    before = before.rstrip(" \t")
    after = after.lstrip(" \t")
    if not before:
        return after.lstrip(" \t\n,.;!?，。；！？、")
    return (
        f"{before}{after}" if after[:1] in tuple(",.;!?，。；！？、\n") else f"{before} {after}".rstrip(" ")
    )
