"""Who hears of an assignment, and of the work and the marks of its learners."""

from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server.changes.scopes import class_scope, learner_scope, work_scope
from server.classroom.models import Arrangement, Assignment, Mark, Submission
from server.rows import ready, remembered, table_of
from sync.storage.base import chunks
from sync.storage.port import Touch

_ASSIGNMENTS: Final = table_of(Assignment).c
_CLASSES: Final = select(_ASSIGNMENTS.id, _ASSIGNMENTS.class_id).where(
    _ASSIGNMENTS.id.in_(bindparam("assignments", expanding=True))
)
_KNOWN: Final = "classes of assignments"
_KEYS_PER_QUERY: Final = 400


def class_of_assignment(session: Session, assignment: str) -> str | None:
    """The class of an assignment, None for one not known (yet)."""
    known = _known(session)
    if assignment not in known:
        look_for_classes(session, [assignment])
    return known[assignment]


def look_for_classes(session: Session, assignments: Collection[str]) -> None:
    """Ask for the classes of all of them at once."""
    known = _known(session)
    for some in chunks(assignments, _KEYS_PER_QUERY):
        known.update(dict.fromkeys(some))
        rows = ready(session, Assignment).execute(_CLASSES, {"assignments": some})
        known.update((row.id, row.class_id) for row in rows)


def _known(session: Session) -> dict[str, str | None]:
    return remembered(session, _KNOWN, dict)


def forget_class(session: Session, assignment: str) -> None:
    """The assignment is about to be written."""
    _known(session).pop(assignment, None)


def assignment_touches(classes: Iterable[str], assignment: str) -> list[Touch]:
    """The classes that have or had the assignment."""
    return [Touch(class_scope(one), "assignment", assignment) for one in sorted(set(classes))]


def work_touches(
    session: Session, kind: str, record: str, assignment: str, learner: str
) -> list[Touch]:
    """The learner's family, and the class's teachers once the assignment is known."""
    touches = [Touch(learner_scope(learner), kind, record)]
    class_id = class_of_assignment(session, assignment)
    if class_id is not None:
        touches.append(Touch(work_scope(class_id), kind, record))
    return touches


def dependent_touches(session: Session, assignment: str, classes: Iterable[str]) -> list[Touch]:
    """Work, marks, arrangements and receipts that came before their assignment, or before it
    moved to another class."""
    scopes = [work_scope(one) for one in sorted(set(classes))]
    work = session.scalars(select(Submission.id).where(Submission.assignment == assignment))
    marks = session.scalars(select(Mark.id).where(Mark.assignment == assignment))
    arranged = session.scalars(select(Arrangement.id).where(Arrangement.assignment == assignment))
    records = [("submission", one) for one in work] + [("mark", one) for one in marks]
    records += [("arrangement", one) for one in arranged] + [("reading", assignment)]
    return [Touch(scope, kind, record) for kind, record in records for scope in scopes]


def submission_touches(session: Session, row: Submission) -> list[Touch]:
    """Everybody who may see this submission."""
    return work_touches(session, "submission", row.id, row.assignment, row.learner)


def mark_touches(session: Session, row: Mark) -> list[Touch]:
    """Everybody who may see this mark."""
    return work_touches(session, "mark", row.id, row.assignment, row.learner)
