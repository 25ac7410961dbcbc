"""Tables of the schools' public names: who is called what, what was asked for, and what came."""

from sqlalchemy import BigInteger, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class SchoolAddress(Model):
    """The public name of a school's node, as its hub has given it."""

    __tablename__ = "school_address"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(253))


class CertificateRequest(Model):
    """What a node asks to have certified: a request in DER; its key never left the node."""

    __tablename__ = "certificate_request"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    csr: Mapped[bytes] = mapped_column(LargeBinary)


class WebCertificate(Model):
    """The chain (PEM) that came for a node; it is checked before it is used."""

    __tablename__ = "web_certificate"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    chain: Mapped[str] = mapped_column(Text)


class CertificateOrder(Model):
    """At a hub: how the order for a request goes. It belongs to this node and travels nowhere.

    `csr_sha256` names the request; `problem` is what the authority or the name server said. Once
    `revoked`, what was issued counts nowhere: the node had been shut out. `asked_ms` is when the
    authority was last asked whether it wants the certificate replaced.
    """

    __tablename__ = "certificate_order"

    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    csr_sha256: Mapped[str] = mapped_column(String(64))
    done: Mapped[bool] = mapped_column()
    tries: Mapped[int] = mapped_column(Integer)
    next_ms: Mapped[int] = mapped_column(BigInteger)
    problem: Mapped[str] = mapped_column(Text)
    revoked: Mapped[bool] = mapped_column(default=False)
    asked_ms: Mapped[int] = mapped_column(BigInteger, default=0)
