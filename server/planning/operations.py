"""Calendars, timetables, substitutions and plans: what each operation becomes, and who hears."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.changes.scopes import (
    class_scope,
    learner_scope,
    national_scope,
    person_scope,
    plan_scope,
    points_scope,
    school_scope,
    work_scope,
)
from server.classroom.provenance import Provenance
from server.operations.spec import Entry, KindSpec, Touch
from server.people.directory import all_classes_of_learner
from server.people.models import Role, SchoolClass
from server.people.operations import member_touches
from server.planning import rights, schemas
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
from sync.core.merge import MergeState, Version
from sync.core.registry import Authority, Kind, Merge

View = Mapping[str, Any] | None
_CONTROL_PRIORITY: Final = 0
_PLAN_PRIORITY: Final = 2
# Grants that come of a substitution stand beside those of the roster under ids of their own.
_GRANT: Final = "~grant"


def _last(state: MergeState) -> Version:
    return max(state.versions, key=lambda version: version.precedence)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _forget(session: Session, row: object | None) -> None:
    if row is not None:
        session.delete(row)
        session.flush()


def _everybody(schools: Iterable[str | None], kind: str, record: str) -> list[Touch]:
    scopes = {school_scope(one) if one else national_scope() for one in schools}
    return [Touch(scope, kind, record) for scope in sorted(scopes)]


def project_calendar(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """calendar.set → calendar, for everybody of the school."""
    record = entry.op.record
    old = session.get(Calendar, record)
    schools = {old.school} if old else set()
    if view is None:
        _forget(session, old)
        return _everybody(schools, "calendar", record)
    session.merge(Calendar(id=record, **view, op=str(_last(state).id)))
    return _everybody(schools | {view["school"]}, "calendar", record)


def project_subject(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """subject.set → subject, for everybody of the school."""
    record = entry.op.record
    if view is None or "code" not in view:
        return []  # the rest of it is still on its way
    session.merge(
        Subject(
            id=record,
            school=view.get("school"),
            code=view["code"],
            names={language: view.get(language, view["code"]) for language in ("kk", "ru", "en")},
            op=str(_last(state).id),
        )
    )
    return _everybody([view.get("school")], "subject", record)


def project_slot(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """timetable.set and timetable.remove → timetable_slot, for its classes and teachers."""
    record = entry.op.record
    old = session.get(Slot, record)
    touches = slot_touches(old) if old else []
    if view is None:
        _forget(session, old)
        return touches
    if not {"school", "weekday", "bell", "lines"} <= view.keys():
        return touches
    row = Slot(
        id=record,
        school=view["school"],
        weekday=view["weekday"],
        bell=view["bell"],
        lines=[dict(line) for line in view["lines"]],
        teachers=list(view.get("teachers", ())),
        room=view.get("room", ""),
        starts_on=_day(view.get("starts_on")),
        ends_on=_day(view.get("ends_on")),
        op=str(_last(state).id),
    )
    touches += slot_touches(row)
    session.merge(row)
    session.flush()
    for one in session.scalars(select(Substitution).where(Substitution.slot == record)):
        touches += _grant(session, one)
    return touches


def slot_touches(row: Slot) -> list[Touch]:
    """The classes that have the lesson, and its teachers."""
    scopes = {class_scope(line["class"]) for line in row.lines}
    scopes |= {person_scope(one) for one in row.teachers}
    return [Touch(scope, "slot", row.id) for scope in sorted(scopes)]


def project_substitution(
    session: Session, entry: Entry, view: View, state: MergeState
) -> list[Touch]:
    """substitution.set → substitution, and the substitute's dated roles in the lesson's classes."""
    record = entry.op.record
    if view is None or not {"school", "slot", "date", "substitute"} <= view.keys():
        return []
    old = session.get(Substitution, record)
    former = [Touch(person_scope(old.substitute), "substitution", record)] if old else []
    row = session.merge(
        Substitution(
            id=record,
            school=view["school"],
            slot=view["slot"],
            on=date.fromisoformat(view["date"]),
            substitute=view["substitute"],
            reason=view.get("reason", ""),
            confirmed=view.get("confirmed", False),
            withdrawn=view.get("withdrawn", False),
            op=str(_last(state).id),
        )
    )
    session.flush()
    return former + _grant(session, row)


def _grant(session: Session, row: Substitution) -> list[Touch]:
    """The substitute is a teacher of the lesson's classes on that day, like one of the roster."""
    prefix = f"{row.id}{_GRANT}"
    given = list(
        session.scalars(
            select(Role).where(Role.id >= f"{prefix}.", Role.id < f"{prefix}/").order_by(Role.id)
        )
    )
    touches = []
    for one in given:
        touches += member_touches(one.class_id, one.person, one.id)
        session.delete(one)
    session.flush()
    slot = session.get(Slot, row.slot)
    heard = {person_scope(row.substitute)}
    if slot is not None:
        heard |= {touch.scope for touch in slot_touches(slot)}
        places = sorted({(line["class"], line["subject"]) for line in slot.lines})
        for n, (class_id, subject) in enumerate(places if not row.withdrawn else ()):
            role = f"{prefix}.{n}"
            session.add(
                Role(
                    id=role,
                    person=row.substitute,
                    role="teacher",
                    school=row.school,
                    class_id=class_id,
                    subject=subject,
                    starts_on=row.on,
                    ends_on=row.on,
                )
            )
            touches += member_touches(class_id, row.substitute, role)
        touches.append(Touch(person_scope(row.substitute), "slot", slot.id))
    session.flush()
    return touches + [Touch(scope, "substitution", row.id) for scope in sorted(heard)]


