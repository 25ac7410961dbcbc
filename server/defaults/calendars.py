"""Calendars that hold at every school, or at those of a region, which has none of its own."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from server import shards
from server.audience import deciding
from server.audience.deciding import Country, audiences, decide, must_be_within, schools_of
from server.audience.naming import CALENDAR, named
from server.console.rights import Place
from server.db import db, write_transaction
from server.defaults import limits
from server.errors import not_found
from server.operations.local import submit
from server.planning.models import Calendar

_NEW: Final = "calendar-"
SAID: Final = ("name", "grades", "weekdays", "terms", "holidays", "moved", "bells")
"""What a calendar says, but whose it is."""


def published(place: Place) -> list[dict[str, Any]]:
    """The latest first; schools are those of `place`."""
    with shards.on(shards.HOME):
        query = select(Calendar).where(Calendar.school.is_(None)).order_by(Calendar.name.desc())
        rows = db.session.scalars(query.limit(limits.CALENDARS_SHOWN)).all()
        found = [{"id": row.id, **{name: getattr(row, name) for name in SAID}} for row in rows]
    schools, known = (
        Country(schools_of(place)),
        audiences(named(CALENDAR, one["id"]) for one in found),
    )
    for one in found:
        audience = known[named(CALENDAR, one["id"])]
        one.update(audience=audience, schools=schools.count(audience))
    return found


def publish(body: Mapping[str, Any], audience: Mapping[str, Any], actor: str) -> str:
    """The new calendar's id; whom it is for is known before it is."""
    with shards.on(shards.HOME), write_transaction():
        made = f"{_NEW}{secrets.token_hex(8)}"
        decide(named(CALENDAR, made), audience, actor)
        submit("calendar.set", made, {**_said(body), "school": None}, actor)
    return made


def change(calendar: str, body: Mapping[str, Any], actor: str) -> None:
    """Say it anew, for all schools that have it from here."""
    with shards.on(shards.HOME), write_transaction():
        submit("calendar.set", calendar, {**_said(body), "school": None}, actor)


def withdraw(calendar: str, actor: str) -> None:
    """Take it from all schools; another audience undoes that."""
    deciding.withdraw(named(CALENDAR, calendar), actor)


def must_be_own(calendar: str, place: Place) -> None:
    """Problem 404 for a calendar that is no default, 403 where it is not the operator's own."""
    with shards.on(shards.HOME):
        row = db.session.get(Calendar, calendar)
    if row is None or row.school is not None:
        raise not_found()
    record = named(CALENDAR, calendar)
    must_be_within(place, {"regions": audiences([record])[record].regions})


def _said(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in SAID}
