"""An index of open jobs alone, and totals of days beside those of hours.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DAY = 24


def upgrade() -> None:
    """To this revision."""
    op.drop_index("ix_jobs_line", "jobs")
    is_open = sa.text("state IN ('accepted', 'drawing', 'waiting')")
    op.create_index(
        "ix_jobs_open",
        "jobs",
        ["state", "account_id", "community_id", "provider", "model", "executor"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.execute("CREATE TEMPORARY TABLE former_totals AS SELECT * FROM totals")
    op.drop_table("totals")
    op.create_table(
        "totals",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("span_hours", sa.Integer(), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "scope_id", "unit", "span_hours", "hour", name=op.f("pk_totals")),
        sqlite_with_rowid=False,
    )
    _fill()
    op.execute("DROP TABLE former_totals")


def _fill() -> None:
    key = ("scope", "scope_id", "unit")
    former = sa.table("former_totals", *map(sa.column, (*key, "hour", "amount")))
    totals = sa.table("totals", *map(sa.column, (*key, "span_hours", "hour", "amount")))
    amount = sa.cast(sa.func.sum(former.c.amount), sa.BigInteger)
    for span in (1, _DAY):
        first = former.c.hour - former.c.hour % sa.literal_column(str(span))
        whose = [former.c[name] for name in key]
        rows = sa.select(*whose, sa.literal_column(str(span)), first, amount).group_by(*whose, first)
        op.execute(sa.insert(totals).from_select(list(totals.c.keys()), rows))
