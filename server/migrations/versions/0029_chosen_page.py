"""The page with which an imported file opens, as its teacher has chosen it."""

import sqlalchemy as sa
from alembic import op

revision = "0029_chosen_page"
down_revision = "0028_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody has chosen yet."""
    op.add_column("upload", sa.Column("launch", sa.Text(), nullable=True))
