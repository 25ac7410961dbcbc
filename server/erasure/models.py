"""What erasure leaves to be done outside the database."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class ErasedFile(Model):
    """A personal file of an erased operation, to be removed from the disk unless something else
    refers to it."""

    __tablename__ = "erased_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)


class ErasedLogin(Model):
    """The SHA-256 of a token whose owner was erased: the phone that shows it is told so, and lets
    go of what it holds. It says nothing of who that was."""

    __tablename__ = "erased_login"

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
