"""Tables of releases: what a hub has published, how far each box is with it, what it tells."""

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Release(Model):
    """A release file that was published: `manifest` and `signature` are its own first bytes, so
    that a box knows by whom it was signed before it asks for the rest. Its audience's record is
    `release~` and the id; without an audience it is for nobody."""

    __tablename__ = "release"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[str] = mapped_column(String(61))
    architecture: Mapped[str] = mapped_column(String(16))
    file: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int] = mapped_column(BigInteger)
    manifest: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(String(128))
    published_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)


class ReleaseProgress(Model):
    """How far this node is with a release: asked for, all here, switch wished for, and how it
    ended. `reason` says why it ended badly, or what it waits for. It travels nowhere."""

    __tablename__ = "release_progress"

    release: Mapped[str] = mapped_column(Id, primary_key=True)
    requested_ms: Mapped[int | None] = mapped_column(BigInteger)
    received_ms: Mapped[int | None] = mapped_column(BigInteger)
    asked_ms: Mapped[int | None] = mapped_column(BigInteger)
    taken_ms: Mapped[int | None] = mapped_column(BigInteger)
    failed_ms: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String(20))


class ReleaseLine(Model):
    """How far a school's box has come with a release, as it tells its hub."""

    __tablename__ = "release_line"

    record: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    release: Mapped[str] = mapped_column(Id, index=True)
    requested_at: Mapped[str | None] = mapped_column(String(24))
    received_at: Mapped[str | None] = mapped_column(String(24))
    taken_at: Mapped[str | None] = mapped_column(String(24))
    failed_at: Mapped[str | None] = mapped_column(String(24))
    reason: Mapped[str | None] = mapped_column(String(20))
