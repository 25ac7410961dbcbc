"""A copy of a draft for each device that wrote it."""

import sqlalchemy as sa
from alembic import op

revision = "0031_drafts_by_device"
down_revision = "0030_plan_years"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table anew under the longer key; whose device the copies are of, nobody knows."""
    op.create_table(
        "device_draft",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("assignment", sa.String(length=80), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("kept_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "assignment", "device", name="pk_device_draft"),
    )
    op.execute(
        "INSERT INTO device_draft (person, assignment, device, text, files, kept_ms) "
        "SELECT person, assignment, '', text, files, kept_ms FROM draft_copy"
    )
    op.drop_table("draft_copy")
