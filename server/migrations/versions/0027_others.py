"""What two devices wrote of one record while apart stands beside it: weeks of routes, words on
electives, questions to the hub, policies and the council's decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0027_others"
down_revision = "0026_given_away"
branch_labels = None
depends_on = None

_TABLES = ("route_review", "club_result", "inquiry", "adopted_policy", "year_outcome")


def upgrade() -> None:
    """Add the column; what is in dispute already shows with the next word on it."""
    for table in _TABLES:
        op.add_column(
            table, sa.Column("others", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
