"""Ready plans by subject, grade and language."""

import sqlalchemy as sa
from alembic import op

revision = "0013_plan_templates"
down_revision = "0012_transfers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of ready plans."""
    op.create_table(
        "plan_template",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("replaces", sa.String(length=80), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("published_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_template"),
    )
    op.create_index("ix_plan_template_grade", "plan_template", ["grade"])
