"""What a browser may reach of one playground, and what every page of it shares."""

from collections.abc import Sequence
from typing import Protocol

from bots.web.bubbles import Image
from bots.web.inbound import Inbound
from bots.web.room import Room
from core.identity import PersonAlias, PlaceAlias
from core.quota import Usage

UPLOADS_HELD = 200
"""Uploads that wait to be sent; the oldest is forgotten first."""


class UsageReader(Protocol):
    """Tells the quota bar what is used; the studio does."""

    async def usage(self, place: PlaceAlias, person: PersonAlias) -> Sequence[Usage]:
        """Every limit that counts for this person in this place, with what is used of it now."""


class Site:
    """One running playground: its room, the way into the core, uploads that wait to be sent."""

    def __init__(self, room: Room, inbound: Inbound, reader: UsageReader, language: str) -> None:
        self.room = room
        self.inbound = inbound
        self.reader = reader
        self.language = language
        self._uploads: dict[str, Image] = {}

    async def upload(self, data: bytes, name: str, media_type: str) -> Image:
        """Keep an upload until a message takes it."""
        image = await self.room.keep(data, name, media_type)
        self._uploads[image.file] = image
        while len(self._uploads) > UPLOADS_HELD:
            del self._uploads[next(iter(self._uploads))]
        return image

    def uploaded(self, file: object) -> Image | None:
        """The upload of an id that a page names, None for anything else."""
        return self._uploads.get(file) if isinstance(file, str) else None
