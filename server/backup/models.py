"""What lies sealed in `copies/`, as lists of schools show it."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class KeptCopy(Model):
    """The newest whole copy that a node below keeps here: when it arrived and was made (unix ms).

    What it says follows from the folder (server.backup.below), which alone counts; it is here so
    that a list of schools looks into no folder.
    """

    __tablename__ = "kept_copy"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    received_ms: Mapped[int] = mapped_column(BigInteger)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    bytes: Mapped[int] = mapped_column(BigInteger)
