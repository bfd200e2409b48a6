"""Where a member writes: the quoted picture, uploads, the words, and two ways to send."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from bots.web.bubbles import GROUP, Bubble, Image, Way
from bots.web.commands import menu
from bots.web.parts import box, button, icon, image, text
from bots.web.words import Words

IMAGES_PER_MESSAGE = 10
_TAKE = "() => { const words = chatbrush.take(); if (words !== null) emit(words); }"
_ENTER = (
    "(e) => { if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return; e.preventDefault(); "
    "const words = chatbrush.take(); if (words !== null) emit(words); }"
)


@dataclass(frozen=True, slots=True)
class Quote:
    """What the next message replies to: a bubble, one of its images, or a button's form."""

    bubble: Bubble
    name: str
    number: int = 0
    press: str = ""

    @property
    def image(self) -> Image | None:
        """The picture that is shown beside the words."""
        images = self.bubble.images or self.bubble.files
        return images[max(self.number, 1) - 1] if images else None


Send = Callable[[str, Way, "Quote | None", tuple[Image, ...]], Awaitable[None]]


class Composer:
    """The foot of the page. `send` gets what was written; the quote and uploads are then gone."""

    def __init__(self, send: Send, quoted: Callable[[], None]) -> None:
        self._send = send
        self._quoted = quoted
        self._client = ui.context.client
        self._words = Words("en")
        self._chat = GROUP
        self.quote: Quote | None = None
        self._uploads: list[Image] = []
        with box("composer", "form", aria_label="Chatbrush"):
            self._quote_row = box("quote-row")
            self._upload_row = box("upload-row")
            with box("write-row"):
                self._tools = box("tools")
                # Built once: what somebody is writing survives every change around it.
                self._field = box(
                    "words", "textarea", id="words", rows="1", maxlength="4000", enterkeyhint="send"
                )
                self._field.on("keydown", self._on_ask, js_handler=_ENTER)
                self._ways = box("ways")

    def rebuild(self, words: Words, chat: str) -> None:
        """Draw it in another language or for another chat; a quote stays in its chat."""
        if chat != self._chat:
            self.quote = None
        self._words, self._chat = words, chat
        self._field.props["aria-label"] = words("message")
        self._fill_tools()
        self._fill_ways()
        self._refresh()

    def reply(self, quote: Quote | None) -> None:
        """Choose what the next message replies to; the same once more lets go of it."""
        self.quote = quote
        self._refresh()
        if quote is not None:
            self._client.run_javascript("chatbrush.focus()")

    def add(self, upload: Image) -> None:
        """An upload has arrived."""
        if len(self._uploads) >= IMAGES_PER_MESSAGE:
            ui.notify(self._words("too-many", count=IMAGES_PER_MESSAGE))
            return
        if upload not in self._uploads:
            self._uploads.append(upload)
        self._refresh()

    def _fill_tools(self) -> None:
        words = self._words
        self._tools.clear()
        with self._tools:
            button("tool", _nothing, label=words("attach"), symbol="add_photo_alternate", data_attach="")
            with button("tool tool-commands", _nothing, label=words("commands"), symbol="bolt"), ui.menu():
                for command, meaning in menu(words.language):
                    with ui.menu_item(on_click=partial(self._command, command)), box("command"):
                        text(command, "command-name")
                        text(meaning, "command-meaning")

    def _fill_ways(self) -> None:
        words = self._words
        self._ways.clear()
        with self._ways:
            if self._chat == GROUP:
                say = button(
                    "say", _nothing, label=words("say-hint"), words=words("say"), symbol="chat_bubble"
                )
                say.on("click", self._on_say, js_handler=_TAKE)
            self._ask = box("button ask", "button", type="button")
            self._ask.on("click", self._on_ask, js_handler=_TAKE)

    async def _on_ask(self, event: GenericEventArguments) -> None:
        await self._take(event.args, "ask")

    async def _on_say(self, event: GenericEventArguments) -> None:
        await self._take(event.args, "say")

    async def _command(self, command: str) -> None:
        if command in ("/imagine", "/edit"):
            self._client.run_javascript(f"chatbrush.write('{command} ')")
        else:
            await self._send(command, "say", None, ())

    async def _take(self, written: Any, way: Way) -> None:
        words = written.strip() if isinstance(written, str) else ""
        if not words and not self._uploads:
            return
        quote, uploads = self.quote, tuple(self._uploads)
        self._uploads.clear()
        self.quote = None
        self._refresh()
        await self._send(words, way, quote, uploads)

    def _refresh(self) -> None:
        words, quote = self._words, self.quote
        changes = bool(self._uploads or (quote and quote.image))
        hint = "placeholder-edit" if changes else "placeholder-reply" if quote else "placeholder"
        self._field.props["placeholder"] = words(hint)
        self._ask.clear()
        with self._ask:
            icon("auto_fix_high" if changes else "brush")
            label = words("edit") if changes else words("ask") if self._chat == GROUP else words("send")
            text(label, "button-words")
        self._ask.props["title"] = words("ask-hint")
        self._ask.props["aria-label"] = label
        self._show_quote()
        self._show_uploads()
        self._quoted()

    def _show_quote(self) -> None:
        self._quote_row.clear()
        quote, words = self.quote, self._words
        if quote is None:
            return
        with self._quote_row, box("quote-bar", role="status"):
            if quote.image is not None and quote.image.is_shown:
                image(quote.image.url, "", "quote-thumb")
            key = (
                "replying-text" if quote.image is None else "replying-number" if quote.number else "replying"
            )
            text(words(key, name=quote.name, number=quote.number), "quote-name")
            button(
                "tool small",
                lambda: self.reply(None),
                label=words("cancel-reply"),
                symbol="close",
            )

    def _show_uploads(self) -> None:
        self._upload_row.clear()
        with self._upload_row:
            for upload in self._uploads:
                with box("upload"):
                    if upload.is_shown:
                        image(upload.url, upload.name, "upload-thumb")
                    else:
                        text(upload.name, "upload-name")
                    button(
                        "tool small remove",
                        partial(self._drop, upload),
                        label=self._words("remove", name=upload.name),
                        symbol="close",
                    )

    def _drop(self, upload: Image) -> None:
        self._uploads.remove(upload)
        self._refresh()


def _nothing() -> None:
    """The click is dealt with in the browser."""
