"""Finished attempts that the record store is still to hear of."""

import sqlalchemy as sa
from alembic import op

revision = "0022_untold_attempts"
down_revision = "0021_consent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, with all that was finished before."""
    op.create_table(
        "attempt_untold",
        sa.Column("attempt", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("attempt", name="pk_attempt_untold"),
    )
    op.execute(
        "INSERT INTO attempt_untold (attempt) SELECT id FROM attempt"
        " WHERE completion = 'completed' OR success IN ('passed', 'failed')"
    )
