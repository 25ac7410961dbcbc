"""Identifiers that other systems gave to people."""

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model
from server.people.models import Id


class Identifier(Model):
    """One identifier of a person. Personal columns: value, sealed.

    `scheme` is `iin` or `sourced-id` (OneRoster's). An IIN is never in clear: `sealed` holds it
    as base64 per node that may read it; any other has its `value`.
    """

    __tablename__ = "identifier"
    __table_args__ = (Index("ix_identifier_person", "person"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person: Mapped[str] = mapped_column(Id)
    scheme: Mapped[str] = mapped_column(String(40))
    value: Mapped[str | None] = mapped_column(String(200))
    sealed: Mapped[dict[str, str] | None] = mapped_column(JSON)
