"""What can be the matter with a picture that the words point at: behind a link, or somebody's avatar."""

from dataclasses import dataclass

from core.errors.person import UserCanFix


@dataclass(eq=False)
class LinkRefused(UserCanFix):
    """A link that is not followed; `why` is "off" (the operator's choice) or "address"."""

    why: str = "address"


@dataclass(eq=False)
class LinkDead(UserCanFix):
    """Nothing came from behind a link, or not in time."""


@dataclass(eq=False)
class NoAvatar(UserCanFix):
    """Whoever is called `name` has no avatar that can be seen; "" where the name does not matter."""

    name: str = ""


@dataclass(eq=False)
class AvatarClosed(UserCanFix):
    """Whoever is called `name` has not said that others may change their pictures."""

    name: str = ""


@dataclass(eq=False)
class AvatarUnknown(UserCanFix):
    """The platform does not tell who is called `name`."""

    name: str = ""
