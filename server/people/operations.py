"""The roster's kinds: what each operation becomes in the tables, and whom it concerns.

Rosters are the school's (or provisional from above): the command line and imports write them as
the node itself, phones never do.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import CompoundSelect, bindparam, delete, select, union
from sqlalchemy.orm import Session

from server.audience.reaching import turned
from server.changes.scopes import (
    class_scope,
    learner_scope,
    person_scope,
    school_scope,
    work_scope,
)
from server.clubs.scopes import staying
from server.gradebook import following
from server.inclusion.scopes import arrival
from server.operations.spec import Entry, KindSpec, Touch, nobody
from server.people import envelopes, schemas
from server.people.directory import all_classes_of_learner
from server.people.models import (
    Credential,
    Enrolment,
    Guardian,
    Person,
    Role,
    School,
    SchoolClass,
)
from server.people.names import fold_login
from server.rows import put, ready, rows_of
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge

View = Mapping[str, Any] | None
_ROSTER_PRIORITY: Final = 0
# Classes in which a person learns or works, whenever.
_CLASSES: Final[CompoundSelect[Any]] = union(
    select(Enrolment.class_id).where(Enrolment.person == bindparam("person")),
    select(Role.class_id).where(Role.person == bindparam("person"), Role.class_id.is_not(None)),
)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _forget(session: Session, table: type[Any], record: str) -> None:
    row = session.get(table, record)
    if row is not None:
        session.delete(row)
        session.flush()


def project_writer(
    _session: Session, _entry: Entry, _view: View, _state: MergeState
) -> list[Touch]:
    """writer.issue: sync itself keeps the table of writers; phones hear nothing of it."""
    return []


def project_school(session: Session, entry: Entry, view: View, _state: MergeState) -> list[Touch]:
    """school.set → school; with another region or language its people hear which national records
    are for them now."""
    record = entry.op.record
    scope = school_scope(record)
    known = session.get(School, record)
    touches = [Touch(scope, "school", record)]
    if view is None:
        _forget(session, School, record)
        return touches
    region, language = view.get("region"), view.get("language") or "kk"
    if known is not None:
        before = known.region, known.language
        touches += [
            Touch(scope, *one) for one in turned(session, record, before, (region, language))
        ]
    session.merge(
        School(
            id=record,
            name=view["name"],
            short_name=view.get("short_name"),
            language=language,
            region=region,
            timezone=view.get("timezone") or "Asia/Almaty",
            display=view.get("display"),
        )
    )
    return touches


def project_person(session: Session, entry: Entry, view: View, _state: MergeState) -> list[Touch]:
    """person.set → person; told wherever the person is known already."""
    record = entry.op.record
    if view is None:
        _forget(session, Person, record)
    else:
        login = view.get("login")
        put(
            session,
            Person,
            {
                "id": record,
                "family_name": view["family_name"],
                "given_name": view["given_name"],
                "patronymic": view.get("patronymic"),
                "language": view.get("language"),
                "login": fold_login(login) if login else None,
            },
        )
    return person_touches(session, record)


def person_touches(session: Session, person: str) -> list[Touch]:
    """Everybody who may hold this person's document, now or on some date of the roster."""
    rows = ready(session, Enrolment, Role).execute(_CLASSES, {"person": person})
    classes = {row.class_id for row in rows}
    scopes = [person_scope(person), learner_scope(person), *map(class_scope, sorted(classes))]
    return [Touch(scope, "person", person) for scope in scopes]


def project_credential(
    session: Session, _entry: Entry, view: View, _state: MergeState
) -> list[Touch]:
    """credential.set → sealed verifiers; no phone hears of them."""
    if view is not None:
        person = view["person"]
        session.execute(delete(Credential).where(Credential.person == person))
        for node, sealed in sorted(view["sealed"].items()):
            kept = envelopes.row(sealed, view.get("box"))
            session.add(Credential(person=person, node=node, sealed=kept))
    return []


def project_class(session: Session, entry: Entry, view: View, _state: MergeState) -> list[Touch]:
    """class.set → school_class."""
    record = entry.op.record
    if view is None:
        _forget(session, SchoolClass, record)
    else:
        session.merge(
            SchoolClass(
                id=record,
                school=view["school"],
                label=view["label"],
                grades=list(view["grades"]),
                language=view.get("language"),
                shift=view.get("shift"),
                year=view.get("year"),
            )
        )
    return [Touch(class_scope(record), "class", record)]


def project_enrolment(
    session: Session, entry: Entry, view: View, _state: MergeState
) -> list[Touch]:
    """enrolment.set → enrolment; the old class hears that the learner left, the new one's teachers
    what the learner needs and has been given elsewhere."""
    record = entry.op.record
    members = [(old.class_id, old.person) for old in rows_of(session, Enrolment, [record])]
    arrived: list[Touch] = []
    if view is None:
        _forget(session, Enrolment, record)
    else:
        members.append((view["class"], view["person"]))
        put(
            session,
            Enrolment,
            {
                "id": record,
                "person": view["person"],
                "school": view["school"],
                "class_id": view["class"],
                "grade": view.get("grade"),
                "starts_on": _day(view.get("starts_on")),
                "ends_on": _day(view.get("ends_on")),
                "provisional": bool(view.get("provisional")),
            },
        )
        arrived = list(arrival(session, view["person"], view["class"]))
        if view.get("ends_on") is None:
            since = _day(view.get("starts_on"))
            arrived += following.arrival(session, view["person"], view["class"], since)
        arrived += staying(session, view["person"])
    return _membership(members, "enrolment", record) + arrived


