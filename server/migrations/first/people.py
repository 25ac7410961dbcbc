"""The roster, and how people get in."""

import sqlalchemy as sa
from alembic import op


def roster() -> None:
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
        sa.Column("learner", sa.String(length=80), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
    )
    op.create_index("ix_role_class_id", "role", ["class_id"])
    op.create_index("ix_role_learner", "role", ["learner"])
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


def getting_in() -> None:
    """Login cards, class tablets, and pupils' PINs."""
    op.create_table(
        "bulk_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_read"),
    )
    op.create_index("ix_bulk_read_school", "bulk_read", ["school", "id"])
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
