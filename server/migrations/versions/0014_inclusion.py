"""Support at every task, individual routes, and what is said of their weeks."""

import sqlalchemy as sa
from alembic import op

revision = "0014_inclusion"
down_revision = "0013_plan_templates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of support and of routes."""
    op.create_table(
        "learner_support",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("extra_time", sa.Integer(), nullable=False),
        sa.Column("larger_text", sa.Boolean(), nullable=False),
        sa.Column("read_aloud", sa.Boolean(), nullable=False),
        sa.Column("other_tasks", sa.Boolean(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learner_support"),
    )
    op.create_index("ix_learner_support_learner", "learner_support", ["learner"])
    op.create_table(
        "learning_route",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("span", sa.String(length=10), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learning_route"),
    )
    op.create_index("ix_learning_route_learner", "learning_route", ["learner"])
    op.create_index("ix_learning_route_school", "learning_route", ["school"])
    op.create_table(
        "route_review",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("route", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("progress", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_route_review"),
    )
    op.create_index("ix_route_review_learner", "route_review", ["learner"])
    op.create_index("ix_route_review_route", "route_review", ["route"])
