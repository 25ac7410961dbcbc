"""People as whoever looks after them sees them: where they belong, and whether they ever got in."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server import clock
from server.accounts import cards
from server.accounts.limits import MAX_LISTED
from server.accounts.models import Pin
from server.identity import node_id
from server.operations.port import log_store
from server.people.directory import learners_of_class
from server.people.grants import PARENT
from server.people.models import Enrolment, Guardian, Person, PersonAlias, Role, SchoolClass, Token
from server.rows import rows_of


def of_school(session: Session, school: str) -> list[dict[str, Any]]:
    """Everybody of the school today, parents included, in no particular order."""
    enrolments = _today(session, Enrolment, Enrolment.school == school)
    roles = _today(session, Role, Role.school == school)
    people = {row.person for row in (*enrolments, *roles)}
    parents = _parents(session, {row.person for row in enrolments})
    aliases = select(PersonAlias.person).where(PersonAlias.kept.in_(people))
    people |= {row.guardian for row in parents} | set(session.scalars(aliases))
    return _listed(session, people, enrolments, roles, parents)


def of_class(session: Session, class_id: str) -> list[dict[str, Any]]:
    """The pupils of the class today, and their parents."""
    learners = learners_of_class(session, class_id, clock.today())
    parents = _parents(session, learners)
    enrolments = _today(session, Enrolment, Enrolment.class_id == class_id)
    people = learners | {row.guardian for row in parents}
    return _listed(session, people, enrolments, (), parents)


def _parents(session: Session, learners: Collection[str]) -> list[Any]:
    return _today(session, Guardian, Guardian.learner.in_(learners))


def _today(session: Session, table: Any, *which: Any) -> list[Any]:
    day = clock.today()
    query = select(table).where(
        *which,
        or_(table.starts_on.is_(None), table.starts_on <= day),
        or_(table.ends_on.is_(None), table.ends_on >= day),
    )
    return list(session.scalars(query))


def _listed(
    session: Session,
    people: Collection[str],
    enrolments: Iterable[Any],
    roles: Iterable[Any] = (),
    parents: Iterable[Any] = (),
) -> list[dict[str, Any]]:
    enrolments, roles = list(enrolments), list(roles)
    used = sorted({row.class_id for row in (*enrolments, *roles) if row.class_id})
    labels = {row.id: row.label for row in rows_of(session, SchoolClass, used)}
    held: dict[str, list[dict[str, Any]]] = defaultdict(list)
    waiting = set()
    for row in enrolments:
        held[row.person].append(_place("pupil", row.class_id, labels, grade=row.grade))
        if row.provisional:
            waiting.add(row.person)
    for row in roles:
        held[row.person].append(
            _place(row.role, row.class_id, labels, subject=row.subject, learner=row.learner)
        )
    for parent in parents:
        held[parent.guardian].append(_place(PARENT, None, labels, learner=parent.learner))
    wanted = sorted(people)[:MAX_LISTED]
    seen = _last_seen(session, wanted)
    own = node_id()
    with_pin = {row.person for row in rows_of(session, Pin, wanted, by="person") if row.node == own}
    printed = cards.waiting(session, wanted)
    kept = {row.person: row.kept for row in rows_of(session, PersonAlias, wanted, by="person")}
    return [
        {
            "id": one.id,
            "family_name": one.family_name,
            "given_name": one.given_name,
            "patronymic": one.patronymic,
            "login": one.login,
            "places": held[one.id],
            "provisional": one.id in waiting,
            "kept": kept.get(one.id),
            "has_pin": one.id in with_pin,
            "card_at": clock.rfc3339(printed[one.id]) if one.id in printed else None,
            "seen_at": clock.rfc3339(seen[one.id]) if one.id in seen else None,
        }
        for one in rows_of(session, Person, wanted)
    ]


def _place(
    role: str,
    class_id: str | None,
    labels: dict[str, str],
    *,
    subject: str | None = None,
    grade: int | None = None,
    learner: str | None = None,
) -> dict[str, Any]:
    return {
        "role": role,
        "class_id": class_id,
        "class_label": labels.get(class_id or ""),
        "subject": subject,
        "grade": grade,
        "learner": learner,
    }


def _last_seen(session: Session, people: Collection[str]) -> dict[str, int]:
    """When each was last here, or got a login anywhere: unix ms; nobody who never has."""
    store = log_store(session)
    found: dict[str, int] = {}
    for person in people:
        issued = [writer.issued_ms for writer in store.writers_of(person)]
        if issued:
            found[person] = max(issued)
    for row in rows_of(session, Token, people, by="person"):
        found[row.person] = max(row.seen_ms, found.get(row.person, 0))
    return found
