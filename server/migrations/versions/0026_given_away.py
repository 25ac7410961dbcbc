"""The newest sealed copy of each node below, for the lists of operators; keys of the record store
that the law asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0026_given_away"
down_revision = "0025_concerns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the night's upkeep fills it from the folder. Keys ask for consent."""
    op.create_table(
        "kept_copy",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_kept_copy"),
    )
    op.add_column(
        "lrs_key", sa.Column("by_law", sa.Boolean(), nullable=False, server_default=sa.false())
    )
