"""Files beside records: found through the record, for whoever may read the record."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import render
from server.changes.feed import touch
from server.changes.viewer import Viewer
from server.classroom.models import Assignment, Mark, Submission, SubmissionFile
from server.classroom.provenance import Provenance
from server.classroom.scopes import mark_touches, submission_touches
from server.errors import Problem, not_found
from server.files.models import FileReference
from server.library.stores import personal_store
from server.uploads.ownership import keep, owned
from sync.core.ops import OpId


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that is here and that the viewer may read."""

    sha256: str
    name: str
    type: str


def submission_file(session: Session, viewer: Viewer, submission: str, n: int) -> FoundFile:
    """The n-th file of a submission. Problem 404 when the viewer may not read it, or when its
    bytes are not on this node (yet): then with the name `file-not-here`."""
    _readable(session, viewer, "submission", submission)
    row = session.get_one(Submission, submission)
    file = session.get(SubmissionFile, (submission, n))
    if file is None:
        raise not_found()
    if not owned(session, [(file.sha256, row.author)]):
        raise not_here()
    return FoundFile(file.sha256, file.name, file.type)


def mark_file(session: Session, viewer: Viewer, mark: str, n: int) -> FoundFile:
    """The n-th file of a mark, what the teacher said; problems as for submissions."""
    _readable(session, viewer, "mark", mark)
    row = session.get_one(Mark, mark)
    if not 0 <= n < len(row.files):
        raise not_found()
    file = row.files[n]
    if not owned(session, [(file["sha256"], row.author or "")]):
        raise not_here()
    return FoundFile(file["sha256"], file["name"], file["type"])


def assignment_file(session: Session, viewer: Viewer, assignment: str, n: int) -> FoundFile:
    """The n-th file of an assignment; problems as for submissions."""
    _readable(session, viewer, "assignment", assignment)
    row = session.get_one(Assignment, assignment)
    if not 0 <= n < len(row.files):
        raise not_found()
    file = row.files[n]
    if not owned(session, [(file["sha256"], author) for author in row.authors]):
        raise not_here()
    return FoundFile(file["sha256"], file["name"], file["type"])


def file_came(session: Session, sha256: str, persons: Collection[str]) -> None:
    """Another node has brought these persons' file, and the personal store holds it now."""
    size = personal_store().size(sha256)
    for person in persons:
        keep(session, sha256, person, size, clock.now_ms())
    files_arrived(session, sha256, persons)


def files_arrived(session: Session, sha256: str, persons: Collection[str]) -> None:
    """These persons' file is here now: tell everybody who may see a record that names it."""
    touches = []
    query = (
        select(Submission)
        .join(SubmissionFile, SubmissionFile.submission == Submission.id)
        .where(SubmissionFile.sha256 == sha256, Submission.author.in_(list(persons)))
    )
    origin = Provenance(session)
    for row in session.scalars(query).unique():
        refresh_submission(session, origin, row)
        touches += submission_touches(session, row)
    spoken = (
        select(Mark)
        .join(FileReference, FileReference.operation == Mark.op)
        .where(FileReference.sha256 == sha256, Mark.author.in_(list(persons)))
    )
    for mark in session.scalars(spoken).unique():
        touches += mark_touches(session, mark)
    touch(session, touches)


def refresh_submission(session: Session, origin: Provenance, row: Submission) -> bool:
    """Set `central` anew from what is known above; whether it changed."""
    files = select(SubmissionFile.sha256).where(SubmissionFile.submission == row.id)
    central = origin.is_central(OpId.parse(row.op), row.judge, session.scalars(files))
    changed = row.central != central
    row.central = central
    return changed


def _readable(session: Session, viewer: Viewer, kind: str, record: str) -> None:
    if render(session, [(kind, record)], viewer)[kind, record] is None:
        raise not_found()


def not_here() -> Problem:
    return Problem(
        404,
        "file-not-here",
        "The file has not arrived here yet",
        hint="It is still on the phone it was made on, or at the school; try again later.",
    )
