"""The form that asks what should change: opened from a card's Edit button or from the message menu.

A form is never kept in memory by the SDK: its id says what it is about, so that one that was
opened before a restart is understood when it comes back.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import discord

from core.commands import EDIT, IMAGINE, MENU_EDIT, Command
from core.requests import ActionPress

_WORDS = "words"
_IMAGES = "images"
_PRESS_PREFIX = "form1"
_MENU_PREFIX = "menu1"
_MAX_WORDS = 4000
_MAX_IMAGES = 4
_TITLE_CHARS = 45
_STYLE_TITLE = ("Draw in this style", "用这个风格画")


@dataclass(frozen=True, slots=True)
class FormOfPress:
    """A form opened by a card's button."""

    press: ActionPress


@dataclass(frozen=True, slots=True)
class FormOfMenu:
    """A form opened from the message menu, about a message of the same channel."""

    message_id: int


def press_form_id(code: str) -> str:
    """A custom id for one opening: the same id twice would let two people overwrite each other."""
    return f"{_PRESS_PREFIX}:{secrets.token_hex(4)}:{code}"


def menu_form_id(message_id: int) -> str:
    """The same for the message menu."""
    return f"{_MENU_PREFIX}:{secrets.token_hex(4)}:{message_id}"


def parse_form_id(custom_id: str, words: str) -> FormOfPress | FormOfMenu | None:
    """What a submitted form is about; None for an id that is none of ours, since ids are hostile."""
    prefix, _, rest = custom_id.partition(":")
    _, _, about = rest.partition(":")
    if prefix == _PRESS_PREFIX:
        press = ActionPress.parse(about, words)
        return None if press is None else FormOfPress(press)
    if prefix == _MENU_PREFIX and about.isascii() and about.isdecimal() and len(about) <= 20:  # noqa: PLR2004 - 64 bits
        return FormOfMenu(int(about))
    return None


def edit_form(custom_id: str, locale: discord.Locale) -> discord.ui.Modal:
    """The form in the reader's language. It is finished before it is sent, so the SDK forgets it."""
    return _form(custom_id, locale, MENU_EDIT, EDIT)


def style_form(custom_id: str, locale: discord.Locale) -> discord.ui.Modal:
    """The same for a style or recipe: words, pictures, or both."""
    return _form(custom_id, locale, _STYLE_TITLE, IMAGINE, needs_words=False)


def _form(
    custom_id: str,
    locale: discord.Locale,
    title: tuple[str, str],
    command: Command,
    *,
    needs_words: bool = True,
) -> discord.ui.Modal:
    chinese = locale in (discord.Locale.chinese, discord.Locale.taiwan_chinese)
    prompt = next(option for option in command.options if option.name == "prompt")
    image = next(option for option in EDIT.options if option.name == "image2")
    form = discord.ui.Modal(title=title[chinese][:_TITLE_CHARS], custom_id=custom_id)
    words: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id=_WORDS,
        style=discord.TextStyle.paragraph,
        max_length=_MAX_WORDS,
        required=needs_words,
    )
    uploads: discord.ui.FileUpload[discord.ui.Modal] = discord.ui.FileUpload(
        custom_id=_IMAGES, required=False, min_values=0, max_values=_MAX_IMAGES
    )
    for option, component in ((prompt, words), (image, uploads)):
        text = option.description_zh if chinese else option.description
        form.add_item(discord.ui.Label(text=text[:_TITLE_CHARS], component=component))
    form.stop()
    return form


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a person filled in."""

    words: str
    attachments: tuple[discord.Attachment, ...]


def _fields(components: list[Any]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        if "component" in component:
            yield component["component"]
        yield from component.get("components", ())


def submitted(interaction: "discord.Interaction[discord.Client]") -> Submitted:
    """Read a submitted form from the raw interaction; uploads in the order that Discord lists them."""
    data: Mapping[str, Any] = {**(interaction.data or {})}
    resolved = data.get("resolved", {}).get("attachments", {})
    state = interaction.client._connection  # noqa: SLF001 - the SDK's attachments are made with it
    words, attachments = "", []
    for field in _fields(data.get("components", [])):
        if field.get("custom_id") == _WORDS:
            words = str(field.get("value") or "")
        elif field.get("custom_id") == _IMAGES:
            attachments = [
                discord.Attachment(data=resolved[key], state=state)
                for key in field.get("values", ())
                if key in resolved
            ]
    return Submitted(words, tuple(attachments))
