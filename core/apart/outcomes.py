"""How a decoder ends, as exceptions inside its process and as an exit code outside."""

from typing import Final

DONE: Final = 0
UNREADABLE: Final = 3
MISSING: Final = 4
TOO_LARGE: Final = 5


class Unreadable(Exception):
    """Not what it seems to be, or more than we draw."""

    code: int = UNREADABLE


class Missing(Unreadable):
    """What reads this format is not installed."""

    code = MISSING


class TooLarge(Unreadable):
    """More pixels than allowed."""

    code = TOO_LARGE
