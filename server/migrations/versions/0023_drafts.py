"""Copies of what pupils are still writing."""

import sqlalchemy as sa
from alembic import op

revision = "0023_drafts"
down_revision = "0022_untold_attempts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "draft_copy",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("assignment", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("kept_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "assignment", name="pk_draft_copy"),
    )
