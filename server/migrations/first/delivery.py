"""Editions on their way, and files that people send."""

import sqlalchemy as sa
from alembic import op


def editions() -> None:
    """What was offered, what came, and what phones see meanwhile."""
    op.create_table(
        "edition_offer",
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=True),
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("ranges", sa.String(length=64), nullable=True),
        sa.Column("packs", sa.JSON(), nullable=False),
        sa.Column("signer", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("record", name="pk_edition_offer"),
    )
    op.create_index("ix_edition_offer_course", "edition_offer", ["course"])
    op.create_table(
        "offered_blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "record", name="pk_offered_blob"),
    )
    op.create_table(
        "course_shown",
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("course", name="pk_course_shown"),
    )
    op.create_table(
        "delivery_progress",
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("requested_ms", sa.BigInteger(), nullable=True),
        sa.Column("received_ms", sa.BigInteger(), nullable=True),
        sa.Column("verified_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("course", "edition", name="pk_delivery_progress"),
    )
    op.create_table(
        "pack_outcome",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_pack_outcome"),
    )
    op.create_table(
        "content_garbage",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_content_garbage"),
    )
    op.create_table(
        "delivery_line",
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.String(length=24), nullable=True),
        sa.Column("received_at", sa.String(length=24), nullable=True),
        sa.Column("verified_at", sa.String(length=24), nullable=True),
        sa.Column("opened_at", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("record", name="pk_delivery_line"),
    )
    op.create_index("ix_delivery_line_school", "delivery_line", ["school"])
    op.create_table(
        "course_hold",
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("record", name="pk_course_hold"),
    )
    op.create_index("ix_course_hold_course", "course_hold", ["course"])


def files() -> None:
    """Files and the nodes below."""
    op.create_table(
        "personal_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "person", name="pk_personal_file"),
    )
    op.create_table(
        "file_reference",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("operation", sa.String(length=60), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("judge", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("sha256", "operation", "school", name="pk_file_reference"),
    )
    op.create_index("ix_file_reference_school", "file_reference", ["school", "sha256"])
    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=160), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("touched_ms", sa.BigInteger(), nullable=False),
        sa.Column("dismissed_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_upload"),
    )
    op.create_index("ix_upload_person", "upload", ["person"])
    op.create_index("ix_upload_state", "upload", ["state"])
    op.create_index("ix_upload_touched_ms", "upload", ["touched_ms"])
    op.create_table(
        "downstream_node",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("schools", sa.JSON(), nullable=False),
        sa.Column("former", sa.JSON(), nullable=False),
        sa.Column("added_ms", sa.BigInteger(), nullable=False),
        sa.Column("contact_ms", sa.BigInteger(), nullable=True),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("node", name="pk_downstream_node"),
        sa.UniqueConstraint("token_sha256", name="uq_downstream_node_token_sha256"),
    )
    op.create_table(
        "signing_key",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_signing_key"),
    )
    op.create_table(
        "exchange_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_ms", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("bytes_up", sa.BigInteger(), nullable=False),
        sa.Column("bytes_down", sa.BigInteger(), nullable=False),
        sa.Column("operations_up", sa.Integer(), nullable=False),
        sa.Column("operations_down", sa.Integer(), nullable=False),
        sa.Column("files_up", sa.Integer(), nullable=False),
        sa.Column("files_down", sa.Integer(), nullable=False),
        sa.Column("content_down", sa.Integer(), nullable=False),
        sa.Column("records_bytes", sa.BigInteger(), nullable=False),
        sa.Column("files_bytes", sa.BigInteger(), nullable=False),
        sa.Column("text_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_bytes", sa.BigInteger(), nullable=False),
        sa.Column("window", sa.String(length=60), nullable=True),
        sa.Column("ended", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_line"),
    )
