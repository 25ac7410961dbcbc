"""Documents of planning: calendar, subject, slot, group, substitution, closure, plan_row."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server.audience.naming import CALENDAR, named
from server.audience.reaching import narrowed
from server.changes.documents import Render
from server.changes.scopes import (
    class_scope,
    learner_scope,
    national_scope,
    plan_scope,
    points_scope,
    school_scope,
    work_scope,
)
from server.changes.viewer import Viewer
from server.people import grants
from server.people.directory import all_classes_of_learner
from server.people.models import SchoolClass
from server.planning.limits import is_primary
from server.planning.models import (
    Calendar,
    Closure,
    Group,
    Membership,
    PlanRow,
    Slot,
    Subject,
    Substitution,
)
from server.rows import rows_of

Documents = Mapping[str, Mapping[str, Any]]


def _of_school(row: Any, viewer: Viewer) -> bool:
    return (school_scope(row.school) if row.school else national_scope()) in viewer.scopes


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def calendars(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`calendar` for everybody of the school, one of a hub for the schools that it is for:
    `schools`, where these are not all of the viewer's."""
    names = ("school", "name", "grades", "weekdays", "terms", "holidays", "moved", "bells", "op")
    rows = [row for row in rows_of(session, Calendar, ids) if _of_school(row, viewer)]
    above = [named(CALENDAR, row.id) for row in rows if row.school is None]
    meant = narrowed(session, above, grants.schools(viewer.roles))
    shown: dict[str, dict[str, Any]] = {}
    for row in rows:
        schools = None if row.school else meant.get(named(CALENDAR, row.id))
        if schools != []:
            shown[row.id] = {name: getattr(row, name) for name in names}
            shown[row.id] |= {"schools": schools} if schools else {}
    return shown


def subjects(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`subject` for everybody of the school."""
    return {
        row.id: {"school": row.school, "code": row.code, "names": row.names, "op": row.op}
        for row in rows_of(session, Subject, ids)
        if _of_school(row, viewer)
    }


def slots(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`slot` for its classes, teachers and substitutes."""
    rows = rows_of(session, Slot, ids)
    taken = {
        row.slot
        for row in rows_of(session, Substitution, ids, by="slot")
        if row.substitute == viewer.person and not row.withdrawn
    }
    return {
        row.id: {
            "school": row.school,
            "weekday": row.weekday,
            "bell": row.bell,
            "lines": row.lines,
            "teachers": row.teachers,
            "room": row.room,
            "starts_on": _text(row.starts_on),
            "ends_on": _text(row.ends_on),
            "op": row.op,
        }
        for row in rows
        if _hears(row, viewer) or row.id in taken
    }


def _hears(row: Any, viewer: Viewer) -> bool:
    return viewer.person in row.teachers or any(
        class_scope(line["class"]) in viewer.scopes for line in row.lines
    )


def groups(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`group` for everybody of the school."""
    return {
        row.id: {"school": row.school, "name": row.name, "op": row.op}
        for row in rows_of(session, Group, ids)
        if _of_school(row, viewer)
    }


def memberships(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`membership` for the learner's family and the teachers of their classes."""
    shown: dict[str, dict[str, Any]] = {}
    for row in rows_of(session, Membership, ids):
        classes = all_classes_of_learner(session, row.learner)
        scopes = {learner_scope(row.learner), *map(work_scope, classes)}
        if scopes & viewer.scopes and (row.ends_on is None or row.ends_on >= viewer.on):
            shown[row.id] = {
                "group": row.group,
                "learner": row.learner,
                "starts_on": _text(row.starts_on),
                "ends_on": _text(row.ends_on),
                "op": row.op,
            }
    return shown


def substitutions(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`substitution` for the substitute and for those who hear of the lesson itself. Families
    learn who comes, not why."""
    rows = rows_of(session, Substitution, ids)
    lessons = {row.id: row for row in rows_of(session, Slot, {row.slot for row in rows})}
    shown: dict[str, dict[str, Any]] = {}
    for row in rows:
        slot = lessons.get(row.slot)
        if row.substitute != viewer.person and (slot is None or not _hears(slot, viewer)):
            continue
        staff = any(grant.role not in ("pupil", "parent") for grant in viewer.roles)
        shown[row.id] = {
            "slot": row.slot,
            "date": row.on.isoformat(),
            "substitute": row.substitute,
            "reason": row.reason if staff else "",
            "confirmed": row.confirmed,
            "withdrawn": row.withdrawn,
            "op": row.op,
        }
    return shown


def closures(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`closure` for everybody of the school."""
    return {
        row.id: {
            "school": row.school,
            "order": row.order,
            "reason": row.reason,
            "note": row.note,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "classes": row.classes,
            "withdrawn": row.withdrawn,
            "op": row.op,
        }
        for row in rows_of(session, Closure, ids)
        if _of_school(row, viewer)
    }


def plan_rows(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`plan_row` for those who teach the subject in the class, and in primary school for whoever
    has the class in all of them."""
    rows = rows_of(session, PlanRow, ids)
    classes = rows_of(session, SchoolClass, {row.class_id for row in rows})
    primary = {one.id for one in classes if is_primary(one.grades)}
    return {
        row.id: plan_row_document(row)
        for row in rows
        if plan_scope(row.class_id, row.subject) in viewer.scopes
        or (row.class_id in primary and points_scope(row.class_id) in viewer.scopes)
    }


def plan_row_document(row: PlanRow) -> Mapping[str, Any]:
    """A row of a plan, whoever may see it."""
    return {
        "school": row.school,
        "class": row.class_id,
        "grade": row.grade,
        "subject": row.subject,
        "position": row.position,
        "hours": row.hours,
        "section": row.section,
        "topic": row.topic,
        "objectives": row.objectives,
        "homework": row.homework,
        "resources": row.resources,
        "summative": row.summative,
        "on": _text(row.on),
        "year": row.year,
        "outline": row.outline,
        "files": [{"n": n, **file} for n, file in enumerate(row.files)],
        "op": row.op,
    }


DOCUMENTS: Final[Mapping[str, Render]] = {
    "calendar": calendars,
    "subject": subjects,
    "slot": slots,
    "group": groups,
    "membership": memberships,
    "substitution": substitutions,
    "closure": closures,
    "plan_row": plan_rows,
}
