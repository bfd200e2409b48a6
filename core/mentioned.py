"""What the words point at besides replies and uploads: links, custom emoji, avatars.

By fixed rules: a link counts where the words otherwise lead to an edit, an emoji where it stands for
a thing and is no ornament, an avatar where the words say so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from core.changes import may_change, plainly_changes
from core.links import Link, link_handle, links_in, looks_like_picture
from core.requests import ImageHandle, IncomingMessage, Mention, MentionKind

_AVATAR: Final = (
    r"(?:avatars?|pfps?|dps?|profile\s+(?:pictures?|pics?|photos?|images?)|(?:user|profile)\s+icons?)"
)
_MY_AVATAR: Final = re.compile(rf"\bmy\s+(?:own\s+|discord\s+)?{_AVATAR}\b|(?:我|自己|本人)的?(?:头像|头贴)", re.IGNORECASE)  # fmt: skip
_THEIRS_AFTER: Final = re.compile(rf"(?:['’]s?)?\s{{0,3}}{_AVATAR}\b|\s?的?\s?(?:头像|头贴)", re.IGNORECASE)
_THEIRS_BEFORE: Final = re.compile(rf"\b(?:the\s+)?{_AVATAR}\s+of\s+$", re.IGNORECASE)
_MADE_FOR: Final = re.compile(
    r"(?:\b(?:for|as|be|become|into|create|design|generate)\s+(?:(?:a|the|new)\s+)?|作为|用作|当作?|变成|做成|当成|设计|生成|创建)\s*$",
    re.IGNORECASE,
)
"""Before an avatar that is yet to be, not one to start from."""

_JUDGED: Final = 300
_MOST_MARKS: Final = 100
_BEFORE: Final = 40
_LEADS: Final = re.compile(
    r"(?:\b(?:put|add|with|like|into|onto|of|from|use|using|this|that|the|these|edit|make|turn|change|give|take|insert"
    r"|place|mix|blend|merge|combine|and|plus|to|as|by|on|in|crop|rotate|flip|colou?r|paint|draw|animate|upscale)"
    r"|[把将用像加给和与成跟让对])\s*$",
    re.IGNORECASE,
)
_LEADS_ON: Final = re.compile(
    r"\s*(?:as|but|with|without|wearing|holding|in|on|at|into|变|换|改|画|加|做|穿|戴|在)", re.IGNORECASE
)
_NEEDS_NOUN: Final = re.compile(
    r"(?:\b(?:put|add|with|like|into|onto|of|from|use|using|the|insert|place|mix|blend|merge|combine|and|plus|to|by|on|in|crop|rotate|flip)"
    r"|[把将用像加给和与成跟])\s*$",
    re.IGNORECASE,
)
_EDITS_THIS: Final = re.compile(
    r"^\W*(?:please\s+)?(?:edit|use|animate|redraw|restyle|upscale)\b", re.IGNORECASE
)
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_AROUND: Final = " \t\n.,:;!?…-–—。，：；！？、"
_GAPS: Final = re.compile(r"[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place in the words that shows a picture; `handle` None where another handle shows it already."""

    start: int
    end: int
    handle: ImageHandle | None
    kind: MentionKind | None = None
    """None for a link."""
    mention: Mention | None = None
    is_picture: bool = True
    """Whether it says by itself that it is one."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The message with the pictures that its words mean among its images, and out of its words.

    `avatars` are those among them, to be allowed; `links` counts links, to be followed.
    """

    message: IncomingMessage
    avatars: tuple[Mention, ...] = ()
    links: int = 0


def with_replied_links(message: IncomingMessage) -> IncomingMessage:
    """The message, with links of a person's message that it replies to among that one's images.

    A link that does not say to be a picture's counts only where the words plainly change something
    and nothing else is there.
    """
    reply = message.reply
    if reply is None or reply.by_bot:
        return message
    shown = {image.origin for image in reply.images}
    urls = [url for url in _urls(reply.text, reply.links) if url not in shown]
    counted = [url for url in urls if looks_like_picture(url)]
    if not counted and not reply.images and _edits(message.text):
        counted = urls[:1]
    if not counted:
        return message
    handles = tuple(link_handle(message.place.platform, url) for url in counted)
    return replace(message, reply=replace(reply, images=(*reply.images, *handles)))


def understood(message: IncomingMessage, *, points: int) -> Understood:
    """Which of what the words name is meant; to so many pictures the message `points` anyway, before its own."""
    marks = _settled(_marks(message))
    rest = _without(message.text, marks)
    has_other = bool(points or message.images)
    edits = message.command == "edit" or _edits(rest)
    chosen = [mark for mark in marks if _counts(mark, message, rest, edits=edits, has_other=has_other)]
    hidden = [url for url in message.links if edits and message.command != "imagine" and (looks_like_picture(url) or not has_other)]  # fmt: skip
    if not chosen and not hidden:
        return Understood(message)
    handles = {image.key: image for image in message.images}
    for mark in chosen:
        if mark.handle is not None:
            handles.setdefault(mark.handle.key, mark.handle)
    for url in hidden:
        handle = link_handle(message.place.platform, url)
        handles.setdefault(handle.key, handle)
    images = tuple(handles.values())
    text = _renamed(message.text, chosen, images, points=points)
    return Understood(
        replace(message, text=text, images=images, links=(), mentions=()),
        tuple(mark.mention for mark in chosen if mark.mention and mark.kind is MentionKind.AVATAR),
        sum(1 for image in images if image.is_link),
    )


