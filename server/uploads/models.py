"""Tables of uploads, and of whose files this node keeps."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model


class Upload(Model):
    """A file on its way here. `received` counts bytes that are safely on disk.

    State: receiving → done or refused; content goes receiving → checking → importing → done,
    refused, or choosing: its person has to say with which page it opens, and it is imported once
    more with that `launch`. `dismissed_ms` is when a leader took a refused one off the attention
    list; its owner still sees it. Personal columns: sha256, name.
    """

    __tablename__ = "upload"
    __table_args__ = (Index("ix_upload_person", "person"), Index("ix_upload_state", "state"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(16))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(160))
    received: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(16))
    progress: Mapped[int] = mapped_column(Integer)
    tries: Mapped[int] = mapped_column(Integer)
    launch: Mapped[str | None] = mapped_column(Text)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    touched_ms: Mapped[int] = mapped_column(BigInteger, index=True)
    dismissed_ms: Mapped[int | None] = mapped_column(BigInteger)


class PersonalFile(Model):
    """A person brought this file: only then may a record of theirs hand it to others.

    Naming a hash in an operation alone opens nothing, so hashes cannot be tried out. Personal
    column: sha256.
    """

    __tablename__ = "personal_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(80), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    stored_ms: Mapped[int] = mapped_column(BigInteger)
