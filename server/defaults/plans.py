"""Ready plans as operators see and publish them."""

from collections.abc import Mapping, Sequence
from typing import Any

from server import clock, shards
from server.audience.deciding import Country, audiences, decide, must_be_within, schools_of
from server.audience.naming import PLAN, named
from server.console.rights import Place
from server.db import db, write_transaction
from server.errors import not_found
from server.templates import publishing
from server.templates.limits import LISTED
from server.templates.models import PlanTemplate

_TOLD = ("id", "subject", "grade", "language", "title", "source", "rows", "hours")


def published(grade: int | None, language: str, place: Place) -> list[dict[str, Any]]:
    """Those that are offered; an empty language does not narrow. Schools are those of `place`."""
    wanted = publishing.standing()
    if grade is not None:
        wanted = wanted.where(PlanTemplate.grade == grade)
    if language:
        wanted = wanted.where(PlanTemplate.language == language)
    with shards.on(shards.HOME):
        found = [
            {name: getattr(row, name) for name in _TOLD}
            | {"published_at": clock.rfc3339(row.published_ms)}
            for row in db.session.scalars(wanted.limit(LISTED))
        ]
    schools = Country(schools_of(place))
    known = audiences(named(PLAN, one["id"]) for one in found)
    for one in found:
        audience = known[named(PLAN, one["id"])]
        one.update(audience=audience, schools=schools.count(audience))
    return found


def publish(
    about: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    audience: Mapping[str, Any],
    actor: str,
) -> str:
    """The new plan's id. Raises Problem 422 for more rows than a plan takes."""
    with shards.on(shards.HOME), write_transaction():
        made = publishing.publish(about, rows, actor=actor)
        decide(named(PLAN, made), audience, actor)
    return made


def must_be_own(plan: str, place: Place) -> PlanTemplate:
    """Problem 404 for a plan that is not offered, 403 where it is not the operator's own."""
    with shards.on(shards.HOME):
        row = db.session.get(PlanTemplate, plan)
    if row is None or row.withdrawn:
        raise not_found()
    record = named(PLAN, plan)
    must_be_within(place, {"regions": audiences([record])[record].regions})
    return row
