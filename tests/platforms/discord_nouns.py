"""People, places, messages and files in the loopback Discord."""

import itertools
import mimetypes
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

EPOCH_MS = 1_420_070_400_000
ALL_RIGHTS = {
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "send_messages_in_threads": 1 << 38,
}
MANAGE_MESSAGES = 1 << 13
BOT_RIGHTS = sum(ALL_RIGHTS.values())
EPHEMERAL, LOADING, SUPPRESS_EMBEDS = 64, 128, 4
TEXT, DM, GROUP_DM, FORUM, THREAD = 0, 1, 3, 15, 11
DEFAULT, REPLY, THREAD_STARTER = 0, 19, 21
_PNG = b"\x89PNG"

_counter = itertools.count()


def snowflake() -> int:
    """A fresh id that tells the present time, as Discord's do."""
    return ((int(time.time() * 1000) - EPOCH_MS) << 22) | (next(_counter) & 0x3FFFFF)


def timestamp(of: int) -> str:
    """When an id was made, as Discord writes times."""
    seconds = ((of >> 22) + EPOCH_MS) / 1000
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + "+00:00"


@dataclass
class User:
    """A person, a bot or a webhook."""

    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False
    permissions: int = 0
    """In a server, beside what everybody may."""
    avatar: str | None = None
    """The name of what they chose; its bytes are among the world's `assets`."""

    def payload(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "username": self.name,
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": self.avatar,
            "bot": self.bot,
        }


@dataclass
class Upload:
    """A file on the CDN."""

    name: str
    data: bytes = field(repr=False)
    description: str | None = None
    id: int = field(default_factory=snowflake)
    ephemeral: bool = False
    media_type: str | None = None

    def payload(self, base: str, generation: int) -> dict[str, Any]:
        url = f"{base}/cdn/attachments/1/{self.id}/{self.name}?ex={generation:x}&is=0&hm=0"
        media_type = self.media_type or mimetypes.guess_type(self.name)[0]
        payload: dict[str, Any] = {
            "id": str(self.id),
            "filename": self.name,
            "size": len(self.data),
            "url": url,
            "proxy_url": url,
        }
        if media_type:
            payload["content_type"] = media_type
        if self.data.startswith(_PNG):
            payload["width"], payload["height"] = struct.unpack(">II", self.data[16:24])
        if self.description is not None:
            payload["description"] = self.description
        if self.ephemeral:
            payload["ephemeral"] = True
        return payload


@dataclass
class Channel:
    """A channel, thread or private chat. `denied` are rights taken from the bot there."""

    id: int
    type: int = TEXT
    guild_id: int | None = None
    name: str = "general"
    parent_id: int | None = None
    recipients: tuple[int, ...] = ()
    denied: int = 0
    locked: bool = False


@dataclass
class Guild:
    """A server; the bot is a member of it or not."""

    id: int
    name: str
    has_bot: bool = True


@dataclass
class Message:
    """A message as it stands now; `history` are earlier contents."""

    id: int
    channel_id: int
    author: User
    content: str = ""
    uploads: list[Upload] = field(default_factory=list)
    type: int = DEFAULT
    reference: Mapping[str, Any] | None = None
    resolves: bool = True
    """Whether Discord resolves the reference; it does not always."""
    pings_reply: bool = True
    components: list[Any] = field(default_factory=list)
    embeds: list[Any] = field(default_factory=list)
    stickers: list[Any] = field(default_factory=list)
    snapshots: list[Any] = field(default_factory=list)
    flags: int = 0
    nonce: str | None = None
    webhook_id: int | None = None
    through_interaction: bool = False
    private_to: int | None = None
    edits: int = 0
    history: list[str] = field(default_factory=list)
    pings: tuple[int, ...] = ()
