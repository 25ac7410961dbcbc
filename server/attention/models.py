"""Tables of what needs, or needed, somebody's eye: projections of the log."""

from sqlalchemy import BigInteger, Boolean, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Judgement(Model):
    """What an authority decided about an operation. Personal columns: reason, author."""

    __tablename__ = "judgement"

    target: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    released: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger, index=True)


class Conflict(Model):
    """A record of which several versions stand, or stood, side by side.

    `settled_ms` is when a later version ended it, `settled_by` who wrote that; null while open.
    Personal column: settled_by.
    """

    __tablename__ = "conflict"
    __table_args__ = (Index("ix_conflict_since_ms", "since_ms"),)

    family: Mapped[str] = mapped_column(String(64), primary_key=True)
    record: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str | None] = mapped_column(Id)
    since_ms: Mapped[int] = mapped_column(BigInteger)
    settled_ms: Mapped[int | None] = mapped_column(BigInteger)
    settled_by: Mapped[str | None] = mapped_column(Id)
