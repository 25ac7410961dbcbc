"""Consent of learners, and statements that stay for want of it."""

import sqlalchemy as sa
from alembic import op

revision = "0021_consent"
down_revision = "0020_releases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of decisions, and count what stays."""
    op.create_table(
        "consent_decision",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("signer", sa.String(length=120), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consent_decision"),
    )
    op.create_index("ix_consent_decision_learner", "consent_decision", ["learner"])
    op.add_column(
        "forward_destination",
        sa.Column("withheld", sa.BigInteger(), nullable=False, server_default="0"),
    )
