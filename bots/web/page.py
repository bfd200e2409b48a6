"""The page: header, chat, composer, and who speaks in this browser tab."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.requests import Request

from bots.web.bubbles import GROUP, Bubble, Image, Member, Way, place_of
from bots.web.composer import Composer, Quote
from bots.web.meter import Meter
from bots.web.parts import avatar, box, button, image, text
from bots.web.server import site_of
from bots.web.site import Site
from bots.web.view import BubbleView, Hands
from bots.web.words import Words, language_of
from core.requests import Action, CardState, Verb

_log = structlog.get_logger(__name__)

SHOWN_AT_FIRST = 60
_QUOTA_SECONDS = 15.0
_USAGE_SECONDS = 10.0
_HEAD = """
<script src="/assets/playground.js"></script>
<link rel="stylesheet" href="/assets/playground.css">
"""


@ui.page("/", title="Chatbrush", viewport="width=device-width, initial-scale=1, viewport-fit=cover")
async def playground(request: Request) -> None:
    """A browser tab's own page."""
    ui.add_head_html(_HEAD)
    page = Page(site_of(request), request.headers.get("accept-language", ""), request.query_params)
    leave = page.site.room.subscribe(page.on_bubble)
    ui.context.client.on_delete(leave)
    await page.refresh_quota()


