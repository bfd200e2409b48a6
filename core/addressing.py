"""Is this message for us, and which pictures does it mean: sections 4 and 5 of the design.

Pure and deterministic: the studio looks up what `Record` holds, these rules decide. Nobody's
picture from another place is ever used, and a group has no "latest picture".
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import NoSuchPicture, NotAnImage, NothingToEdit, WhichPicture
from core.identity import PictureId, PlaceId, PlaceKind
from core.instructions import Instruction, InstructionKind
from core.leanings import Leaning
from core.notes import MessageNote, NoteKind
from core.picks import signed_numbers
from core.remarks import is_remark
from core.reply_leanings import leaning_of_reply
from core.requests import Addressed, ImageHandle, IncomingMessage, ReplyTarget

__all__ = [
    "Fetchable",
    "Known",
    "Record",
    "Source",
    "candidates",
    "concerns",
    "count_pointed",
    "is_for_bot",
    "may_concern",
    "pointed",
    "points_at_picture",
    "sources",
    "worth_noting",
]


@dataclass(frozen=True, slots=True)
class Known:
    """A picture that we keep."""

    picture_id: PictureId


@dataclass(frozen=True, slots=True)
class Fetchable:
    """An image that is still at the platform."""

    handle: ImageHandle


Source = Known | Fetchable


@dataclass(frozen=True, slots=True)
class Record:
    """What the studio looked up about a message.

    `reply` is our note of the message replied to, `ancestors` are found from there by walking up
    `MessageNote.reply_to`, nearest first. `reply_album` and `own_album` are the noted members of
    the album that the message replied to, or this one, belongs to. `thread` is the note of the
    message that a thread grew from. `latest` is the newest picture of a private chat. `named`, what
    the words name, stands for what the message replies to. Notes whose place is not `place_id` are
    ignored, but for the thread's starter, which stands in the place that the thread grew from.
    """

    place_id: PlaceId
    reply: MessageNote | None = None
    ancestors: tuple[MessageNote, ...] = ()
    reply_album: tuple[MessageNote, ...] = ()
    own_album: tuple[MessageNote, ...] = ()
    thread: MessageNote | None = None
    latest: PictureId | None = None
    named: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pointed:
    """Pictures that a message points at, numbered from 1 for picks.

    `unnamed` is what words that name none of them mean; None: they must name one.
    """

    sources: tuple[Source, ...] = ()
    unnamed: tuple[Source, ...] | None = ()


def may_concern(message: IncomingMessage) -> bool:
    """Whether a message could be for us, by itself: a cheap first sieve without records."""
    return message.press is not None or message.addressed is not Addressed.NOBODY


def worth_noting(message: IncomingMessage) -> bool:
    """Whether ordinary talk should be noted, so that a reply to it finds all its pictures.

    Only members of albums: everything else comes along with the reply itself.
    """
    return bool(message.album and message.images)


def concerns(message: IncomingMessage, record: Record, lean: Leaning = Leaning.EDIT) -> bool:
    """Whether the bot acts on a message.

    Buttons and commands always. A remark about a picture that is there, words to somebody else in
    a reply, and the wordless members of an album never; mentions and private chats otherwise
    always; other replies when they answer its question for words, or a card and `lean` so.
    """
    if message.press is not None or message.addressed in (Addressed.COMMAND, Addressed.BUTTON):
        return True
    if message.addressed is Addressed.NOBODY:
        return False
    wordless = not message.text.strip()
    note = _ours(record.reply, record)
    if note is not None and note.kind is NoteKind.PROMPT:
        return not message.spoken_to_other and not (wordless and not (note.preset and message.images))
    answers_card = _answers_card(message, note)
    if message.addressed is Addressed.REPLY:
        leans = leaning_of_reply(message.text, has_images=bool(message.images))
        return answers_card and not message.spoken_to_other and leans is lean
    if wordless:
        return not (message.album and message.addressed is Addressed.PRIVATE)
    about_a_picture = answers_card or (
        message.addressed is Addressed.PRIVATE and message.reply is None and record.latest is not None
    )
    return not (about_a_picture and not message.images and is_remark(message.text))


def count_pointed(message: IncomingMessage, record: Record) -> int:
    """How many pictures the message leads to by itself; 1 where it leads to none."""
    own = len(record.named) + len(_own(message, record))
    return max(1, own + len(_replied(message, record).sources) or len(_thread(message, record).sources))


def points_at_picture(message: IncomingMessage, record: Record) -> bool:
    """Whether the message itself leads to a picture (rules 1 to 5), whatever the words say.

    This is `core.instructions.parse`'s `has_sources`. A thread's starter does not count for
    `/imagine`, which asks for something new.
    """
    if record.named or _replied(message, record).sources or _own(message, record):
        return True
    return message.command != "imagine" and bool(_thread(message, record).sources)


def sources(message: IncomingMessage, instruction: Instruction, record: Record) -> tuple[Source, ...]:
    """The pictures that an instruction starts from, image 1 first; () for a generation.

    Raises `WhichPicture` or `NoSuchPicture` where a card has several, `NotAnImage` when all that
    was pointed at is no picture, `NothingToEdit` when an edit has nothing to start from.
    """
    if instruction.kind is InstructionKind.GENERATE:
        return ()
    replied = record.named or _chosen(_replied(message, record), instruction)
    found = (*replied, *_own(message, record))
    if not found and message.command != "imagine":
        found = _chosen(_thread(message, record), instruction)
    if not found and message.place.kind is PlaceKind.PRIVATE and record.latest is not None:
        found = (Known(record.latest),)
    if not found:
        raise NothingToEdit
    return _readable(_distinct(found))


def candidates(message: IncomingMessage, record: Record) -> tuple[PictureId, ...]:
    """The pictures between which `WhichPicture` asks the person to choose, in their order."""
    for pointed in (_replied(message, record), _thread(message, record)):
        if pointed.unnamed is None:
            return tuple(source.picture_id for source in pointed.sources if isinstance(source, Known))
    return ()


def is_for_bot(message: IncomingMessage, record: Record) -> bool:
    """Whether words turn to the bot, whatever they say: to itself, or to a message of its own."""
    if message.addressed is Addressed.NOBODY or message.spoken_to_other:
        return False
    note = _ours(record.reply, record)
    answers_prompt = note is not None and note.kind is NoteKind.PROMPT
    return message.addressed is not Addressed.REPLY or answers_prompt or _answers_card(message, note)


def pointed(message: IncomingMessage, record: Record) -> tuple[Source, ...]:
    """All that a message points at, before its words choose: by its reply, its thread, or the latest there."""
    found = _replied(message, record).sources or _thread(message, record).sources
    if not found and message.place.kind is PlaceKind.PRIVATE and record.latest is not None:
        return (Known(record.latest),)
    return found


def _answers_card(message: IncomingMessage, note: MessageNote | None) -> bool:
    if note is not None:
        return note.kind in (NoteKind.CARD, NoteKind.PICTURE, NoteKind.HISTORY)
    # A card older than our record still shows its picture.
    return message.reply is not None and message.reply.by_bot and bool(message.reply.images)


def _ours(note: MessageNote | None, record: Record) -> MessageNote | None:
    return note if note is not None and note.ref.place_id == record.place_id else None


def _here(notes: Iterable[MessageNote], record: Record) -> list[MessageNote]:
    return [note for note in notes if note.ref.place_id == record.place_id]


def _own(message: IncomingMessage, record: Record) -> tuple[Source, ...]:
    """The message's own images, among those of its album in the order they were sent."""
    mine = _order(message.message or "")
    siblings = [note for note in _here(record.own_album, record) if note.ref.message != message.message]
    before = [handle for note in siblings if _order(note.ref.message) < mine for handle in note.images]
    after = [handle for note in siblings if _order(note.ref.message) > mine for handle in note.images]
    return _fetchable((*before, *message.images, *after))


