"""Certificates and revocations of nodes, offered keys, and the identities this node believes."""

import sqlalchemy as sa
from alembic import op

revision = "0007_trust"
down_revision = "0006_planning"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of trust."""
    op.create_table(
        "node_certificates",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("identity", sa.LargeBinary(32), nullable=False),
        sa.Column("present", sa.LargeBinary(), nullable=False),
        sa.Column("following", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("node", name="pk_node_certificates"),
    )
    op.create_table(
        "node_revocation",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_node_revocation"),
    )
    op.create_table(
        "key_offer",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("proof", sa.LargeBinary(64), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_key_offer"),
    )
    op.create_table(
        "trusted_identity",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("identity", sa.LargeBinary(32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_trusted_identity"),
    )
