"""Tables of the year's end: projections of its operations."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class YearMark(Model):
    """A learner's mark in a subject for a year, as a teacher has signed it: `mark` of the terms,
    `exam` where there was one, and the `final` mark of both. `former` are those it replaced.

    Personal columns: grade, outcome, mark, exam, final, terms, inputs, reason, made_ms, former,
    others.
    """

    __tablename__ = "year_mark"
    __table_args__ = (Index("ix_year_mark_class_id", "class_id", "year"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    class_id: Mapped[str] = mapped_column(Id)
    subject: Mapped[str] = mapped_column(Id)
    year: Mapped[int] = mapped_column(Integer)
    learner: Mapped[str] = mapped_column(Id, index=True)
    grade: Mapped[int] = mapped_column(Integer)
    policy: Mapped[str] = mapped_column(Id)
    scale: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(16))
    mark: Mapped[int | None] = mapped_column(Integer)
    exam: Mapped[int | None] = mapped_column(Integer)
    final: Mapped[int | None] = mapped_column(Integer)
    terms: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    inputs: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)
    former: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    contested: Mapped[bool] = mapped_column(Boolean)


class YearOutcome(Model):
    """What the pedagogical council decided of a learner at a year's end; `others` are concurrent
    decisions, which stand beside it.

    Personal columns: decision, protocol, subjects, former, others.
    """

    __tablename__ = "year_outcome"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    class_id: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    year: Mapped[int] = mapped_column(Integer)
    decision: Mapped[str] = mapped_column(String(12))
    protocol: Mapped[str] = mapped_column(Text)
    on: Mapped[date] = mapped_column(Date)
    subjects: Mapped[list[str]] = mapped_column(JSON)
    author: Mapped[str | None] = mapped_column(Id)
    op: Mapped[str] = mapped_column(Id)
    former: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    contested: Mapped[bool] = mapped_column(Boolean)
