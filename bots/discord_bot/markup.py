"""Plain words as Discord's markdown: nothing formats, nothing pings, nothing is cut in two."""

import unicodedata

import discord

_JOINER = "\u200d"
_ELLIPSIS = "…"


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the stricter of the counts a platform may use."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)  # noqa: PLR2004 - beyond the BMP


def _splits_character(text: str, index: int) -> bool:
    """Whether a cut before `index` would part a letter from its marks, or an emoji from its joiner."""
    after, before = text[index], text[index - 1]
    return (
        bool(unicodedata.combining(after))
        or unicodedata.category(after) in ("Mn", "Me", "Sk")
        or after == _JOINER
        or before in (_JOINER, "\\")
    )


def fit(text: str, limit: int) -> str:
    """`text` in at most `limit` UTF-16 code units, ended with an ellipsis where it was cut."""
    if utf16_length(text) <= limit:
        return text
    room, end = limit - len(_ELLIPSIS), 0
    for character in text:
        room -= 2 if ord(character) > 0xFFFF else 1  # noqa: PLR2004 - beyond the BMP
        if room < 0:
            break
        end += 1
    while end > 0 and _splits_character(text, end):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def escaped(text: str) -> str:
    """Plain words, shown as they are: markdown, headings, masked links and mentions lose their effect."""
    return discord.utils.escape_mentions(discord.utils.escape_markdown(text))
