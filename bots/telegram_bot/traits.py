"""Telegram's numbers, each with where it is published.

Sending: https://core.telegram.org/bots/api#sendphoto (10 MB, width + height at most 10000, ratio at
most 20), #senddocument (50 MB), #sendmessage (4096 characters), captions 1024, #sendmediagroup
(2 to 10 items), #getfile (20 MB, 20 << 20 in the Bot API server's source), #inlinekeyboardbutton
(callback_data 1 to 64 bytes). Rates: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
(20 messages a minute in a group, about one a second in a private chat).
"""

from core.requests import PlatformTraits, SendBudget

PHOTO_BYTES = 10_000_000
DOCUMENT_BYTES = 50_000_000
DOWNLOAD_BYTES = 20 << 20
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20.0
TEXT_UNITS = 4096
CAPTION_UNITS = 1024
ALBUM_ITEMS = 10
CALLBACK_BYTES = 64
BUTTONS_PER_ROW = 4
PREVIEW_SECONDS = 4.0

PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})


def traits(*, sees_free_text: bool, preview_seconds: float = PREVIEW_SECONDS) -> PlatformTraits:
    """Telegram as data; `sees_free_text` is getMe's `can_read_all_group_messages`.

    Telegram has no alt text, so `alt_text_chars` is 0.
    """
    return PlatformTraits(
        upload_bytes=PHOTO_BYTES,
        message_bytes=PHOTO_BYTES,
        file_bytes=DOCUMENT_BYTES,
        fetch_bytes=DOWNLOAD_BYTES,
        photo_types=PHOTO_TYPES,
        photo_sides=PHOTO_SIDES,
        photo_ratio=PHOTO_RATIO,
        card_chars=TEXT_UNITS,
        caption_chars=CAPTION_UNITS,
        alt_text_chars=0,
        pictures_per_card=1,
        album_size=ALBUM_ITEMS,
        actions_per_row=BUTTONS_PER_ROW,
        private_notices=False,
        edits_notify=False,
        preview_seconds=preview_seconds,
        group_budget=SendBudget(20, 60.0),
        private_budget=SendBudget(30, 30.0),
        command_prefix="/",
        sees_free_text=sees_free_text,
    )
