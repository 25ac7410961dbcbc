"""The nodes below this one."""

from sqlalchemy import JSON, BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class DownstreamNode(Model):
    """A node that may exchange with this one, for the schools it serves.

    Its token is nowhere: only the token's SHA-256 is kept.
    """

    __tablename__ = "downstream_node"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    schools: Mapped[list[str]] = mapped_column(JSON)
    # Schools that it served once, with the moment (unix ms) at which it left.
    former: Mapped[dict[str, int]] = mapped_column(JSON)
    added_ms: Mapped[int] = mapped_column(BigInteger)
    contact_ms: Mapped[int | None] = mapped_column(BigInteger)
    revoked_ms: Mapped[int | None] = mapped_column(BigInteger)
