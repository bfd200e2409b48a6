"""The record of messages, on every database."""

from dataclasses import replace

from core.identity import JobId, MessageRef, PictureId, PlaceId, new_id
from core.notes import MessageNote, NoteKind
from core.regions import cell
from storage.database import Database
from tests.contract.samples import ADA, HOME, NOW, handle


def note(message: str = "5", album: str = "") -> MessageNote:
    return MessageNote(
        ref=MessageRef(HOME, message),
        kind=NoteKind.SEEN,
        job_id=JobId(new_id()),
        pictures=(PictureId(new_id()), PictureId(new_id())),
        reply_to="4",
        images=(handle(), handle("AgAC2")),
        album=album,
        account_id=ADA,
        region=cell(3),
        preset="watercolour",
    )


async def test_a_note_comes_back_as_it_was(database: Database) -> None:
    full, bare = note(), MessageNote(MessageRef(HOME, "6"), NoteKind.CARD)

    await database.notes.put(full, NOW)
    await database.notes.put(bare, NOW)

    assert await database.notes.find(full.ref) == full
    assert await database.notes.find(bare.ref) == bare


async def test_a_note_is_replaced(database: Database) -> None:
    await database.notes.put(note(), NOW)
    newer = replace(note(), kind=NoteKind.CARD, images=())

    await database.notes.put(newer, NOW)

    assert await database.notes.find(newer.ref) == newer


async def test_messages_belong_to_their_place(database: Database) -> None:
    await database.notes.put(note("5"), NOW)

    assert await database.notes.find(MessageRef(PlaceId("9" * 32), "5")) is None
    assert await database.notes.find(MessageRef(HOME, "7")) is None


async def test_an_album_comes_in_the_platforms_order(database: Database) -> None:
    members = [note(number, "album 1") for number in ("9", "10", "11")]
    for each in (members[1], members[2], members[0], note("12", "album 2")):
        await database.notes.put(each, NOW)

    assert list(await database.notes.album(HOME, "album 1")) == members
    assert list(await database.notes.album(PlaceId("9" * 32), "album 1")) == []
