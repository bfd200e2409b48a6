"""Pictures and their lineage, as data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from core.identity import AccountId, JobId, PictureId, PlaceId

BlobKey = NewType("BlobKey", str)
"""SHA-256 of the bytes, 64 lower-case hexadecimal digits."""


class Privacy(StrEnum):
    """Whether others than its owner may edit a picture. Values are stored."""

    OPEN = ""
    POSTED = "posted"
    """As its owner wants it for what they post: a person's picture, or made from it by themselves."""
    ASKED = "private"
    """They may not: it was asked for like that, or made from one that was."""


_EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/tiff": "tiff",
}


def file_name(of: str, media_type: str) -> str:
    """The name of a file that shows a picture, or what a job drew, by its id."""
    return f"chatbrush-{of[-8:]}.{_EXTENSIONS.get(media_type, 'bin')}"


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What sniffing and decoding found out about bytes; sizes in pixels after EXIF orientation."""

    media_type: str
    width: int
    height: int
    size_bytes: int
    has_alpha: bool = False
    frames: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """One image with its history.

    `parents` are the sources it was made from, image 1 first. `tree` is the id of the first
    picture of its tree (its own id where it has no parents) and `version` its number there,
    from 1. `index` is its number on its card, from 1. `drawn` tells the bot's pictures from
    people's; `account_id` is who asked for it, or who posted it. `scene` is what a provider wants to have again with an edit (JSON), "" for none.
    An erased picture is a tombstone: `blob` is None and the words are gone.
    """

    id: PictureId
    place_id: PlaceId
    account_id: AccountId
    job_id: JobId | None
    tree: PictureId
    version: int
    index: int
    parents: tuple[PictureId, ...]
    drawn: bool
    blob: BlobKey | None
    facts: ImageFacts
    instruction: str
    provider: str
    model: str
    alt_text: str
    scene: str
    spoiler: bool
    created_at: datetime
    privacy: Privacy = Privacy.OPEN
