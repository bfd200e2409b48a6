"""Plain HTML elements for the page: texts and attributes are data, never markup."""

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from bots.web.bubbles import Member
from bots.web.portraits import hue_of

Handler = Callable[[], Any]


def text(words: str, classes: str, tag: str = "span") -> TextElement:
    """Words in an element of their own."""
    return TextElement(tag=tag, text=words).classes(classes)


def box(classes: str, tag: str = "div", **attributes: str) -> ui.element:
    """An element to put others in; `aria_label` becomes aria-label and so on."""
    return _with(ui.element(tag), attributes).classes(classes)


def icon(name: str) -> ui.element:
    """A Material icon of the font that NiceGUI ships; decoration only."""
    return _with(TextElement(tag="i", text=name), {"aria_hidden": "true"}).classes("material-icons")


def button(
    classes: str,
    on_click: Handler,
    *,
    label: str = "",
    words: str = "",
    symbol: str = "",
    **attributes: str,
) -> ui.element:
    """A button with a symbol, words, or both; `label` is its name where the words do not say it."""
    made = box(f"button {classes}", "button", type="button", **attributes)
    if label:
        made.props["aria-label"] = label
        made.props["title"] = label
    with made:
        if symbol:
            icon(symbol)
        if words:
            text(words, "button-words")
    made.on("click", lambda _: on_click(), [])
    return made


def image(url: str, alt: str, classes: str) -> ui.element:
    """A picture."""
    return box(classes, "img", src=url, alt=alt, decoding="async")


def avatar(member: Member | None, name: str) -> ui.element:
    """A round with initials, in a colour that follows from the key; the brush for the bot."""
    if member is None:
        with box("avatar avatar-bot", aria_hidden="true") as made:
            image("/assets/brush.svg", "", "avatar-image")
        return made
    with box("avatar", aria_hidden="true", style=f"--hue: {hue_of(member)}") as made:
        text(name[:1].upper(), "avatar-letter")
    return made


def _with(element: ui.element, attributes: dict[str, str]) -> ui.element:
    style = attributes.pop("style", "")
    for name, value in attributes.items():
        element.props[name.rstrip("_").replace("_", "-")] = value
    return element.style(style) if style else element
