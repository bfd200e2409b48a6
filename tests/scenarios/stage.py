"""What a scenario sees of a platform: people in one group, and what they read there.

A stage is one profile (Discord with the message-content intent, without it, user-installed;
Telegram with privacy mode on and off; the playground): a loopback server, and the SDK talking to it.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from core.ports import Adapter
from core.requests import Verb


class Route(StrEnum):
    """Ways in which a person can turn to the bot; a stage says which its profile delivers."""

    COMMAND = "command"
    FREE_REPLY = "free reply"
    """Words alone, as a reply to one of the bot's cards."""
    MENTION = "mention"
    COMMAND_REPLY = "command reply"
    """A command as a reply to somebody's message."""
    MENU = "menu"
    """The message menu's 'Edit image'."""
    FORM = "form"
    """The Edit button with its form."""
    ALBUM = "album"
    CHATTER = "chatter"
    """Ordinary talk of the group reaches the bot."""


@dataclass(frozen=True)
class Person:
    """A member of the group."""

    key: str
    name: str
    locale: str = "en"


ADA = Person("1001", "Ada")
BO = Person("1002", "Bo")
CHEN = Person("1003", "小陈", "zh-CN")
ADMIN = ADA
"""May do in the group what ordinary members may not."""


@dataclass(frozen=True)
class Seen:
    """A message as it stands in the group now; `edits` counts how often it was changed.

    `history` are earlier texts. `private_to` is a person's key where only they see it.
    """

    id: str
    author: str
    text: str
    pictures: tuple[bytes, ...] = field(default=(), repr=False)
    alt_texts: tuple[str, ...] = ()
    buttons: Mapping[str, str] = field(default_factory=dict)
    """Label by code (`Action.code`)."""
    reply_to: str | None = None
    edits: int = 0
    history: tuple[str, ...] = ()
    private_to: str | None = None
    files: tuple[bytes, ...] = field(default=(), repr=False)
    """Untouched files (documents), as opposed to pictures."""

    @property
    def by_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.author == "bot"


class Stage(Protocol):
    """One profile. The server outlives the bot, so that a scenario can restart the bot."""

    name: str
    routes: frozenset[Route]

    def settings(self) -> Mapping[str, Any]:
        """What config.yaml says under `platforms` for this profile (tokens included)."""

    def adapter(self, settings: Any) -> Adapter:
        """A fresh adapter for `core.settings.Settings`, pointed at the loopback server."""

    async def ask(self, person: Person, words: str, images: Sequence[bytes] = ()) -> None:
        """Ask for a picture by the profile's ordinary command; with images, `/edit` with uploads."""

    async def reply(self, person: Person, to: Seen, words: str, images: Sequence[bytes] = ()) -> None:
        """Reply to one of the bot's messages by the best route that the profile delivers."""

    async def edit_photo(self, person: Person, photo: Seen, words: str, images: Sequence[bytes] = ()) -> None:
        """Ask for a change of somebody's photo by the best route that the profile delivers."""

    async def post(
        self,
        person: Person,
        words: str = "",
        images: Sequence[bytes] = (),
        reply_to: Seen | None = None,
        file_name: str = "photo.png",
    ) -> Seen:
        """Ordinary talk, perhaps with images or a file, perhaps as a reply; not turned to the bot."""

    async def sticker(self, person: Person, data: bytes) -> Seen | None:
        """Post a sticker that does not move; None where there are none, or they are kept from the bot."""

    def emoji(self, name: str, data: bytes) -> str:
        """An emoji of the group's own, as a person writes it; "" where there are none."""

    async def give_avatar(self, person: Person, data: bytes) -> bytes:
        """Somebody chooses a picture of themselves; what is seen of it."""

    def mention(self, person: Person) -> str:
        """A person as others write of them, so that the platform tells who is meant."""

    async def command(self, person: Person, name: str, words: str = "") -> None:
        """A command such as `quota`, perhaps with words, without an image and not as a reply."""

    async def press(
        self, person: Person, on: Seen, verb: Verb, number: int | None = None, text: str = ""
    ) -> None:
        """Press a button; with text, fill in the form that opens (platforms without forms ignore it)."""

    async def repeat(self) -> None:
        """The platform delivers the last thing that a person did once more."""

    async def chat(self) -> Sequence[Seen]:
        """Everything in the group now, oldest first."""


StageFactory = Callable[[], AbstractAsyncContextManager[Stage]]
Stages = AsyncIterator[Stage]
