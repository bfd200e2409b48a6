"""What can be the matter with a picture's versions, and with whose pictures they are."""

from dataclasses import dataclass

from core.errors.person import UserCanFix


@dataclass(eq=False)
class NothingBefore(UserCanFix):
    """The picture was made from no other one here."""


@dataclass(eq=False)
class NothingAfter(UserCanFix):
    """Nothing was made from the picture yet."""


@dataclass(eq=False)
class NoSuchVersion(UserCanFix):
    """Version `number` was named; the newest is `newest`."""

    number: int
    newest: int


@dataclass(eq=False)
class VersionGone(UserCanFix):
    """Version `number` was erased."""

    number: int


@dataclass(eq=False)
class WhichVersion(UserCanFix):
    """The sheet replied to shows versions up to `newest`, and the words name none."""

    newest: int


@dataclass(eq=False)
class KeptPrivate(UserCanFix):
    """Whose picture it is wants nobody else to change it."""


@dataclass(eq=False)
class AdminsOnly(UserCanFix):
    """Only an admin of the community may do this."""
