"""The tables, once for SQLite and PostgreSQL.

Moments are integer microseconds since 1970 (UTC), so that both databases compare and keep them
exactly. Composite values are JSON text (`storage.records`). What people wrote is cleaned of the two
things that PostgreSQL's text refuses: NUL and lone surrogates.
"""

import sqlalchemy as sa

from storage.columns import Moment, Words
from storage.job_states import is_open

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
    sa.Column("executor", sa.Text, nullable=False, server_default=sa.text("''")),
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
    sa.Column("pictures_private", sa.Boolean, nullable=False, server_default=sa.false()),
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
    sa.Column("person_id", sa.Text, index=True),
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
    sa.Column("pictures_private", sa.Boolean),
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
    sa.Column("preset", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("region", sa.Text),
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
    sa.Column("shown_at", Moment, nullable=False, server_default=sa.text("0")),
    sa.Column("privacy", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.UniqueConstraint("tree", "version"),
    sa.Index(None, "place_id", "shown_at"),
)
"""`shown_at` is when a picture was last brought to people."""

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
    sa.Column("state", sa.Text, nullable=False),
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
    sa.Column("platform", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("executor", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("turn", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("unbilled", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("weight", sa.Integer, nullable=False, server_default=sa.text("1")),
    sa.Column("priority", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("cancelled_by", sa.Text),
    sa.Column("claims", sa.Text),
    sa.Column("keep_until", Moment),
    sa.Column("standby", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("standby_model", Words, nullable=False, server_default=sa.text("''")),
    sa.Column("stands_for", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("told", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("round_micros", sa.BigInteger, index=True),
    sa.Index(None, "account_id", "round_micros"),
    sa.Index(None, "account_id", "keep_until"),
    sa.Index(None, "claims"),
    sa.Index(None, "provider", "granted_at"),
    sa.Index(None, "account_id", "error_name", "finished_at"),
    sa.Index(None, "provider", "model", "drawn_at"),
)
IS_OPEN = is_open(jobs.c.state)
sa.Index(
    "ix_jobs_open",
    *(jobs.c[name] for name in ("state", "account_id", "community_id", "provider", "model", "executor")),
    sqlite_where=IS_OPEN,
    postgresql_where=IS_OPEN,
)
IS_HELD = jobs.c.executor != sa.literal_column("''")
"""The job is under an executor's name. SQLite uses the index only for this very expression."""
sa.Index("ix_jobs_held", jobs.c.executor, sqlite_where=IS_HELD, postgresql_where=IS_HELD)

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
    sa.Column("span_hours", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("hour", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""The ledger's sums by `at`, each of `span_hours` from `hour` on (since 1970): of every hour, and of every day."""

executors = sa.Table(
    "executors",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("role", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("heir", sa.Text),
)
"""Processes that share this database, by the database's own clock; seen in 1970: one that ended properly.

`heir` is who inherits from a dead one, which is gone from here once nothing is left under its name.
"""

duties = sa.Table(
    "duties",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("executor", sa.Text, nullable=False),
)
"""What one process at a time may do, and which does."""

secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
"""What all processes of a deployment must have alike, made by the first."""

weather = sa.Table(
    "weather",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("holds", sa.Integer, nullable=False),
    sa.Column("held_until", Moment),
    sa.Column("down_until", Moment),
    sa.Column("pause_seconds", sa.Float, nullable=False),
)
"""How each provider's key fares, for all processes that use it."""
