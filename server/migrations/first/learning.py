"""What phones are told: courses, work, marks and attempts."""

import sqlalchemy as sa
from alembic import op


def feeds() -> None:
    """What phones are told."""
    op.create_table(
        "phone_feed",
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "type", "record", name="pk_phone_feed"),
    )
    op.create_index("ix_phone_feed_scope", "phone_feed", ["scope"])
    op.create_index("ix_phone_feed_seq", "phone_feed", ["seq"])
    op.create_table(
        "scope_set",
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_scope_set"),
    )


def _packets() -> None:
    """What tasks come with: notices, receipts from phones, arrangements with one learner."""
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("class_id", sa.String(length=80), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at", sa.String(length=24), nullable=True),
        sa.Column("learners", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_class_id", "notice", ["class_id"])
    op.create_table(
        "receipt",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("delivered_ms", sa.BigInteger(), nullable=True),
        sa.Column("opened_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_receipt"),
    )
    op.create_index("ix_receipt_about", "receipt", ["about"])
    op.create_table(
        "arrangement",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("assignment", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("due_at", sa.String(length=24), nullable=True),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("reminded_at", sa.String(length=24), nullable=True),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_arrangement"),
    )
    op.create_index("ix_arrangement_assignment", "arrangement", ["assignment"])
    op.create_index("ix_arrangement_learner", "arrangement", ["learner"])


def work() -> None:
    """Courses, work, marks and attempts."""
    op.create_table(
        "course",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=True),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("published_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_course"),
    )
    op.create_index("ix_course_school", "course", ["school"])
    op.create_table(
        "course_edition",
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("published_ms", sa.BigInteger(), nullable=False),
        sa.Column("judge", sa.String(length=16), nullable=False),
        sa.Column("manifests", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("op", name="pk_course_edition"),
    )
    op.create_index("ix_course_edition_course", "course_edition", ["course"])
    op.create_table(
        "course_lesson",
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("course", "id", name="pk_course_lesson"),
    )
    op.create_index("ix_course_lesson_id", "course_lesson", ["id"])
    op.create_table(
        "course_item",
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("lesson", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("launch", sa.Text(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("course", "lesson", "id", name="pk_course_item"),
    )
    op.create_index("ix_course_item_manifest", "course_item", ["manifest"])
    op.create_table(
        "content_manifest",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("indexed", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("broken", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_content_manifest"),
    )
    op.create_index("ix_content_manifest_complete", "content_manifest", ["complete"])
    op.create_table(
        "content_file",
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("manifest", "sha256", name="pk_content_file"),
    )
    op.create_index("ix_content_file_sha256", "content_file", ["sha256"])
    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("class_id", sa.String(length=80), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=True),
        sa.Column("lesson", sa.String(length=80), nullable=True),
        sa.Column("item", sa.String(length=80), nullable=True),
        sa.Column("due_at", sa.String(length=24), nullable=True),
        sa.Column("max_mark", sa.Integer(), nullable=True),
        sa.Column("accepts", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("learners", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("packet", sa.String(length=80), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
    )
    op.create_index("ix_assignment_class_id", "assignment", ["class_id"])
    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("assignment", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attempts", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.String(length=24), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("judge", sa.String(length=16), nullable=False),
        sa.Column("receipt", sa.String(length=8), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("central", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
    )
    op.create_index("ix_submission_assignment", "submission", ["assignment"])
    op.create_index("ix_submission_learner", "submission", ["learner"])
    op.create_index("ix_submission_op", "submission", ["op"])
    op.create_table(
        "submission_file",
        sa.Column("submission", sa.String(length=80), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=160), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("submission", "n", name="pk_submission_file"),
    )
    op.create_index("ix_submission_file_sha256", "submission_file", ["sha256"])
    op.create_table(
        "submission_sighting",
        sa.Column("submission", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=True),
        sa.Column("seen_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("submission", name="pk_submission_sighting"),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("assignment", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("submission", sa.String(length=80), nullable=True),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("max", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("drawing", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.Column("central", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mark"),
    )
    op.create_index("ix_mark_assignment", "mark", ["assignment"])
    op.create_index("ix_mark_learner", "mark", ["learner"])
    op.create_index("ix_mark_op", "mark", ["op"])
    _packets()
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("completion", sa.String(length=16), nullable=False),
        sa.Column("success", sa.String(length=16), nullable=False),
        sa.Column("score", sa.JSON(), nullable=True),
        sa.Column("head", sa.String(length=80), nullable=False),
        sa.Column("judge", sa.String(length=16), nullable=False),
        sa.Column("central", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_head", "attempt", ["head"])
    op.create_index("ix_attempt_learner", "attempt", ["learner"])
    op.create_table(
        "attempt_session",
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.Column("attempt", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("lesson", sa.String(length=80), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.String(length=24), nullable=False),
        sa.Column("completion", sa.String(length=16), nullable=False),
        sa.Column("success", sa.String(length=16), nullable=False),
        sa.Column("score", sa.JSON(), nullable=True),
        sa.Column("total_time_s", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("suspend", sa.Text(), nullable=True),
        sa.Column("cmi_blob", sa.String(length=64), nullable=True),
        sa.Column("manifest", sa.String(length=64), nullable=True),
        sa.Column("order_hlc", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("op", name="pk_attempt_session"),
    )
    op.create_index("ix_attempt_session_attempt", "attempt_session", ["attempt"])
    op.create_index("ix_attempt_session_item", "attempt_session", ["item", "learner"])
    op.create_table(
        "attempt_answer",
        sa.Column("attempt", sa.String(length=80), nullable=False),
        sa.Column("activity", sa.String(length=200), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("share", sa.String(length=12), nullable=True),
        sa.Column("order_hlc", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("attempt", "activity", "question", name="pk_attempt_answer"),
    )
    op.create_index("ix_attempt_answer_item", "attempt_answer", ["item", "learner"])
