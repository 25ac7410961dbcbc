"""The table of audiences: a projection of their operations."""

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Audience(Model):
    """For which schools a national record is; one without a row is for all. A course's stands under
    the course's own id, any other under its type, `~` and its id.

    `regions` and `languages` are empty where they do not narrow; `share` is in percent.
    """

    __tablename__ = "audience"

    record: Mapped[str] = mapped_column(Id, primary_key=True)
    regions: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    share: Mapped[int] = mapped_column(Integer)
    op: Mapped[str] = mapped_column(Id)
