"""The operators' record: who did what, to which school. Written with the deed, or not done."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from server import clock, shards
from server.access import current_person
from server.console.limits import ACTIONS_PAGE
from server.console.models import ConsoleAction
from server.db import db, write_transaction
from server.people.directory import person_name


def note(what: str, school: str | None, about: Mapping[str, Any] | None = None) -> None:
    """The caller does `what`, a stable word. On the first database, before the deed: a record
    without its deed can be explained, a deed without its record cannot."""
    _write(current_person().id, what, school, about or {})


def note_each(what: str, schools: Collection[str], about: Mapping[str, Any] | None = None) -> None:
    """As `note`, under each of the schools that one box serves."""
    for school in sorted(schools):
        note(what, school, about)


def note_own(what: str, school: str | None, about: Mapping[str, Any]) -> None:
    """The hub does `what` by itself: nobody's name stands by it."""
    _write("", what, school, about)


def actions(school: str | None, before: int | None) -> list[dict[str, Any]]:
    """The newest first; of one school if given."""
    with shards.on(shards.HOME):
        session = db.session()
        wanted = select(ConsoleAction).order_by(ConsoleAction.id.desc()).limit(ACTIONS_PAGE)
        if school is not None:
            wanted = wanted.where(ConsoleAction.school == school)
        if before is not None:
            wanted = wanted.where(ConsoleAction.id < before)
        return [
            {
                "id": row.id,
                "person": row.person,
                "name": person_name(session, row.person),
                "at": clock.rfc3339(row.at_ms),
                "what": row.what,
                "school": row.school,
                "about": json.loads(row.about),
            }
            for row in session.scalars(wanted)
        ]


def _write(person: str, what: str, school: str | None, about: Mapping[str, Any]) -> None:
    row = {
        "person": person,
        "at_ms": clock.now_ms(),
        "what": what,
        "school": school,
        "about": json.dumps(about, ensure_ascii=False, sort_keys=True),
    }
    with shards.on(shards.HOME), write_transaction() as session:
        session.add(ConsoleAction(**row))
