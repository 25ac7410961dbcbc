"""The nodes that have a mailbox here, and what lies in it."""

from sqlalchemy import BigInteger, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class RelaySatellite(Model):
    """A node below that may leave and fetch mail. Its token is nowhere: only the SHA-256 is."""

    __tablename__ = "relay_satellite"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    quota_bytes: Mapped[int] = mapped_column(BigInteger)
    added_ms: Mapped[int] = mapped_column(BigInteger)
    contact_ms: Mapped[int | None] = mapped_column(BigInteger)
    revoked_ms: Mapped[int | None] = mapped_column(BigInteger)


class MailItem(Model):
    """A sealed volume of or for a satellite. `state`: lying (its bytes are here), passed (the
    node above has it), done (and its answer lies here), dropped (for `reason`; said to the
    satellite). `place` keeps the order of making."""

    __tablename__ = "mail_item"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    satellite: Mapped[str] = mapped_column(String(16), index=True)
    sender: Mapped[str] = mapped_column(String(16))
    recipient: Mapped[str] = mapped_column(String(16))
    size: Mapped[int] = mapped_column(Integer)
    priority: Mapped[int] = mapped_column(SmallInteger)
    place: Mapped[int] = mapped_column(Integer)
    came_ms: Mapped[int] = mapped_column(BigInteger)
    expires_ms: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(40))
