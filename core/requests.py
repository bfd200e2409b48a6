"""What crosses the seams: messages in, cards and notices out, all plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.actions import Action, ActionPress, Verb
from core.identity import JobId, PersonAlias, PictureId, PlaceAlias, Platform

__all__ = [
    "Action",
    "ActionPress",
    "Addressed",
    "Audience",
    "Card",
    "CardState",
    "ImageHandle",
    "IncomingMessage",
    "Notice",
    "PictureFile",
    "PlatformTraits",
    "ReplyTarget",
    "SendBudget",
    "Verb",
]


@dataclass(frozen=True, slots=True)
class ImageHandle:
    """An image that is still at the platform; `Courier.fetch` brings its bytes.

    `locator` is for the adapter alone (a file id, a URL, an upload id) and never logged or shown.
    `key` is the same whenever the same image is met again, so that it is fetched once. Sizes are
    hints; 0 means unknown. `found` names what it is when the platform already says that it is
    no picture ("pdf", "video", "animated sticker"): such a handle is never fetched. `origin` is the
    link that it is the preview of. `is_link` says that `locator` is a link to the web, which no
    platform fetches. What is not `lasting` may show something else the next time: it is never reused.
    """

    platform: Platform
    locator: str
    key: str
    name: str = ""
    media_type: str = ""
    size_bytes: int = 0
    spoiler: bool = False
    found: str = ""
    origin: str = ""
    is_link: bool = False
    lasting: bool = True


class MentionKind(StrEnum):
    """Something with a picture that words can name."""

    EMOJI = "emoji"
    AVATAR = "avatar"
    PREVIEW = "preview"
    """What the platform shows of a link."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that the words may name for its picture; whether they do, the core decides.

    `words` is how it stands in the text, for a preview its link; "" for the speaker's own avatar. Of
    an avatar `person` is whose it is, "" where the platform does not tell, and `handle` is None where
    there is none to be seen.
    """

    kind: MentionKind
    words: str
    handle: ImageHandle | None
    person: str = ""


@dataclass(frozen=True, slots=True)
class ReplyTarget:
    """The message replied to, as far as the platform tells.

    `message` is its id in the same place, None when it is elsewhere (another chat, a forward's
    origin) or unknown. `by_bot` is about this bot; `author` is a person's key, "" if unknown.
    `links` are those that do not stand in the text.
    """

    message: str | None
    by_bot: bool = False
    author: str = ""
    text: str = ""
    images: tuple[ImageHandle, ...] = ()
    album: str = ""
    links: tuple[str, ...] = ()


class Addressed(StrEnum):
    """How a message turns to the bot; the strongest that holds."""

    COMMAND = "command"
    BUTTON = "button"
    MENTION = "mention"
    PRIVATE = "private"
    REPLY = "reply"
    """A reply to one of the bot's own messages, without an explicit mention."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message, command, button press or submitted form, as an adapter understood it.

    `key` is the idempotency key: the same for every delivery of the same event, unique over
    platforms and bots. `message` is the id that a card can reply to, None when there is no
    message (a slash command). `text` has the bot's own mention and the command's name taken
    off and is otherwise what the person wrote. `command` is a name in `core.commands`.
    `options` are a command's named options by catalogue name. `images` are the message's own,
    in order; `thread_start` is the message that the thread grew from. `album` joins messages
    that the platform delivers one by one. `links` are those that do not stand in the text, `mentions`
    what in it has a picture besides. `hears_all` says whether the platform delivers
    ordinary messages of this place to the bot. `route` is for the courier alone: how a card
    for this request travels where it is not an ordinary message; never logged.
    """

    key: str
    place: PlaceAlias
    person: PersonAlias
    sent_at: datetime
    addressed: Addressed
    text: str = ""
    message: str | None = None
    command: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    press: ActionPress | None = None
    images: tuple[ImageHandle, ...] = ()
    reply: ReplyTarget | None = None
    thread_start: ReplyTarget | None = None
    album: str = ""
    hears_all: bool = True
    spoken_to_other: bool = False
    """The words turn to somebody else: they begin with a mention of another member."""
    route: str = ""
    links: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


class CardState(StrEnum):
    """A job as people see it."""

    WAITING = "waiting"
    DRAWING = "drawing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture ready to send: bytes that fit the platform, or an untouched original.

    `picture_ids` are the pictures that are seen in it: one, or all of a sheet, or none (a preview).
    """

    data: bytes = field(repr=False)
    media_type: str
    name: str
    alt_text: str = ""
    picture_ids: tuple[PictureId, ...] = ()
    spoiler: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """The one message for a job. Showing the same card twice changes nothing.

    `reply_to` is the platform's id of the request, None where there is none. `text` is plain:
    no markup; `names_requester` asks the courier to name the person in it, because nothing
    else shows who asked. `pictures` are previews while drawing and results when done.
    """

    job_id: JobId
    place: PlaceAlias
    person: PersonAlias
    state: CardState
    text: str
    reply_to: str | None = None
    pictures: tuple[PictureFile, ...] = ()
    actions: tuple[Action, ...] = ()
    names_requester: bool = False
    route: str = ""
    instead_of: str | None = None
    """The message id of this job's former card, which is gone: this one is posted in its place."""

    @property
    def is_final(self) -> bool:
        """Whether nothing more follows."""
        return self.state in (CardState.DONE, CardState.FAILED)


