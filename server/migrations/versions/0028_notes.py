"""What members of staff note for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0028_notes"
down_revision = "0027_others"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "own_note",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("entry", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", "name", "entry", name="pk_own_note"),
    )
    op.create_index("ix_own_note_person", "own_note", ["person", "n"])
