"""The list of bulk reads: this node's own, never changed, and kept out of sync."""

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class BulkRead(Model):
    """Somebody has read the data of several people in one go.

    Personal columns: what, about, people, at_ms.
    """

    __tablename__ = "bulk_read"
    __table_args__ = (Index("ix_bulk_read_school", "school", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    person: Mapped[str] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(Text)
    people: Mapped[int] = mapped_column(Integer)
    at_ms: Mapped[int] = mapped_column(BigInteger)