class Page:
    """What one browser tab shows."""

    def __init__(self, site: Site, languages: str, query: Mapping[str, str]) -> None:
        self.site = site
        self._browser = languages.split(",", maxsplit=1)[0].strip()[:35]
        # The address says who speaks and where, so that a reload, which a restart brings, keeps both.
        self._member = _named(site.room.members, query.get("as", ""))
        self._private = query.get("chat") == "private"
        self._shown = SHOWN_AT_FIRST
        self._views: dict[str, BubbleView] = {}
        self._client = ui.context.client
        with box("app"):
            self._header = box("header", "header")
            self._meter = Meter()
            with box("scroll", "main", id="scroll", tabindex="-1"):
                self._list = box("list", role="log", aria_live="polite", id="list")
            self._drop = box("drop", id="drop", aria_hidden="true")
            self._composer = Composer(self._send, self._on_quote)
        self._rebuild()
        ui.on("uploaded", self._on_uploaded, ["id"])
        ui.on("upload_failed", self._on_upload_failed, ["error"])
        ui.on("escape", lambda _: self._composer.reply(None), [])
        ui.timer(_QUOTA_SECONDS, self.refresh_quota)

    @property
    def _locale(self) -> str:
        return self._member.locale or self._browser

    @property
    def _chat(self) -> str:
        return self._member.key if self._private else GROUP

    @property
    def _words(self) -> Words:
        return Words(language_of(self._locale, self.site.language))

    def on_bubble(self, bubble: Bubble) -> None:
        """The room tells of a new or changed bubble."""
        if bubble.chat != self._chat or not bubble.is_seen_by(self._member) or self._client.is_deleted:
            return
        view = self._views.get(bubble.id)
        if view is not None:
            with self._list:
                view.apply(bubble)
        elif bubble.edits == 0:
            if not self._views:
                self._list.clear()
            self._append(bubble)
            if bubble.expects_reply and bubble.person == self._member.key:
                with self._list:
                    self._composer.reply(Quote(bubble, "Chatbrush"))
        if bubble.by_bot and bubble.state is not CardState.DRAWING:
            with self._list:
                ui.timer(0.2, self.refresh_quota, once=True)

    async def refresh_quota(self) -> None:
        """Bring the bars up to date."""
        try:
            async with asyncio.timeout(_USAGE_SECONDS):
                usages = await self.site.reader.usage(place_of(self._chat), self._member.alias(self._browser))
        except TimeoutError:
            _log.warning("quota-bar-late")
            return
        if not self._client.is_deleted:
            self._meter.show(usages, self._words)

    def _rebuild(self) -> None:
        words = self._words
        self._fill_header(words)
        self._drop.clear()
        with self._drop:
            text(words("drop"), "drop-words")
        self._fill_list()
        self._composer.rebuild(words, self._chat)
        self._meter.translate(words)
        language = "zh-Hans" if words.language == "zh" else "en"
        number = self.site.room.members.index(self._member) + 1
        address = f"?as={number}&chat=private" if self._private else f"?as={number}"
        self._client.run_javascript(f"chatbrush.enter('{language}', '{address}')")

    def _fill_header(self, words: Words) -> None:
        self._header.clear()
        with self._header:
            with box("brand"):
                image("/assets/brush.svg", "", "brand-mark")
                with box("brand-words"):
                    text("Chatbrush", "brand-name", "h1")
                    text(words("tagline"), "brand-tagline")
            with box("chats", role="group", aria_label="Chats"):
                self._tab(words("group"), "groups", is_private=False)
                self._tab(words("private"), "lock", is_private=True)
            with box("members", role="group", aria_label=words("you-are")):
                text(words("you-are"), "members-label")
                for member in self.site.room.members:
                    self._speaker(member, words)
            button("tool theme", _nothing, label=words("theme"), symbol="contrast", data_theme_toggle="")

    def _tab(self, label: str, symbol: str, *, is_private: bool) -> None:
        def turn() -> None:
            self._private = is_private
            self._rebuild()

        pressed = str(self._private == is_private).lower()
        button("chat-tab", turn, words=label, symbol=symbol, aria_pressed=pressed)

    def _speaker(self, member: Member, words: Words) -> None:
        pressed = str(member == self._member).lower()
        made = box("button member", "button", type="button", aria_pressed=pressed)
        made.props["aria-label"] = made.props["title"] = words("speak-as", name=member.name)
        with made:
            avatar(member, member.name)
            text(member.name, "member-name")
        made.on("click", lambda _: self._become(member), [])

    async def _become(self, member: Member) -> None:
        self._member = member
        self._rebuild()
        await self.refresh_quota()

    def _fill_list(self) -> None:
        self._list.clear()
        self._views.clear()
        seen = [bubble for bubble in self.site.room.chat(self._chat) if bubble.is_seen_by(self._member)]
        if not seen:
            self._empty()
            return
        if len(seen) > self._shown:
            with self._list:
                button("earlier", self._earlier, words=self._words("earlier"), symbol="expand_less")
        for bubble in seen[-self._shown :]:
            self._append(bubble)

    def _earlier(self) -> None:
        self._shown += SHOWN_AT_FIRST
        self._fill_list()

    def _append(self, bubble: Bubble) -> None:
        hands = Hands(self._choose, self._press)
        with self._list:
            self._views[bubble.id] = BubbleView(bubble, self._member, self.site.room, self._words, hands)

    def _empty(self) -> None:
        words = self._words
        with self._list, box("empty"):
            image("/assets/brush.svg", "", "empty-mark")
            text(words("empty"), "empty-title", "h2")
            text(words("empty-how"), "empty-how", "p")
            with box("examples", role="group", aria_label=words("try")):
                for example in words.examples:
                    button("example", partial(self._send, example, "ask", None, ()), words=example)

    def _choose(self, bubble: Bubble, number: int) -> None:
        quote = self._composer.quote
        again = quote and quote.bubble.id == bubble.id and quote.number == number and not quote.press
        self._composer.reply(None if again else Quote(bubble, self._author(bubble), number))

    def _author(self, bubble: Bubble) -> str:
        author = self.site.room.member(bubble.author)
        return author.name if author else "Chatbrush"

    def _on_quote(self) -> None:
        quote = self._composer.quote
        for view in self._views.values():
            view.choose(quote.number if quote and quote.bubble.id == view.bubble.id else None)

    async def _press(self, bubble: Bubble, action: Action) -> None:
        if action.verb in {Verb.EDIT, Verb.CELL}:
            self._composer.reply(Quote(bubble, "Chatbrush", self._number(bubble, action), action.code))
        else:
            try:
                await self.site.inbound.press(self._member, bubble, action.code, locale=self._browser)
            except TimeoutError:
                self._say_busy()

    def _number(self, bubble: Bubble, action: Action) -> int:
        """Which image of the bubble an Edit button is about, 0 for all."""
        if len(bubble.images) == 1:
            return 0
        numbers = (n for n, image in enumerate(bubble.images, 1) if action.target in image.picture_ids)
        return next(numbers, 0)

    async def _send(self, words: str, way: Way, quote: Quote | None, uploads: tuple[Image, ...]) -> None:
        self._client.run_javascript("chatbrush.bottom()")
        try:
            await self.site.inbound.say(
                self._member,
                words,
                chat=self._chat,
                images=uploads,
                reply_to=quote.bubble.id if quote else None,
                reply_image=quote.number if quote else 0,
                way=way,
                press=quote.press if quote and way == "ask" else "",
                locale=self._browser,
            )
        except TimeoutError:
            self._say_busy()

    def _say_busy(self) -> None:
        """What was written is kept and handed over at the next start."""
        _log.warning("playground-busy")
        with self._list:
            ui.notify(self._words("busy"), type="warning")

    def _on_uploaded(self, event: GenericEventArguments) -> None:
        upload = self.site.uploaded(_argument(event, "id"))
        if upload is not None:
            self._composer.add(upload)

    def _on_upload_failed(self, event: GenericEventArguments) -> None:
        known = {"too-large", "upload-failed"}
        error = _argument(event, "error")
        key = error if error in known else "upload-failed"
        ui.notify(self._words(key, megabytes=20), type="negative")


def _named(members: Sequence[Member], number: str) -> Member:
    """The member of a number from 1; the first for anything else."""
    is_number = number.isascii() and number.isdecimal() and 1 <= int(number[:2]) <= len(members)
    return members[int(number[:2]) - 1] if is_number else members[0]


def _argument(event: GenericEventArguments, name: str) -> Any:
    return event.args.get(name) if isinstance(event.args, dict) else None


def _nothing() -> None:
    """The click is dealt with in the browser."""
