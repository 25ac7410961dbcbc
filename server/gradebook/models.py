"""Tables of the gradebook: projections of its operations."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Assessment(Model):
    """What learners of a class get points for. `term` is the school year's first calendar year and
    the number of the term in it: `2026-2`. With an `assignment` its marks are the points."""

    __tablename__ = "assessment"
    __table_args__ = (Index("ix_assessment_class_id", "class_id", "term"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    class_id: Mapped[str] = mapped_column(Id)
    grade: Mapped[int | None] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(Id)
    term: Mapped[str] = mapped_column(String(8))
    part: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(Text)
    on: Mapped[date] = mapped_column(Date)
    max: Mapped[int] = mapped_column(Integer)
    tasks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    objectives: Mapped[list[str]] = mapped_column(JSON)
    assignment: Mapped[str | None] = mapped_column(Id, index=True)
    author: Mapped[str | None] = mapped_column(Id)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class Score(Model):
    """A learner's points in an assessment, or why there are none; `others` are concurrent ones.

    Personal columns: outcome, points, by_task, comment, made_ms, others.
    """

    __tablename__ = "score"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    assessment: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    outcome: Mapped[str] = mapped_column(String(12))
    points: Mapped[str | None] = mapped_column(String(20))
    by_task: Mapped[list[str | None]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    contested: Mapped[bool] = mapped_column(Boolean)


class TermMark(Model):
    """A mark that a teacher has signed, with the policy and the points it came of; `former` are
    those it replaced, the oldest first.

    Personal columns: grade, outcome, percent, mark, inputs, reason, made_ms, former, others.
    """

    __tablename__ = "term_mark"
    __table_args__ = (Index("ix_term_mark_class_id", "class_id", "term"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    class_id: Mapped[str] = mapped_column(Id)
    subject: Mapped[str] = mapped_column(Id)
    term: Mapped[str] = mapped_column(String(8))
    learner: Mapped[str] = mapped_column(Id, index=True)
    grade: Mapped[int] = mapped_column(Integer)
    policy: Mapped[str] = mapped_column(Id)
    scale: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(16))
    percent: Mapped[str | None] = mapped_column(String(20))
    mark: Mapped[int | None] = mapped_column(Integer)
    inputs: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)
    former: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    contested: Mapped[bool] = mapped_column(Boolean)


class AdoptedPolicy(Model):
    """By which policy a school makes its term marks from a day on; `others` are what its leaders
    chose for that day at the same time."""

    __tablename__ = "adopted_policy"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    policy: Mapped[str] = mapped_column(Id)
    starts_on: Mapped[date] = mapped_column(Date)
    pass_subjects: Mapped[list[str]] = mapped_column(JSON)
    half_year_subjects: Mapped[list[str]] = mapped_column(JSON)
    op: Mapped[str] = mapped_column(Id)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class TermLock(Model):
    """Whether the marks of a class in a term are closed, and since when."""

    __tablename__ = "term_lock"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    class_id: Mapped[str] = mapped_column(Id)
    term: Mapped[str] = mapped_column(String(8))
    locked: Mapped[bool] = mapped_column(Boolean)
    order: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)
