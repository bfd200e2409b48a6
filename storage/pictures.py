"""Pictures and lineage."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.identity import AccountId, JobId, PictureId, PlaceId
from core.pictures import BlobKey, Picture, Privacy
from core.ports import Pictures
from storage.erasure import erase_account, expire_pictures
from storage.records import FACTS, IDS
from storage.schema import handles, jobs, pictures
from storage.transactions import Guard, Transactions

# Statements of every request are made once, because making one costs more than carrying it out.
_THESE = pictures.c.id.in_(sa.bindparam("ids", expanding=True))
_KNOWN = sa.select(pictures).where(_THESE)
_KNOWN_IDS = sa.select(pictures.c.id).where(_THESE)
_NEWEST = (
    sa.select(pictures.c.tree, sa.func.max(pictures.c.version))
    .where(pictures.c.tree.in_(sa.bindparam("trees", expanding=True)))
    .group_by(pictures.c.tree)
)
_ADD = sa.insert(pictures)
_LATEST = (
    sa.select(pictures)
    .where(pictures.c.place_id == sa.bindparam("place"), pictures.c.blob.is_not(None))
    .order_by(pictures.c.shown_at.desc(), pictures.c.seq.desc())
    .limit(1)
)
_TREE = (
    sa.select(pictures)
    .where(pictures.c.tree == sa.bindparam("sought"), pictures.c.place_id == sa.bindparam("place"))
    .order_by(pictures.c.shown_at, pictures.c.seq)
)
_SHOWN = sa.update(pictures).where(pictures.c.id == sa.bindparam("shown")).values(shown_at=sa.bindparam("at"))
_CLAIMED = sa.select(jobs.c.claims).where(jobs.c.id == sa.bindparam("job")).scalar_subquery()
_OF_JOB = (
    sa.select(pictures)
    .where(sa.or_(pictures.c.job_id == sa.bindparam("job"), pictures.c.job_id == _CLAIMED))
    .order_by(pictures.c.number, pictures.c.seq)
)


class PicturesTable(Pictures):
    """One row per picture; bytes are elsewhere."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def add(self, pictures: Sequence[Picture]) -> tuple[Picture, ...]:
        """See the port."""

        def add(connection: sa.Connection) -> tuple[Picture, ...]:
            add_pictures(connection, pictures)
            known = _known(connection, [picture.id for picture in pictures])
            return tuple(known[picture.id] for picture in pictures)

        return await self._transactions.run(add, Guard.PICTURES)

    async def get(self, picture_ids: Sequence[PictureId]) -> tuple[Picture, ...]:
        """See the port."""
        if not picture_ids:
            return ()
        known = await self._transactions.look(lambda connection: _known(connection, picture_ids))
        return tuple(known[picture_id] for picture_id in picture_ids)

    async def of_job(self, job_id: JobId) -> tuple[Picture, ...]:
        """See the port."""
        rows = await self._transactions.look(
            lambda connection: connection.execute(_OF_JOB, {"job": job_id}).all()
        )
        return tuple(map(_from_row, rows))

    async def bring(self, picture_ids: Sequence[PictureId], place_id: PlaceId) -> None:
        """See the port."""
        change = sa.update(pictures).where(pictures.c.id.in_(picture_ids)).values(place_id=place_id)
        await self._transactions.run(lambda connection: connection.execute(change))

    async def of_handle(self, place_id: PlaceId, key: str) -> Picture | None:
        """See the port."""
        wanted = (
            sa.select(pictures)
            .join(handles, handles.c.picture_id == pictures.c.id)
            .where(handles.c.place_id == place_id, handles.c.key == key)
        )
        row = await self._transactions.look(lambda connection: connection.execute(wanted).one_or_none())
        return None if row is None else _from_row(row)

    async def name_handle(self, place_id: PlaceId, key: str, picture_id: PictureId) -> None:
        """See the port."""
        statement = self._transactions.insert(handles).values(
            place_id=place_id, key=key, picture_id=picture_id
        )
        upsert = statement.on_conflict_do_update(
            index_elements=list(handles.primary_key), set_={"picture_id": picture_id}
        )
        await self._transactions.run(lambda connection: connection.execute(upsert))

    async def latest(self, place_id: PlaceId) -> Picture | None:
        """See the port."""
        row = await self._transactions.look(
            lambda connection: connection.execute(_LATEST, {"place": place_id}).one_or_none()
        )
        return None if row is None else _from_row(row)

    async def tree(self, tree: PictureId, place_id: PlaceId) -> tuple[Picture, ...]:
        """See the port."""
        which = {"sought": tree, "place": place_id}
        rows = await self._transactions.look(lambda connection: connection.execute(_TREE, which).all())
        return tuple(map(_from_row, rows))

    async def shown(self, picture_ids: Sequence[PictureId], now: datetime) -> None:
        """See the port. One that is named twice counts where it comes last."""
        rows = [
            {"shown": picture_id, "at": now + timedelta(microseconds=place)}
            for place, picture_id in enumerate(picture_ids)
        ]
        await self._transactions.run(lambda connection: connection.execute(_SHOWN, rows))

    async def erase(self, account_id: AccountId, now: datetime) -> tuple[int, tuple[BlobKey, ...]]:
        """See the port.

        The person's limits go on counting what was used, and jobs that have not ended lose their
        words when they do.
        """
        return await self._transactions.run(
            lambda connection: erase_account(self._transactions, connection, account_id, now), Guard.LEDGER
        )

    async def expire(self, before: datetime, now: datetime) -> tuple[BlobKey, ...]:
        """See the port."""
        return await self._transactions.run(lambda connection: expire_pictures(connection, before, now))


