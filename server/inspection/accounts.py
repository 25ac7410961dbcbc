"""Accounts of inspectors: they read a school, write nothing, and end by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from server import clock
from server.accounts.service import PASSWORD, Card, make_cards
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.inspection.limits import INSPECTOR_DAYS
from server.operations.local import submit
from server.people import tokens
from server.people.grants import INSPECTOR
from server.people.models import Person, Role
from server.people.names import fold_login
from server.roster.planning import free_login
from server.rows import rows_of


@dataclass(frozen=True, slots=True)
class Inspector:
    """Who may read the school, until which day."""

    person: str
    name: str
    login: str | None
    starts_on: date | None
    ends_on: date | None
    over: bool


def of_school(school: str) -> list[Inspector]:
    """Those of now and those of before, the latest first."""
    session, today = db.session(), clock.today()
    query = select(Role).where(Role.school == school, Role.role == INSPECTOR)
    roles = session.scalars(query).all()
    people = {row.id: row for row in rows_of(session, Person, {role.person for role in roles})}
    found = [
        Inspector(
            role.person,
            f"{people[role.person].family_name} {people[role.person].given_name}",
            people[role.person].login,
            role.starts_on,
            role.ends_on,
            role.ends_on is not None and role.ends_on < today,
        )
        for role in roles
        if role.person in people
    ]
    return sorted(found, key=lambda one: (one.ends_on or date.max, one.name), reverse=True)


def admit(school: str, family_name: str, given_name: str, ends_on: date) -> Sequence[Card]:
    """A new account with a card; Problem 422 for an end in the past or too far away."""
    today = clock.today()
    if not today <= ends_on < today + timedelta(days=INSPECTOR_DAYS):
        raise Problem(
            422,
            "inspector-end",
            f"An inspector's account ends within {INSPECTOR_DAYS} days",
            hint="Name the last day of the inspection; make a new account for the next one.",
        )
    taken = set(db.session.scalars(select(Person.login).where(Person.login.is_not(None))))
    login = free_login(given_name, family_name, {one for one in taken if one})
    db.session.rollback()
    with write_transaction():
        named = {"family_name": family_name, "given_name": given_name, "login": fold_login(login)}
        person = str(submit("person.set", None, {**named, "school": school}))
        submit("role.set", None, _role(person, school, today, ends_on))
    return make_cards([person], PASSWORD)


def dismiss(school: str, person: str) -> None:
    """The account ends now, and is signed out everywhere; Problem 404 where there is none."""
    yesterday = clock.today() - timedelta(days=1)
    with write_transaction() as session:
        query = select(Role).where(
            Role.person == person, Role.school == school, Role.role == INSPECTOR
        )
        roles = session.scalars(query).all()
        if not roles:
            raise not_found()
        for role in roles:
            starts_on = min(role.starts_on or yesterday, yesterday)
            submit("role.set", role.id, _role(person, school, starts_on, yesterday))
        tokens.revoke_all(person)


def _role(person: str, school: str, starts_on: date, ends_on: date) -> dict[str, str | None]:
    return {
        "person": person,
        "role": INSPECTOR,
        "school": school,
        "class": None,
        "subject": None,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
    }
