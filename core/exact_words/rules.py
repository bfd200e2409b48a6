"""What a rule is: words that mean one exact operation, when nothing else is said with them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from core.operations import Operation

Built = Operation | tuple[Operation, ...] | None


class Manner(Enum):
    """How sure words are about the whole picture once other wishes stand before them."""

    CANVAS = auto()
    """Only a picture can be meant: "crop to 16:9"."""
    LOOK = auto()
    """A thing could be meant: after "add a dog", "make it brighter" may be about the dog."""
    ALONE = auto()
    """With other wishes beside it, it may be only a reason or a part of theirs: "too dark, make it day"."""
    TOGETHER = auto()
    """Several pictures become one, and nothing else is asked of a model."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern for a whole clause, lower-case and without politeness, and the operation that it means.

    `build` gives None where the numbers make no sense.
    """

    pattern: re.Pattern[str]
    build: Callable[[re.Match[str]], Built]
    manner: Manner


def canvas(pattern: str, build: Callable[[re.Match[str]], Built]) -> Rule:
    """A rule of `Manner.CANVAS`."""
    return Rule(re.compile(pattern), build, Manner.CANVAS)


def look(pattern: str, build: Callable[[re.Match[str]], Built]) -> Rule:
    """A rule of `Manner.LOOK`."""
    return Rule(re.compile(pattern), build, Manner.LOOK)


def alone(pattern: str, build: Callable[[re.Match[str]], Built]) -> Rule:
    """A rule of `Manner.ALONE`."""
    return Rule(re.compile(pattern), build, Manner.ALONE)


def together(pattern: str, build: Callable[[re.Match[str]], Built]) -> Rule:
    """A rule of `Manner.TOGETHER`."""
    return Rule(re.compile(pattern), build, Manner.TOGETHER)


def said(match: re.Match[str], name: str) -> str:
    """What a group holds, "" where it took no part or the pattern has none of that name."""
    return match.groupdict().get(name) or ""


FORMATS: Final = {
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "jpe": "jpeg",
    "png": "png",
    "webp": "webp",
    "gif": "gif",
    "avif": "avif",
    "bmp": "bmp",
    "tif": "tiff",
    "tiff": "tiff",
}
"""File formats by the endings that people write."""

BYTES: Final = {"k": 1_000, "m": 1_000_000, "兆": 1_000_000}
"""Units of file sizes by their first letter; the smaller reading, so that either limit is kept."""
