"""The list of schools: entered, heard from, filtered, and read page by page."""

import heapq
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, case, func, insert, literal, select, tuple_, update
from sqlalchemy.orm import Session

from content.text import fold
from server import clock, shards
from server.backup.models import KeptCopy
from server.console.limits import MAP_POINTS, SCHOOLS_PAGE, SILENT_DAYS
from server.console.models import ConsoleSchool, SchoolReport
from server.console.rights import Place
from server.db import db
from server.people.models import School
from server.rows import table_of

_Query = TypeVar("_Query", bound=Select[*tuple[Any, ...]])

STATES: Final = ("never", "silent", "bad", "warning", "ok")
"""The first that fits: nothing was ever heard; nothing for SILENT_DAYS; its doctor's level."""
SORTS: Final = ("name", "heard")
_DAY_MS: Final = 24 * 3600 * 1000
_ESCAPE: Final = "\\"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which schools: within `place`, and where given of this state and release, and whose name
    holds the text."""

    place: Place
    state: str = ""
    version: str = ""
    text: str = ""


def enter(session: Session) -> int:
    """Put schools on the list that came by another way (a roster, a box that has joined), and
    new names and languages; returns how many of both. Joins an open write transaction."""
    listed = select(ConsoleSchool.school)
    new = session.scalars(select(School).where(School.id.not_in(listed))).all()
    if new:
        session.execute(insert(table_of(ConsoleSchool)), [_row(school) for school in new])
    renamed = session.execute(
        select(ConsoleSchool, School.name, School.language)
        .join(School, School.id == ConsoleSchool.school)
        .where(_otherwise())
    ).all()
    for row, name, language in renamed:
        row.name, row.folded, row.language = name, fold(name), language
    return len(new) + len(renamed)


def is_complete(session: Session) -> bool:
    """Whether `enter` would find nothing to do."""
    query = (
        select(School.id)
        .outerjoin(ConsoleSchool, ConsoleSchool.school == School.id)
        .where(ConsoleSchool.school.is_(None) | _otherwise())
        .limit(1)
    )
    return session.scalar(query) is None


def _otherwise() -> ColumnElement[bool]:
    return (School.name != ConsoleSchool.name) | (School.language != ConsoleSchool.language)


def place_school(
    session: Session, school: str, values: Mapping[str, Any], *, name: str, language: str
) -> None:
    """Write region, district, latitude and longitude of a school. Joins a write transaction."""
    row = session.get(ConsoleSchool, school) or ConsoleSchool(school=school, heard_ms=0)
    row.name, row.folded, row.language = name, fold(name), language
    row.region, row.district = values["region"], values["district"]
    row.latitude, row.longitude = values["latitude"], values["longitude"]
    session.add(row)
    session.flush()


def heard(session: Session, schools: Collection[str], now_ms: int) -> None:
    """Something came from a box of these schools. Joins an open write transaction."""
    table = table_of(ConsoleSchool)
    session.execute(
        update(table)
        .where(table.c.school.in_(sorted(schools)), table.c.heard_ms < now_ms)
        .values(heard_ms=now_ms)
    )


def page(wanted: Wanted, sort: str, after: tuple[str | int, str] | None) -> list[dict[str, Any]]:
    """The next schools in the order of `sort`, SCHOOLS_PAGE and one more where there is one."""
    rows = [_page_of(wanted, sort, after) for _shard in shards.each()]
    merged = heapq.merge(*rows, key=lambda row: (row[sort_key(sort)], row["school"]))
    return list(islice(merged, SCHOOLS_PAGE + 1))


def sort_key(sort: str) -> str:
    """The column by which a page ends."""
    return "heard_ms" if sort == "heard" else "folded"


def points(wanted: Wanted) -> list[tuple[str, float, float, int]]:
    """Every school that has a place on the map: id, latitude, longitude, index in STATES."""
    found: list[tuple[str, float, float, int]] = []
    for _shard in shards.each():
        query = (
            _from(select(ConsoleSchool.school, ConsoleSchool.latitude, ConsoleSchool.longitude,
                         _state().label("state")))
            .where(*_clauses(wanted), ConsoleSchool.latitude.is_not(None))
            .limit(MAP_POINTS)
        )  # fmt: skip
        found += [
            (row.school, round(row.latitude, 3), round(row.longitude, 3), STATES.index(row.state))
            for row in _rows_of(query)
        ]
    return found[:MAP_POINTS]


def counts(wanted: Wanted) -> dict[str, int]:
    """How many schools are in each state."""
    found = dict.fromkeys(STATES, 0)
    for _shard in shards.each():
        state = _state().label("state")
        query = _from(select(state, func.count())).where(*_clauses(wanted)).group_by(state)
        for name, number in db.session.execute(query):
            found[name] += number
    return found


def places(place: Place) -> list[tuple[str, str]]:
    """Regions and districts that schools lie in, in the order of their names."""
    found: set[tuple[str, str]] = set()
    for _shard in shards.each():
        query = select(ConsoleSchool.region, ConsoleSchool.district).distinct()
        found.update((one, other) for one, other in db.session.execute(query.where(place.clause())))
    return sorted(found)


def count_by_place(place: Place) -> Counter[tuple[str, str]]:
    """How many schools lie in each district of a place, by region and district."""
    found: Counter[tuple[str, str]] = Counter()
    for _shard in shards.each():
        query = select(ConsoleSchool.region, ConsoleSchool.district, func.count())
        grouped = query.where(place.clause()).group_by(ConsoleSchool.region, ConsoleSchool.district)
        for region, district, number in db.session.execute(grouped):
            found[region, district] += number
    return found


def versions(place: Place) -> list[str]:
    """Releases that boxes have told of."""
    found: set[str] = set()
    for _shard in shards.each():
        query = _from(select(SchoolReport.version).distinct()).where(
            place.clause(), SchoolReport.version.is_not(None)
        )
        found.update(db.session.scalars(query))
    return sorted(found)


def one(school: str) -> dict[str, Any] | None:
    """The line of one school of this database."""
    for row in _rows(_listed().where(ConsoleSchool.school == school)):
        return row
    return None


def _page_of(
    wanted: Wanted, sort: str, after: tuple[str | int, str] | None
) -> list[dict[str, Any]]:
    column = ConsoleSchool.heard_ms if sort == "heard" else ConsoleSchool.folded
    query = _listed().where(*_clauses(wanted)).order_by(column, ConsoleSchool.school)
    if after is not None:
        query = query.where(tuple_(column, ConsoleSchool.school) > after)
    return list(_rows(query.limit(SCHOOLS_PAGE + 1)))


def _listed() -> Select[Any]:
    return _from(
        select(
            *table_of(ConsoleSchool).c,
            _state().label("state"),
            *(table_of(SchoolReport).c[name] for name in _TOLD),
            KeptCopy.made_ms.label("above_made_ms"),
            KeptCopy.bytes.label("above_bytes"),
        )
    ).outerjoin(KeptCopy, KeptCopy.node == SchoolReport.node)


_TOLD: Final = (
    "version", "level", "disk_free", "disk_total", "certificate_ends", "copied_at",
    "waiting_operations", "waiting_bytes", "said_ms", "findings",
)  # fmt: skip


def _rows_of(query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    yield from db.session.execute(query)


def _rows(query: Select[Any]) -> Iterator[dict[str, Any]]:
    for row in db.session.execute(query).mappings():
        yield dict(row)


def _from(query: _Query) -> _Query:
    return query.select_from(ConsoleSchool).outerjoin(
        SchoolReport, (SchoolReport.school == ConsoleSchool.school) & SchoolReport.latest
    )


def _heard() -> ColumnElement[int]:
    """A stick's report tells that the box lives, whatever the link does."""
    said = func.coalesce(SchoolReport.said_ms, 0)
    return case((said > ConsoleSchool.heard_ms, said), else_=ConsoleSchool.heard_ms)


def _state() -> ColumnElement[str]:
    old = clock.now_ms() - SILENT_DAYS * _DAY_MS
    return case(
        (_heard() == 0, literal("never")),
        (_heard() < old, literal("silent")),
        (SchoolReport.level == "bad", literal("bad")),
        (SchoolReport.level == "warning", literal("warning")),
        else_=literal("ok"),
    )


def _clauses(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [wanted.place.clause()]
    if wanted.state:
        found.append(_state() == wanted.state)
    if wanted.version:
        found.append(SchoolReport.version == wanted.version)
    if text := fold(wanted.text.strip()):
        for sign in (_ESCAPE, "%", "_"):
            text = text.replace(sign, _ESCAPE + sign)
        found.append(ConsoleSchool.folded.like(f"%{text}%", escape=_ESCAPE))
    return found


def _row(school: School) -> dict[str, Any]:
    return {
        "school": school.id,
        "name": school.name,
        "folded": fold(school.name),
        "language": school.language,
        "region": school.region or "",
        "district": "",
        "latitude": None,
        "longitude": None,
        "heard_ms": 0,
    }
