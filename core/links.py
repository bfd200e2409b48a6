"""Links in words: where they stand, and whether one looks like a picture's."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from core.identity import Platform
from core.requests import ImageHandle

MOST_CHARACTERS: Final = 2000
"""Of a link; longer ones are none."""

_LINK: Final = re.compile(r"https?://[^\s<>\"'`|\\^{}\u3000-\u303f\uff01\uff0c\uff1a\uff1b\uff1f\uff08\uff09“”‘’]{1,2100}", re.IGNORECASE)  # fmt: skip
_TRAILING: Final = ".,;:!?*_~…"
_BRACKETS: Final = {")": "(", "]": "["}
_ENDINGS: Final = (
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".avif", ".heic", ".heif", ".svg", ".bmp", ".tif", ".tiff", ".apng",
)  # fmt: skip
_FORMATS: Final = frozenset(ending[1:] for ending in _ENDINGS)
_FORMAT_KEYS: Final = frozenset({"format", "fm", "ext", "type"})


@dataclass(frozen=True, slots=True)
class Link:
    """A link and where it stands; what a person put around it, such as <…>, belongs to its place."""

    url: str
    start: int
    end: int


def links_in(words: str) -> Iterator[Link]:
    """The links of a text in their order, without the punctuation after them."""
    for found in _LINK.finditer(words):
        url = _trimmed(found[0])
        if len(url) > MOST_CHARACTERS or not _host(url):
            continue
        start, end = found.start(), found.start() + len(url)
        if words[start - 1 : start] == "<" and words[end : end + 1] == ">":
            start, end = start - 1, end + 1
        yield Link(url, start, end)


def looks_like_picture(url: str) -> bool:
    """Whether a link says by itself that a picture is behind it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.path.lower().endswith(_ENDINGS):
        return True
    asked = parse_qsl(parts.query[:MOST_CHARACTERS], max_num_fields=50) if parts.query.count("&") < 50 else []  # noqa: PLR2004 - more would raise
    return any(key.lower() in _FORMAT_KEYS and value.lower() in _FORMATS for key, value in asked)


def link_handle(platform: Platform, url: str) -> ImageHandle:
    """The picture behind a link as an image of a message: it may be another the next time."""
    name = urlsplit(url).path.rpartition("/")[2]
    key = f"link:{hashlib.sha256(url.encode('utf-8', 'replace')).hexdigest()[:40]}"
    return ImageHandle(platform, locator=url, key=key, name=name, origin=url, is_link=True, lasting=False)


def _trimmed(url: str) -> str:
    """Without punctuation that ends a sentence, or a bracket that was opened before the link."""
    while True:
        last = url[-1]
        opening = _BRACKETS.get(last)
        if last not in _TRAILING and (opening is None or url.count(opening) >= url.count(last)):
            return url
        url = url[:-1]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
