"""Statements that the LMS itself makes, written as operations like every other."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from content.cmi5 import rules
from server import clock
from server.cmi5.course import Course
from server.cmi5.models import Cmi5Registration
from server.lrs import storing
from server.lrs.callers import ALL, Caller, account_of
from server.lrs.values import JsonObject

_VERSION: Final = "1.0.3"


def caller(school: str) -> Caller:
    """The LMS as a client of the record store: not bound to one learner."""
    return Caller("cmi5", school, frozenset({ALL}), account_of(school, "lms"))


def tell(
    verb: str,
    course: Course,
    item: str,
    registration: Cmi5Registration,
    session: str,
    **values: Any,
) -> None:
    """Keep one statement about a unit, a block or the course. Joins an open transaction."""
    statement = rules.made(
        verb,
        {
            **course.named(item),
            "id": str(uuid.uuid4()),
            "timestamp": clock.rfc3339(clock.now_ms()),
            "actor": registration.actor,
            "registration": registration.id,
            "session": session,
            **values,
        },
    )
    keep(registration.school, [statement])


def keep(school: str, statements: list[JsonObject]) -> None:
    """Write statements as the LMS."""
    who = caller(school)
    storing.put(who, storing.prepare(who, statements, {}, version=_VERSION, batch=True))


def satisfy(course: Course, registration: Cmi5Registration, session: str) -> None:
    """Tell of every block, and of the course, that is satisfied now and was not before."""
    met = {
        unit
        for unit in course.units
        if rules.is_met(course.unit(unit)["move_on"], registration.units.get(unit, {}))
    }
    found = rules.newly_satisfied(course.tree, met, set(registration.satisfied))
    for item in found:
        tell("satisfied", course, item, registration, session)
    if found:
        registration.satisfied = [*registration.satisfied, *found]


def flagged(
    units: Mapping[str, Mapping[str, bool]], item: str, names: Iterable[str]
) -> dict[str, dict[str, bool]]:
    """The flags of all units with some set for one: a new value, so that the change is seen."""
    made = {unit: dict(flags) for unit, flags in units.items()}
    made[item] = {**made.get(item, {}), **dict.fromkeys(names, True)}
    return made
