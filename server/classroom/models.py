"""Tables of the classroom: assignments, the work handed in, and its marks."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Assignment(Model):
    """A task for a class, or for those `learners` of it. `authors` are all who wrote it: their
    files may be read with it. `packet` is the notice that the task came with.
    """

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
    learners: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    packet: Mapped[str | None] = mapped_column(Id)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class Submission(Model):
    """Work that a learner handed in. Personal columns: text, made_at, received_ms.

    `author` is the learner, or the teacher who took it in on paper; the files are theirs.
    `judge` is the node that first took it, at `received_ms` of that node's clock.
    """

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    assignment: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    author: Mapped[str] = mapped_column(Id)
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

    `returned`: no mark, but the work goes back to be done again. `points` are by criterion,
    `drawing` lies over the work's photos, `files` hold what the teacher said.
    Personal columns: mark, max, comment, points, drawing, files, made_ms, others.
    """

    __tablename__ = "mark"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    assignment: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    submission: Mapped[str | None] = mapped_column(Id)
    mark: Mapped[str] = mapped_column(String(20))
    max: Mapped[int | None] = mapped_column(Integer)
    comment: Mapped[str] = mapped_column(Text)
    returned: Mapped[bool] = mapped_column(Boolean)
    points: Mapped[list[int | None]] = mapped_column(JSON)
    drawing: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    author: Mapped[str | None] = mapped_column(Id)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id, index=True)
    others: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    contested: Mapped[bool] = mapped_column(Boolean)
    central: Mapped[bool] = mapped_column(Boolean)


class Notice(Model):
    """Words to a class, or to those `learners` of it; tasks that name it make it a packet."""

    __tablename__ = "notice"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    class_id: Mapped[str] = mapped_column(Id, index=True)
    author: Mapped[str | None] = mapped_column(Id)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    due_at: Mapped[str | None] = mapped_column(String(24))
    learners: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    created_ms: Mapped[int] = mapped_column(BigInteger)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class Receipt(Model):
    """That a task or a notice has come to a person's phone, and that they opened it there.

    Personal columns: delivered_ms, opened_ms.
    """

    __tablename__ = "receipt"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    about: Mapped[str] = mapped_column(Id, index=True)
    person: Mapped[str] = mapped_column(Id)
    delivered_ms: Mapped[int | None] = mapped_column(BigInteger)
    opened_ms: Mapped[int | None] = mapped_column(BigInteger)


class Arrangement(Model):
    """What a teacher arranged with one learner about a task: more time, work done on paper, a
    reminder. Personal columns: due_at, on_paper, reminded_at.
    """

    __tablename__ = "arrangement"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    assignment: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    due_at: Mapped[str | None] = mapped_column(String(24))
    on_paper: Mapped[bool] = mapped_column(Boolean)
    reminded_at: Mapped[str | None] = mapped_column(String(24))
    author: Mapped[str | None] = mapped_column(Id)
    op: Mapped[str] = mapped_column(Id)
