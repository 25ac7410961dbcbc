"""Public names of schools, requests for their certificates, chains that came, and hubs' orders."""

import sqlalchemy as sa
from alembic import op

revision = "0010_web_certificates"
down_revision = "0009_quizzes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the certificates that phones see."""
    op.create_table(
        "school_address",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=253), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_school_address"),
    )
    op.create_table(
        "certificate_request",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("csr", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_certificate_request"),
    )
    op.create_table(
        "web_certificate",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_web_certificate"),
    )
    op.create_table(
        "certificate_order",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("csr_sha256", sa.String(length=64), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_ms", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_certificate_order"),
    )
