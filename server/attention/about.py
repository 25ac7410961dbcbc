"""What an operation is about, in the few words by which a person recognises it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.attention.limits import PREVIEW_CHARS
from server.classroom.models import Assignment
from server.classroom.provenance import Provenance
from server.library.models import Course
from server.operations.catalogue import catalogue
from server.people.models import Enrolment, Person, Role, SchoolClass
from sync.core.ops import Operation

MEMBERS: Final = ("task", "class", "learner", "mark", "text", "course", "name")


def about(session: Session, kind: str, fields: Mapping[str, Any], record: str) -> dict[str, Any]:
    """MEMBERS, null where they could not be found out."""
    task = session.get(Assignment, str(fields.get("assignment") or record))
    title = fields.get("title")
    learner = fields.get("learner")
    course = session.get(Course, str(fields.get("course") or record))
    label = fields.get("class") or (task.class_id if task else None)
    return {
        "task": task.title if task else title if kind.startswith("assignment.") else None,
        "class": class_label(session, label) if isinstance(label, str) else None,
        "learner": name_of(session, learner) if isinstance(learner, str) else None,
        "mark": fields.get("mark"),
        "text": str(fields.get("text") or "")[:PREVIEW_CHARS] or None,
        "course": course.title if course else title if kind.startswith("course.") else None,
        "name": roster_name(session, kind, fields, record),
    }


def made(session: Session, op: Operation, viewer: str) -> dict[str, Any]:
    """Who made an operation, when by their own clock, and what it is about; `hidden` where who
    wrote it has chosen others to read it, and nothing stands there that tells who that is."""
    (one,) = made_all(session, [op], viewer)
    return one


def made_all(session: Session, ops: Sequence[Operation], viewer: str) -> list[dict[str, Any]]:
    """The same of several by one writer: each would tell who made the others."""
    hidden = not all(_may_read(session, op, viewer) for op in ops)
    return [_made(session, op, hidden=hidden) for op in ops]


def _may_read(session: Session, op: Operation, viewer: str) -> bool:
    spec = catalogue().specs.get(op.kind)
    if spec is None or spec.confided is None:
        return True
    return spec.confided(session, op, viewer, clock.today())


def _made(session: Session, op: Operation, *, hidden: bool) -> dict[str, Any]:
    author = Provenance(session).owner(op.writer) if op.actor is None else op.actor
    return {
        "op": str(op.id),
        "kind": op.kind,
        "author": None if hidden else person(session, author),
        "made": clock.rfc3339(op.hlc >> 16),
        "about": (
            dict.fromkeys(MEMBERS) if hidden else about(session, op.kind, op.fields, op.record)
        ),
        "hidden": hidden,
    }


def person(session: Session, key: str | None) -> dict[str, Any] | None:
    """Id, name and present roles of a person; None for the node itself."""
    row = session.get(Person, key) if key else None
    if row is None:
        return None
    held = {role.role for role in session.query(Role).filter(Role.person == row.id)}
    if session.query(Enrolment).filter(Enrolment.person == row.id).first() is not None:
        held.add("pupil")
    return {"id": row.id, "name": row.display_name, "roles": sorted(held)}


def name_of(session: Session, key: str) -> str | None:
    """A person's listed name."""
    row = session.get(Person, key)
    return row.display_name if row else None


def class_label(session: Session, key: str) -> str | None:
    """«5 Ә»."""
    row = session.get(SchoolClass, key)
    return row.label if row else None


def roster_name(session: Session, kind: str, fields: Mapping[str, Any], record: str) -> str | None:
    """Whom a record of the roster is about."""
    family = kind.split(".", 1)[0]
    if family == "person":
        return f"{fields.get('family_name', '')} {fields.get('given_name', '')}".strip() or None
    if family in {"enrolment", "role"}:
        return name_of(session, str(fields.get("person")))
    if family == "guardian":
        return name_of(session, str(fields.get("learner")))
    if family in {"class", "school"}:
        return str(fields.get("label") or fields.get("name") or record)
    return None
