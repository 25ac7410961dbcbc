"""Tables of the exchanges with the node above, and of what it refused."""

from sqlalchemy import BigInteger, Float, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class ExchangeLine(Model):
    """One exchange: when it began, what it moved, in which window, and how it ended."""

    __tablename__ = "exchange_line"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    began_ms: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[float] = mapped_column(Float)
    bytes_up: Mapped[int] = mapped_column(BigInteger)
    bytes_down: Mapped[int] = mapped_column(BigInteger)
    operations_up: Mapped[int] = mapped_column(Integer)
    operations_down: Mapped[int] = mapped_column(Integer)
    files_up: Mapped[int] = mapped_column(Integer)
    files_down: Mapped[int] = mapped_column(Integer)
    content_down: Mapped[int] = mapped_column(Integer)
    records_bytes: Mapped[int] = mapped_column(BigInteger)
    files_bytes: Mapped[int] = mapped_column(BigInteger)
    text_bytes: Mapped[int] = mapped_column(BigInteger)
    media_bytes: Mapped[int] = mapped_column(BigInteger)
    window: Mapped[str | None] = mapped_column(String(60))
    ended: Mapped[str] = mapped_column(String(40))


class UpstreamRefusal(Model):
    """Why the node above would not take an operation, when it last said so."""

    __tablename__ = "upstream_refusal"

    op: Mapped[str] = mapped_column(String(80), primary_key=True)
    reason: Mapped[str] = mapped_column(String(80))
    told_ms: Mapped[int] = mapped_column(BigInteger)
