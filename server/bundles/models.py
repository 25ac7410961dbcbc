"""The hands of other nodes."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class SigningKey(Model):
    """The public Ed25519 key with which a node signs its bundles."""

    __tablename__ = "signing_key"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
