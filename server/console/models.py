"""Tables of the console: what boxes tell of themselves, and what the hub alone keeps."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Float, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class SchoolReport(Model):
    """How a box is, as it has told last of each of its schools; of a school's boxes, the `latest`
    is the one that has spoken last.

    `level` and `findings` are its doctor's; `receipts` counts the works that it has taken in and
    acknowledged to phones. Bytes; moments in RFC 3339; `said_ms` is the box's own time.
    """

    __tablename__ = "school_report"

    school: Mapped[str] = mapped_column(Id, primary_key=True)
    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    latest: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[str] = mapped_column(String(60), index=True)
    level: Mapped[str] = mapped_column(String(8), index=True)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    disk_free: Mapped[int] = mapped_column(BigInteger)
    disk_total: Mapped[int] = mapped_column(BigInteger)
    certificate_ends: Mapped[str | None] = mapped_column(String(24))
    copied_at: Mapped[str | None] = mapped_column(String(24))
    waiting_operations: Mapped[int] = mapped_column(Integer)
    waiting_bytes: Mapped[int] = mapped_column(BigInteger)
    lessons_planned: Mapped[int] = mapped_column(Integer)
    lessons_held: Mapped[int] = mapped_column(Integer)
    receipts: Mapped[int] = mapped_column(Integer)
    said_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)


class ConsoleSchool(Model):
    """A school on operators' lists: where it lies, and when anything was last heard from it.

    It belongs to this hub alone. `folded` is the name as searches compare it.
    """

    __tablename__ = "console_school"
    __table_args__ = (
        Index("ix_console_school_name", "folded", "school"),
        Index("ix_console_school_place", "region", "district", "folded", "school"),
        Index("ix_console_school_heard", "heard_ms", "school"),
    )

    school: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(8))
    region: Mapped[str] = mapped_column(String(120))
    district: Mapped[str] = mapped_column(String(120))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    heard_ms: Mapped[int] = mapped_column(BigInteger)
    """Unix ms, 0 before the first word."""


class ConsoleGrant(Model):
    """What an operator may see and do: the whole country, a region ("" for none) or a district.

    Personal columns: region, district, rights.
    """

    __tablename__ = "console_grant"

    person: Mapped[str] = mapped_column(Id, primary_key=True)
    region: Mapped[str] = mapped_column(String(120))
    district: Mapped[str] = mapped_column(String(120))
    rights: Mapped[list[str]] = mapped_column(JSON)


class ConsoleAction(Model):
    """What an operator has done: added to, never changed.

    Personal columns: at_ms, what, school, about.
    """

    __tablename__ = "console_action"
    __table_args__ = (Index("ix_console_action_school", "school", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person: Mapped[str] = mapped_column(Id)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    what: Mapped[str] = mapped_column(String(40))
    school: Mapped[str | None] = mapped_column(Id)
    about: Mapped[str] = mapped_column(Text)


class SchoolClaim(Model):
    """A joining kit that was given out for a school; `secret` proves whoever holds the kit.

    The secret goes as soon as the kit has been used or cancelled.
    """

    __tablename__ = "school_claim"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    made_ms: Mapped[int] = mapped_column(BigInteger)
    expires_ms: Mapped[int] = mapped_column(BigInteger)
    ended_ms: Mapped[int | None] = mapped_column(BigInteger)
    node: Mapped[str | None] = mapped_column(String(16))
