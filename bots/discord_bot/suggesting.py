"""What Discord offers while somebody fills in an option of a command."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import discord
from discord import app_commands

from core.commands import Command, Suggestion

Suggestions = Mapping[str, Sequence[Suggestion]]
"""What there is to suggest, by `Option.suggests`."""

MOST: Final = 25
"""https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure"""

_TITLE_CHARS: Final = 100
_Callback = Callable[["discord.Interaction[discord.Client]", str], Awaitable[list[app_commands.Choice[str]]]]


def callbacks(command: Command, suggestions: Suggestions) -> dict[str, Any]:
    """The SDK's callback for each option of a command that suggests something."""
    return {
        option.name: _callback(suggestions.get(option.suggests, ()))
        for option in command.options
        if option.suggests
    }


def _callback(known: Sequence[Suggestion]) -> _Callback:
    async def suggest(
        interaction: "discord.Interaction[discord.Client]", typed: str
    ) -> list[app_commands.Choice[str]]:
        chinese = interaction.locale in (discord.Locale.chinese, discord.Locale.taiwan_chinese)
        return [
            app_commands.Choice(name=(one.title_zh if chinese else one.title)[:_TITLE_CHARS], value=one.value)
            for one in matching(known, typed)
        ]

    return suggest


def matching(known: Sequence[Suggestion], typed: str) -> tuple[Suggestion, ...]:
    """Those that what was typed so far may mean, in their order: first where a name begins with it."""
    sought = typed.strip().casefold()
    begins = [one for one in known if any(name.casefold().startswith(sought) for name in one.names)]
    holds = [
        one for one in known if one not in begins and any(sought in name.casefold() for name in one.names)
    ]
    return tuple([*begins, *holds][:MOST])
