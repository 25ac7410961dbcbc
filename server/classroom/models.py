"""Tables of the classroom: assignments, the work handed in, and its marks."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Assignment(Model):
    """A task for a class. `authors` are all who wrote it: their files may be read with it."""

    __tablename__ = "assignment"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    class_id: Mapped[str] = mapped_column(Id, index=True)
    author: Mapped[str | None] = mapped_column(Id)
    authors: Mapped[list[str]] = mapped_column(JSON)
    title: Mapped[str] = mapped_column(Text)
    instructions: Mapped[str] = mapped_column(Text)
    course: Mapped[str | None] = mapped_column(Id)
    lesson: Mapped[str | None] = mapped_column(Id)
    item: Mapped[str | None] = mapped_column(Id)
    due_at: Mapped[str | None] = mapped_column(String(24))
    max_mark: Mapped[int | None] = mapped_column(Integer)
    accepts: Mapped[list[str]] = mapped_column(JSON)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class Submission(Model):
    """Work that a learner handed in. Personal columns: text, made_at, received_ms.

    `judge` is the node that first took it, at `received_ms` of that node's clock.
    """

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    assignment: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    text: Mapped[str] = mapped_column(Text)
    attempts: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[str] = mapped_column(String(24))
    received_ms: Mapped[int] = mapped_column(BigInteger)
    judge: Mapped[str] = mapped_column(String(16))
    receipt: Mapped[str] = mapped_column(String(8))
    op: Mapped[str] = mapped_column(Id, index=True)
    central: Mapped[bool] = mapped_column(Boolean)


class SubmissionFile(Model):
    """The n-th file of a submission, whether or not its bytes have come.

    Personal columns: sha256, name.
    """

    __tablename__ = "submission_file"

    submission: Mapped[str] = mapped_column(Id, primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(160))
    size: Mapped[int] = mapped_column(BigInteger)


class Sighting(Model):
    """The first time a teacher opened a submission; it may be known before the submission.

    Personal column: seen_ms.
    """

    __tablename__ = "submission_sighting"

    submission: Mapped[str] = mapped_column(Id, primary_key=True)
    person: Mapped[str | None] = mapped_column(Id)
    seen_ms: Mapped[int] = mapped_column(BigInteger)


class Mark(Model):
    """The mark that stands, and in `others` the concurrent ones that do not.

    Personal columns: mark, max, comment, made_ms, others.
    """

    __tablename__ = "mark"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    assignment: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    submission: Mapped[str | None] = mapped_column(Id)
    mark: Mapped[str] = mapped_column(String(20))
    max: Mapped[int | None] = mapped_column(Integer)
    comment: Mapped[str] = mapped_column(Text)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id, index=True)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    contested: Mapped[bool] = mapped_column(Boolean)
    central: Mapped[bool] = mapped_column(Boolean)
