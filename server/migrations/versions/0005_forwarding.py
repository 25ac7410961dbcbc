"""Other record stores that statements are sent on to, and what these would not take."""

import sqlalchemy as sa
from alembic import op

revision = "0005_forwarding"
down_revision = "0004_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of forwarding."""
    op.create_table(
        "forward_destination",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=8), nullable=False),
        sa.Column("gzip", sa.Boolean(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("networks", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.LargeBinary(16), nullable=True),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("paused_ms", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("next_ms", sa.BigInteger(), nullable=False),
        sa.Column("sent_ms", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_forward_destination"),
    )
    op.create_table(
        "forward_letter",
        sa.Column("destination", sa.String(length=16), nullable=False),
        sa.Column("statement", sa.LargeBinary(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("destination", "statement", name="pk_forward_letter"),
    )
