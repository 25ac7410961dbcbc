"""Learners who have left a school: whose data may be taken along, or made nameless."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.erasure.limits import FORMER_LISTED
from server.erasure.pseudonyms import is_pseudonym
from server.people.models import Enrolment, Person, SchoolClass
from server.people.years import label_in, year_of
from server.rows import rows_of


def former(
    session: Session, school: str, on: date, among: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Those (`among` these records, where given) of whose enrolments at the school none is under
    way, who left last first."""
    last: dict[str, Enrolment] = {}
    for row in session.scalars(select(Enrolment).where(Enrolment.school == school)):
        known = last.get(row.person)
        if known is None or _end(row) > _end(known):
            last[row.person] = row
    gone = {
        person: row
        for person, row in last.items()
        if _end(row) < on and not is_pseudonym(person) and (among is None or person in among)
    }
    wanted = sorted(gone, key=lambda person: (_end(gone[person]), person), reverse=True)
    wanted = wanted[:FORMER_LISTED]
    classes = {
        row.id: row
        for row in rows_of(session, SchoolClass, {gone[person].class_id for person in wanted})
    }
    names = {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(wanted)))}
    return [
        {
            "id": person,
            "name": names[person].display_name,
            "class_label": _label(classes.get(gone[person].class_id), gone[person]),
            "left_on": _end(gone[person]).isoformat(),
        }
        for person in wanted
        if person in names
    ]


def _label(one: SchoolClass | None, last: Enrolment) -> str:
    return label_in(one, year_of(_end(last))) if one else ""


def _end(row: Enrolment) -> date:
    return row.ends_on or date.max
