"""Operators: persons of the hub alone. Their accounts and rights go down to no school."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from server.console.models import ConsoleGrant
from server.console.rights import OPERATOR, SEE
from server.db import db, write_transaction
from server.people import tokens
from server.people.accounts import Account, NewAccount
from server.people.accounts import add as add_account
from server.people.models import Person


def add(login: str, family_name: str, given_name: str, password: str | None) -> Account:
    """An account without a school. Raises AccountError."""
    new = NewAccount(
        login=login, family_name=family_name, given_name=given_name, role=OPERATOR, school=None
    )
    return add_account(new, password)


def grant(person: str, region: str, district: str, rights: Collection[str]) -> None:
    """These rights there, and no others."""
    with write_transaction() as session:
        row = session.get(ConsoleGrant, person) or ConsoleGrant(person=person)
        row.region, row.district = region, district
        row.rights = sorted({SEE, *rights})
        session.add(row)


def take_away(person: str) -> None:
    """No rights at all any more, and no device that is logged in."""
    with write_transaction() as session:
        row = session.get(ConsoleGrant, person)
        if row is not None:
            session.delete(row)
        tokens.revoke_all(person)


def everybody() -> list[dict[str, Any]]:
    """Plain rows, by login."""
    query = select(ConsoleGrant, Person).join(Person, Person.id == ConsoleGrant.person)
    return [
        {
            "login": person.login,
            "name": person.display_name,
            "region": grant.region,
            "district": grant.district,
            "rights": ", ".join(grant.rights),
        }
        for grant, person in db.session.execute(query.order_by(Person.login))
    ]
