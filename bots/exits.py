"""Exit codes that scripts can use."""

from enum import IntEnum

from core import errors


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    FAILED = 1
    """A defect of ours, a disk that is full, a check of `doctor` that failed."""
    USAGE = 2
    """A wrong option, a missing file, a mistake in the settings."""
    REFUSED = 3
    """The request: quota, cooldown, moderation, an option that the model does not take, no image."""
    PROVIDER = 4
    """What draws did not deliver; trying later may help."""
    INTERRUPTED = 130
    """Ctrl-C."""


def exit_of(error: str) -> Exit:
    """The code for the name of a class in `core.errors`."""
    kind = getattr(errors, error, errors.Unexpected)
    if issubclass(kind, errors.SettingsInvalid):
        return Exit.USAGE
    if issubclass(kind, errors.UserCanFix):
        return Exit.REFUSED
    if issubclass(kind, errors.ProviderFailed):
        return Exit.PROVIDER
    return Exit.FAILED
