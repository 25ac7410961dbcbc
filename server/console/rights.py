"""What an operator may see and do. A grant names a place and rights, and nothing goes beyond it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar

import flask
from sqlalchemy import ColumnElement, select, true

from server import shards
from server.access import current_person, requires
from server.console.models import ConsoleGrant, ConsoleSchool
from server.db import db
from server.errors import Problem, not_allowed, not_found

View = TypeVar("View", bound=Callable[..., Any])

OPERATOR: Final = "operator"
SEE: Final = "see"
BOXES: Final = "boxes"
PUBLISH: Final = "publish"
OPERATORS: Final = "operators"
ROSTER: Final = "roster"
RIGHTS: Final = (SEE, BOXES, PUBLISH, OPERATORS, ROSTER)
"""See schools and figures; create schools, give out kits, shut boxes out; publish and withdraw;
read what other operators have done; read and answer what schools ask about their people."""


@dataclass(frozen=True, slots=True)
class Place:
    """The country, or a region of it, or a district of that; "" is not narrowed."""

    region: str = ""
    district: str = ""

    def covers(self, region: str, district: str) -> bool:
        """Whether what lies there lies within."""
        return self.region in ("", region) and self.district in ("", district)

    def clause(self) -> ColumnElement[bool]:
        """The same for a query over ConsoleSchool."""
        found: ColumnElement[bool] = true()
        if self.region:
            found = ConsoleSchool.region == self.region
        if self.district:
            found = found & (ConsoleSchool.district == self.district)
        return found


def operator(right: str) -> Callable[[View], View]:
    """A route for operators with this right; the view asks `place()` how far it goes."""

    def mark(view: View) -> View:
        @wraps(view)
        def within(*args: Any, **named: Any) -> Any:
            flask.g.console_place = _granted(current_person().id, right)
            return view(*args, **named)

        return requires(OPERATOR)(within)  # type: ignore[return-value]

    return mark


def place() -> Place:
    """How far the caller's right goes."""
    found = flask.g.console_place
    assert isinstance(found, Place)  # noqa: S101 - @operator has put it there
    return found


def school_within(school: str) -> ConsoleSchool:
    """The school, if the caller's right reaches it; Problem 404 otherwise. The work that follows is
    on that school's database."""
    found = shards.first(lambda: db.session.get(ConsoleSchool, school))
    if found is None or not place().covers(found.region, found.district):
        raise not_found()
    return found


def must_cover(region: str, district: str) -> None:
    """Problem 403 unless the caller's right reaches that place."""
    if not place().covers(region, district):
        raise not_allowed("This place is not yours")


def must_reach_all(schools: Collection[str]) -> None:
    """Problem 403 unless the caller's right reaches each of these schools, which one box serves:
    what is done to a box is done to all of them. On their database."""
    query = select(ConsoleSchool.school).where(
        ConsoleSchool.school.in_(sorted(schools)), place().clause()
    )
    if place() != Place() and set(db.session.scalars(query)) != set(schools):
        raise Problem(
            403,
            "box-shared",
            "This school's box serves a school of another place, too",
            hint="Ask an operator whose place covers all schools of the box.",
        )


def _granted(person: str, right: str) -> Place:
    with shards.on(shards.HOME):
        grant = db.session.get(ConsoleGrant, person)
    if grant is None or right not in grant.rights:
        raise not_allowed()
    return Place(grant.region, grant.district)
