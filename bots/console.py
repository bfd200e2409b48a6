"""What every command of the command line does: read the settings, run to an exit code, say sentences."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from bots import config
from bots.exits import Exit
from bots.extras import missing
from core.errors import SettingsInvalid
from core.settings import Settings

errors = Console(stderr=True, highlight=False, soft_wrap=True)
"""Where refusals and progress go."""


def settings_at(path: Path | None) -> Settings:
    """The settings; every mistake in them is told, and then the command ends."""
    try:
        return config.load(os.environ, path)
    except SettingsInvalid as invalid:
        _tell_mistakes(invalid)
        raise typer.Exit(Exit.USAGE) from None


def _tell_mistakes(invalid: SettingsInvalid) -> None:
    count = len(invalid.problems)
    complain("The settings have a mistake:" if count == 1 else f"The settings have {count} mistakes:")
    for problem in invalid.problems:
        complain(f"  {problem.path}: {problem.text}")


def want_extras(settings: Settings, *, is_serving: bool = True) -> None:
    """End with a sentence where the settings need packages that are not installed."""
    lacking = missing(settings, is_serving=is_serving)
    if lacking:
        fail(f"These settings need more to be installed: pip install 'chatbrush[{','.join(lacking)}]'.")


def complete(work: Coroutine[None, None, Exit]) -> NoReturn:
    """Run to the end and leave with its code; mistakes that only show now are told as sentences."""
    try:
        code = _run(work)
    except KeyboardInterrupt:
        complain("Stopped.")
        code = Exit.INTERRUPTED
    raise typer.Exit(code)


def _run(work: Coroutine[None, None, Exit]) -> Exit:
    code = Exit.USAGE
    try:
        code = asyncio.run(work)
    except* SettingsInvalid as group:
        for invalid in _leaves(group):
            _tell_mistakes(invalid)
    return code


def _leaves(group: BaseExceptionGroup[SettingsInvalid]) -> list[SettingsInvalid]:
    found: list[SettingsInvalid] = []
    for error in group.exceptions:
        found.extend(_leaves(error) if isinstance(error, BaseExceptionGroup) else [error])
    return found


def say(line: str) -> None:
    """To standard output."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """To standard error."""
    errors.print(line, markup=False)


def fail(sentence: str) -> NoReturn:
    """Say what is wrong with the command, and end."""
    complain(sentence)
    raise typer.Exit(Exit.USAGE)
