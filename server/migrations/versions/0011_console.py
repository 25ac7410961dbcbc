"""Boxes' reports, operators' lists, rights and records, and joining kits."""

import sqlalchemy as sa
from alembic import op

revision = "0011_console"
down_revision = "0010_web_certificates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the console."""
    op.create_table(
        "school_report",
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("disk_free", sa.BigInteger(), nullable=False),
        sa.Column("disk_total", sa.BigInteger(), nullable=False),
        sa.Column("certificate_ends", sa.String(length=24), nullable=True),
        sa.Column("copied_at", sa.String(length=24), nullable=True),
        sa.Column("waiting_operations", sa.Integer(), nullable=False),
        sa.Column("waiting_bytes", sa.BigInteger(), nullable=False),
        sa.Column("lessons_planned", sa.Integer(), nullable=False),
        sa.Column("lessons_held", sa.Integer(), nullable=False),
        sa.Column("receipts", sa.Integer(), nullable=False),
        sa.Column("said_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("school", "node", name="pk_school_report"),
    )
    op.create_index("ix_school_report_level", "school_report", ["level"])
    op.create_index("ix_school_report_version", "school_report", ["version"])
    op.create_table(
        "console_school",
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("heard_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("school", name="pk_console_school"),
    )
    op.create_index("ix_console_school_name", "console_school", ["folded", "school"])
    op.create_index(
        "ix_console_school_place", "console_school", ["region", "district", "folded", "school"]
    )
    op.create_index("ix_console_school_heard", "console_school", ["heard_ms", "school"])
    op.create_table(
        "console_grant",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_console_grant"),
    )
    op.create_table(
        "console_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_console_action"),
    )
    op.create_index("ix_console_action_school", "console_action", ["school", "id"])
    op.create_table(
        "school_claim",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("node", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_school_claim"),
    )
    op.create_index("ix_school_claim_school", "school_claim", ["school"])
