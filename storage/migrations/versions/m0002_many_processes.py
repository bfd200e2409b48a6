"""Turns, cancelling, claims and executors: what many processes need to share the work.

Revision ID: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_JOBS: tuple[sa.Column[Any], ...] = (
    sa.Column("platform", sa.Text(), nullable=False, server_default=sa.text("''")),
    sa.Column("executor", sa.Text(), nullable=False, server_default=sa.text("''")),
    sa.Column("turn", sa.Integer(), nullable=False, server_default=sa.text("0")),
    sa.Column("unbilled", sa.Integer(), nullable=False, server_default=sa.text("0")),
    sa.Column("weight", sa.Integer(), nullable=False, server_default=sa.text("1")),
    sa.Column("priority", sa.Integer(), nullable=False, server_default=sa.text("0")),
    sa.Column("cancelled_by", sa.Text(), nullable=True),
    sa.Column("claims", sa.Text(), nullable=True),
    sa.Column("keep_until", sa.BigInteger(), nullable=True),
    sa.Column("standby", sa.Text(), nullable=False, server_default=sa.text("''")),
    sa.Column("standby_model", sa.Text(), nullable=False, server_default=sa.text("''")),
    sa.Column("stands_for", sa.Text(), nullable=False, server_default=sa.text("''")),
    sa.Column("round_micros", sa.BigInteger(), nullable=True),
    sa.Column("told", sa.Boolean(), nullable=False, server_default=sa.false()),
)
_FORMER = "chatbrush"
"""The one executor that there was before."""


def upgrade() -> None:
    """To this revision."""
    for column in _JOBS:
        op.add_column("jobs", column)
    op.drop_index(op.f("ix_jobs_state"), "jobs")
    op.drop_index(op.f("ix_jobs_account_id_granted_at"), "jobs")
    op.create_index(
        "ix_jobs_line", "jobs", ["state", "account_id", "community_id", "provider", "model", "executor"]
    )
    op.create_index(op.f("ix_jobs_round_micros"), "jobs", ["round_micros"])
    op.create_index(op.f("ix_jobs_account_id_round_micros"), "jobs", ["account_id", "round_micros"])
    is_held = sa.text("executor != ''")
    op.create_index("ix_jobs_held", "jobs", ["executor"], sqlite_where=is_held, postgresql_where=is_held)
    op.create_index(op.f("ix_jobs_account_id_keep_until"), "jobs", ["account_id", "keep_until"])
    op.create_index(op.f("ix_jobs_claims"), "jobs", ["claims"])
    op.add_column("places", sa.Column("person_id", sa.Text(), nullable=True))
    op.create_index(op.f("ix_places_person_id"), "places", ["person_id"])
    op.create_index(op.f("ix_jobs_provider_granted_at"), "jobs", ["provider", "granted_at"])
    op.add_column("inbox", sa.Column("executor", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "executors",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("heir", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_executors")),
    )
    op.create_table(
        "duties",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("executor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_duties")),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )
    op.create_table(
        "weather",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Integer(), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.Column("down_until", sa.BigInteger(), nullable=True),
        sa.Column("pause_seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_weather")),
    )
    _name_what_is_open()


def _name_what_is_open() -> None:
    jobs = sa.table(
        "jobs", sa.column("state"), sa.column("executor"), sa.column("platform"), sa.column("person")
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    of_person: sa.ColumnElement[str] = sa.literal_column(
        "json_extract(person, '$.platform')" if is_sqlite else "person::json->>'platform'"
    )
    op.execute(sa.update(jobs).values(platform=sa.func.coalesce(of_person, "")))
    op.execute(sa.update(jobs).where(jobs.c.state.in_(["accepted", "drawing"])).values(executor=_FORMER))
    op.execute(sa.update(sa.table("inbox", sa.column("executor"))).values(executor=_FORMER))
