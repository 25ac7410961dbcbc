"""The table of drafts: of this node alone, no operation names it and nothing of it travels."""

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class DraftCopy(Model):
    """What a pupil had written for a task when the phone was last here; `files` is how many
    pictures and recordings the phone held beside it. Personal columns: text, files."""

    __tablename__ = "draft_copy"

    person: Mapped[str] = mapped_column(Id, primary_key=True)
    assignment: Mapped[str] = mapped_column(Id, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    files: Mapped[int] = mapped_column(Integer)
    kept_ms: Mapped[int] = mapped_column(BigInteger)
