"""Releases that a hub has published, and how far boxes are with them."""

import sqlalchemy as sa
from alembic import op

revision = "0020_releases"
down_revision = "0019_portfolio"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of published releases, of a node's own progress, and of what boxes tell."""
    op.create_table(
        "release",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=61), nullable=False),
        sa.Column("architecture", sa.String(length=16), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("published_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
    )
    op.create_table(
        "release_progress",
        sa.Column("release", sa.String(length=80), nullable=False),
        sa.Column("requested_ms", sa.BigInteger(), nullable=True),
        sa.Column("received_ms", sa.BigInteger(), nullable=True),
        sa.Column("asked_ms", sa.BigInteger(), nullable=True),
        sa.Column("taken_ms", sa.BigInteger(), nullable=True),
        sa.Column("failed_ms", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("release", name="pk_release_progress"),
    )
    op.create_table(
        "release_line",
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("release", sa.String(length=80), nullable=False),
        sa.Column("requested_at", sa.String(length=24), nullable=True),
        sa.Column("received_at", sa.String(length=24), nullable=True),
        sa.Column("taken_at", sa.String(length=24), nullable=True),
        sa.Column("failed_at", sa.String(length=24), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("record", name="pk_release_line"),
    )
    op.create_index("ix_release_line_release", "release_line", ["release"])
