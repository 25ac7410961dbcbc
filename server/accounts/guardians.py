"""Who a child's legal representatives are: linked and parted by the school's leaders.

Whoever is linked sees everything of the child and decides about consent; who is parted sees
nothing from the next answer of the server on.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.access import PersonContext
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.operations.local import submit
from server.people.directory import enrolments_of, grants_of, people_of_schools, records_of
from server.people.grants import PARENT, PUPIL, leads
from server.people.models import Guardian


def add(caller: PersonContext, learner: str, family_name: str, given_name: str) -> str:
    """Somebody new of this name, linked to the learner: their id. They have no login yet."""
    school = _led(caller, learner)
    db.session.rollback()
    named = {"family_name": family_name, "given_name": given_name, "login": None}
    with write_transaction():
        person = str(submit("person.set", None, {**named, "school": school}))
        _begin(person, learner, school)
    return person


def link(caller: PersonContext, learner: str, guardian: str) -> None:
    """From today on `guardian` represents the learner; a link that ended today or yesterday goes on
    as it was. Problem 404 for somebody who isn't of the school, 422 guardian-is-pupil."""
    school = _led(caller, learner)
    session = db.session()
    if guardian == learner or guardian not in people_of_schools(session, [school]):
        raise not_found()
    if any(grant.role == PUPIL for grant in grants_of(session, guardian, clock.today())):
        raise Problem(
            422,
            "guardian-is-pupil",
            "A pupil represents nobody",
            hint="Choose an adult, or add the parent by name.",
        )
    rows = _links(session, learner, guardian)
    today = clock.today()
    if any(row.ends_on is None or row.ends_on >= today for row in rows):
        return
    late = [row for row in rows if row.ends_on and row.ends_on >= today - timedelta(days=1)]
    again = [(row.id, _fields(row, school)) for row in late]
    session.rollback()
    if again:
        submit("guardian.set", again[-1][0], {**again[-1][1], "ends_on": None})
    else:
        _begin(guardian, learner, school)


def part(caller: PersonContext, learner: str, guardian: str) -> None:
    """They represent the learner no longer, from now on. Problem 404 where they don't."""
    school = _led(caller, learner)
    today = clock.today()
    session = db.session()
    ending = [
        (row.id, _fields(row, school))
        for row in _links(session, learner, guardian)
        if row.ends_on is None or row.ends_on >= today
    ]
    if not ending:
        raise not_found()
    session.rollback()
    yesterday = (today - timedelta(days=1)).isoformat()
    with write_transaction():
        for record, fields in ending:
            submit("guardian.set", record, {**fields, "ends_on": yesterday})


def _begin(guardian: str, learner: str, school: str) -> None:
    pair = {"guardian": guardian, "learner": learner, "relation": PARENT, "school": school}
    dates = {"starts_on": clock.today().isoformat(), "ends_on": None}
    submit("guardian.set", None, {**pair, **dates})


def _led(caller: PersonContext, learner: str) -> str:
    """The learner's school that the caller leads; Problem 404 where there is none."""
    for row in enrolments_of(db.session(), learner, clock.today()):
        if leads(caller.roles, row.school):
            return str(row.school)
    raise not_found()


def _links(session: Session, learner: str, guardian: str) -> list[Guardian]:
    """All there ever were, to any of the learner's records, the last one last."""
    records = records_of(session, [learner])[learner]
    query = select(Guardian).where(Guardian.guardian == guardian, Guardian.learner.in_(records))
    return sorted(session.scalars(query), key=lambda row: (str(row.ends_on), row.id))


def _fields(row: Guardian, school: str) -> dict[str, Any]:
    return {
        "guardian": row.guardian,
        "learner": row.learner,
        "relation": row.relation,
        "school": school,
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
    }
