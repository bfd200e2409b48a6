"""The seams to platforms and providers; `bots/` and `core.providers` implement them."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.drawing import DrawEvent, DrawRequest, ProviderTraits
from core.identity import Platform
from core.requests import Card, ImageHandle, IncomingMessage, Notice, PlatformTraits


class Courier(Protocol):
    """Brings words and pictures to one platform. Raises only `core.errors.DeliveryFailed`, but for `fetch`."""

    @property
    def traits(self) -> PlatformTraits:
        """The platform's differences, known once it is connected."""

    async def show(self, card: Card, at: str | None) -> str:
        """Post a card (`at` None) or change the one at message id `at`; the message's id.

        Idempotent when `at` is given. `MessageGone` when that message was deleted.
        """

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        """Say something; ids of the messages made, the files' first and in their order.

        () where the platform gives none (an ephemeral answer).
        """

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        """The bytes behind a handle, at most `max_bytes`.

        Raises `ImageTooLarge`, `ImageGone`, `NotAnImage` or `NoAvatar` where that turns out only now, or a
        `DeliveryFailed`.
        """


class Provider(Protocol):
    """Something that draws."""

    @property
    def traits(self) -> ProviderTraits:
        """Its models and what each takes."""

    def draw(self, request: DrawRequest) -> AsyncGenerator[DrawEvent, None]:
        """Previews as they come, then exactly one `Drawn`.

        Raises `core.errors.ProviderFailed` or `UserCanFix`; closing the iterator stops the work.
        """


class Receiver(Protocol):
    """What an adapter calls: the studio."""

    async def receive(self, message: IncomingMessage) -> None:
        """Take a message. When this returns, what is for the bot is durable; the rest is dropped.

        Quick: the work goes on elsewhere. The same `key` again changes nothing.
        """

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        """A community is now called `new` (a group became a supergroup)."""


@dataclass(frozen=True, slots=True)
class Inlet:
    """A way by which a platform's events come in."""

    name: str
    """The same in every process: what is exclusive is a duty of this name."""
    is_exclusive: bool = True
    """Whether one process at a time may take events there."""
    is_repeated: bool = False
    """Whether the platform brings again what was not confirmed, so that it may be left at any time.

    What comes only once is taken until the very end, also by a process that begins nothing new.
    """
    pause_seconds: float = 0.0
    """After taking it, so long until this process reaches for another: time for others to take theirs."""


class Adapter(Protocol):
    """One platform: its way out (`connect`, `courier`), and its ways in (`inlets`, `receive`)."""

    @property
    def platform(self) -> Platform:
        """Which one."""

    @property
    def courier(self) -> Courier:
        """The way out; usable between `connect` and `close`, whether or not anything is received."""

    @property
    def is_local(self) -> bool:
        """Whether it lives in this process, so that only who receives can send: it has one inlet, exclusive."""

    @property
    def inlets(self) -> Sequence[Inlet]:
        """The ways in; events of each come to whoever receives there."""

    async def connect(self) -> str:
        """Open the way out; its name for people, such as "telegram @name".

        A network that is down is waited for. Raises `SettingsInvalid` for a token that the
        platform refuses.
        """

    async def receive(self, inlet: Inlet, receiver: Receiver, ready: Callable[[str], None]) -> None:
        """Take events until cancelled; `ready` gets a line for people once they come.

        Several inlets may be received at once, each of them once at a time. Nothing is confirmed
        to the platform that `receiver` has not taken. Raises `SettingsInvalid`.
        """

    async def close(self) -> None:
        """Close the way out. Afterwards `connect` may open it again."""
