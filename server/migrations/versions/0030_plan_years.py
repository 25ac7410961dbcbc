"""Of which school year a row of a plan is."""

import sqlalchemy as sa
from alembic import op

revision = "0030_plan_years"
down_revision = "0029_chosen_page"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows that are there say nothing: they go by the lessons that were held with them."""
    op.add_column("plan_row", sa.Column("year", sa.Integer(), nullable=True))
