"""What goes between nodes by hand: parts on phones and in mailboxes."""

import sqlalchemy as sa
from alembic import op


def couriers() -> None:
    """Parts of exchanges that phones and mailboxes carry."""
    op.create_table(
        "courier_load",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("node", "number", name="pk_courier_load"),
    )
    op.create_table(
        "outgoing_part",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("operations", sa.LargeBinary(), nullable=False),
        sa.Column("settled_ms", sa.BigInteger(), nullable=True),
        sa.Column("custody", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_part"),
    )
    op.create_index("ix_outgoing_part_node", "outgoing_part", ["node"])
    op.create_table(
        "taken_part",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("taken", sa.SmallInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_taken_part"),
    )
    op.create_index("ix_taken_part_node", "taken_part", ["node"])
    op.create_table(
        "upstream_refusal",
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("told_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("op", name="pk_upstream_refusal"),
    )
    op.create_table(
        "judgement",
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("target", name="pk_judgement"),
    )
    op.create_index("ix_judgement_made_ms", "judgement", ["made_ms"])
    op.create_table(
        "conflict",
        sa.Column("family", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=True),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("settled_ms", sa.BigInteger(), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("family", "record", name="pk_conflict"),
    )
    op.create_index("ix_conflict_since_ms", "conflict", ["since_ms"])
    op.create_table(
        "erased_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_erased_file"),
    )
    op.create_table(
        "erased_login",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_erased_login"),
    )


def mailboxes() -> None:
    """What a relay keeps for the nodes below it."""
    op.create_table(
        "relay_satellite",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("quota_bytes", sa.BigInteger(), nullable=False),
        sa.Column("added_ms", sa.BigInteger(), nullable=False),
        sa.Column("contact_ms", sa.BigInteger(), nullable=True),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("node", name="pk_relay_satellite"),
        sa.UniqueConstraint("token_sha256", name="uq_relay_satellite_token_sha256"),
    )
    op.create_table(
        "mail_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("satellite", sa.String(length=16), nullable=False),
        sa.Column("sender", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=16), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("came_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mail_item"),
    )
    op.create_index("ix_mail_item_satellite", "mail_item", ["satellite"])
