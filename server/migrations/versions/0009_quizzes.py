"""Quizzes written in the app, their questions, and the papers that classes were given."""

import sqlalchemy as sa
from alembic import op

revision = "0009_quizzes"
down_revision = "0008_gradebook"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of quizzes."""
    op.create_table(
        "quiz",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("question_order", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quiz"),
    )
    op.create_table(
        "quiz_question",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("quiz", sa.String(length=80), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("strand", sa.String(length=20), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quiz_question"),
    )
    op.create_index("ix_quiz_question_quiz", "quiz_question", ["quiz"])
    op.create_table(
        "quiz_paper",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("class_id", sa.String(length=80), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("quiz", sa.String(length=80), nullable=True),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quiz_paper"),
    )
    op.create_index("ix_quiz_paper_class_id", "quiz_paper", ["class_id"])


def downgrade() -> None:
    """Drop the tables of quizzes."""
    for table in ("quiz_paper", "quiz_question", "quiz"):
        op.drop_table(table)
