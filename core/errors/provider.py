"""What a provider did not do."""

from dataclasses import dataclass

from core.errors.root import ChatbrushError


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
class NotInTime(ProviderFailed):
    """Given up before it began: its deadline passed, or will; `sky` is a `core.weather.Sky`, "" for clear."""

    sky: str = ""


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
