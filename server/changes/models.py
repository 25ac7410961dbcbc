"""The phone feed, and the sets of scopes that cursors name."""

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class PhoneFeed(Model):
    """The latest change of one record in one scope; `seq` only grows."""

    __tablename__ = "phone_feed"
    __table_args__ = (Index("ix_phone_feed_seq", "seq"), Index("ix_phone_feed_scope", "scope"))

    scope: Mapped[str] = mapped_column(String(120), primary_key=True)
    type: Mapped[str] = mapped_column(String(32), primary_key=True)
    record: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


class ScopeSet(Model):
    """A set of scopes by its digest, so that a cursor can say in a word what it was made with."""

    __tablename__ = "scope_set"

    digest: Mapped[str] = mapped_column(String(16), primary_key=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
