"""Assessments, points, marks of terms and years, policies that schools adopt, closed terms."""

import sqlalchemy as sa
from alembic import op

revision = "0008_gradebook"
down_revision = "0007_trust"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the gradebook."""
    op.create_table(
        "adopted_policy",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("policy", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("pass_subjects", sa.JSON(), nullable=False),
        sa.Column("half_year_subjects", sa.JSON(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_adopted_policy"),
    )
    op.create_index("ix_adopted_policy_school", "adopted_policy", ["school"])
    op.create_table(
        "assessment",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("class_id", sa.String(length=80), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("term", sa.String(length=8), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("max", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("objectives", sa.JSON(), nullable=False),
        sa.Column("assignment", sa.String(length=80), nullable=True),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
    )
    op.create_index("ix_assessment_assignment", "assessment", ["assignment"])
    op.create_index("ix_assessment_class_id", "assessment", ["class_id", "term"])
    op.create_table(
        "score",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("assessment", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("points", sa.String(length=20), nullable=True),
        sa.Column("by_task", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_score"),
    )
    op.create_index("ix_score_assessment", "score", ["assessment"])
    op.create_index("ix_score_learner", "score", ["learner"])
    op.create_table(
        "term_lock",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("class_id", sa.String(length=80), nullable=False),
        sa.Column("term", sa.String(length=8), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_term_lock"),
    )
    op.create_table(
        "term_mark",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("class_id", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("term", sa.String(length=8), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(length=80), nullable=False),
        sa.Column("scale", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("percent", sa.String(length=20), nullable=True),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("former", sa.JSON(), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_term_mark"),
    )
    op.create_index("ix_term_mark_class_id", "term_mark", ["class_id", "term"])
    op.create_index("ix_term_mark_learner", "term_mark", ["learner"])
    op.create_table(
        "year_mark",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("class_id", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(length=80), nullable=False),
        sa.Column("scale", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("exam", sa.Integer(), nullable=True),
        sa.Column("final", sa.Integer(), nullable=True),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("former", sa.JSON(), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_year_mark"),
    )
    op.create_index("ix_year_mark_class_id", "year_mark", ["class_id", "year"])
    op.create_index("ix_year_mark_learner", "year_mark", ["learner"])
    op.create_table(
        "year_outcome",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("class_id", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("former", sa.JSON(), nullable=False),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_year_outcome"),
    )
    op.create_index("ix_year_outcome_class_id", "year_outcome", ["class_id"])
    op.create_index("ix_year_outcome_learner", "year_outcome", ["learner"])
