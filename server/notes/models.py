"""The table of own notes: of this node alone, no operation names it and nothing of it travels."""

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class OwnNote(Model):
    """What a person noted: `carried`, by the record of points or a mark, what they have typed into
    another platform's journal; `phrase`, by its hash, words for comments. A `value` of null was
    taken back, and says so to their other devices. `n` counts a person's notes as they came.

    Personal columns: entry, value.
    """

    __tablename__ = "own_note"
    __table_args__ = (Index("ix_own_note_person", "person", "n"),)

    person: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    entry: Mapped[str] = mapped_column(Id, primary_key=True)
    value: Mapped[str | None] = mapped_column(Text)
    n: Mapped[int] = mapped_column(Integer)
