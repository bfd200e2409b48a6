"""What the person can do something about."""

from dataclasses import dataclass
from datetime import datetime

from core.errors.root import ChatbrushError


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
class ResultTooLarge(UserCanFix):
    """An exact operation would make `width` x `height` pixels: more than `limit_pixels`, or a side over `limit_side`."""

    width: int = 0
    height: int = 0
    limit_pixels: int = 0
    limit_side: int = 0


@dataclass(eq=False)
class NotExact(UserCanFix):
    """A picture does not allow `operation` (its `kind` in `core.operations`) without a model."""

    operation: str = ""


@dataclass(eq=False)
class ImageGone(UserCanFix):
    """The platform no longer has the file."""


@dataclass(eq=False)
class TooManySources(UserCanFix):
    """`given` pictures for a model that takes `limit`."""

    limit: int
    given: int


@dataclass(eq=False)
class PresetNeedsPictures(UserCanFix):
    """`preset`, whose titles these are, starts from `least` to `most` pictures; `given` were pointed at."""

    preset: str
    title: str
    title_zh: str
    least: int
    most: int
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
class Cancelled(ChatbrushError):
    """Stopped by who asked for it ("requester") or by an admin of the community ("admin")."""

    by: str = "requester"


@dataclass(eq=False)
class NotYours(UserCanFix):
    """Only the requester, or an admin of the community, may do this."""


@dataclass(eq=False)
class QueueFull(UserCanFix):
    """`limit` jobs wait already: of this person ("account"), this "community", or of all ("deployment")."""

    scope: str
    limit: int


@dataclass(eq=False)
class NothingToCancel(UserCanFix):
    """No job of this person waits or draws here."""


@dataclass(eq=False)
class NothingToClaim(UserCanFix):
    """No result is kept for this person, or its time is over."""
