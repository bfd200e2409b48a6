"""Pictures as the SDK sends them."""

from collections.abc import Sequence
from io import BytesIO

import discord

from bots.discord_bot.limits import ALT_TEXT_CHARS
from bots.discord_bot.markup import fit
from core.requests import PictureFile


class Files:
    """Files for one request; the SDK's are good for one use only."""

    def __init__(self, pictures: Sequence[PictureFile]) -> None:
        self._files = [
            discord.File(
                BytesIO(picture.data),
                filename=picture.name,
                spoiler=picture.spoiler,
                description=fit(picture.alt_text, ALT_TEXT_CHARS) or None,
            )
            for picture in pictures
        ]

    def __enter__(self) -> list[discord.File]:
        return self._files

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()
