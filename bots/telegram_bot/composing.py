"""Words, buttons and files of cards and notices, as the Bot API wants them."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
    User,
)

from bots.telegram_bot.traits import BUTTONS_PER_ROW, CALLBACK_BYTES
from core.graphemes import shorten, utf16_length
from core.identity import PlaceAlias, PlaceKind
from core.requests import Action, Card, Notice, PictureFile

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

PRESSED = "press"
"""The route of what a pressed button asked for."""

_SUPERGROUP = "-100"
_NAME_UNITS = 64


class Destination(TypedDict):
    """Where a message goes: arguments that every send takes."""

    chat_id: int
    message_thread_id: int | None
    reply_parameters: ReplyParameters | None


@dataclass(frozen=True, slots=True)
class Words:
    """Text with what in it is a mention or a link. There is no markup: people's words go out as they are."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


def destination(place: PlaceAlias, reply_to: str | None) -> Destination:
    """A place and the message to answer; that message may be deleted without harm."""
    reply = None
    if reply_to is not None:
        reply = ReplyParameters(int(reply_to), allow_sending_without_reply=True)
    return Destination(
        chat_id=int(place.community),
        message_thread_id=int(place.place) if place.place else None,
        reply_parameters=reply,
    )


def card_text(card: Card, limit: int) -> str:
    """A card's words in `limit` code units, with the requester's name below where nothing else shows it.

    A pressed button's card answers the card pressed on, which tells nothing about who pressed.
    """
    named = ""
    if card.person.name and (card.names_requester or _is_pressed_among_others(card.route, card.place)):
        named = f"\n— {shorten(card.person.name, _NAME_UNITS)}"
    return shorten(card.text, limit - utf16_length(named)) + named


def notice_words(notice: Notice, limit: int) -> Words:
    """A notice's words: a mention that pings, and a link to the card as the words themselves.

    Anonymous admins and channels (negative keys) cannot be mentioned. A reply box that opens for
    one person needs that mention too, and so does the answer to a press, which replies to nobody.
    """
    name = notice.person.name
    entities: list[MessageEntity] = []
    text = notice.text
    start = 0
    answers_press = bool(text) and _is_pressed_among_others(notice.route, notice.place)
    if name and (notice.mention or _opens_for_one(notice) or answers_press):
        if not text.startswith(name):
            text = f"{name}: {text}"
            start = utf16_length(f"{name}: ")
        if _is_user(notice.person.key):
            entities.append(_mention(notice.person.key, name))
    text = shorten(text, limit)
    url = card_url(notice.place, notice.link) if notice.link is not None else None
    if url is not None and utf16_length(text) > start:
        entities.append(
            MessageEntity(MessageEntity.TEXT_LINK, offset=start, length=utf16_length(text) - start, url=url)
        )
    return Words(text, tuple(entities))


def card_url(place: PlaceAlias, message: str) -> str | None:
    """The address of a message; only supergroups have one."""
    if not place.community.startswith(_SUPERGROUP):
        return None
    chat = place.community.removeprefix(_SUPERGROUP)
    topic = f"{place.place}/" if place.place else ""
    return f"https://t.me/c/{chat}/{topic}{message}"


def keyboard(actions: Sequence[Action], per_row: int = BUTTONS_PER_ROW) -> InlineKeyboardMarkup | None:
    """Buttons, or None. ValueError for a code that Telegram would refuse: it counts bytes."""
    if not actions:
        return None
    buttons: list[InlineKeyboardButton] = []
    for action in actions:
        if not 1 <= len(action.code.encode()) <= CALLBACK_BYTES:
            raise ValueError(f"callback_data of {action.verb} is longer than {CALLBACK_BYTES} bytes")
        buttons.append(InlineKeyboardButton(action.label, callback_data=action.code))
    rows = [buttons[start : start + per_row] for start in range(0, len(buttons), per_row)]
    return InlineKeyboardMarkup(rows)


def notice_markup(notice: Notice) -> InlineKeyboardMarkup | ForceReply | None:
    """Buttons, or else the open reply box: a message has one or the other."""
    buttons = keyboard(notice.actions, notice.actions_per_row or BUTTONS_PER_ROW)
    if buttons is not None or not notice.expects_reply:
        return buttons
    return ForceReply(selective=notice.place.kind is PlaceKind.GROUP)


def upload(file: PictureFile) -> InputFile:
    """A file to send, always with a name."""
    return InputFile(file.data, filename=file.name or "picture", attach=True)


async def digest_of(file: PictureFile) -> str:
    """What tells one file's bytes from another's."""
    return await asyncio.to_thread(lambda: hashlib.sha256(file.data).hexdigest())


def _is_pressed_among_others(route: str, place: PlaceAlias) -> bool:
    return route == PRESSED and place.kind is PlaceKind.GROUP


def _opens_for_one(notice: Notice) -> bool:
    return notice.expects_reply and not notice.actions and notice.place.kind is PlaceKind.GROUP


def _is_user(key: str) -> bool:
    return key.isascii() and key.isdecimal()


def _mention(key: str, name: str) -> MessageEntity:
    """A mention by id; it reaches people without a username too."""
    user = User(id=int(key), first_name=name, is_bot=False)
    return MessageEntity(MessageEntity.TEXT_MENTION, offset=0, length=utf16_length(name), user=user)
