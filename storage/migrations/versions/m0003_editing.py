"""When pictures were shown, who may edit them, and where a reply wants its change.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column(
        "pictures", sa.Column("shown_at", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("pictures", sa.Column("privacy", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.drop_index(op.f("ix_pictures_place_id_created_at"), "pictures")
    op.create_index(op.f("ix_pictures_place_id_shown_at"), "pictures", ["place_id", "shown_at"])
    op.add_column("notes", sa.Column("region", sa.Text(), nullable=True))
    op.add_column("notes", sa.Column("preset", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("persons", sa.Column("pictures_private", sa.Boolean(), nullable=True))
    op.add_column(
        "communities",
        sa.Column("pictures_private", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _fill()


def _fill() -> None:
    pictures = sa.table(
        "pictures", sa.column("created_at"), sa.column("shown_at"), sa.column("drawn"), sa.column("privacy")
    )
    op.execute(sa.update(pictures).values(shown_at=pictures.c.created_at))
    op.execute(sa.update(pictures).where(pictures.c.drawn.is_(sa.false())).values(privacy="posted"))
