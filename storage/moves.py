"""Two communities that turn out to be one: a group was met under its new name before the move was told."""

import sqlalchemy as sa

from core.quota import ScopeKind
from storage.schema import communities, handles, jobs, ledger, notes, pictures, places, totals
from storage.transactions import Transactions


def merge_communities(transactions: Transactions, connection: sa.Connection, gone: str, kept: str) -> None:
    """Everything of community `gone` becomes that of `kept`; what both have under one name, `kept` keeps."""
    _merge_places(connection, gone, kept)
    is_private = sa.exists().where(communities.c.id == gone, communities.c.pictures_private)
    connection.execute(
        sa.update(communities).where(communities.c.id == kept, is_private).values(pictures_private=True)
    )
    connection.execute(sa.update(jobs).where(jobs.c.community_id == gone).values(community_id=kept))
    connection.execute(
        sa.update(ledger)
        .where(ledger.c.scope == ScopeKind.COMMUNITY, ledger.c.scope_id == gone)
        .values(scope_id=kept)
    )
    where = (totals.c.scope == ScopeKind.COMMUNITY, totals.c.scope_id == gone)
    for row in connection.execute(sa.select(totals).where(*where)).mappings().all():
        add = transactions.insert(totals).values({**row, "scope_id": kept})
        connection.execute(
            add.on_conflict_do_update(
                index_elements=list(totals.primary_key),
                set_={"amount": totals.c.amount + add.excluded.amount},
            )
        )
    connection.execute(sa.delete(totals).where(*where))
    connection.execute(sa.delete(communities).where(communities.c.id == gone))


def _merge_places(connection: sa.Connection, gone: str, kept: str) -> None:
    found = connection.execute(
        sa.select(places.c.alias, places.c.id, places.c.community_id).where(
            places.c.community_id.in_([gone, kept])
        )
    )
    rows = found.all()
    ours = {alias: place_id for alias, place_id, community_id in rows if community_id == kept}
    for alias, place_id, community_id in rows:
        if community_id == kept:
            continue
        if alias not in ours:
            connection.execute(sa.update(places).where(places.c.id == place_id).values(community_id=kept))
            continue
        for table in (pictures, jobs):
            connection.execute(
                sa.update(table).where(table.c.place_id == place_id).values(place_id=ours[alias])
            )
        # Messages of the new name are the ones that can still be replied to.
        for table, column in ((notes, "message"), (handles, "key")):
            newer = sa.select(table.c[column]).where(table.c.place_id == place_id)
            connection.execute(
                sa.delete(table).where(table.c.place_id == ours[alias], table.c[column].in_(newer))
            )
            connection.execute(
                sa.update(table).where(table.c.place_id == place_id).values(place_id=ours[alias])
            )
        connection.execute(sa.delete(places).where(places.c.id == place_id))
