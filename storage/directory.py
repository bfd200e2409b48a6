"""Our own ids for what platforms name."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.identity import (
    AccountId,
    CommunityId,
    Person,
    PersonAlias,
    PersonId,
    Place,
    PlaceAlias,
    PlaceId,
    PlaceKind,
    Platform,
    new_id,
)
from core.jobs import ENDED
from core.ports import Directory
from storage.moves import merge_communities
from storage.persons import PersonsTable, find_person, keep_person
from storage.records import clean
from storage.schema import communities, jobs, places
from storage.transactions import Guard, Transactions

REMEMBERED = 10_000

# Statements of every request are made once, because making one costs more than carrying it out.
_PLACE = (
    sa.select(places)
    .join(communities)
    .where(
        communities.c.platform == sa.bindparam("platform"),
        communities.c.alias == sa.bindparam("community"),
        places.c.alias == sa.bindparam("sought"),
    )
)
_NAMED = (
    sa.select(places, communities.c.platform, communities.c.alias.label("community"))
    .join(communities)
    .where(places.c.id == sa.bindparam("sought"))
)


class DirectoryTable(PersonsTable, Directory):
    """Communities, places and persons with their aliases."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._places: dict[PlaceId, Place] = {}
        """By id, until a move is told here. One told elsewhere is heard of from the platform at the next send."""
        self._forgotten = 0

    async def resolve(self, place: PlaceAlias, person: PersonAlias, now: datetime) -> tuple[Place, Person]:
        """See the port."""
        known_place, known_person = await self._transactions.look(
            lambda connection: (_find_place(connection, place), find_person(connection, person))
        )
        if (
            known_place is not None
            and known_person is not None
            and not _is_stale(known_place, place, known_person, person)
        ):
            place_row, person_row = known_place, known_person
        else:
            place_row, person_row = await self._transactions.run(
                lambda connection: _keep(connection, place, person, now), Guard.LEDGER
            )
            self._places.pop(PlaceId(place_row.id), None)
            self._forgotten += 1
        return (
            Place(PlaceId(place_row.id), CommunityId(place_row.community_id), place),
            Person(
                PersonId(person_row.id),
                AccountId(person_row.account_id),
                person if person.locale else replace(person, locale=person_row.locale),
            ),
        )

    async def place(self, place_id: PlaceId) -> Place:
        """See the port."""
        if (known := self._places.get(place_id)) is not None:
            return known
        which = {"sought": place_id}
        forgotten = self._forgotten
        row = await self._transactions.look(
            lambda connection: connection.execute(_NAMED, which).one_or_none()
        )
        if row is None:
            raise KeyError(place_id)
        # It may have moved while it was read.
        if forgotten == self._forgotten:
            if len(self._places) >= REMEMBERED:
                self._places.clear()
            self._places[place_id] = _place(row)
        return _place(row)

    async def private_place(self, person_id: PersonId) -> Place | None:
        """See the port."""
        wanted = (
            sa.select(places, communities.c.platform, communities.c.alias.label("community"))
            .join(communities)
            .where(places.c.person_id == person_id)
            .order_by(places.c.created_at.desc(), places.c.id)
            .limit(1)
        )
        row = await self._transactions.look(lambda connection: connection.execute(wanted).one_or_none())
        return None if row is None else _place(row)

    async def move(self, platform: Platform, old: str, new: str) -> None:
        """See the port. If `new` is already known as a community of its own, the two become one."""

        def rename(connection: sa.Connection) -> None:
            found = connection.execute(
                sa.select(communities.c.alias, communities.c.id).where(
                    communities.c.platform == platform, communities.c.alias.in_([old, new])
                )
            )
            known: dict[str, str] = dict(found.all())
            if old not in known or old == new:
                return
            connection.execute(
                sa.update(jobs)
                .where(
                    jobs.c.community_id == known[old],
                    sa.or_(jobs.c.state.not_in(sorted(ENDED)), jobs.c.executor != ""),
                )
                .values(card_message=None, request_message=None)
            )
            if new in known:
                merge_communities(self._transactions, connection, known[new], known[old])
            connection.execute(sa.update(communities).where(communities.c.id == known[old]).values(alias=new))

        try:
            await self._transactions.run(rename, Guard.LEDGER)
        finally:
            self._forget()

    def _forget(self) -> None:
        self._forgotten += 1
        self._places.clear()


def _is_stale(
    place_row: sa.Row[Any], place: PlaceAlias, person_row: sa.Row[Any], person: PersonAlias
) -> bool:
    is_own = place.kind is PlaceKind.PRIVATE
    return (place_row.kind, place_row.title, place_row.person_id, person_row.name, person_row.locale) != (
        place.kind,
        clean(place.title),
        person_row.id if is_own else None,
        clean(person.name),
        clean(person.locale) or person_row.locale,
    )


def _place(row: sa.Row[Any]) -> Place:
    alias = PlaceAlias(Platform(row.platform), row.community, row.alias, PlaceKind(row.kind), row.title)
    return Place(PlaceId(row.id), CommunityId(row.community_id), alias)


def _keep(
    connection: sa.Connection, place: PlaceAlias, person: PersonAlias, now: datetime
) -> tuple[sa.Row[Any], sa.Row[Any]]:
    person_row = keep_person(connection, person, now)
    place_row = _keep_place(connection, place, now)
    owner = person_row.id if place.kind is PlaceKind.PRIVATE else None
    connection.execute(sa.update(places).where(places.c.id == place_row.id).values(person_id=owner))
    return place_row, person_row


def _find_place(connection: sa.Connection, alias: PlaceAlias) -> sa.Row[Any] | None:
    which = {"platform": alias.platform, "community": alias.community, "sought": alias.place}
    return connection.execute(_PLACE, which).one_or_none()


def _keep_place(connection: sa.Connection, alias: PlaceAlias, now: datetime) -> sa.Row[Any]:
    row = _find_place(connection, alias)
    if row is not None:
        connection.execute(
            sa.update(places).where(places.c.id == row.id).values(kind=alias.kind, title=alias.title)
        )
        return row
    community_id = _keep_community(connection, alias, now)
    made = connection.execute(
        sa.insert(places)
        .values(
            id=new_id(),
            community_id=community_id,
            alias=alias.place,
            kind=alias.kind,
            title=alias.title,
            created_at=now,
        )
        .returning(*places.c)
    )
    return made.one()


def _keep_community(connection: sa.Connection, alias: PlaceAlias, now: datetime) -> str:
    found = connection.execute(
        sa.select(communities.c.id).where(
            communities.c.platform == alias.platform, communities.c.alias == alias.community
        )
    )
    if (known := found.scalar_one_or_none()) is not None:
        return str(known)
    community_id = new_id()
    connection.execute(
        sa.insert(communities).values(
            id=community_id, platform=alias.platform, alias=alias.community, created_at=now
        )
    )
    return community_id
