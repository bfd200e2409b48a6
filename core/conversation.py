"""What follows what: our own record of the messages around an incoming one."""

from core.addressing import Record
from core.identity import MessageRef, Person, Place, PlaceKind
from core.notes import MessageNote, NoteKind
from core.permissions import author
from core.requests import IncomingMessage
from core.resources import Resources

_FURTHEST = 50


async def recall(resources: Resources, message: IncomingMessage, place: Place) -> Record:
    """Look up what addressing needs to know about a message."""
    reply = thread = None
    reply_album: tuple[MessageNote, ...] = ()
    own_album: tuple[MessageNote, ...] = ()
    ancestors: tuple[MessageNote, ...] = ()
    if message.reply is not None:
        if message.reply.message is not None:
            reply = await resources.notes.find(MessageRef(place.id, message.reply.message))
        album = message.reply.album or (reply.album if reply is not None else "")
        if album:
            reply_album = tuple(await resources.notes.album(place.id, album))
        if reply is not None:
            ancestors = await _ancestors(resources, place, reply)
    if message.thread_start is not None and message.thread_start.message is not None:
        thread = await resources.notes.find(MessageRef(place.id, message.thread_start.message))
    if message.images and message.message is not None:
        # A piece of an album that came before the words is only noted.
        own = await resources.notes.find(MessageRef(place.id, message.message))
        if own is not None and own.album:
            own_album = tuple(await resources.notes.album(place.id, own.album))
    latest = None
    if place.alias.kind is PlaceKind.PRIVATE:
        latest = await resources.pictures.latest(place.id)
    return Record(
        place_id=place.id,
        reply=reply,
        ancestors=ancestors,
        reply_album=reply_album,
        own_album=own_album,
        thread=thread,
        latest=latest.id if latest is not None else None,
    )


async def note_request(resources: Resources, message: IncomingMessage, place: Place, person: Person) -> None:
    """Remember a message that asked for something, so that a reply to it leads on to its picture."""
    await _note_target(resources, message, place)
    if message.message is None:
        return
    ref = MessageRef(place.id, message.message)
    # Only a piece of an album was noted before.
    known = await resources.notes.find(ref) if message.images else None
    note = MessageNote(
        ref,
        NoteKind.REQUEST,
        reply_to=message.reply.message if message.reply is not None else None,
        images=message.images,
        album=known.album if known is not None else message.album,
        account_id=person.account_id,
    )
    await resources.notes.put(note, resources.clock())


async def _note_target(resources: Resources, message: IncomingMessage, place: Place) -> None:
    """Remember the images of the person's message replied to: walking up ends there."""
    target = message.reply
    if target is None or target.message is None or target.by_bot or not target.images:
        return
    ref = MessageRef(place.id, target.message)
    if await resources.notes.find(ref) is None:
        account_id = await author(resources, message, target)
        note = MessageNote(
            ref, NoteKind.SEEN, images=target.images, album=target.album, account_id=account_id
        )
        await resources.notes.put(note, resources.clock())


async def note_seen(resources: Resources, message: IncomingMessage, place: Place, person: Person) -> None:
    """Remember a piece of an album, so that a reply to one piece can name the others."""
    if message.message is None:
        return
    note = MessageNote(
        MessageRef(place.id, message.message),
        NoteKind.SEEN,
        images=message.images,
        album=message.album,
        account_id=person.account_id,
    )
    await resources.notes.put(note, resources.clock())


async def _ancestors(resources: Resources, place: Place, note: MessageNote) -> tuple[MessageNote, ...]:
    found: list[MessageNote] = []
    seen = {note.ref.message}
    above = note.reply_to
    while above is not None and above not in seen and len(found) < _FURTHEST:
        seen.add(above)
        parent = await resources.notes.find(MessageRef(place.id, above))
        if parent is None:
            break
        found.append(parent)
        above = parent.reply_to
    return tuple(found)
