"""Documents of packets: `notice`, `arrangement`, and `reading`, who has got and read what."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.scopes import class_scope, learner_scope, work_scope
from server.changes.viewer import Viewer
from server.classroom.models import Arrangement, Assignment, Notice, Receipt
from server.people import grants
from server.rows import rows_of

Documents = Mapping[str, Mapping[str, Any]]


def is_for(row: Assignment | Notice, viewer: Viewer) -> bool:
    """Whether the viewer may see a task or notice: what names learners is for their families."""
    if class_scope(row.class_id) not in viewer.scopes:
        return False
    return _sees_all(row, viewer) or row.learners is None or bool(known_learners(row, viewer))


def known_learners(row: Assignment | Notice, viewer: Viewer) -> list[str] | None:
    """The named learners whom the viewer may know of; None: it is for the whole class."""
    if row.learners is None or _sees_all(row, viewer):
        return row.learners
    return [one for one in row.learners if learner_scope(one) in viewer.scopes]


def _sees_all(row: Assignment | Notice, viewer: Viewer) -> bool:
    teaches = work_scope(row.class_id) in viewer.scopes
    return teaches or grants.leads(viewer.roles, row.school)


def notices(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`notice` for its class or the families it names; withdrawn ones are forgotten."""
    return {
        row.id: {
            "school": row.school,
            "class": row.class_id,
            "author": row.author,
            "title": row.title,
            "text": row.text,
            "due_at": row.due_at,
            "learners": known_learners(row, viewer),
            "created_at": clock.rfc3339(row.created_ms),
            "op": row.op,
        }
        for row in rows_of(session, Notice, ids)
        if not row.withdrawn and is_for(row, viewer)
    }


def arrangements(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`arrangement` for the learner's family and the class's teachers."""
    rows = rows_of(session, Arrangement, ids)
    tasks = rows_of(session, Assignment, {row.assignment for row in rows})
    classes = {row.id: row.class_id for row in tasks}
    return {
        row.id: {
            "assignment": row.assignment,
            "learner": row.learner,
            "due_at": row.due_at,
            "on_paper": row.on_paper,
            "reminded_at": row.reminded_at,
            "author": row.author,
            "op": row.op,
        }
        for row in rows
        if learner_scope(row.learner) in viewer.scopes
        or work_scope(classes.get(row.assignment, "")) in viewer.scopes
    }


def readings(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`reading` of a task or notice for the class's teachers: when it came to whose phone, and
    when they opened it."""
    about: list[Any] = [*rows_of(session, Assignment, ids), *rows_of(session, Notice, ids)]
    classes = {row.id: row.class_id for row in about if work_scope(row.class_id) in viewer.scopes}
    delivered: dict[str, dict[str, str]] = defaultdict(dict)
    opened: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows_of(session, Receipt, list(classes), by="about", order="id"):
        if row.delivered_ms is not None:
            delivered[row.about][row.person] = clock.rfc3339(row.delivered_ms)
        if row.opened_ms is not None:
            opened[row.about][row.person] = clock.rfc3339(row.opened_ms)
    return {
        about: {"class": classes[about], "delivered": came, "opened": opened.get(about, {})}
        for about, came in delivered.items()
    }


DOCUMENTS: Final[Mapping[str, Render]] = {
    "notice": notices,
    "arrangement": arrangements,
    "reading": readings,
}
