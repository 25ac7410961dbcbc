"""What pupils brought from other schools."""

import sqlalchemy as sa
from alembic import op

revision = "0012_transfers"
down_revision = "0011_console"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of histories."""
    op.create_table(
        "learner_history",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learner_history"),
    )
    op.create_index("ix_learner_history_learner", "learner_history", ["learner"])
