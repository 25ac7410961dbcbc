"""Pupils who move between schools, and what they brought."""

import sqlalchemy as sa
from alembic import op

revision = "0012_transfers"
down_revision = "0011_console"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of histories, and of files on their way."""
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
    op.create_table(
        "transfer_offer",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transfer_offer"),
    )
    op.create_index("ix_transfer_offer_learner", "transfer_offer", ["learner"])
    op.create_index("ix_transfer_offer_ticket", "transfer_offer", ["ticket"])
    op.create_table(
        "transfer_claim",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transfer_claim"),
    )
    op.create_index("ix_transfer_claim_learner", "transfer_claim", ["learner"])
    op.create_index("ix_transfer_claim_ticket", "transfer_claim", ["ticket"])
    op.create_table(
        "transfer_delivery",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transfer_delivery"),
    )
    op.create_index("ix_transfer_delivery_ticket", "transfer_delivery", ["ticket"])
    op.create_table(
        "transfer_receipt",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transfer_receipt"),
    )
    op.create_table(
        "transfer_due",
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name="pk_transfer_due"),
    )
