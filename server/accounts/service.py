"""Giving people a way in: new passwords and PINs, cards for a class, a newcomer in 30 seconds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.access import PersonContext
from server.accounts import cards, pins
from server.accounts.limits import MAX_CARDS
from server.accounts.managing import may_help, runs_class
from server.db import db, write_transaction
from server.errors import Problem, not_allowed, not_found
from server.operations.local import submit
from server.operations.reach import schools_of_person
from server.people import tokens
from server.people.accounts import make_password
from server.people.directory import (
    classes_of_learner,
    enrolments_of,
    grants_of,
    guardians_of,
    learners_of_class,
)
from server.people.grants import PARENT
from server.people.login import set_verifier
from server.people.models import Enrolment, Person, PersonAlias, SchoolClass
from server.people.names import fold_login
from server.roster.planning import free_login
from server.rows import rows_of
from sync.core.verdict import PROVISIONAL

PASSWORD: Final = "password"  # noqa: S105 - the name of a way in
PIN: Final = "pin"
CARD: Final = "card"


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed for a person; secrets are shown this once and kept nowhere."""

    person: str
    name: str
    class_label: str
    login: str | None
    password: str | None
    pin: str | None
    code: cards.Code


def helped(caller: PersonContext, person: str) -> Person:
    """The person, if the caller may help them; Problem 404 or 403 otherwise."""
    session = db.session()
    row = session.get(Person, person)
    if row is None:
        raise not_found()
    if not _may_help(session, caller, person):
        raise not_allowed()
    return row


def _may_help(session: Session, caller: PersonContext, person: str) -> bool:
    today = clock.today()
    held = grants_of(session, person, today)
    children = [
        classes_of_learner(session, one.learner, today)
        for one in held
        if one.role == PARENT and one.learner
    ]
    return may_help(caller.roles, held, schools_of_person(session, person), children)


def _works(session: Session, person: str) -> bool:
    return any(grant.role != PARENT for grant in grants_of(session, person, clock.today()))


def run_class(caller: PersonContext, class_id: str) -> SchoolClass:
    """The class, if the caller runs it; Problem 404 or 403 otherwise."""
    row = db.session.get(SchoolClass, class_id)
    if row is None:
        raise not_found()
    if not runs_class(caller.roles, class_id, row.school):
        raise not_allowed()
    return row


def make_cards(people: Collection[str], way: str) -> list[Card]:
    """New cards; with `password` or `pin` a new secret of that kind, too. Who has no login, as
    parents from a list, gets one.

    A new password signs every device of its owner out; a new PIN, or a card alone, does not.
    """
    session = db.session()
    rows = {row.id: row for row in rows_of(session, Person, sorted(people)[:MAX_CARDS])}
    labels = class_labels(session, rows)
    schools = {one: _school(session, one) for one in rows}
    make = {PASSWORD: make_password, PIN: pins.make_pin}.get(way)
    secrets = {one: make() for one in rows} if make else {}
    verifiers = pins.verifiers(secrets)
    logins = _new_logins(session, list(rows.values()))
    given = {
        one: {**person_fields(rows[one], schools[one]), "login": logins[one]} for one in logins
    }
    session.rollback()
    with write_transaction():
        for one, fields in given.items():
            submit("person.set", one, fields)
        for one, verifier in verifiers.items():
            if way == PIN:
                pins.set_pin(one, verifier, schools[one])
            else:
                set_verifier(one, verifier, school=schools[one])
                tokens.revoke_all(one)
        issued = cards.issue(rows)
    return [
        Card(
            person=one,
            name=f"{row.family_name} {row.given_name}",
            class_label=labels.get(one, ""),
            login=logins.get(one, row.login),
            password=secrets.get(one) if way == PASSWORD else None,
            pin=secrets.get(one) if way == PIN else None,
            code=cards.code(issued[one]),
        )
        for one, row in rows.items()
    ]


def _school(session: Session, person: str) -> str | None:
    """Where the person belongs; parents, where their children are."""
    of_children = (grant.school for grant in grants_of(session, person, clock.today()))
    at = schools_of_person(session, person) or set(filter(None, of_children))
    return min(at, default=None)


def _new_logins(session: Session, rows: Sequence[Person]) -> dict[str, str]:
    """A free login for each who has none."""
    without = [row for row in rows if not row.login]
    taken = _logins(session) if without else set()
    made = {}
    for row in without:
        made[row.id] = fold_login(free_login(row.given_name, row.family_name, taken))
        taken.add(made[row.id])
    return made


