"""The record of messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.identity import AccountId, JobId, MessageRef, PlaceId
from core.notes import MessageNote, NoteKind
from core.ports import Notes
from storage.records import IDS, IMAGES, REGION
from storage.schema import notes
from storage.transactions import Transactions

# Made once, because making a statement costs more than carrying it out.
FIND = sa.select(notes).where(
    notes.c.place_id == sa.bindparam("place"), notes.c.message == sa.bindparam("sought")
)
ALBUM = sa.select(notes).where(
    notes.c.place_id == sa.bindparam("place"), notes.c.album == sa.bindparam("sought")
)


class NotesTable(Notes):
    """One row per message."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        keep = transactions.insert(notes)
        replaced = {column.name: keep.excluded[column.name] for column in notes.c if not column.primary_key}
        self._keep = keep.on_conflict_do_update(index_elements=list(notes.primary_key), set_=replaced)

    async def put(self, note: MessageNote, now: datetime) -> None:
        """See the port."""
        row = {
            "place_id": note.ref.place_id,
            "message": note.ref.message,
            "kind": note.kind.value,
            "job_id": note.job_id,
            "account_id": note.account_id,
            "pictures": IDS.encode(note.pictures),
            "reply_to": note.reply_to,
            "images": IMAGES.encode(note.images),
            "album": note.album,
            "noted_at": now,
            "preset": note.preset,
            "region": None if note.region is None else REGION.encode(note.region),
        }
        await self._transactions.run(lambda connection: connection.execute(self._keep, row))

    async def find(self, ref: MessageRef) -> MessageNote | None:
        """See the port."""
        which = {"place": ref.place_id, "sought": ref.message}
        row = await self._transactions.look(lambda connection: connection.execute(FIND, which).one_or_none())
        return None if row is None else _from_row(row)

    async def album(self, place_id: PlaceId, album: str) -> Sequence[MessageNote]:
        """See the port. Platforms count their message ids up, so shorter numbers come first."""
        which = {"place": place_id, "sought": album}
        rows = await self._transactions.look(lambda connection: connection.execute(ALBUM, which).all())
        return sorted(map(_from_row, rows), key=lambda note: (len(note.ref.message), note.ref.message))


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
        preset=row.preset,
        region=None if row.region is None else REGION.decode(row.region),
    )
