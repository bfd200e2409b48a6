"""The courier: cards and notices to Telegram, files from it."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import httpx
from telegram import InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message
from telegram.error import BadRequest

from bots.telegram_bot.client import RawBot, Timing
from bots.telegram_bot.composing import (
    NO_PREVIEW,
    card_text,
    destination,
    digest_of,
    keyboard,
    upload,
)
from bots.telegram_bot.download import download
from bots.telegram_bot.faults import is_photo_refused, is_unmodified, is_without_text, translated
from bots.telegram_bot.telling import tell
from bots.telegram_bot.traits import CAPTION_UNITS, PHOTO_TYPES, TEXT_UNITS, traits
from core.errors import Undelivered
from core.graphemes import shorten
from core.ports import Courier
from core.requests import Card, ImageHandle, Notice, PictureFile, PlatformTraits

_T = TypeVar("_T")
_REMEMBERED_CARDS = 1_000


@dataclass(frozen=True, slots=True)
class _Look:
    """What a message shows, as far as this process knows: enough to spare an edit or an upload."""

    text: str
    buttons: InlineKeyboardMarkup | None
    picture: str = ""
    """Digest of the picture's bytes, "" for none."""


class TelegramCourier(Courier):
    """Brings cards and notices to Telegram; usable between `connect` and `disconnect`.

    Calls for one card must not overlap, which `core.pacing` sees to.
    """

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._link: tuple[RawBot, httpx.AsyncClient] | None = None
        self._traits = traits(sees_free_text=False, preview_seconds=timing.preview_seconds)
        self._looks: OrderedDict[tuple[int, int], _Look] = OrderedDict()

    def connect(self, bot: RawBot, downloads: httpx.AsyncClient, *, sees_free_text: bool) -> None:
        """From now on, use this connection."""
        self._link = (bot, downloads)
        self._traits = replace(self._traits, sees_free_text=sees_free_text)

    def disconnect(self) -> None:
        """From now on everything is `Undelivered`."""
        self._link = None

    @property
    def traits(self) -> PlatformTraits:
        """Telegram's differences; `sees_free_text` is known from `connect` on."""
        return self._traits

    async def show(self, card: Card, at: str | None) -> str:
        """Post a card as a message, or change message `at` into it: text into photo, photo into photo.

        A photo cannot become text again: then its caption changes. What is there already is not
        sent again. A picture that Telegram refuses as a photo goes as a document.
        """
        bot, _ = self._connected()
        with translated():
            if at is None:
                return await self._post(bot, card)
            await self._change(bot, card, int(at))
            return at

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        """Say something; Telegram has no private answers in groups, so everybody there reads it."""
        bot, _ = self._connected()
        with translated():
            return await tell(bot, notice, self._timing)

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        """The bytes behind a handle; at most 20 MB, which is what getFile gives."""
        bot, downloads = self._connected()
        return await download(
            bot, downloads, handle, max_bytes=max_bytes, timeout_seconds=self._timing.download_seconds
        )

    def _connected(self) -> tuple[RawBot, httpx.AsyncClient]:
        if self._link is None:
            raise Undelivered
        return self._link

    async def _post(self, bot: RawBot, card: Card) -> str:
        where = destination(card.place, card.reply_to)
        buttons = keyboard(card.actions)
        if not card.pictures:
            text = card_text(card, TEXT_UNITS)
            sent = await bot.send_message(
                text=text, reply_markup=buttons, link_preview_options=NO_PREVIEW, **where
            )
            self._remember(where["chat_id"], sent.message_id, _Look(text, buttons))
            return str(sent.message_id)
        picture = card.pictures[0]
        caption = card_text(card, CAPTION_UNITS)

        async def as_photo() -> Message:
            return await bot.send_photo(
                photo=upload(picture),
                caption=caption,
                has_spoiler=picture.spoiler,
                reply_markup=buttons,
                read_timeout=self._timing.upload_seconds,
                **where,
            )

        async def as_document() -> Message:
            return await bot.send_document(
                document=upload(picture),
                caption=caption,
                reply_markup=buttons,
                read_timeout=self._timing.upload_seconds,
                **where,
            )

        sent = await _photo_first(picture, as_photo, as_document)
        look = _Look(caption, buttons, await digest_of(picture))
        self._remember(where["chat_id"], sent.message_id, look)
        return str(sent.message_id)

    async def _change(self, bot: RawBot, card: Card, message_id: int) -> None:
        chat_id = int(card.place.community)
        before = self._looks.get((chat_id, message_id))
        has_picture = bool(card.pictures) or (before is not None and bool(before.picture))
        look = _Look(
            card_text(card, CAPTION_UNITS if has_picture else TEXT_UNITS),
            keyboard(card.actions),
            await digest_of(card.pictures[0]) if card.pictures else (before.picture if before else ""),
        )
        if look == before:
            return
        try:
            if not has_picture:
                await self._edit_text(bot, chat_id, message_id, look)
            elif before is not None and before.picture == look.picture:
                await self._edit_caption(bot, chat_id, message_id, look)
            else:
                await self._edit_picture(bot, chat_id, message_id, look, card.pictures[0])
        except BadRequest as error:
            if not is_unmodified(error):
                raise
        self._remember(chat_id, message_id, look)

    async def _edit_text(self, bot: RawBot, chat_id: int, message_id: int, look: _Look) -> None:
        """After a restart it is not known that the message became a photo: Telegram says so."""
        try:
            await bot.edit_message_text(
                look.text,
                chat_id,
                message_id,
                reply_markup=look.buttons,
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            if not is_without_text(error):
                raise
            await self._edit_caption(bot, chat_id, message_id, look)

    async def _edit_caption(self, bot: RawBot, chat_id: int, message_id: int, look: _Look) -> None:
        await bot.edit_message_caption(
            chat_id, message_id, caption=shorten(look.text, CAPTION_UNITS), reply_markup=look.buttons
        )

    async def _edit_picture(
        self, bot: RawBot, chat_id: int, message_id: int, look: _Look, picture: PictureFile
    ) -> None:
        async def edit(media: InputMediaPhoto | InputMediaDocument) -> None:
            await bot.edit_message_media(
                media,
                chat_id,
                message_id,
                reply_markup=look.buttons,
                read_timeout=self._timing.upload_seconds,
            )

        async def as_photo() -> None:
            await edit(InputMediaPhoto(upload(picture), look.text, has_spoiler=picture.spoiler))

        async def as_document() -> None:
            await edit(InputMediaDocument(upload(picture), look.text))

        await _photo_first(picture, as_photo, as_document)

    def _remember(self, chat_id: int, message_id: int, look: _Look) -> None:
        self._looks[chat_id, message_id] = look
        self._looks.move_to_end((chat_id, message_id))
        while len(self._looks) > _REMEMBERED_CARDS:
            self._looks.popitem(last=False)


async def _photo_first(
    picture: PictureFile, as_photo: Callable[[], Awaitable[_T]], as_document: Callable[[], Awaitable[_T]]
) -> _T:
    """As a photo where Telegram shows that type inline and takes it, else as a document."""
    if picture.media_type not in PHOTO_TYPES:
        return await as_document()
    try:
        return await as_photo()
    except BadRequest as error:
        if not is_photo_refused(error):
            raise
        return await as_document()
