"""The table of portfolios: a projection of their operations."""

from datetime import date

from sqlalchemy import Boolean, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class PortfolioItem(Model):
    """A work or an achievement in a learner's portfolio; `author` is who picked it.

    Personal columns: kind, title, text, on, subject, submission.
    """

    __tablename__ = "portfolio_item"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    on: Mapped[date] = mapped_column(Date)
    subject: Mapped[str] = mapped_column(Id)
    submission: Mapped[str | None] = mapped_column(Id)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    author: Mapped[str | None] = mapped_column(Id)
    op: Mapped[str] = mapped_column(Id)
