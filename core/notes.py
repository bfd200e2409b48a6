"""Our own record of messages, as data."""

from dataclasses import dataclass
from enum import StrEnum

from core.identity import AccountId, JobId, MessageRef, PictureId
from core.regions import Region
from core.requests import ImageHandle, IncomingMessage


class NoteKind(StrEnum):
    """Why a message is remembered."""

    CARD = "card"
    PICTURE = "picture"
    """A message of ours that shows one picture (an album's member, a picked one)."""
    HISTORY = "history"
    """A sheet with the versions of a tree: a reply to it names one; `pictures` is the one marked."""
    REQUEST = "request"
    """A person's message that asked for something."""
    PROMPT = "prompt"
    """Our question for words; a reply to it is about `pictures`."""
    SEEN = "seen"
    """A person's message with images, member of an album."""


@dataclass(frozen=True, slots=True)
class MessageNote:
    """Our own record of a message, by which replies are understood.

    `pictures` are what a reply to it is about; `reply_to` is the message it answered, for
    walking up; a reply is drawn with `preset`, a name of `core.presets`; `images` are handles of a person's message that was not fetched. `account_id` is
    whose message it is, so that `Pictures.erase` finds its handles.
    """

    ref: MessageRef
    kind: NoteKind
    job_id: JobId | None = None
    pictures: tuple[PictureId, ...] = ()
    reply_to: str | None = None
    images: tuple[ImageHandle, ...] = ()
    album: str = ""
    account_id: AccountId | None = None
    preset: str = ""
    region: Region | None = None
    """Where a reply is to change the picture; None for anywhere."""


@dataclass(frozen=True, slots=True)
class Question:
    """'Which picture?' as asked: the message that waits for an answer, and the candidates."""

    id: str
    message: IncomingMessage
    pictures: tuple[PictureId, ...]
