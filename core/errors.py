"""Everything that can go wrong, as data; `core.messages` turns it into sentences.

ChatbrushError
├── UserCanFix               the person can do something about it; nothing is charged
│   ├── NothingToEdit        the words need a picture and none was pointed at
│   ├── WhichPicture         the card has several pictures and none was named
│   ├── NoSuchPicture        "#7" on a card of four
│   ├── EmptyInstruction     no words and no picture
│   ├── NotAnImage           a file that is no picture, or one we do not read
│   ├── ImageTooLarge        too many bytes or pixels
│   ├── ImageGone            the platform no longer has the file
│   ├── TooManySources       more pictures than the model takes
│   ├── OptionUnsupported    a flag's value that the model does not take
│   ├── NeedsModel           the painter cannot do this honestly
│   ├── OverQuota            a limit has no room
│   ├── CoolingDown          too many refused requests in a row
│   ├── Unpriced             a money limit applies and the model has no price
│   ├── ContentBlocked       the provider's moderation refused
│   └── StaleAction          a button of something that is no longer there
├── ProviderFailed           the person can only wait
│   ├── ProviderTimedOut
│   ├── Overloaded           429 and the like, perhaps with a time to wait
│   ├── ProviderUnreachable  no connection
│   ├── ProviderDown         5xx
│   ├── KeyRejected          401 and 403: the operator must act
│   ├── ProviderRefused      400 and the like: our request was wrong for this model
│   └── BadAnswer            the answer could not be used
├── DeliveryFailed           raised by couriers
│   ├── MessageGone          what should be changed or answered is deleted
│   ├── NoPermission         a right is missing in that place
│   ├── PlaceGone            kicked, blocked or deleted
│   ├── PlaceMoved           the group became another one
│   ├── FileTooLarge         the platform refused the size
│   ├── Throttled            the platform asks to wait
│   ├── RouteExpired         an interaction token's time is over
│   └── Undelivered          nothing else fits; may or may not have arrived
├── SettingsInvalid          every mistake at once
└── Unexpected               a defect of ours, caught at the edge of a job
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter


@dataclass(eq=False)
class ChatbrushError(Exception):
    """The root. Fields are plain data, so that an error can be kept with its job."""

    def __post_init__(self) -> None:
        Exception.__init__(self, *(getattr(self, field.name) for field in fields(self)))

    def to_record(self) -> dict[str, Any]:
        """JSON-ready data from which `from_record` makes an equal error."""
        adapter: TypeAdapter[Any] = TypeAdapter(type(self))
        record: dict[str, Any] = adapter.dump_python(self, mode="json")
        return {"error": type(self).__name__, **record}


@dataclass(eq=False)
class UserCanFix(ChatbrushError):
    """The person can do something about it."""


@dataclass(eq=False)
class NothingToEdit(UserCanFix):
    """The words need a picture and none was pointed at."""


@dataclass(eq=False)
class WhichPicture(UserCanFix):
    """The card replied to has `count` pictures and the words name none."""

    count: int


@dataclass(eq=False)
class NoSuchPicture(UserCanFix):
    """Picture `number` was named; there are `count`."""

    number: int
    count: int


@dataclass(eq=False)
class EmptyInstruction(UserCanFix):
    """There are no words to act on."""


@dataclass(eq=False)
class NotAnImage(UserCanFix):
    """A file that is no picture we read; `found` says what it looks like ("pdf", "video", "")."""

    found: str = ""


@dataclass(eq=False)
class ImageTooLarge(UserCanFix):
    """A picture beyond a limit: bytes or pixels, whichever limit is given."""

    limit_bytes: int | None = None
    limit_pixels: int | None = None


@dataclass(eq=False)
class ImageGone(UserCanFix):
    """The platform no longer has the file."""


@dataclass(eq=False)
class TooManySources(UserCanFix):
    """`given` pictures for a model that takes `limit`."""

    limit: int
    given: int


@dataclass(eq=False)
class OptionUnsupported(UserCanFix):
    """`--option value` is not taken by this model; `allowed` are the values that are."""

    option: str
    value: str
    allowed: tuple[str, ...] = ()


@dataclass(eq=False)
class NeedsModel(UserCanFix):
    """The painter cannot do this honestly; `can` are keys of what it can do."""

    asked: str
    can: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One limit without room; `back_at` is when the asked amount fits again, None for never."""

    scope: str
    unit: str
    limit: int
    used: int
    asked: int
    back_at: datetime | None
    window: str


