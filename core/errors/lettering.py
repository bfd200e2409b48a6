"""What keeps text from being set exactly."""

from dataclasses import dataclass

from core.errors.person import UserCanFix


@dataclass(eq=False)
class FontMissing(UserCanFix):
    """No installed font has `script`; `package` is the Debian package that brings one."""

    script: str
    package: str


@dataclass(eq=False)
class ShapingMissing(UserCanFix):
    """`script` needs its letters joined or turned round; `package` is the Debian package with the library for that."""

    script: str
    package: str = "libfribidi0"


@dataclass(eq=False)
class LetteringTooLong(UserCanFix):
    """Text that would not be legible in the picture, or beyond `limit` characters where that is not 0."""

    limit: int = 0
