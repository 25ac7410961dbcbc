"""Clubs and electives: members, meetings, who was missing, and outcomes."""

import sqlalchemy as sa
from alembic import op

revision = "0018_clubs"
down_revision = "0017_inquiries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of clubs."""
    op.create_table(
        "club",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("leaders", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("switched_percent", sa.Integer(), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("join_by", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_note", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.String(length=80), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_club"),
    )
    op.create_index("ix_club_school", "club", ["school"])
    op.create_table(
        "club_member",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("club", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("switched", sa.Boolean(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_club_member"),
    )
    op.create_index("ix_club_member_club", "club_member", ["club"])
    op.create_index("ix_club_member_learner", "club_member", ["learner"])
    op.create_table(
        "club_meeting",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("club", sa.String(length=80), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_club_meeting"),
    )
    op.create_index("ix_club_meeting_club", "club_meeting", ["club"])
    op.create_table(
        "club_attendance",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("club", sa.String(length=80), nullable=False),
        sa.Column("meeting", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_club_attendance"),
    )
    op.create_index("ix_club_attendance_club", "club_attendance", ["club"])
    op.create_index("ix_club_attendance_learner", "club_attendance", ["learner"])
    op.create_index("ix_club_attendance_meeting", "club_attendance", ["meeting"])
    op.create_table(
        "club_result",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("club", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("test", sa.String(length=8), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_club_result"),
    )
    op.create_index("ix_club_result_club", "club_result", ["club"])
    op.create_index("ix_club_result_learner", "club_result", ["learner"])
