"""What an operator decides about an audience, and how many schools that is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from server import shards
from server.audience import limits
from server.audience.models import Audience
from server.audience.operations import AUDIENCE_SET
from server.audience.reaching import fits, in_step, reaches
from server.console.models import ConsoleSchool
from server.console.rights import Place
from server.db import db, write_transaction
from server.errors import not_allowed
from server.operations.local import submit

EVERYBODY: Final[Mapping[str, Any]] = {"regions": [], "languages": [], "share": limits.WHOLE}
NOBODY: Final[Mapping[str, Any]] = {**EVERYBODY, "share": 0}


class Listed(NamedTuple):
    """A school as audiences see it, and the database that it is on."""

    school: str
    region: str
    language: str
    shard: int


def schools_of(place: Place) -> Sequence[Listed]:
    """Every school of the place."""
    query = select(ConsoleSchool.school, ConsoleSchool.region, ConsoleSchool.language)
    found: list[Listed] = []
    for shard in shards.each():
        rows = db.session.execute(query.where(place.clause()))
        found += [Listed(school, region, language, shard) for school, region, language in rows]
        db.session.rollback()
    return found


def reached(schools: Iterable[Listed], audience: Audience) -> list[Listed]:
    """Those for which it is."""
    return [one for one in schools if reaches(audience, one.school, one.region, one.language)]


class Country:
    """Schools counted by audience: those that are told apart by nothing are counted once, since an
    operator's page counts hundreds of records over ten thousand schools."""

    def __init__(self, schools: Iterable[Listed]) -> None:
        self._groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in schools:
            self._groups[one.region, one.language].append(one.school)

    def count(self, audience: Audience) -> int:
        """How many it is for, as `reached` names them."""
        found = 0
        for (region, language), schools in self._groups.items():
            if not fits(audience, region, language):
                continue
            if audience.share in (0, limits.WHOLE):
                found += len(schools) if audience.share else 0
            else:
                found += sum(in_step(audience, school) for school in schools)
        return found


def audiences(records: Iterable[str]) -> dict[str, Audience]:
    """By record; whoever has none is for everybody. On the first database."""
    wanted = list(records)
    with shards.on(shards.HOME):
        session = db.session()
        return {record: session.get(Audience, record) or row(record) for record in wanted}


def row(record: str, audience: Mapping[str, Any] = EVERYBODY) -> Audience:
    """An audience that is only looked at."""
    return Audience(record=record, op="", **{name: audience[name] for name in EVERYBODY})


def must_be_within(place: Place, audience: Mapping[str, Any]) -> None:
    """Problem 403 where an operator of a region would decide for schools of another; a district
    alone is nobody's audience."""
    narrow = set(audience["regions"]) == {place.region} and place.district == ""
    if place != Place() and not narrow:
        raise not_allowed("These schools are not all yours")


def decide(record: str, audience: Mapping[str, Any], actor: str | None) -> None:
    """Say for which schools a record is. Joins an open write transaction on the first database."""
    with shards.on(shards.HOME), write_transaction():
        submit(AUDIENCE_SET, record, {name: audience[name] for name in EVERYBODY}, actor)


def withdraw(record: str, actor: str | None) -> None:
    """Take a record from all schools; another audience undoes that."""
    before = audiences([record])[record]
    kept = {"regions": before.regions, "languages": before.languages}
    decide(record, {**NOBODY, **kept}, actor)
