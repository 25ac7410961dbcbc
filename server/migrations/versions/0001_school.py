"""The school's tables of the first release.

There is no way back from here: a school that must undo an upgrade restores its backup.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001_school"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of server/."""
    _people()
    _getting_in()
    _changes()
    _learning()
    _delivery()
    _files()
    _couriers()
    _mailboxes()


def _people() -> None:
    """The roster, credentials and logins."""
    op.create_table(
        "school",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("short_name", sa.String(length=80), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("region", sa.String(length=120), nullable=True),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("display", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_school"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("family_name", sa.String(length=120), nullable=False),
        sa.Column("given_name", sa.String(length=120), nullable=False),
        sa.Column("patronymic", sa.String(length=120), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("login", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_index("ix_person_login", "person", ["login"])
    op.create_table(
        "school_class",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("shift", sa.Integer(), nullable=True),
        sa.Column("year", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_school_class"),
    )
    op.create_index("ix_school_class_school", "school_class", ["school"])
    op.create_table(
        "enrolment",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("class_id", sa.String(length=80), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment"),
    )
    op.create_index("ix_enrolment_class_id", "enrolment", ["class_id"])
    op.create_index("ix_enrolment_person", "enrolment", ["person"])
    op.create_table(
        "role",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=True),
        sa.Column("class_id", sa.String(length=80), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
    )
    op.create_index("ix_role_class_id", "role", ["class_id"])
    op.create_index("ix_role_person", "role", ["person"])
    op.create_table(
        "guardian",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("guardian", sa.String(length=80), nullable=False),
        sa.Column("learner", sa.String(length=80), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_guardian"),
    )
    op.create_index("ix_guardian_guardian", "guardian", ["guardian"])
    op.create_index("ix_guardian_learner", "guardian", ["learner"])
    op.create_table(
        "person_alias",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("kept", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_person_alias"),
    )
    op.create_index("ix_person_alias_kept", "person_alias", ["kept"])
    op.create_table(
        "credential",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", "node", name="pk_credential"),
    )
    op.create_table(
        "identifier",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=True),
        sa.Column("sealed", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_identifier"),
    )
    op.create_index("ix_identifier_person", "identifier", ["person"])
    op.create_table(
        "node_key",
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_node_key"),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("writer", sa.String(length=16), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("issued_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("sha256", name="uq_token_sha256"),
    )
    op.create_index("ix_token_person", "token", ["person"])


def _getting_in() -> None:
    """Login cards, class tablets, and pupils' PINs."""
    op.create_table(
        "login_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("issued_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_login_card"),
        sa.UniqueConstraint("sha256", name="uq_login_card_sha256"),
    )
    op.create_index("ix_login_card_person", "login_card", ["person"])
    op.create_table(
        "class_tablet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("class_id", sa.String(length=80), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("issued_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_class_tablet"),
        sa.UniqueConstraint("sha256", name="uq_class_tablet_sha256"),
    )
    op.create_index("ix_class_tablet_class_id", "class_tablet", ["class_id"])
    op.create_table(
        "pin",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("node", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", "node", name="pk_pin"),
    )


def _changes() -> None:
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


def _learning() -> None:
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


def _delivery() -> None:
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


def _files() -> None:
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


def _couriers() -> None:
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


def _mailboxes() -> None:
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
