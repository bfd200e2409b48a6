"""People and whose pictures others may have changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.identity import AccountId, CommunityId, PersonAlias, Platform, new_id
from storage.schema import communities, persons
from storage.transactions import Guard, Transactions

# Statements of every request are made once, because making one costs more than carrying it out.
_PERSON = sa.select(persons).where(
    persons.c.platform == sa.bindparam("of"), persons.c.alias == sa.bindparam("sought")
)
_CHOICES = sa.select(persons.c.account_id, persons.c.pictures_private).where(
    persons.c.account_id.in_(sa.bindparam("accounts", expanding=True)),
    persons.c.pictures_private.is_not(None),
)
_DEFAULT = sa.select(communities.c.pictures_private).where(communities.c.id == sa.bindparam("sought"))


class PersonsTable:
    """The part of `core.ports.Directory` that is about people and their say."""

    _transactions: Transactions

    async def account(self, platform: Platform, key: str, now: datetime) -> AccountId:
        """See the port."""
        alias = PersonAlias(platform, key)
        known = await self._transactions.look(lambda connection: find_person(connection, alias))
        if known is None:
            known = await self._transactions.run(
                lambda connection: find_person(connection, alias) or _make_person(connection, alias, now),
                Guard.LEDGER,
            )
        return AccountId(known.account_id)

    async def private_owners(
        self, account_ids: Collection[AccountId], community_id: CommunityId
    ) -> frozenset[AccountId]:
        """See the port."""

        def look(connection: sa.Connection) -> frozenset[AccountId]:
            chosen = _chosen(connection, account_ids)
            default = _default(connection, community_id)
            return frozenset(one for one in account_ids if chosen.get(one, default))

        return await self._transactions.look(look)

    async def choice(self, account_id: AccountId, community_id: CommunityId) -> tuple[bool | None, bool]:
        """See the port."""
        return await self._transactions.look(
            lambda connection: (
                _chosen(connection, [account_id]).get(account_id),
                _default(connection, community_id),
            )
        )

    async def choose(self, account_id: AccountId, *, private: bool) -> None:
        """See the port."""
        change = sa.update(persons).where(persons.c.account_id == account_id).values(pictures_private=private)
        await self._transactions.run(lambda connection: connection.execute(change))

    async def choose_for_all(self, community_id: CommunityId, *, private: bool) -> None:
        """See the port."""
        change = (
            sa.update(communities).where(communities.c.id == community_id).values(pictures_private=private)
        )
        await self._transactions.run(lambda connection: connection.execute(change))


def find_person(connection: sa.Connection, alias: PersonAlias) -> sa.Row[Any] | None:
    """The row of who is called like that."""
    return connection.execute(_PERSON, {"of": alias.platform, "sought": alias.key}).one_or_none()


def keep_person(connection: sa.Connection, alias: PersonAlias, now: datetime) -> sa.Row[Any]:
    """Find or make the row of who is called like that; display data is brought up to date."""
    row = find_person(connection, alias)
    if row is None:
        return _make_person(connection, alias, now)
    connection.execute(
        sa.update(persons)
        .where(persons.c.id == row.id)
        .values(name=alias.name, locale=alias.locale or row.locale)
    )
    return row


def _make_person(connection: sa.Connection, alias: PersonAlias, now: datetime) -> sa.Row[Any]:
    made = connection.execute(
        sa.insert(persons)
        .values(
            id=new_id(),
            account_id=new_id(),
            platform=alias.platform,
            alias=alias.key,
            name=alias.name,
            locale=alias.locale,
            created_at=now,
        )
        .returning(*persons.c)
    )
    return made.one()


def _chosen(connection: sa.Connection, account_ids: Collection[AccountId]) -> dict[AccountId, bool]:
    """What accounts have chosen; where linked persons differ, to keep pictures private counts."""
    chosen: dict[AccountId, bool] = {}
    for account_id, private in connection.execute(_CHOICES, {"accounts": list(account_ids)}):
        chosen[AccountId(account_id)] = private or chosen.get(AccountId(account_id), False)
    return chosen


def _default(connection: sa.Connection, community_id: CommunityId) -> bool:
    return bool(connection.execute(_DEFAULT, {"sought": community_id}).scalar_one_or_none())
