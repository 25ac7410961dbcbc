"""The table of exchanges that this node has had with the node above."""

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
