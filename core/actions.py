"""What buttons do, and the ids that they carry."""

import re
from dataclasses import dataclass
from enum import StrEnum

_CODE = re.compile(r"v1:(?P<verb>[a-z]+):(?P<target>[0-9a-f]{32})(?::(?P<number>[0-9]{1,3}))?", re.ASCII)


class Verb(StrEnum):
    """What an action does. Values are part of button ids that live for years: never reuse one."""

    EDIT = "edit"
    """Target: a picture, or a job for all pictures of its card. With text: edit it; without: ask for the words."""
    AGAIN = "again"
    """Target: a job. The same instruction once more, paid by whoever presses."""
    ORIGINAL = "original"
    """Target: a picture, or a job for all. The untouched file."""
    PICK = "pick"
    """Target: a picture. Show this one alone, large, to reply to."""
    ALL = "all"
    """Target: a job. Send all its pictures one by one (an album where the platform has them)."""
    CLAIM = "claim"
    """Target: a job whose result could not be delivered. Bring it here, paid by whom it is for."""
    CANCEL = "cancel"
    """Target: a job. Stop it, waiting or drawing; for its requester and for admins."""
    CHOOSE = "choose"
    """Target: a question, `number` n or 0 for all together: the answer to 'which picture?'."""
    OTHER = "other"
    """Target: a job. The other reading of the words: edit instead of generate, or the reverse."""
    MORE = "more"
    """Target: a picture, or a job of several. What else can be done with it."""
    SUBTLE = "subtle"
    """Target: a picture. A variation close to it."""
    STRONG = "strong"
    """Target: a picture. A variation further from it."""
    UPSCALE = "upscale"
    """Target: a picture. The same, larger."""
    LETTER = "letter"
    """Target: a picture. The text that its words ask for, set exactly."""
    HISTORY = "history"
    """Target: a picture. The family tree that it belongs to, drawn as a sheet."""
    COMPARE = "compare"
    """Target: a picture. What it was made from and itself, side by side."""
    STYLE = "style"
    """Target: a preset's id. Draw with it; with text: these words."""
    GALLERY = "gallery"
    """Target: none. Page `number` of the presets, from 0."""
    AREA = "area"
    """Target: a picture. Show it under a grid of nine parts, to change one of them."""
    CELL = "cell"
    """Target: a picture, `number` 1 to 9 in reading order. As EDIT, in that part alone."""
    EDIT_WITH = "editwith"
    """Target: a question that holds a message: its words are an edit of the picture that it answered."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button. `target` is an id of ours; `label` is already in the reader's language."""

    verb: Verb
    target: str
    label: str
    number: int | None = None

    @property
    def code(self) -> str:
        """The button's id on a platform: at most 55 ASCII bytes, no user text, no secret.

        Telegram takes 64 bytes of callback_data, Discord 100 characters of custom_id.
        """
        tail = "" if self.number is None else f":{self.number}"
        return f"v1:{self.verb}:{self.target}{tail}"


@dataclass(frozen=True, slots=True)
class ActionPress:
    """A pressed button; `text` is what came with it (a modal's field)."""

    verb: Verb
    target: str
    number: int | None = None
    text: str = ""

    @classmethod
    def parse(cls, code: str, text: str = "") -> "ActionPress | None":
        """Read `Action.code`; None for anything else, since ids from a chat are hostile."""
        match = _CODE.fullmatch(code)
        if match is None or match["verb"] not in set(Verb):
            return None
        number = None if match["number"] is None else int(match["number"])
        return cls(Verb(match["verb"]), match["target"], number, text)
