"""For which schools a national record is."""

import sqlalchemy as sa
from alembic import op

revision = "0015_audiences"
down_revision = "0014_inclusion"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of audiences."""
    op.create_table(
        "audience",
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("record", name="pk_audience"),
    )
