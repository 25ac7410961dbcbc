"""The table of published policies: a projection of their operations."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class PublishedPolicy(Model):
    """A policy by which term marks are made from a day on, and the order that it follows.

    `rules` are as server.policies.schemas.RulesSchema has them.
    """

    __tablename__ = "published_policy"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    starts_on: Mapped[date] = mapped_column(Date)
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    order: Mapped[str] = mapped_column(Text)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)
