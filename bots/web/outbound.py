"""Cards and notices -> bubbles."""

import asyncio
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from bots.web.bubbles import BOT, Bubble, Image
from bots.web.portraits import AVATAR, portrait
from bots.web.room import Room
from core.errors import ImageGone, ImageTooLarge, MessageGone, Undelivered
from core.identity import new_id
from core.imaging import in_thread
from core.requests import Audience, Card, CardState, ImageHandle, Notice, PictureFile, PlatformTraits

UPLOAD_BYTES = 20_000_000

TRAITS = PlatformTraits(
    upload_bytes=UPLOAD_BYTES,
    message_bytes=10 * UPLOAD_BYTES,
    file_bytes=10 * UPLOAD_BYTES,
    fetch_bytes=UPLOAD_BYTES,
    photo_types=frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"}),
    photo_sides=None,
    photo_ratio=None,
    card_chars=4000,
    caption_chars=4000,
    alt_text_chars=1000,
    pictures_per_card=10,
    album_size=10,
    actions_per_row=5,
    private_notices=True,
    edits_notify=True,
    preview_seconds=0.3,
    posts_once=True,
    form_on_edit=True,
)
"""The playground's own choices: nobody else limits it. `edits_notify`: a page shows every change."""


class PlaygroundCourier:
    """Brings cards and notices into the room."""

    def __init__(self, room: Room) -> None:
        self._room = room

    @property
    def traits(self) -> PlatformTraits:
        """The playground's limits."""
        return TRAITS

    async def show(self, card: Card, at: str | None) -> str:
        """Post a card, or change the one at `at`; the same card shown twice is one bubble."""
        with _delivering():
            return await self._show(card, at)

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        """Say something: one bubble for each file, the words with the first; else words alone."""
        with _delivering():
            return await self._tell(notice)

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        """The bytes of an upload, of a picture in the room, or of a member's avatar."""
        if handle.size_bytes > max_bytes:
            raise ImageTooLarge(limit_bytes=max_bytes)
        member = self._room.member(handle.locator.removeprefix(AVATAR))
        if member is not None and handle.locator.startswith(AVATAR):
            return await in_thread(portrait, member)
        with _delivering():
            data = await self._room.read(handle.locator)
        if data is None:
            raise ImageGone
        if len(data) > max_bytes:
            raise ImageTooLarge(limit_bytes=max_bytes)
        return data

    async def _show(self, card: Card, at: str | None) -> str:
        origin = f"card:{card.job_id}"
        shown = self._room.find(at) if at else self._room.of_origin(origin)
        if at and (shown is None or not shown.by_bot):
            raise MessageGone
        images = await self._images(card, shown)
        if shown is not None:
            await self._room.change(
                shown.id, text=card.text, state=card.state, images=images, actions=card.actions
            )
            return shown.id
        bubble = await self._room.add(
            Bubble(
                id=new_id(),
                chat=card.place.community,
                author=BOT,
                text=card.text,
                sent_at=datetime.now(UTC),
                images=images,
                actions=card.actions,
                reply_to=card.reply_to,
                state=card.state,
                origin=origin,
                person=card.person.key,
                names_requester=card.names_requester,
            )
        )
        return bubble.id

    async def _tell(self, notice: Notice) -> tuple[str, ...]:
        kept = [await self._keep(file) for file in notice.files]
        groups: list[tuple[Image, ...]] = [(image,) for image in kept] or [()]
        ids: list[str] = []
        for number, images in enumerate(groups):
            origin = f"notice:{notice.key}:{number}"
            said = self._room.of_origin(origin)
            if said is None:
                said = await self._room.add(self._said(notice, images, origin, is_first=number == 0))
            ids.append(said.id)
        return tuple(ids)

    async def _images(self, card: Card, shown: Bubble | None) -> tuple[Image, ...]:
        """Previews stay in memory, results are kept; a preview that is there already stays as it is."""
        if card.state is CardState.DONE:
            return tuple(await asyncio.gather(*(self._keep(picture) for picture in card.pictures)))
        if not card.pictures and card.state is CardState.DRAWING and shown is not None:
            return shown.images
        return tuple(
            [
                await self._room.preview(picture.data, picture.name, picture.alt_text)
                for picture in card.pictures
            ]
        )

    async def _keep(self, picture: PictureFile) -> Image:
        kept = await self._room.keep(picture.data, picture.name, picture.media_type, picture.alt_text)
        return replace(kept, picture_ids=picture.picture_ids)

    def _said(self, notice: Notice, images: Sequence[Image], origin: str, *, is_first: bool) -> Bubble:
        return Bubble(
            id=new_id(),
            chat=notice.place.community,
            author=BOT,
            text=notice.text if is_first else "",
            sent_at=datetime.now(UTC),
            images=() if notice.as_documents else tuple(images),
            files=tuple(images) if notice.as_documents else (),
            actions=notice.actions if is_first else (),
            reply_to=notice.reply_to,
            origin=origin,
            person=notice.person.key,
            private_to=notice.person.key if notice.audience is Audience.REQUESTER else "",
            mention=notice.mention,
            link=notice.link,
            expects_reply=notice.expects_reply and is_first,
        )


@contextmanager
def _delivering() -> Generator[None, None, None]:
    """A disk that fails, or a room that closes meanwhile, is a delivery that failed.

    aiosqlite raises ValueError once its connection is closed.
    """
    try:
        yield
    except (sqlite3.Error, OSError, ValueError) as error:
        raise Undelivered(maybe_arrived=True) from error
