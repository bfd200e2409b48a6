"""Commands, menus, buttons and forms as `IncomingMessage`, each acknowledged within three seconds."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

import discord
import structlog

from bots.discord_bot.commands import Given
from bots.discord_bot.downloads import Downloads
from bots.discord_bot.failures import delivering
from bots.discord_bot.forms import (
    FormOfPress,
    edit_form,
    menu_form_id,
    parse_form_id,
    press_form_id,
    style_form,
    submitted,
)
from bots.discord_bot.images import attachment_handle
from bots.discord_bot.inbound import Reader, event_key, person_of, place_of
from bots.discord_bot.mentions import with_mentions
from bots.discord_bot.routes import Route, Waiting
from core.commands import EDIT, Command
from core.errors import DeliveryFailed, StaleAction
from core.messages import speaker
from core.ports import Receiver
from core.requests import (
    ActionPress,
    Addressed,
    ImageHandle,
    IncomingMessage,
    PlatformTraits,
    ReplyTarget,
    Verb,
)

log = structlog.get_logger()

Interaction = discord.Interaction[discord.Client]

_ALREADY_ACKNOWLEDGED = 40060
_MENU_TARGETS = 1000
_MAKES_CARD = frozenset({Verb.AGAIN, Verb.OTHER, Verb.CHOOSE, Verb.EDIT, Verb.CELL, Verb.CLAIM})
_FORMS = {Verb.EDIT: edit_form, Verb.CELL: edit_form, Verb.STYLE: style_form}


class Interactions:
    """Takes interactions for one connected bot."""

    def __init__(
        self,
        client: discord.Client,
        receiver: Receiver,
        reader: Reader,
        downloads: Downloads,
        traits: PlatformTraits,
        *,
        max_upload_bytes: int,
    ) -> None:
        self._client = client
        self._receiver = receiver
        self._reader = reader
        self._downloads = downloads
        self._traits = traits
        self._max_upload_bytes = max_upload_bytes
        self._menu_targets: OrderedDict[int, ReplyTarget] = OrderedDict()

    async def slash(self, interaction: Interaction, command: Command, given: Given) -> None:
        """A slash command."""
        public = self._is_guest(interaction) and (command.reads_words or command.makes_card)
        route = await self._acknowledge(interaction, Waiting.PUBLIC if public else Waiting.PRIVATE)
        if route is None:
            return
        uploads = [value for value in given.values() if isinstance(value, discord.Attachment)]
        images = tuple(attachment_handle(upload) for upload in uploads)
        thread_start = None
        if command is EDIT and not images and not route.is_card:
            thread_start = await self._reader.thread_start(interaction.channel)
        message = replace(
            self._message(interaction, route, Addressed.COMMAND),
            text=str(given.get("prompt", "")),
            command=command.name,
            options=_options(given),
            images=images,
            thread_start=thread_start,
        )
        await self._receive(with_mentions(message, interaction.user, self._reader.bot_id), images)

    async def menu(self, interaction: Interaction, target: discord.Message) -> None:
        """The message menu: the form is the first response, with nothing waited for before it.

        The target's content is delivered here whatever the intents, and only here: it is kept until
        the form comes back.
        """
        self._menu_targets[target.id] = self._reader.target(target, here=True)
        while len(self._menu_targets) > _MENU_TARGETS:
            self._menu_targets.popitem(last=False)
        await self._open_form(interaction, edit_form(menu_form_id(target.id), interaction.locale))

    async def other(self, interaction: Interaction) -> None:
        """A pressed button or a submitted form; commands come by the tree."""
        if interaction.type is discord.InteractionType.component:
            await self._press(interaction, interaction.custom_id or "")
        elif interaction.type is discord.InteractionType.modal_submit:
            await self._form(interaction, interaction.custom_id or "")

    async def _press(self, interaction: Interaction, code: str) -> None:
        press = ActionPress.parse(code)
        if press is None:
            await self.refuse(interaction)
            return
        if press.verb in _FORMS:
            await self._open_form(interaction, _FORMS[press.verb](press_form_id(code), interaction.locale))
            return
        # A guest's new card is the response itself, so it needs one of its own; any other press
        # leaves the message alone and is answered beside it.
        new_card = self._is_guest(interaction) and press.verb in _MAKES_CARD
        route = await self._acknowledge(interaction, Waiting.PUBLIC if new_card else Waiting.NOTHING)
        if route is not None:
            message = self._message(interaction, route, Addressed.BUTTON)
            await self._receive(replace(message, press=press, reply=self._pressed_on(interaction)))

    async def _form(self, interaction: Interaction, custom_id: str) -> None:
        filled = submitted(interaction)
        form = parse_form_id(custom_id, filled.words)
        if form is None:
            await self.refuse(interaction)
            return
        guest = self._is_guest(interaction)
        route = await self._acknowledge(interaction, Waiting.PUBLIC if guest else Waiting.PRIVATE)
        if route is None:
            return
        images = tuple(attachment_handle(attachment) for attachment in filled.attachments)
        if isinstance(form, FormOfPress):
            message = replace(
                self._message(interaction, route, Addressed.BUTTON),
                press=form.press,
                reply=self._pressed_on(interaction),
            )
        else:
            message = replace(
                self._message(interaction, route, Addressed.COMMAND),
                command=EDIT.name,
                reply=await self._menu_target(interaction, form.message_id),
            )
        message = replace(message, text=filled.words, images=images)
        await self._receive(with_mentions(message, interaction.user, self._reader.bot_id), images)

    async def _menu_target(self, interaction: Interaction, message_id: int) -> ReplyTarget:
        """What the menu was opened on; after a restart it is asked for again."""
        kept = self._menu_targets.get(message_id)
        if kept is not None:
            return kept
        channel_id = interaction.channel_id or 0
        fetched = None if self._is_guest(interaction) else await self._reader.fetch(channel_id, message_id)
        return ReplyTarget(str(message_id)) if fetched is None else self._reader.target(fetched, here=True)

    def _pressed_on(self, interaction: Interaction) -> ReplyTarget | None:
        message = interaction.message
        return None if message is None else self._reader.target(message, here=True)

    def _is_guest(self, interaction: Interaction) -> bool:
        """Whether the bot is no member of that place: it came along with the person who installed it."""
        if interaction.guild_id is not None:
            return self._client.get_guild(interaction.guild_id) is None
        return not interaction.context.dm_channel

    async def _acknowledge(self, interaction: Interaction, waiting: Waiting) -> Route | None:
        """Answer within three seconds, before anything is looked up; None when it was too late."""
        try:
            with delivering():
                await interaction.response.defer(
                    ephemeral=waiting is Waiting.PRIVATE, thinking=waiting is not Waiting.NOTHING
                )
        except DeliveryFailed as error:
            cause = error.__context__
            if getattr(cause, "code", None) != _ALREADY_ACKNOWLEDGED:
                log.warning("interaction not acknowledged", error=type(error).__name__)
                return None
        return Route.of(interaction, waiting, is_card=self._is_guest(interaction))

    async def _open_form(self, interaction: Interaction, form: discord.ui.Modal) -> None:
        try:
            with delivering():
                await interaction.response.send_modal(form)
        except DeliveryFailed as error:
            log.warning("form not opened", error=type(error).__name__)

    async def refuse(self, interaction: Interaction) -> None:
        """A button or form of another version, or of nobody: said to whoever pressed it."""
        words = await asyncio.to_thread(_stale, str(interaction.locale), self._traits)
        try:
            with delivering():
                await interaction.response.send_message(words, ephemeral=True)
        except DeliveryFailed as error:
            log.warning("press not answered", error=type(error).__name__)

    def _message(self, interaction: Interaction, route: Route, addressed: Addressed) -> IncomingMessage:
        rights = interaction.permissions
        private = interaction.guild_id is None and interaction.context.dm_channel
        return IncomingMessage(
            key=event_key(self._reader.bot_id, interaction.id),
            place=place_of(
                interaction.channel_id or 0,
                interaction.guild_id,
                private=bool(private),
                title=getattr(interaction.channel, "name", "") or "",
            ),
            person=person_of(
                interaction.user,
                locale=str(interaction.locale),
                is_admin=rights.administrator or rights.manage_guild or rights.manage_messages,
            ),
            sent_at=interaction.created_at,
            addressed=addressed,
            hears_all=bool(private) or (self._reader.hears_all and not route.is_card),
            route=route.to_text(),
        )

    async def _receive(self, message: IncomingMessage, uploads: tuple[ImageHandle, ...] = ()) -> None:
        """Uploads of commands and forms are deleted by Discord after a while: they are taken at once."""
        if uploads:
            await self._downloads.keep(self._client, uploads, self._max_upload_bytes)
        await self._receiver.receive(message)


def _stale(locale: str, traits: PlatformTraits) -> str:
    """In a thread, since a language's first use reads its files."""
    return speaker(locale).error(StaleAction(), now=discord.utils.utcnow(), traits=traits)


def _options(given: Given) -> Mapping[str, str]:
    """Named options as text; a switch that is off is as good as not given."""
    options: dict[str, str] = {}
    for name, value in given.items():
        if name == "prompt" or value is False or isinstance(value, discord.Attachment):
            continue
        options[name] = "true" if value is True else str(value)
    return options