def _edits(words: str) -> bool:
    return plainly_changes(words) or bool(_EDITS_THIS.search(words[:_JUDGED]))


def _urls(text: str, hidden: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*(link.url for link in links_in(text)), *hidden)))


def _marks(message: IncomingMessage) -> Iterator[_Mark]:
    text, shown = message.text, {image.origin for image in message.images}
    previews = {
        mention.words: mention.handle for mention in message.mentions if mention.kind is MentionKind.PREVIEW
    }
    for link in links_in(text):
        yield _link_mark(message, link, previews.get(link.url), is_shown=link.url in shown)
    for mention in message.mentions:
        if mention.kind is MentionKind.AVATAR:
            yield from _avatar_marks(text, mention)
        elif mention.kind is MentionKind.EMOJI:
            yield from (
                _Mark(start, start + len(mention.words), mention.handle, mention.kind, mention)
                for start in _places(text, mention.words)
            )


def _link_mark(message: IncomingMessage, link: Link, preview: ImageHandle | None, *, is_shown: bool) -> _Mark:
    handle = None if is_shown else preview or link_handle(message.place.platform, link.url)
    is_picture = is_shown or looks_like_picture(link.url)
    return _Mark(link.start, link.end, handle, is_picture=is_picture)


def _avatar_marks(text: str, mention: Mention) -> Iterator[_Mark]:
    for start, end in _avatar_places(text, mention.words):
        if not _MADE_FOR.search(text[max(0, start - _BEFORE) : start]):
            yield _Mark(start, end, mention.handle, mention.kind, mention)


def _avatar_places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Where the words speak of somebody's avatar; "" is the speaker."""
    if not words:
        yield from (found.span() for found in _MY_AVATAR.finditer(text))
    for start in _places(text, words):
        end = start + len(words)
        before = _THEIRS_BEFORE.search(text[max(0, start - _BEFORE) : start])
        after = _THEIRS_AFTER.match(text, end)
        if after is not None:
            yield start, after.end()
        elif before is not None:
            yield max(0, start - _BEFORE) + before.start(), end


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))


def _settled(marks: Iterable[_Mark]) -> list[_Mark]:
    """In their order, none inside another."""
    kept: list[_Mark] = []
    for mark in sorted(islice(marks, _MOST_MARKS), key=lambda each: (each.start, -each.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _without(text: str, marks: Sequence[_Mark]) -> str:
    """The words as they read with "this" for what they name."""
    pieces, end = [], 0
    for mark in marks:
        pieces += [text[end : mark.start], "" if _stands_apart(text, mark) else "this"]
        end = mark.end
    return " ".join("".join((*pieces, text[end:])).split())


def _stands_apart(text: str, mark: _Mark) -> bool:
    """Whether it only precedes or follows the words and is none of them."""
    before, after = text[: mark.start].strip(_AROUND), text[mark.end :].strip(_AROUND)
    if mark.kind is MentionKind.AVATAR or (before and after):
        return False
    return not before if mark.kind is MentionKind.EMOJI else not _NEEDS_NOUN.search(before[-30:])


def _counts(mark: _Mark, message: IncomingMessage, rest: str, *, edits: bool, has_other: bool) -> bool:
    if mark.kind is MentionKind.AVATAR:
        return True
    if message.command == "imagine":
        return False
    if not rest:
        return mark.is_picture
    if mark.kind is MentionKind.EMOJI:
        return _stands_for_thing(message.text, mark, has_other=has_other) and (
            has_other or edits or may_change(rest)
        )
    return (mark.is_picture and (has_other or may_change(rest))) or (edits and not has_other)


def _stands_for_thing(text: str, mark: _Mark, *, has_other: bool) -> bool:
    """Whether an emoji is a word of its sentence: after one that wants a thing, or first with more to come."""
    before, after = text[max(0, mark.start - 30) : mark.start], text[mark.end :]
    if not before.strip():
        return not has_other and (not after.strip() or bool(_LEADS_ON.match(after)))
    return bool(_LEADS.search(before))


def _renamed(text: str, marks: Sequence[_Mark], images: Sequence[ImageHandle], *, points: int) -> str:
    """The words for a model, which sees the pictures in order and nothing of links, emoji and avatars."""
    numbers = {image.key: number for number, image in enumerate(images, start=1 + points)}
    origins = {image.origin: numbers[image.key] for image in images}
    alone = "这张图" if _CHINESE.search(text) else "this picture"
    pieces, end = [], 0
    for mark in marks:
        link = text[mark.start : mark.end].strip("<>")
        number = origins.get(link, 0) if mark.handle is None else numbers[mark.handle.key]
        name = f"image {number}" if points or len(images) > 1 else alone
        pieces += [text[end : mark.start], "" if _stands_apart(text, mark) else name]
        end = mark.end
    words = _GAPS.sub(" ", "".join((*pieces, text[end:]))).strip()
    return words.strip(_AROUND) if "" in pieces[1::2] else words
