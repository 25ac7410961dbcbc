"""Assessment policies that a hub has published."""

import sqlalchemy as sa
from alembic import op

revision = "0016_policies"
down_revision = "0015_audiences"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of published policies."""
    op.create_table(
        "published_policy",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("published_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_published_policy"),
    )
