"""Tables of support and individual routes: projections of their operations. No diagnoses."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class LearnerSupport(Model):
    """What a learner is to have at every task.

    Personal columns: school, extra_time, larger_text, read_aloud, other_tasks, advice, starts_on,
    ends_on.
    """

    __tablename__ = "learner_support"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id, index=True)
    extra_time: Mapped[int] = mapped_column(Integer)
    larger_text: Mapped[bool] = mapped_column(Boolean)
    read_aloud: Mapped[bool] = mapped_column(Boolean)
    other_tasks: Mapped[bool] = mapped_column(Boolean)
    advice: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    author: Mapped[str | None] = mapped_column(Id)
    op: Mapped[str] = mapped_column(Id)


class LearningRoute(Model):
    """An individual learning route (ОЖОМ): its goal, its steps, and what came of it.

    Personal columns: school, subject, span, goal, steps, starts_on, ends_on, state, conclusion.
    """

    __tablename__ = "learning_route"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    subject: Mapped[str] = mapped_column(Id)
    span: Mapped[str] = mapped_column(String(10))
    goal: Mapped[str] = mapped_column(Text)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10))
    conclusion: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    op: Mapped[str] = mapped_column(Id)


class RouteReview(Model):
    """What one person says of one week of a route; an assistant's says nothing of `progress`.
    `others` are what they wrote of it at the same time on another device.

    Personal columns: week, progress, text, made_ms, others.
    """

    __tablename__ = "route_review"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    route: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    week: Mapped[date] = mapped_column(Date)
    progress: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
