"""Tables of calendars, timetables, substitutions and plans: projections of their operations."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Calendar(Model):
    """Terms, holidays, bells and working days; `school` None is everybody's."""

    __tablename__ = "calendar"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str | None] = mapped_column(Id, index=True)
    name: Mapped[str] = mapped_column(Text)
    grades: Mapped[list[int]] = mapped_column(JSON)
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    terms: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    holidays: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    moved: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    bells: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    op: Mapped[str] = mapped_column(Id)


class Subject(Model):
    """A subject's names; `code` is what roles, timetables and plans call it."""

    __tablename__ = "subject"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str | None] = mapped_column(Id, index=True)
    code: Mapped[str] = mapped_column(Id)
    names: Mapped[dict[str, str]] = mapped_column(JSON)
    op: Mapped[str] = mapped_column(Id)


class Slot(Model):
    """One lesson of the week: what each class or grade has in it, and who teaches it."""

    __tablename__ = "timetable_slot"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    weekday: Mapped[int] = mapped_column(Integer)
    bell: Mapped[int] = mapped_column(Integer)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    teachers: Mapped[list[str]] = mapped_column(JSON)
    room: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    op: Mapped[str] = mapped_column(Id)


class Group(Model):
    """A group for some lessons, of one class or across several."""

    __tablename__ = "learning_group"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    name: Mapped[str] = mapped_column(Text)
    op: Mapped[str] = mapped_column(Id)


class Membership(Model):
    """A learner in a group. Personal columns: group, starts_on, ends_on."""

    __tablename__ = "membership"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    group: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    op: Mapped[str] = mapped_column(Id)


class Substitution(Model):
    """Who takes a lesson of the timetable on one day."""

    __tablename__ = "substitution"
    __table_args__ = (Index("ix_substitution_slot", "slot"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    slot: Mapped[str] = mapped_column(Id)
    on: Mapped[date] = mapped_column(Date)
    substitute: Mapped[str] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(Text)
    confirmed: Mapped[bool] = mapped_column(Boolean)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class Closure(Model):
    """An order by which lessons are not held at school; no classes: all of them."""

    __tablename__ = "closure"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    order: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    classes: Mapped[list[str]] = mapped_column(JSON)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class PlanRow(Model):
    """One row of a calendar-thematic plan (КТЖ). Its days follow from the timetable. `year` is that
    in which the school year it is for began; None: nobody said.

    `authors` are all who wrote it: its files are those that they brought.
    """

    __tablename__ = "plan_row"
    __table_args__ = (Index("ix_plan_row_class_id", "class_id", "subject"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    class_id: Mapped[str] = mapped_column(Id)
    grade: Mapped[int | None] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(Id)
    position: Mapped[int] = mapped_column(BigInteger)
    hours: Mapped[int] = mapped_column(Integer)
    section: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    objectives: Mapped[list[str]] = mapped_column(JSON)
    homework: Mapped[str] = mapped_column(Text)
    resources: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    summative: Mapped[str] = mapped_column(String(8))
    on: Mapped[date | None] = mapped_column(Date)
    year: Mapped[int | None] = mapped_column(Integer)
    outline: Mapped[str] = mapped_column(Text)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    authors: Mapped[list[str]] = mapped_column(JSON)
    op: Mapped[str] = mapped_column(Id)