@dataclass(eq=False)
class OverQuota(UserCanFix):
    """At least one limit has no room; `shortfalls` names each."""

    shortfalls: tuple[Shortfall, ...]


@dataclass(eq=False)
class CoolingDown(UserCanFix):
    """Too many refused requests in a row; over at `until`."""

    until: datetime


@dataclass(eq=False)
class Unpriced(UserCanFix):
    """A money limit applies and `model` has no price in the settings."""

    model: str


@dataclass(eq=False)
class ContentBlocked(UserCanFix):
    """The provider's moderation refused; `stage` is "input", "output" or "unknown"."""

    stage: str = "unknown"
    categories: tuple[str, ...] = ()


@dataclass(eq=False)
class StaleAction(UserCanFix):
    """A button of something that is no longer there."""


@dataclass(eq=False)
class ProviderFailed(ChatbrushError):
    """The provider did not deliver; nothing the person did."""

    provider: str


@dataclass(eq=False)
class ProviderTimedOut(ProviderFailed):
    """No answer in time."""


@dataclass(eq=False)
class Overloaded(ProviderFailed):
    """Asked to wait; `retry_after_seconds` where the provider said how long."""

    retry_after_seconds: float | None = None


@dataclass(eq=False)
class ProviderUnreachable(ProviderFailed):
    """No connection."""


@dataclass(eq=False)
class ProviderDown(ProviderFailed):
    """The provider answered with a fault of its own."""


@dataclass(eq=False)
class KeyRejected(ProviderFailed):
    """The key is wrong, lacks rights or is out of money: the operator must act."""


@dataclass(eq=False)
class ProviderRefused(ProviderFailed):
    """The request does not suit the model; `parameter` names the culprit where known."""

    parameter: str = ""


@dataclass(eq=False)
class BadAnswer(ProviderFailed):
    """The answer ended early or could not be read."""


@dataclass(eq=False)
class DeliveryFailed(ChatbrushError):
    """A courier could not deliver."""


@dataclass(eq=False)
class MessageGone(DeliveryFailed):
    """What should be changed or answered was deleted."""


@dataclass(eq=False)
class NoPermission(DeliveryFailed):
    """A right is missing in that place; `missing` names rights as the platform does."""

    missing: tuple[str, ...] = ()


@dataclass(eq=False)
class PlaceGone(DeliveryFailed):
    """Kicked, blocked, or the place was deleted or closed."""


@dataclass(eq=False)
class PlaceMoved(DeliveryFailed):
    """The community is now known as `community`."""

    community: str


@dataclass(eq=False)
class FileTooLarge(DeliveryFailed):
    """The platform refused the size; `limit_bytes` where it said what it takes."""

    limit_bytes: int | None = None


@dataclass(eq=False)
class Throttled(DeliveryFailed):
    """The platform asks to wait."""

    retry_after_seconds: float


@dataclass(eq=False)
class RouteExpired(DeliveryFailed):
    """The way by which this would have gone is closed (an interaction token of 15 minutes)."""


@dataclass(eq=False)
class Undelivered(DeliveryFailed):
    """Nothing else fits; `maybe_arrived` when the platform may have it all the same."""

    maybe_arrived: bool = False


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """One mistake: where (dotted key path) and what, as a sentence."""

    path: str
    text: str


@dataclass(eq=False)
class SettingsInvalid(ChatbrushError):
    """Every mistake in the settings at once."""

    problems: tuple[SettingsProblem, ...]

    def __str__(self) -> str:
        return "\n".join(f"{problem.path}: {problem.text}" for problem in self.problems)


@dataclass(eq=False)
class Unexpected(ChatbrushError):
    """A defect of ours; `kind` is the exception's class name, the rest is in the log."""

    kind: str


def leaves(root: type[ChatbrushError] = ChatbrushError) -> tuple[type[ChatbrushError], ...]:
    """Every class of the tree that has no subclass, in order of definition."""
    found: list[type[ChatbrushError]] = []
    for child in root.__subclasses__():
        found.extend(leaves(child) or (child,))
    return tuple(found)


def from_record(record: dict[str, Any]) -> ChatbrushError:
    """The error that `ChatbrushError.to_record` wrote; `Unexpected` for a name since removed."""
    data = dict(record)
    name = data.pop("error")
    for cls in leaves():
        if cls.__name__ == name:
            adapter: TypeAdapter[ChatbrushError] = TypeAdapter(cls)
            return adapter.validate_python(data)
    return Unexpected(kind=name)
