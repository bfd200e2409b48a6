"""The playground's chats, live: one group and a chat of their own for each member."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bots.web.archive import Archive, media_type_of
from bots.web.bubbles import BOT, GROUP, Bubble, Image, Member, Way, is_file_id
from core.identity import new_id

PREVIEWS_BYTES = 32_000_000
"""Previews live in memory only, the newest of them: a page may ask a moment after the next one came."""

Subscriber = Callable[[Bubble], None]


class Room:
    """Members, bubbles and pictures, kept over restarts. Subscribers hear of every change.

    All methods belong to one event loop. A bubble is replaced, never changed in place.
    """

    def __init__(self, archive: Archive, members: Sequence[Member]) -> None:
        self.members = tuple(members)
        self._archive = archive
        self._bubbles: dict[str, Bubble] = {}
        self._origins: dict[str, str] = {}
        self._previews: dict[str, bytes] = {}
        self._subscribers: list[Subscriber] = []

    @classmethod
    async def open(cls, folder: Path, members: Sequence[Member]) -> "Room":
        """The room whose memory is in `folder`."""
        archive = await Archive.open(folder)
        room = cls(archive, members)
        for bubble in await archive.bubbles():
            room._remember(bubble)
        images = (image for bubble in room._bubbles.values() for image in (*bubble.images, *bubble.files))
        await archive.sweep(image.file for image in images)
        return room

    async def close(self) -> None:
        """Let go of the files; nobody is told anything any more."""
        self._subscribers.clear()
        await self._archive.close()

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Be told of every new and changed bubble, until the returned function is called."""
        self._subscribers.append(subscriber)

        def leave() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return leave

    def member(self, key: str) -> Member | None:
        """The member of a key."""
        return next((member for member in self.members if member.key == key), None)

    def find(self, bubble_id: str | None) -> Bubble | None:
        """The bubble of an id."""
        return None if bubble_id is None else self._bubbles.get(bubble_id)

    def of_origin(self, origin: str) -> Bubble | None:
        """The bubble that shows a card or notice already."""
        return self.find(self._origins.get(origin))

    def chat(self, name: str) -> tuple[Bubble, ...]:
        """Everything in one chat, oldest first."""
        return tuple(bubble for bubble in self._bubbles.values() if bubble.chat == name)

    def unreceived(self) -> tuple[Bubble, ...]:
        """Members' messages that the core does not have yet, oldest first."""
        return tuple(bubble for bubble in self._bubbles.values() if not bubble.received)

    async def post(
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
        """A member's message; it is not `received` yet."""
        return await self.add(
            Bubble(
                id=new_id(),
                chat=chat,
                author=member.key,
                text=text,
                sent_at=datetime.now(UTC),
                images=tuple(images),
                reply_to=reply_to,
                reply_image=reply_image,
                way=way,
                press=press,
                locale=locale,
                received=False,
            )
        )

    async def add(self, bubble: Bubble) -> Bubble:
        """A new bubble, durable when this returns."""
        self._remember(bubble)
        self._tell(bubble)
        await self._archive.put(bubble)
        return bubble

    async def change(self, bubble_id: str, **fields: Any) -> Bubble:
        """Change fields of a bubble; KeyError if there is none. The same again changes nothing."""
        old = self._bubbles[bubble_id]
        new = replace(old, **fields)
        if new == old:
            return old
        new = replace(new, edits=old.edits + 1) if old.author == BOT else new
        self._bubbles[bubble_id] = new
        self._tell(new)
        await self._archive.put(self._durable(new))
        return new

    async def keep(self, data: bytes, name: str, media_type: str = "", alt_text: str = "") -> Image:
        """Keep bytes for a bubble. What is no image keeps the type its sender gave it, as a hint."""
        file = await self._archive.keep(data)
        self._previews.pop(file, None)
        sniffed = media_type_of(data[:16])
        claimed = "" if media_type.startswith("image/") else media_type
        kind = sniffed if sniffed.startswith("image/") else claimed or sniffed
        return Image(file, kind, name, alt_text, len(data))

    async def preview(self, data: bytes, name: str, alt_text: str = "") -> Image:
        """Hold bytes for a bubble that is still being drawn; the same bytes are the same image."""
        file = await asyncio.to_thread(_digest, data)
        self._previews.pop(file, None)
        self._previews[file] = data
        excess = sum(map(len, self._previews.values())) - PREVIEWS_BYTES
        while excess > 0 and len(self._previews) > 1:
            excess -= len(self._previews.pop(next(iter(self._previews))))
        return Image(file, media_type_of(data[:16]), name, alt_text, len(data))

    async def read(self, file: str) -> bytes | None:
        """The bytes of an image of this room, None for anything else."""
        if not is_file_id(file):
            return None
        return self._previews.get(file) or await self._archive.read(file)

    def _remember(self, bubble: Bubble) -> None:
        self._bubbles[bubble.id] = bubble
        if bubble.origin:
            self._origins[bubble.origin] = bubble.id

    def _tell(self, bubble: Bubble) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber(bubble)

    def _durable(self, bubble: Bubble) -> Bubble:
        """The bubble without previews, which a restart does not find again."""
        kept = tuple(image for image in bubble.images if image.file not in self._previews)
        return bubble if kept == bubble.images else replace(bubble, images=kept)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
