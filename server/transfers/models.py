"""The table of what pupils brought from other schools: a projection of its operations."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class LearnerHistory(Model):
    """What a learner brought from another school. `confirmed`: a hub that this node trusts vouches
    for the box that signed it. Withdrawn histories are kept and shown nowhere.

    Personal columns: source, left_on, content.
    """

    __tablename__ = "learner_history"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    school: Mapped[str] = mapped_column(Id)
    source: Mapped[str] = mapped_column(Text)
    left_on: Mapped[date] = mapped_column(Date)
    confirmed: Mapped[bool] = mapped_column(Boolean)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)
