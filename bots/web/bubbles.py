"""What stands in the playground's chats, as data."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.identity import PersonAlias, PictureId, PlaceAlias, PlaceKind, Platform
from core.requests import Action, CardState, ImageHandle

BOT = "bot"
GROUP = "group"
_FILE_ID = re.compile(r"[0-9a-f]{64}")
_HAN = re.compile(r"[\u4e00-\u9fff]")

_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})

Way = Literal["ask", "say"]
"""How a member sends words: to Chatbrush, or to the others."""


def is_file_id(text: str) -> bool:
    """Whether it has the form of a file's id (SHA-256, 64 lower-case hexadecimal digits)."""
    return _FILE_ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the group. `locale` "" leaves the language to the browser."""

    key: str
    name: str
    locale: str = ""
    is_admin: bool = False

    @classmethod
    def named(cls, name: str) -> "Member":
        """The member of a name: the same key after every restart; a Chinese name reads Chinese."""
        digest = hashlib.sha256(name.encode()).hexdigest()
        return cls(digest[:16], name, "zh-CN" if _HAN.search(name) else "")

    def alias(self, locale: str = "") -> PersonAlias:
        """The member as the core knows them; `locale` is the browser's."""
        return PersonAlias(Platform.PLAYGROUND, self.key, self.name, self.locale or locale, self.is_admin)


def place_of(chat: str) -> PlaceAlias:
    """A chat as the core knows it: the group, or a member's own chat with the bot."""
    if chat == GROUP:
        return PlaceAlias(Platform.PLAYGROUND, GROUP, kind=PlaceKind.GROUP, title="Playground")
    return PlaceAlias(Platform.PLAYGROUND, chat, kind=PlaceKind.PRIVATE)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture or file in a bubble; its bytes are kept under `file`."""

    file: str
    media_type: str
    name: str
    alt_text: str = ""
    size_bytes: int = 0
    picture_ids: tuple[PictureId, ...] = ()

    @property
    def url(self) -> str:
        """Where the page gets it."""
        return f"/files/{self.file}"

    @property
    def is_shown(self) -> bool:
        """Whether a browser can show it, and is let to: a drawing could be a page."""
        return self.media_type in _SHOWN

    def handle(self) -> ImageHandle:
        """The image as the core knows it: the same bytes are the same image."""
        major, _, minor = self.media_type.partition("/")
        found = "" if major in ("image", "application") and minor != "pdf" else major
        return ImageHandle(
            Platform.PLAYGROUND,
            locator=self.file,
            key=self.file,
            name=self.name,
            media_type=self.media_type,
            size_bytes=self.size_bytes,
            found="pdf" if minor == "pdf" else found,
        )


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message of a chat.

    `author` is a member's key or `BOT`. `images` are shown, `files` are offered untouched.
    `reply_image` is the number, from 1, of the image replied to, 0 for the message as a whole.
    `press` is the code of the button whose form the words fill in. `origin` names the card or
    notice that it shows, so that showing it again makes no second bubble; "" for members.
    `person` is the member it is for, `private_to` the one who alone sees it. `received` says
    that the core has it. `edits` counts changes.
    """

    id: str
    chat: str
    author: str
    text: str
    sent_at: datetime
    images: tuple[Image, ...] = ()
    files: tuple[Image, ...] = ()
    actions: tuple[Action, ...] = ()
    reply_to: str | None = None
    reply_image: int = 0
    way: Way = "say"
    press: str = ""
    locale: str = ""
    state: CardState | None = None
    origin: str = ""
    person: str = ""
    names_requester: bool = False
    private_to: str = ""
    mention: bool = False
    link: str | None = None
    expects_reply: bool = False
    received: bool = True
    edits: int = 0

    @property
    def by_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.author == BOT

    def is_seen_by(self, member: Member) -> bool:
        """Whether it is for this member's eyes."""
        return self.private_to in ("", member.key)