def _logins(session: Session) -> set[str]:
    found = session.scalars(select(Person.login).where(Person.login.is_not(None)))
    return {one for one in found if one}


def class_labels(session: Session, people: Collection[str]) -> dict[str, str]:
    """The label of each pupil's class today."""
    day = clock.today()
    found = {one: enrolments_of(session, one, day) for one in people}
    classes = {row.class_id for rows in found.values() for row in rows}
    labels = {row.id: row.label for row in rows_of(session, SchoolClass, sorted(classes))}
    return {one: labels.get(rows[0].class_id, "") for one, rows in found.items() if rows}


def pupils_of(class_id: str, wanted: Sequence[str] | None) -> list[str]:
    """Of the class's pupils today those that are named, or all."""
    here = learners_of_class(db.session(), class_id, clock.today())
    if wanted is not None and not set(wanted) <= here:
        raise not_found()
    return sorted(here if wanted is None else wanted)


def parents_of(caller: PersonContext, class_id: str, wanted: Sequence[str] | None) -> list[str]:
    """Of the parents of the class's pupils those that are named, or all whom the caller may help:
    who has a child elsewhere, too, gets the card from the school's leaders, and who works here
    has one."""
    session, today = db.session(), clock.today()
    links = (
        guardians_of(session, one, today) for one in learners_of_class(session, class_id, today)
    )
    parents = frozenset[str]().union(*links)
    here = {one for one in parents if _may_help(session, caller, one) and not _works(session, one)}
    if wanted is not None and not set(wanted) <= here:
        raise not_found()
    return sorted(here if wanted is None else wanted)


def add_newcomer(
    row: SchoolClass, family_name: str, given_name: str, grade: int | None, way: str
) -> Card:
    """A child who stands in the door: enrolled from today, provisionally, with a card.

    The record works at once, and gives way to what the roster or the office says later.
    """
    class_id, school, grades = row.id, row.school, row.grades
    if grade is None and len(grades) == 1:
        grade = grades[0]
    if grade not in grades:
        raise Problem(
            422,
            "grade-missing",
            "The class has several grades",
            hint="Say which grade the child is in.",
        )
    login = free_login(given_name, family_name, _logins(db.session()))
    db.session.rollback()
    with write_transaction():
        named = {"family_name": family_name, "given_name": given_name, "login": fold_login(login)}
        person = str(submit("person.set", None, {**named, "school": school}, rank=PROVISIONAL))
        place = {"person": person, "school": school, "class": class_id, "grade": grade}
        dates = {"starts_on": clock.today().isoformat(), "ends_on": None, "provisional": True}
        submit("enrolment.set", None, {**place, **dates}, rank=PROVISIONAL)
    (card,) = make_cards([person], way)
    return card


def confirm(person: str) -> None:
    """Somebody who answers for the roster stands behind a provisional child."""
    with write_transaction() as session:
        row = session.get_one(Person, person)
        waiting = session.scalars(
            select(Enrolment).where(Enrolment.person == person, Enrolment.provisional)
        ).all()
        if not waiting:
            return
        school = waiting[0].school
        submit("person.set", person, person_fields(row, school))
        for one in waiting:
            submit("enrolment.set", one.id, enrolment_fields(one))


def person_fields(row: Person, school: str | None) -> Mapping[str, Any]:
    """The record as it stands, to be written again."""
    return {
        "family_name": row.family_name,
        "given_name": row.given_name,
        "patronymic": row.patronymic,
        "login": row.login,
        "language": row.language,
        "school": school,
    }


def enrolment_fields(row: Enrolment) -> dict[str, Any]:
    """The enrolment as it stands, confirmed."""
    return {
        "person": row.person,
        "school": row.school,
        "class": row.class_id,
        "grade": row.grade,
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
    }


def join(person: str, kept: str | None) -> None:
    """Say that `person` is a second record of `kept`, or (None) take that back.

    Nothing is copied or moved: both records stay whole, and are shown as one.
    """
    session = db.session()
    aliases = {row.person: row.kept for row in session.scalars(select(PersonAlias))}
    if kept is not None and (kept == person or kept in aliases or person in aliases.values()):
        raise Problem(
            409,
            "already-joined",
            "One of the two is part of another pair",
            hint="Take that pair apart first, then join these two.",
        )
    school = min(schools_of_person(session, person), default=None)
    session.rollback()
    submit("person.alias", person, {"kept": kept, "school": school})
