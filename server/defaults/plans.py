"""Ready plans as operators see and publish them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select

from server import clock, shards
from server.audience.deciding import (
    EVERYBODY,
    Country,
    audiences,
    decide,
    must_be_within,
    schools_of,
)
from server.audience.naming import PLAN, named
from server.console import directory
from server.console.rights import Place
from server.db import db, write_transaction
from server.errors import not_allowed, not_found
from server.templates import publishing
from server.templates.limits import LISTED
from server.templates.models import PlanTemplate

_TOLD = ("id", "subject", "grade", "language", "title", "source", "rows", "hours", "by")


def published(
    grade: int | None, language: str, place: Place, *, shared: bool = False
) -> list[dict[str, Any]]:
    """Those that are offered; an empty language does not narrow. Schools are those of `place`.

    `shared`: not the hub's own, but those that schools of `place` offer to their neighbours, the
    latest first."""
    wanted = publishing.standing()
    if grade is not None:
        wanted = wanted.where(PlanTemplate.grade == grade)
    if language:
        wanted = wanted.where(PlanTemplate.language == language)
    if shared:
        return _shared(wanted, place)
    wanted = wanted.where(PlanTemplate.school.is_(None))
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
        one.update(audience=audience, schools=schools.count(audience), region="", district="")
    return found


def _shared(wanted: Select[PlanTemplate], place: Place) -> list[dict[str, Any]]:
    """Their audience is a district, which none of audience.set is: it tells of their schools."""
    wanted = wanted.where(PlanTemplate.region.is_not(None))
    if place.region:
        wanted = wanted.where(PlanTemplate.region == place.region)
    if place.district:
        wanted = wanted.where(PlanTemplate.district == place.district)
    latest = wanted.order_by(None).order_by(PlanTemplate.published_ms.desc(), PlanTemplate.id)
    with shards.on(shards.HOME):
        found = [
            {name: getattr(row, name) for name in (*_TOLD, "region", "district")}
            | {"published_at": clock.rfc3339(row.published_ms)}
            for row in db.session.scalars(latest.limit(LISTED))
        ]
    lying = directory.count_by_place(place)
    for one in found:
        one.update(audience=EVERYBODY, schools=lying[one["region"], one["district"]])
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


def may_be_withdrawn(plan: str, place: Place) -> PlanTemplate:
    """One that a school shares, too, by who oversees its district. Raises as `must_be_own`."""
    row = _standing(plan)
    if row.region is None or row.district is None:
        return must_be_own(plan, place)
    if not place.covers(row.region, row.district):
        raise not_allowed("These schools are not all yours")
    return row


def must_be_own(plan: str, place: Place) -> PlanTemplate:
    """Problem 404 for a plan of the hub that is not offered, 403 where it is not the operator's
    own."""
    row = _standing(plan)
    if row.school is not None:
        raise not_found()
    record = named(PLAN, plan)
    must_be_within(place, {"regions": audiences([record])[record].regions})
    return row


def _standing(plan: str) -> PlanTemplate:
    with shards.on(shards.HOME):
        row = db.session.get(PlanTemplate, plan)
    if row is None or row.withdrawn or (row.school is not None and row.region is None):
        raise not_found()
    return row