def project_role(session: Session, entry: Entry, view: View, _state: MergeState) -> list[Touch]:
    """role.set → role; a class hears of its teachers."""
    record = entry.op.record
    old = session.get(Role, record)
    members = [(old.class_id, old.person)] if old else []
    helped = {old.learner} if old else set()
    if view is None:
        _forget(session, Role, record)
    else:
        members.append((view.get("class"), view["person"]))
        helped.add(view.get("learner"))
        session.merge(
            Role(
                id=record,
                person=view["person"],
                role=view["role"],
                school=view.get("school"),
                class_id=view.get("class"),
                subject=view.get("subject"),
                learner=view.get("learner"),
                starts_on=_day(view.get("starts_on")),
                ends_on=_day(view.get("ends_on")),
            )
        )
    touches = _membership(members, "role", record)
    for learner in filter(None, helped):
        touches += _told_of_assistant(session, learner, record, {one for _, one in members})
    return touches


def _told_of_assistant(
    session: Session, learner: str, record: str, people: Iterable[str]
) -> list[Touch]:
    """The learner's family and teachers hear who helps."""
    classes = all_classes_of_learner(session, learner)
    scopes = (learner_scope(learner), *map(work_scope, sorted(classes)))
    keys = [("role", record), *(("person", one) for one in sorted(people))]
    return [Touch(scope, kind, key) for scope in scopes for kind, key in keys]


def member_touches(class_id: str | None, person: str, record: str) -> list[Touch]:
    """Whom a role record concerns: the person, and the class in which it is held."""
    return _membership([(class_id, person)], "role", record)


def _membership(members: Iterable[tuple[str | None, str]], kind: str, record: str) -> list[Touch]:
    touches = []
    for class_id, person in members:
        touches.append(Touch(person_scope(person), kind, record))
        touches.append(Touch(person_scope(person), "person", person))
        if kind == "enrolment":
            touches.append(Touch(learner_scope(person), kind, record))
        if class_id:
            touches.append(Touch(class_scope(class_id), kind, record))
            touches.append(Touch(class_scope(class_id), "person", person))
    return touches


def project_guardian(session: Session, entry: Entry, view: View, _state: MergeState) -> list[Touch]:
    """guardian.set → guardian; both ends of the link hear of it."""
    record = entry.op.record
    old = session.get(Guardian, record)
    pairs = [(old.guardian, old.learner)] if old else []
    if view is None:
        _forget(session, Guardian, record)
    else:
        pairs.append((view["guardian"], view["learner"]))
        session.merge(
            Guardian(
                id=record,
                guardian=view["guardian"],
                learner=view["learner"],
                relation=view.get("relation"),
                starts_on=_day(view.get("starts_on")),
                ends_on=_day(view.get("ends_on")),
            )
        )
    touches = []
    for guardian, learner in pairs:
        touches += [
            Touch(person_scope(guardian), "guardian", record),
            Touch(learner_scope(learner), "guardian", record),
            Touch(learner_scope(learner), "person", learner),
        ]
    return touches


def _roster(name: str, merge: Merge, personal: Sequence[str] = ()) -> Kind:
    return Kind(
        name=name,
        version=1,
        merge=merge,
        priority=_ROSTER_PRIORITY,
        authority=Authority.SCHOOL,
        scope="school",
        personal=frozenset(personal),
    )


SPECS: Final = (
    KindSpec(
        Kind("writer.issue", 1, Merge.APPEND, _ROSTER_PRIORITY, personal=frozenset({"label"})),
        schemas.WriterIssue,
        nobody,
        project_writer,
    ),
    KindSpec(_roster("school.set", Merge.OWNER), schemas.SchoolSet, nobody, project_school),
    KindSpec(
        _roster("person.set", Merge.OWNER, ("family_name", "given_name", "patronymic", "login")),
        schemas.PersonSet,
        nobody,
        project_person,
    ),
    KindSpec(
        _roster("credential.set", Merge.FIELD, ("sealed", "box")),
        schemas.CredentialSet,
        nobody,
        project_credential,
    ),
    KindSpec(_roster("class.set", Merge.OWNER), schemas.ClassSet, nobody, project_class),
    KindSpec(
        _roster("enrolment.set", Merge.OWNER), schemas.EnrolmentSet, nobody, project_enrolment
    ),
    KindSpec(_roster("role.set", Merge.OWNER), schemas.RoleSet, nobody, project_role),
    KindSpec(
        _roster("guardian.set", Merge.OWNER, ("relation",)),
        schemas.GuardianSet,
        nobody,
        project_guardian,
    ),
)

PROJECTIONS: Final = (School, Person, Credential, SchoolClass, Enrolment, Role, Guardian)
