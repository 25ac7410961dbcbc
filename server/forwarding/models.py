"""Tables of this node's destinations; statements themselves stay in the log."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class Destination(Model):
    """Another record store that statements of a school are sent to.

    `place` is the `n` of the last statement that needs no more, `last` its id: where the two do
    not belong together any more, the rows were made anew and everything is offered again.
    `withheld` counts statements that stayed for want of consent. `faults` counts turns that
    ended with a 500 since something was settled. `sealed` holds the Authorization header,
    readable by this node alone.
    """

    __tablename__ = "forward_destination"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    school: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(String(8))
    gzip: Mapped[bool] = mapped_column(Boolean)
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    networks: Mapped[list[str]] = mapped_column(JSON)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    place: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    sent: Mapped[int] = mapped_column(BigInteger)
    withheld: Mapped[int] = mapped_column(BigInteger, server_default="0")
    created_ms: Mapped[int] = mapped_column(BigInteger)
    paused_ms: Mapped[int | None] = mapped_column(BigInteger)
    failures: Mapped[int] = mapped_column(Integer)
    faults: Mapped[int] = mapped_column(Integer)
    next_ms: Mapped[int] = mapped_column(BigInteger)
    sent_ms: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(Text)


class Letter(Model):
    """A statement that a destination would not take, or whose files are not here yet.

    `again`: it is tried at the next turn. Personal columns: reason.
    """

    __tablename__ = "forward_letter"

    destination: Mapped[str] = mapped_column(String(16), primary_key=True)
    statement: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[int | None] = mapped_column(Integer)
    since_ms: Mapped[int] = mapped_column(BigInteger)
    again: Mapped[bool] = mapped_column(Boolean)
