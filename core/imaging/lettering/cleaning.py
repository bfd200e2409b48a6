"""Text from a chat, made fit to be set: what cannot be seen goes, and everything is bounded."""

import unicodedata
from itertools import dropwhile
from typing import Final

from core.errors import LetteringTooLong
from core.graphemes import graphemes
from core.imaging.lettering.fonts import is_ignorable

MOST_CHARACTERS: Final = 600
"""Characters as readers count them; more is a page, not lettering."""

_MOST_RAW: Final = 20_000
_MOST_MARKS: Final = 6
"""Marks on one letter: Hebrew with accents has four, stacked ones ("zalgo") have dozens."""

_LONGEST_CLUSTER: Final = 24
"""Code points of what is one character to a reader: a couple with skin tones has ten."""

_EMOJI_STYLE: Final = "\ufe0f"
_LINE_ENDS: Final = {
    "\r\n": "\n",
    "\r": "\n",
    "\x0b": "\n",
    "\x0c": "\n",
    "\x85": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
}


def cleaned(text: str) -> str:
    """`text` in NFC without controls, direction marks, zero-width and unassigned characters.

    Joiners stay where they join, spaces are plain, marks on a letter are few. Raises
    `LetteringTooLong` beyond `MOST_CHARACTERS`.
    """
    if len(text) > _MOST_RAW:
        raise LetteringTooLong(limit=MOST_CHARACTERS)
    for end, plain in _LINE_ENDS.items():
        text = text.replace(end, plain)
    visible = "".join(" " if _is_space(one) else one for one in text if _is_shown(one))
    clusters = [
        kept for cluster in graphemes(unicodedata.normalize("NFC", visible)) if (kept := _few(cluster))
    ]
    if len(clusters) > MOST_CHARACTERS:
        raise LetteringTooLong(limit=MOST_CHARACTERS)
    lines = [" ".join(line.split(" ")).strip() for line in "".join(clusters).split("\n")]
    return "\n".join(lines).strip("\n")


def _is_space(character: str) -> bool:
    return character == "\t" or unicodedata.category(character) == "Zs"


def _is_shown(character: str) -> bool:
    if character in "\n\t" or is_ignorable(character):
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}


def _few(cluster: str) -> str:
    """A cluster with few marks; "" where it has nothing to stand on."""
    cluster = "".join(dropwhile(_stands_on_something, cluster))
    kept, marks = "", 0
    for one in cluster:
        is_mark = unicodedata.category(one)[0] == "M" and one != _EMOJI_STYLE
        marks += is_mark
        if not is_mark or marks <= _MOST_MARKS:
            kept += one
    if len(kept) > _LONGEST_CLUSTER:
        raise LetteringTooLong(limit=MOST_CHARACTERS)
    return kept


def _stands_on_something(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or is_ignorable(character)
