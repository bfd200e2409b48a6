"""The catalogue's drawing flags as command-line options."""

from collections.abc import Mapping

from core.commands import IMAGINE

FLAGS: Mapping[str, str] = {option.name: option.flag for option in IMAGINE.options if option.flag}
"""Option name in the catalogue -> its flag; the command line spells them the same."""

HELP: Mapping[str, str] = {option.name: option.description for option in IMAGINE.options}


def options(values: Mapping[str, str | int | bool | None]) -> dict[str, str]:
    """Given options as a message carries them: text by catalogue name, absent ones left out."""
    given = {name: value for name, value in values.items() if value not in (None, "", False)}
    return {name: "true" if value is True else str(value) for name, value in given.items()}
