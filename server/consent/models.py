"""The table of decisions: a projection of their operations."""

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class ConsentDecision(Model):
    """What was decided for a learner about one purpose; `author` is who wrote it down.

    Personal columns: purpose, given, on, way, by, signer.
    """

    __tablename__ = "consent_decision"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id, index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    given: Mapped[bool] = mapped_column(Boolean)
    on: Mapped[date] = mapped_column(Date)
    way: Mapped[str] = mapped_column(String(8))
    by: Mapped[str] = mapped_column(String(16))
    signer: Mapped[str] = mapped_column(String(120))
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
