"""A command line's words and files -> `IncomingMessage`.

A picture file is a message whose id is the hash of its bytes: the core notes under it what the
untouched originals are that it handed out, so that editing such a file continues its lineage
wherever the file was moved meanwhile. A file of other origin is somebody's photo.
"""

import getpass
import hashlib
import mimetypes
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.commands import EDIT, IMAGINE
from core.identity import PersonAlias, PlaceAlias, PlaceKind, Platform, new_id
from core.requests import ActionPress, Addressed, ImageHandle, IncomingMessage, ReplyTarget, Verb

PLACE = PlaceAlias(Platform.TERMINAL, "terminal", kind=PlaceKind.PRIVATE, title="terminal")


@dataclass(frozen=True, slots=True)
class Order:
    """What a command line asks for; `files` are pictures to start from, image 1 first.

    `options` are those of `core.commands` by name.
    """

    words: str
    options: Mapping[str, str]
    files: tuple[Path, ...] = ()


def message_id(data: bytes) -> str:
    """The id of a picture file as a message: the hash of its content."""
    return hashlib.sha256(data).hexdigest()


def person(environment: Mapping[str, str]) -> PersonAlias:
    """Whoever is logged in; the locale is the terminal's."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    spoken = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    locale = spoken.partition(".")[0].replace("_", "-")
    return PersonAlias(
        Platform.TERMINAL, name, name, "" if locale in ("C", "POSIX") else locale, is_admin=True
    )


def read_files(files: Sequence[Path]) -> tuple[tuple[ImageHandle, str], ...]:
    """Each file as a handle with the id of the message that it is; blocking. Raises OSError."""
    return tuple(_read(path) for path in files)


def _read(path: Path) -> tuple[ImageHandle, str]:
    data = path.read_bytes()
    identity = message_id(data)
    handle = ImageHandle(
        platform=Platform.TERMINAL,
        locator=str(path),
        key=identity,
        name=path.name,
        media_type=mimetypes.guess_type(path.name)[0] or "",
        size_bytes=len(data),
    )
    return handle, identity


def request(
    order: Order, files: Sequence[tuple[ImageHandle, str]], who: PersonAlias, now: datetime
) -> IncomingMessage:
    """The request: the first file is what it replies to, the others are its own images."""
    first, *others = files or (None,)
    asked = new_id()
    return IncomingMessage(
        key=f"terminal:{asked}",
        place=PLACE,
        person=who,
        sent_at=now,
        addressed=Addressed.COMMAND,
        text=order.words,
        message=asked,
        command=EDIT.name if files else IMAGINE.name,
        options=order.options,
        images=tuple(handle for handle, _ in others),
        reply=None if first is None else ReplyTarget(message=first[1], images=(first[0],)),
    )


def originals(target: str, who: PersonAlias, now: datetime) -> IncomingMessage:
    """The press of the Original button for all pictures of a job."""
    return IncomingMessage(
        key=f"terminal:{new_id()}",
        place=PLACE,
        person=who,
        sent_at=now,
        addressed=Addressed.BUTTON,
        press=ActionPress(Verb.ORIGINAL, target),
    )
