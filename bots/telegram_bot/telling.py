"""Notices: words, a question that opens the reply box, one file, or albums."""

from collections.abc import Sequence

from telegram import ForceReply, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message
from telegram.error import BadRequest

from bots.telegram_bot.client import RawBot, Timing
from bots.telegram_bot.composing import (
    NO_PREVIEW,
    Destination,
    Words,
    card_url,
    destination,
    notice_markup,
    notice_words,
    upload,
)
from bots.telegram_bot.faults import is_photo_refused
from bots.telegram_bot.traits import ALBUM_ITEMS, CAPTION_UNITS, PHOTO_TYPES, TEXT_UNITS
from core.graphemes import utf16_length
from core.requests import Notice, PictureFile


async def tell(bot: RawBot, notice: Notice, timing: Timing) -> tuple[str, ...]:
    """Send a notice; ids of its files' messages in order, then of its words' where they stand alone.

    Words go as the caption of a single file if they fit. An album takes no buttons, and its
    caption would stand under its first picture only, so its words follow as a message.
    """
    where = destination(notice.place, _answers(notice))
    if not notice.files:
        return (await _say(bot, notice, where),)
    photos = not notice.as_documents and all(file.media_type in PHOTO_TYPES for file in notice.files)
    if len(notice.files) > 1:
        ids = await _albums(bot, notice.files, where, timing, photos=photos)
    elif utf16_length(notice_words(notice, TEXT_UNITS).text) <= CAPTION_UNITS:
        words = notice_words(notice, CAPTION_UNITS)
        markup = notice_markup(notice)
        only = await _one(bot, notice.files[0], words, where, timing=timing, markup=markup, photo=photos)
        return (only,)
    else:
        ids = (await _one(bot, notice.files[0], Words(""), where, timing=timing, photo=photos),)
    return (*ids, await _say(bot, notice, where)) if notice.text else ids


def _answers(notice: Notice) -> str | None:
    """The message to answer: where a card has no address, answering it is the way to point at it."""
    if notice.link is not None and card_url(notice.place, notice.link) is None:
        return notice.link
    return notice.reply_to


async def _say(bot: RawBot, notice: Notice, where: Destination) -> str:
    words = notice_words(notice, TEXT_UNITS)
    sent = await bot.send_message(
        text=words.text,
        entities=words.entities,
        reply_markup=notice_markup(notice),
        link_preview_options=NO_PREVIEW,
        **where,
    )
    return str(sent.message_id)


async def _one(
    bot: RawBot,
    file: PictureFile,
    words: Words,
    where: Destination,
    *,
    timing: Timing,
    markup: InlineKeyboardMarkup | ForceReply | None = None,
    photo: bool,
) -> str:
    """One file with the words as its caption; as a document if it is refused as a photo."""
    caption = words.text or None
    if photo:
        try:
            sent = await bot.send_photo(
                photo=upload(file),
                caption=caption,
                caption_entities=words.entities,
                has_spoiler=file.spoiler,
                reply_markup=markup,
                read_timeout=timing.upload_seconds,
                **where,
            )
        except BadRequest as error:
            if not is_photo_refused(error):
                raise
        else:
            return str(sent.message_id)
    sent = await bot.send_document(
        document=upload(file),
        caption=caption,
        caption_entities=words.entities,
        disable_content_type_detection=True,
        reply_markup=markup,
        read_timeout=timing.upload_seconds,
        **where,
    )
    return str(sent.message_id)


async def _albums(
    bot: RawBot, files: Sequence[PictureFile], where: Destination, timing: Timing, *, photos: bool
) -> tuple[str, ...]:
    """Albums of two to ten."""
    ids: list[str] = []
    for group in _groups(files):
        try:
            sent = await _album(bot, group, where, timing, photos=photos)
        except BadRequest as error:
            if not (photos and is_photo_refused(error)):
                raise
            sent = await _album(bot, group, where, timing, photos=False)
        ids.extend(str(message.message_id) for message in sent)
    return tuple(ids)


async def _album(
    bot: RawBot, files: Sequence[PictureFile], where: Destination, timing: Timing, *, photos: bool
) -> Sequence[Message]:
    media: list[InputMediaPhoto | InputMediaDocument] = [
        InputMediaPhoto(upload(file), has_spoiler=file.spoiler)
        if photos
        else InputMediaDocument(upload(file), disable_content_type_detection=True)
        for file in files
    ]
    return await bot.send_media_group(media=media, read_timeout=timing.upload_seconds, **where)


def _groups(files: Sequence[PictureFile]) -> Sequence[Sequence[PictureFile]]:
    """Parts of at most ten in order, evenly, so that none is left alone."""
    count = -(-len(files) // ALBUM_ITEMS)
    size, larger = divmod(len(files), count)
    groups: list[Sequence[PictureFile]] = []
    start = 0
    for index in range(count):
        end = start + size + (1 if index < larger else 0)
        groups.append(files[start:end])
        start = end
    return groups
