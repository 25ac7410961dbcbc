"""The demo hub's operator: one person who may do everything in the console."""

from typing import Final

from sqlalchemy import select

from server.console import operators
from server.console.rights import RIGHTS
from server.db import db
from server.demo import cast
from server.people.models import Person

LOGIN: Final = "operator"


def write() -> None:
    """On the hub, once; a start that was cut short goes on where it was."""
    person = db.session.scalar(select(Person.id).where(Person.login == LOGIN))
    if person is None:
        person = operators.add(LOGIN, "Сейтқали", "Дана", cast.PASSWORD).person
    operators.grant(person, "", "", RIGHTS)
