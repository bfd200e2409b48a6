"""The catalogue of commands as Discord's command tree, and syncing it only when it changed."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.http import Route

from bots.discord_bot.suggesting import Suggestions, callbacks
from core.commands import COMMANDS, MENU_EDIT, Command, Option

Given = Mapping[str, Any]
"""What a person filled in, by the option's catalogue name."""

OnSlash = Callable[[discord.Interaction, Command, Given], Awaitable[None]]
OnUnknown = Callable[[discord.Interaction], Awaitable[None]]
OnMenu = Callable[[discord.Interaction, discord.Message], Awaitable[None]]

log = structlog.get_logger()

_ANNOTATIONS: Mapping[str, Any] = {
    "text": str,
    "number": int,
    "switch": bool,
    "image": discord.Attachment,
}


class CatalogueTranslator(app_commands.Translator):
    """English and Simplified Chinese out of the catalogue.

    English goes out under its own keys too, since a client without its locale's key may show another's.
    """

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - the library's signature
    ) -> str | None:
        """The catalogue's text for a locale; None where the default holds."""
        if locale is discord.Locale.chinese:
            chinese: str | None = string.extras.get("zh")
            return chinese
        if locale in (discord.Locale.american_english, discord.Locale.british_english):
            return string.message if "zh" in string.extras else None
        return None


def _parameter(option: Option) -> inspect.Parameter:
    annotation = _ANNOTATIONS[option.kind]
    default: Any = inspect.Parameter.empty
    if not option.required:
        annotation, default = annotation | None, None
    return inspect.Parameter(
        option.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )


def slash_command(
    command: Command, on_slash: OnSlash, suggestions: Suggestions
) -> app_commands.Command[Any, ..., None]:
    """A catalogue command as the SDK has it; the SDK reads a callback's signature, so one is made."""

    async def run(interaction: discord.Interaction, **given: Any) -> None:
        await on_slash(
            interaction, command, {name: value for name, value in given.items() if value is not None}
        )

    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    signature = inspect.Signature([first, *(_parameter(option) for option in command.options)])
    run.__signature__ = signature  # type: ignore[attr-defined]  # read by inspect.signature
    texts = {
        option.name: app_commands.locale_str(option.description, zh=option.description_zh)
        for option in command.options
    }
    choices = {
        option.name: [app_commands.Choice(name=choice, value=choice) for choice in option.choices]
        for option in command.options
        if option.choices
    }
    described = app_commands.describe(**texts)(run)
    if suggested := callbacks(command, suggestions):
        described = app_commands.autocomplete(**suggested)(described)
    return app_commands.Command(
        name=command.name,
        description=app_commands.locale_str(command.description, zh=command.description_zh),
        callback=app_commands.choices(**choices)(described) if choices else described,
    )


class CommandTree(app_commands.CommandTree[discord.Client]):
    """Every catalogue command and the message menu, for servers, private chats and user installs."""

    def __init__(
        self,
        client: discord.Client,
        on_slash: OnSlash,
        on_menu: OnMenu,
        on_unknown: OnUnknown,
        suggestions: Suggestions,
    ) -> None:
        super().__init__(
            client,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
        )

        self._on_unknown = on_unknown

        async def edit_image(interaction: discord.Interaction, message: discord.Message) -> None:
            await on_menu(interaction, message)

        for command in COMMANDS:
            self.add_command(slash_command(command, on_slash, suggestions))
        self.add_command(
            app_commands.ContextMenu(
                name=app_commands.locale_str(MENU_EDIT[0], zh=MENU_EDIT[1]), callback=edit_image
            )
        )

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """A command of another version is answered; a failure of ours is logged."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await self._on_unknown(interaction)
            return
        log.error("discord command failed", exc_info=error)

    async def sync_if_changed(self) -> bool:
        """Bring Discord's copy up to date; whether that took a sync (200 creations a day are allowed)."""
        translator = CatalogueTranslator()
        await self.set_translator(translator)
        ours = [await command.get_translated_payload(self, translator) for command in self.get_commands()]
        application_id = self.client.application_id
        if application_id is None:
            raise app_commands.MissingApplicationID
        theirs = await self.client.http.request(
            Route("GET", "/applications/{application_id}/commands", application_id=application_id),
            params={"with_localizations": "true"},
        )
        if _by_name(ours) == _by_name(theirs):
            return False
        await self.sync()
        return True


_KEPT = (
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "contexts",
    "integration_types",
    "required",
    "choices",
    "autocomplete",
    "value",
    "options",
    "default_member_permissions",
)


def _plain(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A command or option with what Discord adds or leaves out by default taken away."""
    plain: dict[str, Any] = {}
    for key in _KEPT:
        value = payload.get(key)
        if not value:
            continue
        if key in ("options", "choices"):
            value = [_plain(item) for item in value]
        elif key in ("contexts", "integration_types"):
            value = sorted(value)
        plain[key] = value
    return plain


def _by_name(payloads: list[Any]) -> dict[tuple[int, str], dict[str, Any]]:
    return {(payload.get("type", 1), payload["name"]): _plain(payload) for payload in payloads}
