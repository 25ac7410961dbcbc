"""Plans that schools offer to those around them stand beside the hub's."""

import sqlalchemy as sa
from alembic import op

revision = "0024_shared_plans"
down_revision = "0023_drafts"
branch_labels = None
depends_on = None

_ID = sa.String(length=80)
_PLACE = sa.String(length=120)


def upgrade() -> None:
    """Say whose a plan is, and for which district."""
    with op.batch_alter_table("plan_template") as table:
        table.add_column(sa.Column("school", _ID, nullable=True))
        table.add_column(sa.Column("author", _ID, nullable=True))
        table.add_column(
            sa.Column("named", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("by", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("region", _PLACE, nullable=True))
        table.add_column(sa.Column("district", _PLACE, nullable=True))
        table.add_column(
            sa.Column("offered", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        table.create_index("ix_plan_template_school", ["school"])
