"""The table of ready plans: a projection of their operations."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class PlanTemplate(Model):
    """A plan for a subject of a grade, in a language. `plan` is empty until all `parts` are here:
    `rows` and `hours` count what is in it.

    A hub's own has no `school`. What a school offers to those around it has its `school` and its
    `author`, and only `named` says that she stands beside it. What its hub has made of that for the
    schools of one district has `region` and `district`, too, and `by`: her name, or nothing; it is
    `offered` until she takes it back. Personal columns: author, by.
    """

    __tablename__ = "plan_template"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject: Mapped[str] = mapped_column(Id)
    grade: Mapped[int] = mapped_column(Integer, index=True)
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    replaces: Mapped[str | None] = mapped_column(Id)
    parts: Mapped[int] = mapped_column(Integer)
    plan: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rows: Mapped[int] = mapped_column(Integer)
    hours: Mapped[int] = mapped_column(Integer)
    published_ms: Mapped[int] = mapped_column(BigInteger)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    school: Mapped[str | None] = mapped_column(Id, index=True)
    author: Mapped[str | None] = mapped_column(Id)
    named: Mapped[bool] = mapped_column(Boolean)
    by: Mapped[str] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(String(120))
    district: Mapped[str | None] = mapped_column(String(120))
    offered: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)