def add_pictures(connection: sa.Connection, new: Sequence[Picture]) -> None:
    """Keep those that are not known yet, inside a transaction that holds `Guard.PICTURES`."""
    known = set(connection.execute(_KNOWN_IDS, {"ids": [picture.id for picture in new]}).scalars())
    fresh = {picture.id: picture for picture in new if picture.id not in known}
    # A tree's first picture has its id.
    trees = sorted({picture.tree for picture in fresh.values() if picture.tree != picture.id})
    versions: dict[str, int] = dict(connection.execute(_NEWEST, {"trees": trees}).all()) if trees else {}
    rows = []
    for picture in fresh.values():
        versions[picture.tree] = versions.get(picture.tree, 0) + 1
        rows.append({**_to_row(picture), "version": versions[picture.tree]})
    if rows:
        connection.execute(_ADD, rows)


def _known(connection: sa.Connection, picture_ids: Sequence[PictureId]) -> dict[PictureId, Picture]:
    found = connection.execute(_KNOWN, {"ids": picture_ids})
    return {picture.id: picture for picture in map(_from_row, found)}


def _to_row(picture: Picture) -> dict[str, Any]:
    return {
        "id": picture.id,
        "place_id": picture.place_id,
        "account_id": picture.account_id,
        "job_id": picture.job_id,
        "tree": picture.tree,
        "number": picture.index,
        "parents": IDS.encode(picture.parents),
        "drawn": picture.drawn,
        "blob": picture.blob,
        "facts": FACTS.encode(picture.facts),
        "instruction": picture.instruction,
        "provider": picture.provider,
        "model": picture.model,
        "alt_text": picture.alt_text,
        "scene": picture.scene,
        "spoiler": picture.spoiler,
        "created_at": picture.created_at,
        "shown_at": picture.created_at,
        "privacy": picture.privacy,
    }


def _from_row(row: sa.Row[Any]) -> Picture:
    return Picture(
        id=PictureId(row.id),
        place_id=PlaceId(row.place_id),
        account_id=AccountId(row.account_id),
        job_id=None if row.job_id is None else JobId(row.job_id),
        tree=PictureId(row.tree),
        version=row.version,
        index=row.number,
        parents=IDS.decode(row.parents),
        drawn=row.drawn,
        blob=None if row.blob is None else BlobKey(row.blob),
        facts=FACTS.decode(row.facts),
        instruction=row.instruction,
        provider=row.provider,
        model=row.model,
        alt_text=row.alt_text,
        scene=row.scene,
        spoiler=row.spoiler,
        created_at=row.created_at,
        privacy=Privacy(row.privacy),
    )
