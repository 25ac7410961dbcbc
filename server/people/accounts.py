"""Making people by hand: for a school that has no roster to import."""

import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from server import clock
from server.db import db, write_transaction
from server.operations.local import submit
from server.people import tokens
from server.people.login import set_password
from server.people.models import Person
from server.people.names import fold_login

_READABLE: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH: Final = 8
"""8 of 31 signs: 39 bits, behind a throttle; short enough to copy from a card."""


class AccountError(Exception):
    """An account that cannot be made or found; the text says why."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who the account is for; `class_id` and `subject` narrow the role."""

    login: str
    family_name: str
    given_name: str
    role: str
    school: str | None
    class_id: str | None = None
    subject: str | None = None
    grade: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What to hand over; the password is not kept anywhere."""

    person: str
    login: str
    password: str


def make_password() -> str:
    """A random password of signs that nobody mistakes for one another."""
    return "".join(secrets.choice(_READABLE) for _ in range(_LENGTH))


def find(login: str) -> Person:
    """The only person with this login; AccountError for none or several."""
    rows = db.session.scalars(select(Person).where(Person.login == fold_login(login))).all()
    if len(rows) != 1:
        raise AccountError(f"{len(rows) or 'nobody'} with the login {login!r}")
    return rows[0]


def add(new: NewAccount, password: str | None = None) -> Account:
    """A person with a role (a pupil: an enrolment) from today, and a password."""
    chosen = password or make_password()
    taken = select(Person.id).where(Person.login == fold_login(new.login))
    with write_transaction() as session:
        if session.scalars(taken).first() is not None:
            raise AccountError(f"the login {new.login!r} is taken")
        person = str(
            submit(
                "person.set",
                None,
                {
                    "family_name": new.family_name,
                    "given_name": new.given_name,
                    "login": new.login,
                    "language": new.language,
                    "school": new.school,
                },
            )
        )
        scope = {"person": person, "school": new.school, "class": new.class_id}
        dates = {"starts_on": clock.today().isoformat(), "ends_on": None}
        if new.role == "pupil":
            submit("enrolment.set", None, {**scope, **dates, "grade": new.grade})
        else:
            fields = {**scope, **dates, "role": new.role, "subject": new.subject}
            submit("role.set", None, fields)
        set_password(person, chosen, school=new.school)
    return Account(person, new.login, chosen)


def reset(login: str, password: str | None = None) -> Account:
    """A new password; every device of the person must log in again."""
    person = find(login)
    chosen = password or make_password()
    with write_transaction():
        set_password(person.id, chosen)
        tokens.revoke_all(person.id)
    return Account(person.id, login, chosen)
