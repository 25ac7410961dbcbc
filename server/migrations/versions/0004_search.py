"""Search: the words of lessons, made again from the blobs whenever need be."""

import sqlalchemy as sa
from alembic import op

revision = "0004_search"
down_revision = "0003_lrs"
branch_labels = None
depends_on = None

_WORD = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables of search."""
    op.create_table(
        "search_text",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_search_text"),
        sa.UniqueConstraint("manifest", name="uq_search_text_manifest"),
    )
    op.create_table(
        "search_word",
        sa.Column("word", _WORD, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("word", "number", name="pk_search_word"),
    )
    op.create_index("ix_search_word_number", "search_word", ["number"])
