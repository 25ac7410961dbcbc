"""What was given to couriers, and what they have brought."""

from sqlalchemy import JSON, BigInteger, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class Load(Model):
    """An export to `node` that lies here in parts; `digest` says what it was made from, `facts`
    counts what is in it."""

    __tablename__ = "courier_load"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    facts: Mapped[dict[str, int]] = mapped_column(JSON)
    made_ms: Mapped[int] = mapped_column(BigInteger)


class OutgoingPart(Model):
    """A part of a load and the operations in it; `settled_ms` is set once a receipt names it, and
    `custody` while a mailbox is known to hold it."""

    __tablename__ = "outgoing_part"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    node: Mapped[str] = mapped_column(String(16), index=True)
    number: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[int] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(Integer)
    priority: Mapped[int] = mapped_column(SmallInteger)
    operations: Mapped[bytes] = mapped_column(LargeBinary)
    settled_ms: Mapped[int | None] = mapped_column(BigInteger)
    custody: Mapped[bool]


class TakenPart(Model):
    """A part of `node` that has been taken in here, and how (sync.roads.courier.Taken)."""

    __tablename__ = "taken_part"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    node: Mapped[str] = mapped_column(String(16), index=True)
    taken: Mapped[int] = mapped_column(SmallInteger)
    at_ms: Mapped[int] = mapped_column(BigInteger)
