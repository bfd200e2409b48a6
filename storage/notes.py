"""The record of messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.identity import AccountId, JobId, MessageRef, PlaceId
from core.notes import MessageNote, NoteKind
from core.ports import Notes
from storage.records import IDS, IMAGES
from storage.schema import notes
from storage.transactions import Transactions


class NotesTable(Notes):
    """One row per message."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def put(self, note: MessageNote, now: datetime) -> None:
        """See the port."""
        values = {
            "kind": note.kind.value,
            "job_id": note.job_id,
            "account_id": note.account_id,
            "pictures": IDS.encode(note.pictures),
            "reply_to": note.reply_to,
            "images": IMAGES.encode(note.images),
            "album": note.album,
            "noted_at": now,
        }
        statement = self._transactions.insert(notes).values(
            place_id=note.ref.place_id, message=note.ref.message, **values
        )
        upsert = statement.on_conflict_do_update(index_elements=list(notes.primary_key), set_=values)
        await self._transactions.run(lambda connection: connection.execute(upsert))

    async def find(self, ref: MessageRef) -> MessageNote | None:
        """See the port."""
        wanted = sa.select(notes).where(notes.c.place_id == ref.place_id, notes.c.message == ref.message)
        row = await self._transactions.look(lambda connection: connection.execute(wanted).one_or_none())
        return None if row is None else _from_row(row)

    async def album(self, place_id: PlaceId, album: str) -> Sequence[MessageNote]:
        """See the port. Platforms count their message ids up, so shorter numbers come first."""
        async with self._transactions.read() as connection:
            found = await connection.execute(
                sa.select(notes).where(notes.c.place_id == place_id, notes.c.album == album)
            )
            return sorted(map(_from_row, found), key=lambda note: (len(note.ref.message), note.ref.message))


def _from_row(row: sa.Row[Any]) -> MessageNote:
    return MessageNote(
        ref=MessageRef(PlaceId(row.place_id), row.message),
        kind=NoteKind(row.kind),
        job_id=None if row.job_id is None else JobId(row.job_id),
        pictures=IDS.decode(row.pictures),
        reply_to=row.reply_to,
        images=IMAGES.decode(row.images),
        album=row.album,
        account_id=None if row.account_id is None else AccountId(row.account_id),
    )
