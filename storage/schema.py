"""The tables, once for SQLite and PostgreSQL.

Moments are integer microseconds since 1970 (UTC), so that both databases compare and keep them
exactly. Composite values are JSON text (`storage.records`). What people wrote is cleaned of the two
things that PostgreSQL's text refuses: NUL and lone surrogates.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from storage.records import clean

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR_MICROSECONDS = 3_600_000_000


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment, exactly."""
    return (moment - EPOCH) // timedelta(microseconds=1)


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware datetime in UTC, kept as microseconds since 1970."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database."""
        del dialect
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        del dialect
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(sa.types.TypeDecorator[str]):
    """Text that may be hostile."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database."""
        del dialect
        return None if value is None else clean(value)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _counter() -> sa.Column[int]:
    return sa.Column(
        "seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
    )


inbox = sa.Table(
    "inbox",
    metadata,
    _counter(),
    sa.Column("key", Words, nullable=False, unique=True),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("person_key", Words, nullable=False),
    sa.Column("message", sa.Text),
    sa.Column("taken_at", Moment, nullable=False),
)
sa.Index(
    "ix_inbox_pending",
    inbox.c.seq,
    sqlite_where=inbox.c.message.is_not(None),
    postgresql_where=inbox.c.message.is_not(None),
)

communities = sa.Table(
    "communities",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("alias", Words, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("platform", "alias"),
)

places = sa.Table(
    "places",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("community_id", sa.Text, sa.ForeignKey("communities.id"), nullable=False),
    sa.Column("alias", Words, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", Words, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("community_id", "alias"),
)

persons = sa.Table(
    "persons",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, nullable=False, index=True),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("alias", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("locale", Words, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("platform", "alias"),
)

pseudonyms = sa.Table(
    "pseudonyms",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("ledger_id", sa.Text, nullable=False, unique=True),
    sa.Column("erased_at", Moment, nullable=False),
)
"""Under which scope id the ledger knows an account that was erased: the person's limits go on counting."""

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("place_id", sa.Text, primary_key=True),
    sa.Column("message", Words, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("job_id", sa.Text, index=True),
    sa.Column("account_id", sa.Text, index=True),
    sa.Column("pictures", sa.Text, nullable=False),
    sa.Column("reply_to", Words),
    sa.Column("images", sa.Text, nullable=False),
    sa.Column("album", Words, nullable=False),
    sa.Column("noted_at", Moment, nullable=False),
    sa.Index(None, "place_id", "album"),
)

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("person_key", Words, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("pictures", sa.Text, nullable=False),
    sa.Column("asked_at", Moment, nullable=False, index=True),
)

pictures = sa.Table(
    "pictures",
    metadata,
    _counter(),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("place_id", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text, nullable=False, index=True),
    sa.Column("job_id", sa.Text, index=True),
    sa.Column("tree", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("parents", sa.Text, nullable=False),
    sa.Column("drawn", sa.Boolean, nullable=False),
    sa.Column("blob", sa.Text, index=True),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("instruction", Words, nullable=False),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("alt_text", Words, nullable=False),
    sa.Column("scene", Words, nullable=False),
    sa.Column("spoiler", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("tree", "version"),
    sa.Index(None, "place_id", "created_at"),
)

handles = sa.Table(
    "handles",
    metadata,
    sa.Column("place_id", sa.Text, primary_key=True),
    sa.Column("key", Words, primary_key=True),
    sa.Column("picture_id", sa.Text, nullable=False, index=True),
)

jobs = sa.Table(
    "jobs",
    metadata,
    _counter(),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("key", Words, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("community_id", sa.Text, nullable=False, index=True),
    sa.Column("place_id", sa.Text, nullable=False),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("request_message", Words),
    sa.Column("card_message", Words),
    sa.Column("route", Words, nullable=False),
    sa.Column("names_requester", sa.Boolean, nullable=False),
    sa.Column("spoiler", sa.Boolean, nullable=False),
    sa.Column("instruction", sa.Text, nullable=False),
    sa.Column("sources", sa.Text, nullable=False),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    sa.Column("quality", Words, nullable=False),
    sa.Column("reserved_images", sa.BigInteger, nullable=False),
    sa.Column("reserved_micros", sa.BigInteger, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("drawn_count", sa.Integer, nullable=False),
    sa.Column("cost_micros", sa.BigInteger, nullable=False),
    sa.Column("error_name", sa.Text),
    sa.Column("error", sa.Text),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("other_reading", sa.Text),
    sa.Column("other_sources", sa.Text, nullable=False),
    sa.Column("accepted_at", Moment, nullable=False),
    sa.Column("granted_at", Moment),
    sa.Column("drawn_at", Moment),
    sa.Column("finished_at", Moment),
    sa.Index(None, "account_id", "granted_at"),
    sa.Index(None, "account_id", "error_name", "finished_at"),
    sa.Index(None, "provider", "model", "drawn_at"),
)

ledger = sa.Table(
    "ledger",
    metadata,
    _counter(),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("scope_id", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("job_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.UniqueConstraint("job_id", "scope", "unit", "kind"),
    sa.Index("ix_ledger_window", "scope", "scope_id", "unit", "at", "amount"),
)
"""Append-only. `at` is when the job's reservation counted, also for its later movements."""

totals = sa.Table(
    "totals",
    metadata,
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("scope_id", sa.Text, primary_key=True),
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("hour", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
)
"""The ledger's sums by hour of `at` (hours since 1970), so that a window's sum stays quick."""
