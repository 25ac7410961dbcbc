"""Tables of the library: courses as they stand, and an index of the blobs they are made of."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Course(Model):
    """A course in its current edition; `school` is null for a national one."""

    __tablename__ = "course"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    edition: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(Text)
    grades: Mapped[list[int]] = mapped_column(JSON)
    school: Mapped[str | None] = mapped_column(Id, index=True)
    op: Mapped[str] = mapped_column(Id)
    published_ms: Mapped[int] = mapped_column(BigInteger)


class Edition(Model):
    """Every edition of a course that was ever published here, by its operation.

    `judge` is the node that took it first; `manifests` are the descriptions that it names.
    """

    __tablename__ = "course_edition"

    op: Mapped[str] = mapped_column(Id, primary_key=True)
    course: Mapped[str] = mapped_column(Id, index=True)
    edition: Mapped[int] = mapped_column(Integer)
    published_ms: Mapped[int] = mapped_column(BigInteger)
    judge: Mapped[str] = mapped_column(String(16))
    manifests: Mapped[list[str]] = mapped_column(JSON)


class Lesson(Model):
    """A lesson of a course's current edition, at its place."""

    __tablename__ = "course_lesson"

    course: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True, index=True)
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)


class Item(Model):
    """A thing to open in a lesson; `manifest` is the SHA-256 of its description."""

    __tablename__ = "course_item"

    course: Mapped[str] = mapped_column(Id, primary_key=True)
    lesson: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(String(32))
    manifest: Mapped[str] = mapped_column(String(64), index=True)
    launch: Mapped[str | None] = mapped_column(Text)
    bytes: Mapped[int] = mapped_column(BigInteger)

    def stated(self) -> dict[str, Any]:
        """The item as operations and documents name it."""
        return {
            "id": self.id,
            "title": self.title,
            "format": self.format,
            "manifest": self.manifest,
            "launch": self.launch,
            "bytes": self.bytes,
        }


class ContentManifest(Model):
    """A description that some edition names, and how much of it is on this node's disk.

    `indexed`: its files stand in ContentFile. `complete`: all of them are here. `broken`: the
    blob is here and is no description.
    """

    __tablename__ = "content_manifest"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    indexed: Mapped[bool] = mapped_column(Boolean)
    complete: Mapped[bool] = mapped_column(Boolean, index=True)
    broken: Mapped[bool] = mapped_column(Boolean)


class ContentFile(Model):
    """A blob that a description names: these, and the descriptions, are public by hash."""

    __tablename__ = "content_file"

    manifest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    size: Mapped[int] = mapped_column(BigInteger)
