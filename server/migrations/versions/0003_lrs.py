"""The learning record store: indices over its statements, documents, clients' keys; cmi5's
courses, registrations and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0003_lrs"
down_revision = "0002_log"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the record store's tables."""
    _statements()
    _links()
    op.create_table(
        "lrs_document",
        sa.Column("owner", sa.LargeBinary(16), nullable=False),
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("etag", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("owner", "registration", "id", "source", name="pk_lrs_document"),
    )
    op.create_index("ix_lrs_document_source", "lrs_document", ["source"])
    op.create_table(
        "lrs_key",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("authority", sa.JSON(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_lrs_key"),
    )
    _cmi5()


def _statements() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE lrs_statement_n INCREMENT BY 64")
    op.create_table(
        "lrs_statement",
        sa.Column("n", _NUMBER, nullable=False),
        sa.Column("school", _NUMBER, nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("verb", _NUMBER, nullable=False),
        sa.Column("registration", _NUMBER, nullable=True),
        sa.Column("authority", sa.BigInteger(), nullable=False),
        sa.Column("voiding", sa.Boolean(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("operation", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_lrs_statement"),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for column in ("school", "verb", "registration"):
        name = f"ix_lrs_statement_{column}"
        if sqlite:
            op.create_index(f"{name}_row", "lrs_statement", [column])
        else:
            op.create_index(f"{name}_n", "lrs_statement", [column, "n"])
    for table, key in (("lrs_floor", "school"), ("lrs_arrival", "operation")):
        op.create_table(
            table,
            sa.Column(key, _NUMBER, autoincrement=False, nullable=False),
            sa.Column("n", _NUMBER, nullable=False),
            sa.Column("stored", sa.BigInteger(), nullable=False),
            sa.PrimaryKeyConstraint(key, name=f"pk_{table}"),
        )
    op.create_table(
        "lrs_statement_id",
        sa.Column("near", sa.LargeBinary(8), nullable=False),
        sa.Column("statement", _NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("near", "statement", name="pk_lrs_statement_id"),
        sqlite_with_rowid=False,
    )


def _links() -> None:
    """What statements are found by, and the definitions of activities."""
    op.create_table(
        "lrs_name",
        sa.Column("n", _NUMBER, nullable=False),
        sa.Column("name", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_lrs_name"),
        sa.UniqueConstraint("name", name="uq_lrs_name_name"),
    )
    for name, of in (("agent", sa.BigInteger()), ("activity", _NUMBER)):
        table = f"lrs_statement_{name}"
        op.create_table(
            table,
            sa.Column(name, of, autoincrement=False, nullable=False),
            sa.Column("statement", _NUMBER, autoincrement=False, nullable=False),
            sa.Column("direct", sa.Boolean(), nullable=False),
            sa.PrimaryKeyConstraint(name, "statement", name=f"pk_{table}"),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "lrs_statement_reference",
        sa.Column("school", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("source", sa.LargeBinary(16), nullable=False),
        sa.Column("target", sa.LargeBinary(16), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("voiding", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("school", "source", "target", name="pk_lrs_statement_reference"),
    )
    op.create_index("ix_lrs_statement_reference_target", "lrs_statement_reference", ["target"])
    op.create_table(
        "lrs_activity",
        sa.Column("activity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("activity", name="pk_lrs_activity"),
    )


def _cmi5() -> None:
    op.create_table(
        "cmi5_course",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cmi5_course"),
    )
    op.create_index("ix_cmi5_course_school", "cmi5_course", ["school"])
    op.create_table(
        "cmi5_registration",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("course", sa.String(length=36), nullable=False),
        sa.Column("actor", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("satisfied", sa.JSON(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cmi5_registration"),
    )
    op.create_table(
        "cmi5_session",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("registration", sa.String(length=36), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("launched_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("fetch", sa.LargeBinary(32), nullable=False),
        sa.Column("play", sa.LargeBinary(32), nullable=False),
        sa.Column("token", sa.LargeBinary(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cmi5_session"),
        sa.UniqueConstraint("fetch", name="uq_cmi5_session_fetch"),
        sa.UniqueConstraint("play", name="uq_cmi5_session_play"),
    )
    op.create_index("ix_cmi5_session_registration", "cmi5_session", ["registration"])
