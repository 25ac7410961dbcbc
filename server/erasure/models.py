"""What erasure leaves to be done outside the database."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class ErasedFile(Model):
    """A personal file of an erased operation, to be removed from the disk unless something else
    refers to it."""

    __tablename__ = "erased_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
