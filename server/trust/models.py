"""Tables of trust: what hubs have certified and revoked, keys that wait to be certified, and what
this node has decided to believe."""

from sqlalchemy import BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class NodeCertificates(Model):
    """The certificates that stand for a node, in the bytes that its hub has signed: the present
    one, and the one that takes its place. Nothing here is believed before it is checked."""

    __tablename__ = "node_certificates"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    identity: Mapped[bytes] = mapped_column(LargeBinary(32))
    present: Mapped[bytes] = mapped_column(LargeBinary)
    following: Mapped[bytes | None] = mapped_column(LargeBinary)


class NodeRevocation(Model):
    """A node that was shut out, as its hub has told everybody."""

    __tablename__ = "node_revocation"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    revoked_ms: Mapped[int] = mapped_column(BigInteger)


class KeyOffer(Model):
    """A signing key that a node wants certified, with its proof: its present key's signature."""

    __tablename__ = "key_offer"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    proof: Mapped[bytes] = mapped_column(LargeBinary(64))


class TrustedIdentity(Model):
    """The key with which the hub above certifies: the first that it showed, or was told by hand.

    It belongs to this node alone and travels nowhere; `number` is that of the youngest certificate
    of the hub that was believed.
    """

    __tablename__ = "trusted_identity"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    identity: Mapped[bytes] = mapped_column(LargeBinary(32))
    number: Mapped[int] = mapped_column(BigInteger)
