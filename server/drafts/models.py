"""The table of drafts: of this node alone, no operation names it and nothing of it travels."""

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model
from server.drafts.limits import DEVICE_CHARACTERS

Id = String(80)


class DraftCopy(Model):
    """What a pupil had written for a task when a phone was last here; `files` is how many
    pictures and recordings that phone held beside it. `device`: as it named itself at the log-in,
    so that two phones of one pupil do not overwrite each other's only copy.

    Personal columns: device, text, files.
    """

    __tablename__ = "device_draft"

    person: Mapped[str] = mapped_column(Id, primary_key=True)
    assignment: Mapped[str] = mapped_column(Id, primary_key=True)
    device: Mapped[str] = mapped_column(String(DEVICE_CHARACTERS), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    files: Mapped[int] = mapped_column(Integer)
    kept_ms: Mapped[int] = mapped_column(BigInteger)
