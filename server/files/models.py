"""Which operation refers to which personal file."""

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class FileReference(Model):
    """One personal file of one operation; `school` is empty where the operation names none.

    `judge` is the node that took the operation from its author, and so may have the file.
    Personal column: sha256. `person` is the author, None while not known.
    """

    __tablename__ = "file_reference"
    __table_args__ = (Index("ix_file_reference_school", "school", "sha256"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    operation: Mapped[str] = mapped_column(String(60), primary_key=True)
    school: Mapped[str] = mapped_column(String(80), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    judge: Mapped[str] = mapped_column(String(16))
    person: Mapped[str | None] = mapped_column(String(80))
