"""Tables of concerns: projections of their operations."""

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Concern(Model):
    """What somebody told. Personal columns: what, text, readers, place, about, made_ms."""

    __tablename__ = "concern"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id, index=True)
    what: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    readers: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(8))
    about: Mapped[str] = mapped_column(Id)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)


class ConcernStep(Model):
    """What became of it, step by step. Personal columns: state, words, made_ms."""

    __tablename__ = "concern_step"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id, index=True)
    concern: Mapped[str] = mapped_column(Id, index=True)
    state: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
