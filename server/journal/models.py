"""Tables of the journal: projections of its operations."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class JournalLesson(Model):
    """One lesson as the journal has it. `on` is the lesson's day, `made_ms` when it was written
    on the device, `seen_ms` when a node first had it: they are never made to agree.

    `others` are concurrent records of the same lesson, which stand beside it.
    """

    __tablename__ = "journal_lesson"
    __table_args__ = (
        Index("ix_journal_lesson_class_id", "class_id", "on"),
        Index("ix_journal_lesson_school", "school", "on"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    class_id: Mapped[str] = mapped_column(Id)
    grade: Mapped[int | None] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(Id)
    on: Mapped[date] = mapped_column(Date)
    bell: Mapped[int] = mapped_column(Integer)
    slot: Mapped[str | None] = mapped_column(Id)
    line: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    plan_row: Mapped[str | None] = mapped_column(Id)
    homework: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    seen_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    contested: Mapped[bool] = mapped_column(Boolean)


class Attendance(Model):
    """A learner who was not simply there. Personal columns: code, note,
    made_ms."""

    __tablename__ = "attendance"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    lesson: Mapped[str] = mapped_column(Id, index=True)
    class_id: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id, index=True)
    code: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)
