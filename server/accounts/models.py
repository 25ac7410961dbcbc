"""This node's login cards and class tablets, and the PINs that its people's records hold."""

from sqlalchemy import BigInteger, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model
from server.people.models import Id


class LoginCard(Model):
    """A printed card that logs its owner in here. Of its secret only the SHA-256 is kept.

    Personal columns: issued_ms, used_ms.
    """

    __tablename__ = "login_card"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person: Mapped[str] = mapped_column(Id, index=True)
    issued_ms: Mapped[int] = mapped_column(BigInteger)
    used_ms: Mapped[int | None] = mapped_column(BigInteger)
    revoked_ms: Mapped[int | None] = mapped_column(BigInteger)


class ClassTablet(Model):
    """A device on which a class logs in by PIN. Of its secret only the SHA-256 is kept."""

    __tablename__ = "class_tablet"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    class_id: Mapped[str] = mapped_column(Id, index=True)
    device: Mapped[str] = mapped_column(Text)
    issued_ms: Mapped[int] = mapped_column(BigInteger)
    revoked_ms: Mapped[int | None] = mapped_column(BigInteger)


class Pin(Model):
    """The sealed verifier of a pupil's PIN, as `server.people.models.Credential` has passwords'.

    Personal column: sealed.
    """

    __tablename__ = "pin"

    person: Mapped[str] = mapped_column(Id, primary_key=True)
    node: Mapped[str] = mapped_column(String(16), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
