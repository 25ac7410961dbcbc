"""Who may write in the journal: who teaches the class, on the lesson's day or on the day of
writing. A substitute holds the right for the day of the substitution."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.journal.models import JournalLesson
from server.operations.spec import Author, Refusal
from server.people import grants
from server.people.directory import all_classes_of_learner, grants_of, school_of_class
from sync.core.ops import Operation

NOT_TEACHER = Refusal("not-a-teacher-of-the-class")


def may_record(session: Session, author: Author, op: Operation) -> Refusal | None:
    """journal.record: a teacher of the class it is (and was) for."""
    on = date.fromisoformat(str(op.fields["date"]))
    class_id = str(op.fields["class"])
    slot: Any = op.fields["slot"]
    line: Any = op.fields["line"]
    expected = str(op.id) if slot is None else f"{slot}~{on:%Y%m%d}~{line}"
    known = session.get(JournalLesson, op.record)
    if known is None and op.record != expected:
        return Refusal("record-not-of-the-lesson")
    if known is not None and (known.class_id, known.on) != (class_id, on):
        return Refusal("record-not-of-the-lesson")
    if not _taught(session, author, class_id, on):
        return NOT_TEACHER
    if school_of_class(session, class_id) != op.fields["school"]:
        return Refusal("class-of-another-school")
    return None


def may_attend(session: Session, author: Author, op: Operation) -> Refusal | None:
    """attendance.set: a teacher of the class, for a learner who is or was in it."""
    lesson, learner = str(op.fields["lesson"]), str(op.fields["learner"])
    if op.record != f"{lesson}~{learner}":
        return Refusal("record-not-of-the-lesson")
    known = session.get(JournalLesson, lesson)
    class_id = str(op.fields["class"])
    if known is not None and known.class_id != class_id:
        return Refusal("record-not-of-the-lesson")
    on = known.on if known else author.on
    if not _taught(session, author, class_id, on):
        return NOT_TEACHER
    if class_id not in all_classes_of_learner(session, learner):
        return Refusal("learner-not-in-the-class")
    return None


def _taught(session: Session, author: Author, class_id: str, on: date) -> bool:
    if grants.teaches(author.roles, class_id):
        return True
    return grants.teaches(grants_of(session, author.person, on), class_id)
