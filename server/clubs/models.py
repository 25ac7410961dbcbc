"""Tables of clubs and electives: projections of their operations."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Club(Model):
    """A club or an elective of a school, and who leads it."""

    __tablename__ = "club"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    leaders: Mapped[list[str]] = mapped_column(JSON)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    percent: Mapped[int] = mapped_column(Integer)
    switched_percent: Mapped[int] = mapped_column(Integer)
    test: Mapped[bool] = mapped_column(Boolean)
    least: Mapped[int] = mapped_column(Integer)
    join_by: Mapped[date | None] = mapped_column(Date)
    checked_on: Mapped[date | None] = mapped_column(Date)
    checked_note: Mapped[str] = mapped_column(Text)
    checked_by: Mapped[str | None] = mapped_column(Id)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class ClubMember(Model):
    """A learner in a club. Personal columns: club, starts_on, ends_on, switched."""

    __tablename__ = "club_member"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    club: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    switched: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class ClubMeeting(Model):
    """A line of a club's journal. `on` is the meeting's day, `made_ms` when it was written."""

    __tablename__ = "club_meeting"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    club: Mapped[str] = mapped_column(Id, index=True)
    on: Mapped[date] = mapped_column(Date)
    topic: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int] = mapped_column(Integer)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)


class ClubAttendance(Model):
    """A member who was not simply there. Personal columns: code."""

    __tablename__ = "club_attendance"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    club: Mapped[str] = mapped_column(Id, index=True)
    meeting: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    code: Mapped[str] = mapped_column(String(10))
    op: Mapped[str] = mapped_column(Id)


class ClubResult(Model):
    """A leader's word on a period of an elective; `others` are concurrent ones.

    Personal columns: test, outcome, reason, others.
    """

    __tablename__ = "club_result"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    club: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    period: Mapped[str] = mapped_column(String(8))
    test: Mapped[str | None] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    op: Mapped[str] = mapped_column(Id)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
