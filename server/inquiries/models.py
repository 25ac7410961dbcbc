"""Tables of inquiries: projections of their operations."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Inquiry(Model):
    """What a school asks; `others` are concurrent versions of the question.

    Personal columns: about, author, made_ms, others.
    """

    __tablename__ = "inquiry"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    what: Mapped[str] = mapped_column(String(16))
    about: Mapped[str] = mapped_column(Text)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class InquiryAnswer(Model):
    """What the hub answered. `asked` is the operation that it answers: a question that was changed
    since then is open again. Personal columns: words."""

    __tablename__ = "inquiry_answer"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    asked: Mapped[str] = mapped_column(Id)
    outcome: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(Text)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)