def project_group(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """group.set → learning_group, for everybody of the school."""
    record = entry.op.record
    if view is None or not {"school", "name"} <= view.keys():
        return []
    session.merge(
        Group(id=record, school=view["school"], name=view["name"], op=str(_last(state).id))
    )
    return _everybody([view["school"]], "group", record)


def project_membership(
    session: Session, entry: Entry, view: View, state: MergeState
) -> list[Touch]:
    """membership.set → membership, for the learner's family and the teachers of their classes."""
    record = entry.op.record
    if view is None or not {"school", "group", "learner"} <= view.keys():
        return []
    learner = view["learner"]
    session.merge(
        Membership(
            id=record,
            school=view["school"],
            group=view["group"],
            learner=learner,
            starts_on=_day(view.get("starts_on")),
            ends_on=_day(view.get("ends_on")),
            op=str(_last(state).id),
        )
    )
    scopes = {learner_scope(learner), *map(work_scope, all_classes_of_learner(session, learner))}
    return [Touch(scope, "membership", record) for scope in sorted(scopes)]


def project_closure(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """closure.set → closure, for everybody of the school."""
    record = entry.op.record
    if view is None or not {"school", "starts_on", "ends_on"} <= view.keys():
        return []
    session.merge(
        Closure(
            id=record,
            school=view["school"],
            order=view.get("order", ""),
            reason=view.get("reason", "other"),
            note=view.get("note", ""),
            starts_on=date.fromisoformat(view["starts_on"]),
            ends_on=date.fromisoformat(view["ends_on"]),
            classes=list(view.get("classes", ())),
            withdrawn=view.get("withdrawn", False),
            op=str(_last(state).id),
        )
    )
    return _everybody([view["school"]], "closure", record)


def _readers(session: Session, class_id: str, subject: str) -> set[str]:
    one = session.get(SchoolClass, class_id)
    whole = {points_scope(class_id)} if one is not None and is_primary(one.grades) else set()
    return {plan_scope(class_id, subject)} | whole


def project_plan(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """plan.set and plan.remove → plan_row, for those who teach the subject in the class, and in
    primary school whoever has the class in all of them."""
    record = entry.op.record
    old = session.get(PlanRow, record)
    scopes = _readers(session, old.class_id, old.subject) if old else set()
    if view is None or not {"school", "class", "subject", "topic"} <= view.keys():
        _forget(session, old)
    else:
        scopes |= _readers(session, view["class"], view["subject"])
        origin = Provenance(session)
        session.merge(
            PlanRow(
                id=record,
                school=view["school"],
                class_id=view["class"],
                grade=view.get("grade"),
                subject=view["subject"],
                position=view.get("position", 0),
                hours=view.get("hours", 1),
                section=view.get("section", ""),
                topic=view["topic"],
                objectives=list(view.get("objectives", ())),
                homework=view.get("homework", ""),
                resources=[dict(one) for one in view.get("resources", ())],
                summative=view.get("summative", "none"),
                on=_day(view.get("on")),
                year=view.get("year"),
                outline=view.get("outline", ""),
                files=[dict(one) for one in view.get("files", ())],
                authors=sorted({one for one in map(origin.author, state.versions) if one}),
                op=str(_last(state).id),
            )
        )
    return [Touch(scope, "plan_row", record) for scope in sorted(scopes)]


SPECS: Final = (
    KindSpec(
        Kind(
            "calendar.set",
            1,
            Merge.AUTHORITY,
            _CONTROL_PRIORITY,
            authority=Authority.HUB,
            scope="national",
        ),
        schemas.CalendarSetSchema,
        rights.may_lead,
        project_calendar,
    ),
    KindSpec(
        Kind("subject.set", 1, Merge.FIELD, _CONTROL_PRIORITY),
        schemas.SubjectSetSchema,
        rights.may_lead,
        project_subject,
    ),
    KindSpec(
        Kind("timetable.set", 1, Merge.FIELD, _CONTROL_PRIORITY),
        schemas.TimetableSetSchema,
        rights.may_lead,
        project_slot,
    ),
    KindSpec(
        Kind("timetable.remove", 1, Merge.TOMBSTONE, _CONTROL_PRIORITY),
        schemas.RemoveSchema,
        rights.may_lead,
        project_slot,
    ),
    KindSpec(
        Kind("substitution.set", 1, Merge.FIELD, _CONTROL_PRIORITY),
        schemas.SubstitutionSetSchema,
        rights.may_substitute,
        project_substitution,
    ),
    KindSpec(
        Kind("group.set", 1, Merge.FIELD, _CONTROL_PRIORITY),
        schemas.GroupSetSchema,
        rights.may_lead,
        project_group,
    ),
    KindSpec(
        Kind("membership.set", 1, Merge.FIELD, _CONTROL_PRIORITY, personal=frozenset({"learner"})),
        schemas.MembershipSetSchema,
        rights.may_lead,
        project_membership,
    ),
    KindSpec(
        Kind("closure.set", 1, Merge.FIELD, _CONTROL_PRIORITY),
        schemas.ClosureSetSchema,
        rights.may_lead,
        project_closure,
    ),
    KindSpec(
        Kind("plan.set", 1, Merge.FIELD, _PLAN_PRIORITY),
        schemas.PlanSetSchema,
        rights.may_plan,
        project_plan,
    ),
    KindSpec(
        Kind("plan.remove", 1, Merge.TOMBSTONE, _PLAN_PRIORITY),
        schemas.RemoveSchema,
        rights.may_plan,
        project_plan,
    ),
)

PROJECTIONS: Final = (Calendar, Subject, Slot, Group, Membership, Substitution, Closure, PlanRow)
