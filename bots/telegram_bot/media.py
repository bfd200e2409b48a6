"""The images of a message as lazy handles."""

from collections.abc import Sequence

from telegram import (
    Animation,
    Audio,
    Document,
    ExternalReplyInfo,
    Message,
    PhotoSize,
    Sticker,
    Video,
    VideoNote,
    Voice,
)

from core.identity import Platform
from core.requests import ImageHandle

Medium = Animation | Audio | Document | PhotoSize | Sticker | Video | VideoNote | Voice
"""Everything with a file id that a message can hold."""


def images_of(source: Message | ExternalReplyInfo) -> tuple[ImageHandle, ...]:
    """The one image of a message, or a handle with `found` set for a file that is none, or ().

    A photo comes in several sizes: the largest by area is taken. A live photo's own file is the
    video; its still is in `photo`. An animation also sets `document`, so it is asked for first. What
    moves is shown by its poster, where it has one.
    """
    spoiler = bool(source.has_media_spoiler)
    sizes = _sizes(source)
    if sizes:
        return (_photo(sizes, spoiler=spoiler),)
    if source.sticker is not None:
        return (_sticker(source.sticker),)
    if source.animation is not None:
        return (_poster(source.animation, "animation", spoiler=spoiler),)
    for medium, found in (
        (source.video, "video"),
        (source.video_note, "video"),
        (source.audio, "audio"),
        (source.voice, "audio"),
    ):
        if medium is not None:
            return (_handle(medium, found=found),)
    return () if source.document is None else (_document(source.document, spoiler=spoiler),)


def _sizes(source: Message | ExternalReplyInfo) -> Sequence[PhotoSize]:
    if source.live_photo is not None and source.live_photo.photo:
        return source.live_photo.photo
    if isinstance(source, Message) and source.new_chat_photo:
        return source.new_chat_photo
    return source.photo or ()


def _photo(sizes: Sequence[PhotoSize], *, spoiler: bool) -> ImageHandle:
    return _handle(largest(sizes), name="photo.jpg", media_type="image/jpeg", spoiler=spoiler)


def _sticker(sticker: Sticker) -> ImageHandle:
    if sticker.is_animated or sticker.is_video:
        return _poster(sticker, "animated sticker", spoiler=False)
    return _handle(sticker, name="sticker.webp", media_type="image/webp")


def _poster(moving: Animation | Sticker, found: str, *, spoiler: bool) -> ImageHandle:
    """The still that Telegram keeps of what moves: vector animation and film are nothing that we draw."""
    if moving.thumbnail is None:
        return _handle(moving, found=found)
    return _handle(moving.thumbnail, name="poster", spoiler=spoiler)


def still_of(sticker: Sticker) -> str | None:
    """The file id of a sticker's picture; None where it has none."""
    handle = _sticker(sticker)
    return None if handle.found else handle.locator


def largest(sizes: Sequence[PhotoSize]) -> PhotoSize:
    """The largest by area: their order is not promised."""
    return max(sizes, key=lambda size: size.width * size.height)


def _document(document: Document, *, spoiler: bool) -> ImageHandle:
    media_type = (document.mime_type or "").lower()
    kind, _, subtype = media_type.partition("/")
    found = ""
    if media_type == "application/pdf":
        found = "pdf"
    elif kind in ("video", "audio", "text"):
        found = kind
    elif kind == "application" and subtype != "octet-stream":
        found = "file"
    return _handle(
        document, name=document.file_name or "", media_type=media_type, spoiler=spoiler, found=found
    )


def _handle(
    medium: Medium, *, name: str = "", media_type: str = "", spoiler: bool = False, found: str = ""
) -> ImageHandle:
    return ImageHandle(
        platform=Platform.TELEGRAM,
        locator=medium.file_id,
        key=f"{Platform.TELEGRAM}:{medium.file_unique_id}",
        name=name,
        media_type=media_type,
        size_bytes=medium.file_size or 0,
        spoiler=spoiler,
        found=found,
    )
