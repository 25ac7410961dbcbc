"""Tables of the LMS side of cmi5: of this node alone. What travels are the statements."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Uuid = String(36)
Digest = LargeBinary(32)


class Cmi5Course(Model):
    """A course that a client brought, by the description of its content."""

    __tablename__ = "cmi5_course"
    __table_args__ = (Index("ix_cmi5_course_school", "school"),)

    id: Mapped[str] = mapped_column(Uuid, primary_key=True)
    school: Mapped[str] = mapped_column(String(80))
    manifest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    made_ms: Mapped[int] = mapped_column(BigInteger)


class Cmi5Registration(Model):
    """One learner's way through one course.

    `units` maps items to their flags, `satisfied` lists blocks and `course` that have their
    statement. Personal columns: actor, units, satisfied, made_ms.
    """

    __tablename__ = "cmi5_registration"

    id: Mapped[str] = mapped_column(Uuid, primary_key=True)
    school: Mapped[str] = mapped_column(String(80))
    course: Mapped[str] = mapped_column(Uuid)
    actor: Mapped[dict[str, Any]] = mapped_column(JSON)
    units: Mapped[dict[str, dict[str, bool]]] = mapped_column(JSON)
    satisfied: Mapped[list[str]] = mapped_column(JSON)
    made_ms: Mapped[int] = mapped_column(BigInteger)


class Cmi5Session(Model):
    """One launch of a unit. Of its three secrets only the SHA-256 is kept.

    `token` is empty until the fetch address was used. Personal columns: flags, launched_ms,
    last_ms.
    """

    __tablename__ = "cmi5_session"
    __table_args__ = (Index("ix_cmi5_session_registration", "registration"),)

    id: Mapped[str] = mapped_column(Uuid, primary_key=True)
    registration: Mapped[str] = mapped_column(Uuid)
    unit: Mapped[str] = mapped_column(String(80))
    mode: Mapped[str] = mapped_column(String(8))
    flags: Mapped[dict[str, bool]] = mapped_column(JSON)
    launched_ms: Mapped[int] = mapped_column(BigInteger)
    last_ms: Mapped[int] = mapped_column(BigInteger)
    fetch: Mapped[bytes] = mapped_column(Digest, unique=True)
    play: Mapped[bytes] = mapped_column(Digest, unique=True)
    token: Mapped[bytes | None] = mapped_column(Digest)
