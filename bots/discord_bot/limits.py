"""Discord's limits, and its differences as data."""

from core.requests import PlatformTraits

UPLOAD_BYTES = 10 * 1024 * 1024
"""https://discord.com/developers/docs/reference#uploading-files, without boosts."""
MESSAGE_BYTES = 25 * 1024 * 1024
"""https://discord.com/developers/docs/resources/message#create-message."""
FILES_PER_MESSAGE = 10
CONTENT_CHARS = 2000
ALT_TEXT_CHARS = 1024
BUTTONS_PER_ROW = 5
BUTTON_ROWS = 5


def traits_of(*, hears_all: bool) -> PlatformTraits:
    """Discord's differences as data."""
    return PlatformTraits(
        upload_bytes=UPLOAD_BYTES,
        message_bytes=MESSAGE_BYTES,
        file_bytes=UPLOAD_BYTES,
        fetch_bytes=100 * 1024 * 1024,
        photo_types=frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"}),
        photo_sides=None,
        photo_ratio=None,
        card_chars=CONTENT_CHARS,
        caption_chars=CONTENT_CHARS,
        alt_text_chars=ALT_TEXT_CHARS,
        pictures_per_card=FILES_PER_MESSAGE,
        album_size=FILES_PER_MESSAGE,
        actions_per_row=BUTTONS_PER_ROW,
        private_notices=True,
        edits_notify=False,
        preview_seconds=4.0,
        posts_once=True,
        sees_free_text=hears_all,
        has_menu_edit=True,
        form_on_edit=True,
    )
