"""Where images can be in a Discord message, as handles in the order that people see them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import discord
from discord.components import Component
from yarl import URL

from core.identity import Platform
from core.requests import ImageHandle

_SIGNATURE = ("ex", "is", "hm")
_STICKERS = {
    discord.StickerFormatType.png: "image/png",
    discord.StickerFormatType.apng: "image/png",
    discord.StickerFormatType.gif: "image/gif",
}
_PICTURE_EMBEDS = ("image", "gifv", "rich")
"""Embeds that are a picture; others (articles, videos, links) only decorate a link in the words."""


def attachment_handle(attachment: discord.Attachment) -> ImageHandle:
    """The handle of an upload; what its declared type says to be no picture is `found`."""
    media_type = (attachment.content_type or "").partition(";")[0].strip().lower()
    return ImageHandle(
        platform=Platform.DISCORD,
        locator=json.dumps({"url": attachment.url}),
        key=f"discord:attachment:{attachment.id}",
        name=attachment.filename,
        media_type=media_type,
        size_bytes=attachment.size,
        spoiler=attachment.is_spoiler(),
        found=_found(media_type),
    )


def _found(media_type: str) -> str:
    major, _, minor = media_type.partition("/")
    if major in ("video", "audio", "text"):
        return major
    return minor if media_type in ("application/pdf", "application/zip") else ""


def _url_handle(url: str, *, media_type: str = "", spoiler: bool = False) -> ImageHandle:
    """The handle of an image by address; its key leaves out what Discord signs anew each time."""
    try:
        address = URL(url)
    except ValueError:
        address = URL()
    lasting = str(address.without_query_params(*_SIGNATURE))
    return ImageHandle(
        platform=Platform.DISCORD,
        locator=json.dumps({"url": url}),
        key=f"discord:url:{hashlib.sha256(lasting.encode()).hexdigest()[:40]}",
        name=address.name,
        media_type=media_type,
        spoiler=spoiler,
    )


def _sticker_handle(sticker: discord.StickerItem) -> ImageHandle:
    return ImageHandle(
        platform=Platform.DISCORD,
        locator=json.dumps({"url": sticker.url}),
        key=f"discord:sticker:{sticker.id}",
        name=sticker.name,
        media_type=_STICKERS.get(sticker.format, ""),
        found="" if sticker.format in _STICKERS else "animated sticker",
    )


def _embed_handle(embed: discord.Embed) -> ImageHandle | None:
    """A bare image link's picture is its thumbnail; the address is Discord's proxy, never the site's."""
    for media in (embed.image, embed.thumbnail):
        url = media.proxy_url or media.url
        if url:
            return replace(_url_handle(url), origin=embed.url or "")
    return None


def _media_handle(media: discord.UnfurledMediaItem, *, spoiler: bool) -> ImageHandle:
    media_type = media.content_type or ""
    handle = _url_handle(media.proxy_url or media.url, media_type=media_type, spoiler=spoiler)
    if media.attachment_id is not None:
        handle = replace(handle, key=f"discord:attachment:{media.attachment_id}")
    return replace(handle, found=_found(media_type))


def _component_handles(components: Iterable[Component]) -> Iterator[ImageHandle]:
    for component in components:
        if isinstance(component, discord.Container):
            yield from _component_handles(component.children)
        elif isinstance(component, discord.SectionComponent):
            yield from _component_handles([component.accessory])
        elif isinstance(component, discord.ThumbnailComponent):
            yield _media_handle(component.media, spoiler=component.spoiler)
        elif isinstance(component, discord.MediaGalleryComponent):
            for item in component.items:
                yield _media_handle(item.media, spoiler=item.spoiler)
        elif isinstance(component, discord.FileComponent):
            yield _media_handle(component.media, spoiler=component.spoiler)


def _inside(content: discord.Message | discord.MessageSnapshot, *, previews: bool) -> Iterator[ImageHandle]:
    yield from (attachment_handle(attachment) for attachment in content.attachments)
    yield from _component_handles(content.components)
    for embed in content.embeds:
        if previews or embed.type in _PICTURE_EMBEDS:
            handle = _embed_handle(embed)
            if handle is not None:
                yield handle
    yield from (_sticker_handle(sticker) for sticker in content.stickers)


def handles_of(message: discord.Message, *, previews: bool) -> tuple[ImageHandle, ...]:
    """Every image of a message, a forward's included; each once.

    `previews` takes link previews of articles and videos too: right for a message that somebody
    points at, wrong for a link inside an instruction. A forward's origin is never looked up: the
    bot may not be there.
    """
    handles = list(_inside(message, previews=previews))
    for snapshot in message.message_snapshots:
        handles.extend(_inside(snapshot, previews=previews))
    return _located(message.channel.id, message.id, handles)


def article_previews(message: discord.Message) -> tuple[ImageHandle, ...]:
    """The pictures of previews that only decorate a link, each with its link as `origin`."""
    decorating = [
        embed
        for embed in message.embeds
        if embed.type not in _PICTURE_EMBEDS
        and embed.url
        and (embed.image.proxy_url or embed.thumbnail.proxy_url)
    ]
    handles = (_embed_handle(embed) for embed in decorating)
    return _located(message.channel.id, message.id, [handle for handle in handles if handle is not None])


def _located(channel_id: int, message_id: int, handles: Sequence[ImageHandle]) -> tuple[ImageHandle, ...]:
    """Handles that know their message, so that an expired address can be asked for again."""
    unique = {handle.key: handle for handle in handles}
    return tuple(
        replace(
            handle,
            locator=json.dumps({**json.loads(handle.locator), "channel": channel_id, "message": message_id}),
        )
        for handle in unique.values()
    )


def words_of(message: discord.Message) -> str:
    """A message's words, or those of the message that it forwards."""
    if message.content or not message.message_snapshots:
        return message.content
    return message.message_snapshots[0].content
