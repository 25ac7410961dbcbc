"""Tables of people: projections of the roster's operations, and this node's own tokens."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model
from server.people.names import listed_name

Id = String(80)


class School(Model):
    """A school that this node serves or knows."""

    __tablename__ = "school"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    short_name: Mapped[str | None] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(8))
    region: Mapped[str | None] = mapped_column(String(120))
    timezone: Mapped[str] = mapped_column(String(40))
    display: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Person(Model):
    """A person. Personal columns: family_name, given_name, patronymic, language, login."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    family_name: Mapped[str] = mapped_column(String(120))
    given_name: Mapped[str] = mapped_column(String(120))
    patronymic: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str | None] = mapped_column(String(8))
    login: Mapped[str | None] = mapped_column(String(80), index=True)

    @property
    def display_name(self) -> str:
        """See server.people.names.listed_name."""
        return listed_name(self.family_name, self.given_name)


class SchoolClass(Model):
    """A class; a multi-grade one has several grades."""

    __tablename__ = "school_class"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    label: Mapped[str] = mapped_column(String(40))
    grades: Mapped[list[int]] = mapped_column(JSON)
    language: Mapped[str | None] = mapped_column(String(8))
    shift: Mapped[int | None] = mapped_column(Integer)
    year: Mapped[str | None] = mapped_column(String(16))


class Enrolment(Model):
    """A learner in a class from one day to another, both included.

    Personal columns: school, class_id, grade, starts_on, ends_on.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        Index("ix_enrolment_person", "person"),
        Index("ix_enrolment_class_id", "class_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person: Mapped[str] = mapped_column(Id)
    school: Mapped[str] = mapped_column(Id)
    class_id: Mapped[str] = mapped_column(Id)
    grade: Mapped[int | None] = mapped_column(Integer)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(Boolean)
    """Entered by a class teacher; nobody who answers for the roster has confirmed it yet."""


class Role(Model):
    """A role with its scope and its dates.

    `learner` is whom an assistant helps. Personal columns: role, school, class_id, subject,
    starts_on, ends_on.
    """

    __tablename__ = "role"
    __table_args__ = (
        Index("ix_role_person", "person"),
        Index("ix_role_class_id", "class_id"),
        Index("ix_role_learner", "learner"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person: Mapped[str] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(32))
    school: Mapped[str | None] = mapped_column(Id)
    class_id: Mapped[str | None] = mapped_column(Id)
    subject: Mapped[str | None] = mapped_column(String(80))
    learner: Mapped[str | None] = mapped_column(Id)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class Guardian(Model):
    """A legal representative of a learner. Personal columns: relation, starts_on, ends_on."""

    __tablename__ = "guardian"
    __table_args__ = (
        Index("ix_guardian_guardian", "guardian"),
        Index("ix_guardian_learner", "learner"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    guardian: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id)
    relation: Mapped[str | None] = mapped_column(String(40))
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class PersonAlias(Model):
    """A second record of one person: their work is shown together, under `kept`.

    Personal column: kept.
    """

    __tablename__ = "person_alias"

    person: Mapped[str] = mapped_column(Id, primary_key=True)
    kept: Mapped[str] = mapped_column(Id, index=True)


class Credential(Model):
    """Sealed password verifiers of one person: only the ones this node may open matter here.

    `sealed` is the argon2id verifier for the node whose id is `node`, in the form of
    server.people.envelopes. Personal column: sealed.
    """

    __tablename__ = "credential"

    person: Mapped[str] = mapped_column(Id, primary_key=True)
    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class NodeKey(Model):
    """The public X25519 key of a node to which verifiers are sealed."""

    __tablename__ = "node_key"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)


class Token(Model):
    """A login on one device. The token itself is nowhere: only its SHA-256 is kept.

    Personal columns: device, issued_ms, seen_ms.
    """

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person: Mapped[str] = mapped_column(Id, index=True)
    writer: Mapped[str] = mapped_column(String(16))
    device: Mapped[str] = mapped_column(Text)
    issued_ms: Mapped[int] = mapped_column(BigInteger)
    expires_ms: Mapped[int] = mapped_column(BigInteger)
    seen_ms: Mapped[int] = mapped_column(BigInteger)
    revoked_ms: Mapped[int | None] = mapped_column(BigInteger)
