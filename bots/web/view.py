"""One bubble on the page: built once, then changed in place as the card goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui

from bots.web.bubbles import Bubble, Image, Member
from bots.web.parts import avatar, box, button, icon, image, text
from bots.web.room import Room
from bots.web.words import Words
from core.requests import Action, CardState

_SYMBOLS = {
    "edit": "auto_fix_high",
    "again": "refresh",
    "original": "download",
    "all": "photo_library",
    "pick": "crop_free",
    "other": "swap_horiz",
}
_QUOTED_CHARS = 80


@dataclass(frozen=True, slots=True)
class Hands:
    """What a bubble's parts call: choose an image (0: the whole bubble), press a button."""

    choose: Callable[[Bubble, int], None]
    press: Callable[[Bubble, Action], Any]


class BubbleView:
    """A bubble as one member sees it."""

    def __init__(self, bubble: Bubble, member: Member, room: Room, words: Words, hands: Hands) -> None:
        self.bubble = bubble
        self._member = member
        self._room = room
        self._words = words
        self._hands = hands
        self._chosen: int | None = None
        self._frames: list[ui.element] = []
        self._pictures: list[ui.element] = []
        side = "mine" if bubble.author == member.key else "theirs"
        with box(f"row row-{side}", "article", id=f"m{bubble.id}", data_id=bubble.id) as self.root:
            author = room.member(bubble.author)
            if side == "theirs":
                avatar(author, self._name())
            with box("column"):
                self._meta()
                with box("bubble") as self._bubble:
                    self._quote()
                    self._text = text("", "text", "div")
                    self._link()
                    self._images = box("images")
                    self._files = box("files")
                    self._actions = box("actions")
        self._fill()

    def apply(self, bubble: Bubble) -> None:
        """Show what became of it; pictures change in place where their number stays."""
        old, self.bubble = self.bubble, bubble
        if bubble.text != old.text or bubble.state != old.state:
            self._fill_text()
        if len(bubble.images) == len(old.images) and bubble.state not in _NEW_FRAMES.get(old.state, ()):
            for shown, picture in zip(bubble.images, self._pictures, strict=True):
                picture.props["src"] = shown.url
                picture.props["alt"] = shown.alt_text
        else:
            self._fill_images()
        if bubble.actions != old.actions:
            self._fill_actions()
        self._mark()

    def choose(self, number: int | None) -> None:
        """Show which of its images the next message is about: 0 for all, None for none."""
        self._chosen = number
        self._mark()

    def _fill(self) -> None:
        self._fill_text()
        self._fill_images()
        self._fill_files()
        self._fill_actions()
        self._mark()

    def _name(self) -> str:
        if self.bubble.by_bot:
            return "Chatbrush"
        author = self._room.member(self.bubble.author)
        return author.name if author else self._words("gone")

    def _meta(self) -> None:
        bubble, words = self.bubble, self._words
        with box("meta"):
            text(self._name(), "name")
            if bubble.by_bot:
                text(words("bot"), "badge")
            asker = self._room.member(bubble.person)
            if bubble.names_requester and asker:
                text(words("for", name=asker.name), "badge")
            if bubble.private_to:
                with box("badge private"):
                    icon("visibility_off")
                    text(words("only-you"), "")
            text(bubble.sent_at.astimezone().strftime("%H:%M"), "time", "time")
            button(
                "reply",
                lambda: self._hands.choose(self.bubble, 0),
                label=words("reply"),
                symbol="reply",
            )

    def _quote(self) -> None:
        replied = self._room.find(self.bubble.reply_to)
        if replied is None:
            return
        author = self._room.member(replied.author)
        with box("quote", "button", type="button", data_jump=replied.id):
            images = replied.images or replied.files
            number = max(self.bubble.reply_image, 1)
            if number <= len(images) and images[number - 1].is_shown:
                image(images[number - 1].url, "", "quote-thumb")
            with box("quote-words"):
                text("Chatbrush" if replied.by_bot else author.name if author else "", "quote-name")
                text(replied.text[:_QUOTED_CHARS], "quote-text")

    def _link(self) -> None:
        if self._room.find(self.bubble.link) is None:
            return
        with box("jump", "button", type="button", data_jump=self.bubble.link or ""):
            icon("arrow_upward")
            text(self._words("see-picture"), "")

    def _fill_text(self) -> None:
        self._text.text = self.bubble.text
        self._text.set_visibility(bool(self.bubble.text))

    def _fill_images(self) -> None:
        self._images.clear()
        self._frames, self._pictures = [], []
        with self._images:
            if not self.bubble.images and self.bubble.state in (CardState.WAITING, CardState.DRAWING):
                box("canvas", aria_hidden="true")
            for number, shown in enumerate(self.bubble.images, 1):
                self._frame(number, shown)

    def _frame(self, number: int, shown: Image) -> None:
        words, many = self._words, len(self.bubble.images) > 1
        with box("frame") as frame:
            if not shown.is_shown:
                self._document(shown)
                self._pictures.append(box("hidden", "img"))
            else:
                alt = shown.alt_text or (words("picture") if self.bubble.by_bot else shown.name)
                with box("pick", "button", type="button") as pick:
                    pick.props["aria-label"] = words("pick", alt=alt)
                    pick.on("click", lambda _: self._hands.choose(self.bubble, number if many else 0), [])
                    self._pictures.append(image(shown.url, alt, "picture"))
                    if many:
                        text(f"#{number}", "number")
                with box("zoom button", "button", type="button", data_zoom="") as zoom:
                    zoom.props["aria-label"] = zoom.props["title"] = words("zoom")
                    icon("zoom_out_map")
        self._frames.append(frame)

    def _fill_files(self) -> None:
        self._files.clear()
        with self._files:
            for file in self.bubble.files:
                self._document(file)

    def _document(self, file: Image) -> None:
        with box("document", "a", href=file.url, download=file.name):
            if file.is_shown:
                image(file.url, file.alt_text, "document-thumb")
            else:
                icon("insert_drive_file")
            text(file.name, "document-name")
            icon("download")

    def _fill_actions(self) -> None:
        self._actions.clear()
        with self._actions:
            for action in self.bubble.actions:
                button(
                    "action",
                    partial(self._press, action),
                    words=action.label,
                    symbol=_SYMBOLS.get(action.verb, ""),
                    data_code=action.code,
                )

    def _press(self, action: Action) -> Any:
        return self._hands.press(self.bubble, action)

    def _mark(self) -> None:
        bubble = self.bubble
        self._bubble.classes(replace=" ".join(self._kinds()))
        for number, frame in enumerate(self._frames, 1):
            is_chosen = self._chosen is not None and self._chosen in (0, number)
            frame.classes(replace="frame chosen" if is_chosen else "frame")
        self._images.classes(replace=f"images images-{min(len(bubble.images), 3)}")
        self._actions.set_visibility(bool(bubble.actions))
        self.root.props["aria-busy"] = str(bubble.state in (CardState.WAITING, CardState.DRAWING)).lower()

    def _kinds(self) -> tuple[str, ...]:
        bubble = self.bubble
        return (
            "bubble",
            f"state-{bubble.state}" if bubble.state else "",
            "chosen-whole" if self._chosen == 0 and not bubble.images else "",
            "for-you" if bubble.mention and bubble.person == self._member.key else "",
            "only-you" if bubble.private_to else "",
        )


_NEW_FRAMES: dict[CardState | None, tuple[CardState, ...]] = {
    CardState.WAITING: (CardState.DONE, CardState.FAILED),
    CardState.DRAWING: (CardState.FAILED,),
}
"""After which state which one needs its frames built anew, though their number is the same (none)."""
