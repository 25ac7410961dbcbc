"""Portfolios of learners."""

import sqlalchemy as sa
from alembic import op

revision = "0019_portfolio"
down_revision = "0018_clubs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of portfolios."""
    op.create_table(
        "portfolio_item",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("submission", sa.String(length=80), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_portfolio_item"),
    )
    op.create_index("ix_portfolio_item_learner", "portfolio_item", ["learner"])