def _order(message: str) -> tuple[int, str]:
    """Platforms count messages up in decimal."""
    return len(message), message


def _replied(message: IncomingMessage, record: Record) -> _Pointed:
    """Rules 2, 3 and 4: the message replied to, or what our own record leads to from there."""
    if message.reply is None:
        return _Pointed()
    note = _ours(record.reply, record)
    is_persons = note is None or note.kind in (NoteKind.REQUEST, NoteKind.SEEN)
    if is_persons:
        shown = _of_person(message.reply, note, record)
        if shown.sources:
            return shown
    for leading in (note, *_here(record.ancestors, record)):
        pointed = _of_note(leading)
        if pointed.sources:
            return pointed
    return _Pointed()


def _of_person(reply: ReplyTarget, note: MessageNote | None, record: Record) -> _Pointed:
    """A person's images: as the platform shows them with the reply, else as we noted them."""
    shown = _fetchable(reply.images or (note.images if note is not None else ()))
    members = [handle for member in _here(record.reply_album, record) for handle in member.images]
    album = _fetchable(members)
    if len(album) > 1:
        return _Pointed(album, shown or album)
    return _Pointed(shown, shown)


def _of_note(note: MessageNote | None) -> _Pointed:
    if note is None:
        return _Pointed()
    if note.pictures:
        known = tuple(Known(picture_id) for picture_id in note.pictures)
        must_name = note.kind is NoteKind.CARD and len(known) > 1
        return _Pointed(known, None if must_name else known)
    images = _fetchable(note.images)
    return _Pointed(images, images)


def _thread(message: IncomingMessage, record: Record) -> _Pointed:
    """Rule 5: the message that the thread grew from."""
    pointed = _of_note(record.thread)
    if pointed.sources or message.thread_start is None:
        return pointed
    images = _fetchable(message.thread_start.images)
    return _Pointed(images, images)


def _chosen(pointed: _Pointed, instruction: Instruction) -> tuple[Source, ...]:
    count = len(pointed.sources)
    if not count or instruction.picks_all:
        return pointed.sources
    # "The second one" on a single picture is something in it; "#2" is not.
    picks = instruction.picks if count > 1 else signed_numbers(instruction.prompt)
    for number in picks:
        if number > count:
            raise NoSuchPicture(number, count)
    if picks:
        return tuple(pointed.sources[number - 1] for number in picks)
    if pointed.unnamed is None:
        raise WhichPicture(count)
    return pointed.unnamed


def _fetchable(handles: Iterable[ImageHandle]) -> tuple[Source, ...]:
    return tuple(Fetchable(handle) for handle in {handle.key: handle for handle in handles}.values())


def _distinct(found: Iterable[Source]) -> tuple[Source, ...]:
    kept: dict[tuple[str, str], Source] = {}
    for source in found:
        key = ("known", source.picture_id) if isinstance(source, Known) else ("image", source.handle.key)
        kept.setdefault(key, source)
    return tuple(kept.values())


def _readable(found: tuple[Source, ...]) -> tuple[Source, ...]:
    """Without what the platform already says to be no picture, unless that is all there is."""
    readable = tuple(source for source in found if isinstance(source, Known) or not source.handle.found)
    if not readable:
        raise NotAnImage(next(source.handle.found for source in found if isinstance(source, Fetchable)))
    return readable
