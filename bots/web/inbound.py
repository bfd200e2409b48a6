"""What members do in the playground -> `IncomingMessage`."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bots.web.bubbles import BOT, GROUP, Bubble, Image, Member, Way, place_of
from bots.web.commands import Spoken, spoken
from bots.web.portraits import mentions
from bots.web.room import Room
from core.commands import EDIT
from core.identity import new_id
from core.ports import Receiver
from core.requests import ActionPress, Addressed, ImageHandle, IncomingMessage, ReplyTarget

RECEIVE_SECONDS = 30.0
"""How long the core may take to accept; it answers at once unless the disk hangs."""


class Inbound:
    """Posts what members write and hands it to the core."""

    def __init__(self, room: Room, receiver: Receiver) -> None:
        self._room = room
        self._receiver = receiver

    async def say(
        self,
        member: Member,
        text: str,
        *,
        chat: str = GROUP,
        images: Sequence[Image] = (),
        reply_to: str | None = None,
        reply_image: int = 0,
        way: Way = "say",
        press: str = "",
        locale: str = "",
    ) -> Bubble:
        """Post a member's message and let the core have it."""
        bubble = await self._room.post(
            member,
            text,
            chat=chat,
            images=images,
            reply_to=reply_to,
            reply_image=reply_image,
            way=way,
            press=press,
            locale=locale,
        )
        await self._hand_over(bubble)
        return bubble

    async def press(self, member: Member, on: Bubble, code: str, text: str = "", locale: str = "") -> bool:
        """Press a button that the bubble has; False for a code it does not have."""
        press = ActionPress.parse(code, text)
        if press is None or code not in {action.code for action in on.actions}:
            return False
        message = IncomingMessage(
            key=f"playground:press:{new_id()}",
            place=place_of(on.chat),
            person=member.alias(locale),
            sent_at=datetime.now(UTC),
            addressed=Addressed.BUTTON,
            press=press,
            reply=_target(on, 0),
        )
        await self._receive(message)
        return True

    async def catch_up(self) -> None:
        """Hand over what a former process posted and did not get to."""
        for bubble in self._room.unreceived():
            await self._hand_over(bubble)

    async def _hand_over(self, bubble: Bubble) -> None:
        message = understand(self._room, bubble)
        if message is not None:
            await self._receive(message)
        await self._room.change(bubble.id, received=True)

    async def _receive(self, message: IncomingMessage) -> None:
        async with asyncio.timeout(RECEIVE_SECONDS):
            await self._receiver.receive(message)


def understand(room: Room, bubble: Bubble) -> IncomingMessage | None:
    """A member's bubble as the core reads it; None when its author is no member any more."""
    member = room.member(bubble.author)
    if member is None:
        return None
    replied = room.find(bubble.reply_to)
    read = _read(bubble, replied)
    press = ActionPress.parse(bubble.press, read.text) if _fills_form(bubble) else None
    return IncomingMessage(
        key=f"playground:{bubble.id}",
        place=place_of(bubble.chat),
        person=member.alias(bubble.locale),
        sent_at=bubble.sent_at,
        addressed=Addressed.BUTTON if press else read.addressed,
        text=read.text,
        message=bubble.id,
        command="" if press else read.command,
        press=press,
        images=_handles(bubble.images),
        reply=_target(replied, bubble.reply_image) if replied else None,
        spoken_to_other=_names_other(room, member, bubble.text),
        mentions=mentions(bubble.text, member, room.members),
    )


def _read(bubble: Bubble, replied: Bubble | None) -> Spoken:
    """Which words, and how they turn to the bot: typed commands and mentions win over the button."""
    read = spoken(bubble.text)
    if read.addressed is Addressed.NOBODY:
        read = _by_way(bubble, replied, read.text)
    number = 0 if _fills_form(bubble) else bubble.reply_image
    if replied and replied.by_bot and number and "#" not in read.text and len(replied.images) > 1:
        return replace(read, text=f"#{number} {read.text}")
    return read


def _fills_form(bubble: Bubble) -> bool:
    """Whether the words came with a button; with uploads they are an edit by reply, which takes images."""
    return bool(bubble.press) and not bubble.images


def _by_way(bubble: Bubble, replied: Bubble | None, text: str) -> Spoken:
    if bubble.chat != GROUP:
        return Spoken(Addressed.PRIVATE, text)
    if bubble.way == "say":
        to_bot = replied is not None and replied.by_bot
        return Spoken(Addressed.REPLY if to_bot else Addressed.NOBODY, text)
    if bubble.images or (replied and (replied.images or replied.files)):
        return Spoken(Addressed.COMMAND, text, EDIT.name)
    return Spoken(Addressed.MENTION, text)


def _target(replied: Bubble, number: int) -> ReplyTarget:
    """What is replied to; a member's album is narrowed to the image that was chosen."""
    images = replied.images or replied.files
    if not replied.by_bot and 0 < number <= len(images):
        images = (images[number - 1],)
    return ReplyTarget(
        message=replied.id,
        by_bot=replied.by_bot,
        author="" if replied.author == BOT else replied.author,
        text=replied.text,
        images=_handles(images),
    )


def _handles(images: Sequence[Image]) -> tuple[ImageHandle, ...]:
    return tuple(image.handle() for image in images)


def _names_other(room: Room, author: Member, text: str) -> bool:
    """Whether the words begin with a mention of another member."""
    words = text.lstrip().lower()
    return any(words.startswith(f"@{member.name.lower()}") for member in room.members if member != author)
