"""The log's tables of the first release: operations, merge states, feeds, what peers know."""

import sqlalchemy as sa
from alembic import op

from sync.storage.partitions import partition
from sync.storage.views import VIEWS

revision = "0002_log"
down_revision = "0001_school"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of sync/."""
    if op.get_bind().dialect.name == "sqlite":
        _narrow()
    else:
        _wide()
    _beside()
    if op.get_bind().dialect.name == "postgresql":
        partition(op.get_bind())


def _narrow() -> None:
    """The log's rows on SQLite, and the view of them."""
    op.create_table(
        "lives",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("writer", "epoch", name="uq_lives_id"),
    )
    op.create_table(
        "log_names",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("name", name="uq_log_names_name"),
    )
    op.create_table(
        "log",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("life", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("order_hlc", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("judge", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("life", "seq", name="uq_log_id"),
    )
    op.create_index("ix_log_unapplied", "log", ["id"], sqlite_where=sa.text("applied = 0"))
    for view in VIEWS:
        op.get_bind().exec_driver_sql(view)


def _wide() -> None:
    op.create_table(
        "operations",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(length=9), nullable=False),
        sa.Column("order_hlc", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("judge", sa.String(length=16), nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("school", sa.String(length=80), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("writer", "epoch", "seq", "school", name="uq_operations_id"),
    )
    op.create_index("ix_operations_record", "operations", ["record"])
    op.create_index(
        "ix_operations_unapplied",
        "operations",
        ["id"],
        unique=False,
        postgresql_where=sa.text("applied = 0"),
    )


def _beside() -> None:
    op.create_table(
        "writers",
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=True),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("issued_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("writer"),
    )
    op.create_index("ix_writers_person", "writers", ["person"])
    op.create_table(
        "homes",
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("writer"),
    )
    op.create_table(
        "knowledge",
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("intervals", sa.LargeBinary(), nullable=False),
        sa.Column("durable", sa.LargeBinary(), nullable=False),
        sa.Column("prefix", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("writer", "epoch"),
    )
    op.create_table(
        "peer_acks",
        sa.Column("peer", sa.String(length=16), nullable=False),
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.LargeBinary(), nullable=False),
        sa.Column("durable", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("peer", "writer", "epoch"),
    )
    op.create_table(
        "waiting",
        sa.Column("peer", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column(
            "operation",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("peer", "priority", "operation"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cursors",
        sa.Column("peer", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("peer", "scope"),
    )
    op.create_table(
        "feed",
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "operation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("school", sa.String(length=80), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("scope", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pruned",
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(length=9), nullable=False),
        sa.Column("order_hlc", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("judge", sa.String(length=16), nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("writer", "epoch", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feed_floors",
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope"),
    )
    op.create_table(
        "pending",
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column(
            "operation",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("school", "operation"),
    )
    op.create_table(
        "merge_state",
        sa.Column("family", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("family", "record"),
    )
    op.create_table(
        "dictionaries",
        sa.Column("name", sa.LargeBinary(4), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "forks",
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("verdict", sa.LargeBinary(), nullable=False),
        sa.Column("peer", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("writer", "epoch", "seq", "hash"),
    )
    op.create_table(
        "blob_uploads",
        sa.Column("peer", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.PrimaryKeyConstraint("peer", "sha256"),
    )
    op.create_table(
        "node_state",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "damaged",
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column(
            "operation", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.PrimaryKeyConstraint("writer", "epoch", "seq"),
    )
    op.create_table(
        "erased",
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("intervals", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("writer", "epoch"),
    )
    op.create_table(
        "seals",
        sa.Column("seal", sa.String(length=16), nullable=False),
        sa.Column("signer", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seal"),
    )
    op.create_table(
        "sealed",
        sa.Column(
            "operation",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("seal", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("operation"),
    )
    op.create_index("ix_sealed_seal", "sealed", ["seal"])
