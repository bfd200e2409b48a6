"""The command catalogue as it is typed in the playground, and how words turn to the bot."""

import re
from dataclasses import dataclass

from core.commands import BY_NAME, COMMANDS
from core.requests import Addressed

MENTION = "@chatbrush"
_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@chatbrush)?(?:\s+|$)", re.IGNORECASE)
_MENTION = re.compile(r"@chatbrush\b[,:，：]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words with what turned them to the bot taken off."""

    addressed: Addressed
    text: str
    command: str = ""


def spoken(text: str) -> Spoken:
    """Read words as typed: a command of the catalogue, a mention, or ordinary talk."""
    words = text.strip()
    match = _COMMAND.match(words)
    if match and match[1].lower() in BY_NAME:
        return Spoken(Addressed.COMMAND, words[match.end() :].strip(), match[1].lower())
    if _MENTION.search(words):
        return Spoken(Addressed.MENTION, _MENTION.sub("", words).strip())
    return Spoken(Addressed.NOBODY, words)


def menu(language: str) -> tuple[tuple[str, str], ...]:
    """(what to type, what it does) of every command, for the page's menu."""
    chinese = language == "zh"
    return tuple(
        (f"/{command.name}", command.description_zh if chinese else command.description)
        for command in COMMANDS
    )