class Audience(StrEnum):
    """Who reads a notice; a platform that has no private messages in a place shows it to all."""

    ALL = "all"
    REQUESTER = "requester"


@dataclass(frozen=True, slots=True)
class Notice:
    """A short message that is not a card.

    `key` makes it idempotent where the platform can. `mention` asks for a ping of the person;
    `link` is the message id of a card to point at. `expects_reply` asks the platform to open
    its reply box (Telegram's ForceReply). `files` are sent as they are; several as an album
    where the platform has albums.
    """

    key: str
    place: PlaceAlias
    person: PersonAlias
    text: str
    audience: Audience = Audience.REQUESTER
    reply_to: str | None = None
    files: tuple[PictureFile, ...] = ()
    as_documents: bool = False
    actions: tuple[Action, ...] = ()
    mention: bool = False
    link: str | None = None
    expects_reply: bool = False
    route: str = ""
    actions_per_row: int | None = None
    """Fewer than the platform's own, where labels are long."""


@dataclass(frozen=True, slots=True)
class SendBudget:
    """At most `sends` in `seconds`; edits count."""

    sends: int
    seconds: float


@dataclass(frozen=True, slots=True)
class PlatformTraits:
    """A platform's differences as data. Lengths are in UTF-16 code units, the stricter count.

    `upload_bytes` holds for each picture on a card and `message_bytes` for all together;
    `file_bytes` for an untouched original. `photo_types` are media types shown inline;
    `photo_sides` limits width + height and `photo_ratio` the longer side over the shorter.
    `pictures_per_card` 1 means that several become one numbered sheet. `alt_text_chars` 0
    means that the platform takes none. `group_budget` and `private_budget` bound all sends
    in one place; None where the SDK keeps the platform's own buckets.
    """

    upload_bytes: int
    message_bytes: int
    file_bytes: int
    fetch_bytes: int
    photo_types: frozenset[str]
    photo_sides: int | None
    photo_ratio: float | None
    card_chars: int
    caption_chars: int
    alt_text_chars: int
    pictures_per_card: int
    album_size: int
    actions_per_row: int
    private_notices: bool
    edits_notify: bool
    preview_seconds: float
    posts_once: bool = False
    """The same card posted again is known for the same, for some minutes at least."""
    group_budget: SendBudget | None = None
    private_budget: SendBudget | None = None
    command_prefix: str = "/"
    sees_free_text: bool = True
    has_menu_edit: bool = False
    """A message menu 'Edit image' exists: the route for pictures of others without free text."""
    form_on_edit: bool = False
    """Pressing Edit opens the platform's own form, so the press arrives with its text."""
