"""The documents of the classroom: `assignment`, `submission`, `mark`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.scopes import learner_scope, work_scope
from server.changes.viewer import Viewer
from server.classroom import packet_documents
from server.classroom.models import Assignment, Mark, Sighting, Submission, SubmissionFile
from server.classroom.packet_documents import is_for, known_learners
from server.gradebook import following
from server.identity import config
from server.library.models import Lesson
from server.operations.port import log_store
from server.rows import rows_of
from server.uploads.ownership import owned

Documents = Mapping[str, Mapping[str, Any]]


def assignments(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`assignment` for its class, and for who handed it in before they left the class; withdrawn
    ones are forgotten."""
    known = [row for row in rows_of(session, Assignment, ids) if not row.withdrawn]
    here = {row.id for row in known if is_for(row, viewer)}
    here |= following.done(session, [row for row in known if row.id not in here], viewer)
    rows = [row for row in known if row.id in here]
    lessons = {row.lesson for row in rows if row.lesson and not row.course}
    courses: dict[str, str] = {}
    if lessons:
        found = rows_of(session, Lesson, lessons, order="course")
        courses = {row.id: row.course for row in found}
    return {
        row.id: {
            "school": row.school,
            "class": row.class_id,
            "author": row.author,
            "title": row.title,
            "instructions": row.instructions,
            "course": row.course or courses.get(row.lesson or ""),
            "lesson": row.lesson,
            "item": row.item,
            "due_at": row.due_at,
            "max_mark": row.max_mark,
            "accepts": row.accepts,
            "files": [{"n": n, **file} for n, file in enumerate(row.files)],
            "learners": known_learners(row, viewer),
            "criteria": row.criteria,
            "packet": row.packet,
            "created_at": clock.rfc3339(row.created_ms),
            "op": row.op,
        }
        for row in rows
    }


def submissions(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`submission` for the learner's family and the class's teachers, with the ladder's facts."""
    rows = rows_of(session, Submission, ids)
    visible = _visible(session, rows, viewer)
    seen = {row.submission: row.seen_ms for row in rows_of(session, Sighting, ids, by="submission")}
    files: dict[str, list[Any]] = defaultdict(list)
    for file in rows_of(session, SubmissionFile, ids, by="submission", order="n"):
        files[file.submission].append(file)
    here = owned(session, ((f.sha256, row.author) for row in rows for f in files[row.id]))
    # The hub's own copy says nothing about the school until something has come from there.
    elsewhere = log_store(session).node if config().role == "hub" else None
    return {
        row.id: {
            "assignment": row.assignment,
            "learner": row.learner,
            "taken_in": row.author != row.learner,
            "text": row.text,
            "files": [
                _file(file, here=(file.sha256, row.author) in here) for file in files[row.id]
            ],
            "attempts": row.attempts,
            "made_at": row.made_at,
            "received_at": clock.rfc3339(row.received_ms),
            "at_school": row.judge != elsewhere or row.id in seen,
            "seen_at": clock.rfc3339(seen[row.id]) if row.id in seen else None,
            "central": row.central,
            "receipt": row.receipt,
            "op": row.op,
        }
        for row in rows
        if row.id in visible
    }


def marks(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`mark` for the learner's family and the class's teachers, and where it is points of a term's
    mark those of the class that the learner has come into; teachers see `others`."""
    rows = rows_of(session, Mark, ids)
    visible = _visible(session, rows, viewer)
    hidden = [row for row in rows if row.id not in visible]
    visible |= dict.fromkeys(following.marks_seen(session, hidden, viewer), "teacher")
    here = owned(
        session, ((file["sha256"], row.author or "") for row in rows for file in row.files)
    )
    return {
        row.id: {
            "assignment": row.assignment,
            "learner": row.learner,
            "submission": row.submission,
            "mark": row.mark,
            "max": row.max,
            "comment": row.comment,
            "returned": row.returned,
            "points": row.points,
            "drawing": row.drawing,
            "files": [
                _mark_file(n, file, here=(file["sha256"], row.author) in here)
                for n, file in enumerate(row.files)
            ],
            "author": row.author,
            "made_at": clock.rfc3339(row.made_ms),
            "op": row.op,
            "central": row.central,
            "others": row.others if visible[row.id] == "teacher" else [],
        }
        for row in rows
        if row.id in visible
    }


def _mark_file(n: int, file: Mapping[str, Any], *, here: bool) -> dict[str, Any]:
    return {"n": n, **file, "state": "here" if here else "arriving"}


def _visible(session: Session, rows: Iterable[Any], viewer: Viewer) -> dict[str, str]:
    """Record → in which part the viewer sees it: teacher or family."""
    found = list(rows)
    tasks = rows_of(session, Assignment, {row.assignment for row in found})
    classes = {row.id: row.class_id for row in tasks}
    parts: dict[str, str] = {}
    for row in found:
        class_id = classes.get(row.assignment)
        if class_id is not None and work_scope(class_id) in viewer.scopes:
            parts[row.id] = "teacher"
        elif learner_scope(row.learner) in viewer.scopes:
            parts[row.id] = "family"
    return parts


def _file(file: Any, *, here: bool) -> dict[str, Any]:
    return {
        "n": file.n,
        "name": file.name,
        "type": file.type,
        "size": file.size,
        "sha256": file.sha256,
        "state": "here" if here else "arriving",
    }


DOCUMENTS: Final[Mapping[str, Render]] = {
    "assignment": assignments,
    "submission": submissions,
    "mark": marks,
    **packet_documents.DOCUMENTS,
}
