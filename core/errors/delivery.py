"""What a courier could not deliver."""

from dataclasses import dataclass

from core.errors.root import ChatbrushError


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
    """Nothing else fits; `maybe_arrived` when the platform may have it all the same.

    `is_refused` when it was refused for something that trying again does not change.
    """

    maybe_arrived: bool = False
    is_refused: bool = False
