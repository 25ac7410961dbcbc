"""/api/v1/statements and the picture of a class: for people; programs read /xapi."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import flask
from flask import Response
from sqlalchemy.orm import Session

from server import clock
from server.access import authenticated, current_person, requires
from server.api import Blueprint
from server.db import db
from server.disposition import attached
from server.errors import Problem
from server.insights import counting, limits, reach, sheets
from server.insights.finding import find
from server.insights.reach import Reach
from server.insights.rows import Row, row_of
from server.insights.schemas import DaysQuery, ExportQuery, PageOut, PageQuery, SummaryOut
from server.insights.summary import summarise
from server.lrs import arrival, names, projection, timestamps
from server.lrs.errors import Invalid
from server.lrs.reading import Filter, Line
from server.people.grants import LEADING, TEACHING
from server.people.models import Person
from server.people.names import listed_name
from server.rows import rows_of

blueprint = Blueprint("insights", __name__)

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAY_US: Final = 24 * 3_600_000_000


@blueprint.route("/statements")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, PageOut)
@authenticated
def get_statements(query: dict[str, Any]) -> dict[str, Any]:
    """Statements that the caller may see, the latest stored first."""
    session = db.session()
    place = _reach(session, query)
    wanted = _filter(place, query)
    limit = query["limit"]
    lines = find(session, place, wanted, limit + 1)
    shown = lines[:limit]
    following = str(shown[-1].n) if len(lines) > limit else None
    marks = counting.uncounted(session, place.school, shown)
    rows = [row_of(line, place.school, marks.get(line.id)) for line in shown]
    return {
        "statements": [asdict(row) for row in rows],
        "people": _people(session, rows),
        "next": following,
    }


@blueprint.route("/statements.json")
@blueprint.arguments(ExportQuery, location="query")
@blueprint.response(200)
@authenticated
def get_json(query: dict[str, Any]) -> Response:
    """The whole statements of the same question."""
    place = _reach(db.session(), query)
    lines = _everything(place, _filter(place, query))
    return _file(sheets.json_pieces(lines), "application/json", "statements.json")


@blueprint.route("/statements.csv")
@blueprint.arguments(ExportQuery, location="query")
@blueprint.response(200)
@authenticated
def get_csv(query: dict[str, Any]) -> Response:
    """The lines of the same question as CSV."""
    place = _reach(db.session(), query)
    rows = _rows(place, _filter(place, query))
    pieces = sheets.csv_pieces(rows, query["language"], _Names())
    return _file(pieces, "text/csv; charset=utf-8", "statements.csv")


@blueprint.route("/statements.xlsx")
@blueprint.arguments(ExportQuery, location="query")
@blueprint.response(200)
@authenticated
def get_xlsx(query: dict[str, Any]) -> Response:
    """The same for Excel."""
    place = _reach(db.session(), query)
    rows = _rows(place, _filter(place, query))
    return _file(sheets.xlsx_pieces(rows, query["language"], _Names()), _XLSX, "statements.xlsx")


@blueprint.route("/classes/<class_id>/activity")
@blueprint.arguments(DaysQuery, location="query")
@blueprint.response(200, SummaryOut)
@requires(*sorted(TEACHING | LEADING))
def get_activity(query: dict[str, int], class_id: str) -> dict[str, Any]:
    """How a class fares at its activities, and day by day."""
    session = db.session()
    place = reach.of_class(session, current_person(), class_id)
    since = arrival.now_us() - query["days"] * _DAY_US
    lines = find(session, place, Filter(place.school, since=since), limits.MAX_COUNTED + 1)
    # what a phone brought late was stored in these days and learnt before them
    counted = [one for one in lines[: limits.MAX_COUNTED] if one.learnt_us > since]
    marks = counting.among(counted)
    rows = (row_of(line, place.school, marks.get(line.id)) for line in counted)
    made = summarise(rows, _day)
    return {
        "pupils": len(place.learners or ()),
        "days": [
            {"date": one.date, "statements": one.statements, "learners": len(one.learners)}
            for one in made.days
        ],
        "activities": [
            {
                "id": one.id,
                "names": one.names,
                "learners": len(one.learners),
                "completed": len(one.completed),
                "passed": len(one.passed),
                "failed": len(one.failed),
                "mean": one.mean,
                "seconds": one.seconds,
                "answers": one.answers,
                "difficulty": one.difficulty,
            }
            for one in made.activities
        ],
        "counted": made.counted,
        "cut": len(lines) > limits.MAX_COUNTED,
    }


def _reach(session: Session, query: Mapping[str, Any]) -> Reach:
    person = current_person()
    if "learner" in query:
        return reach.of_learner(session, person, query["learner"])
    if "class_id" in query:
        return reach.of_class(session, person, query["class_id"])
    return reach.of_school(person, query.get("school"))


def _filter(place: Reach, query: Mapping[str, Any]) -> Filter:
    def number(kind: str, name: str) -> int | None:
        return names.number(place.school, kind, query[name]) if name in query else None

    registration: UUID | None = query.get("registration")
    try:
        return Filter(
            place.school,
            verb=number(names.VERB, "verb"),
            activity=number(names.ACTIVITY, "activity"),
            registration=(
                projection.registration_number(place.school, str(registration))
                if registration
                else None
            ),
            since=_moment(query, "since"),
            until=_moment(query, "until"),
            after=int(query["cursor"]) if "cursor" in query else None,
        )
    except Invalid as error:
        raise Problem(422, "invalid", "A time is wrong", detail=str(error)) from None


def _moment(query: Mapping[str, Any], name: str) -> int | None:
    return timestamps.stored_value(query[name], name) if name in query else None


def _everything(place: Reach, wanted: Filter) -> Iterator[Line]:
    """All that matches, up to the limit of a sheet; nothing is held open between two pages."""
    left = limits.MAX_EXPORT_ROWS
    while left > 0:
        page = find(db.session(), place, wanted, min(limits.EXPORT_PAGE, left))
        db.session.rollback()
        yield from page
        if len(page) < limits.EXPORT_PAGE:
            return
        left -= len(page)
        wanted = replace(wanted, after=page[-1].n)


def _rows(place: Reach, wanted: Filter) -> Iterator[Row]:
    for line in _everything(place, wanted):
        yield row_of(line, place.school)


class _Names:
    """Display names, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {"": ""}

    def __call__(self, person: str) -> str:
        if person not in self._known:
            self._known.update({person: "", **_names(db.session(), [person])})
        return self._known[person]


def _people(session: Session, rows: Iterable[Row]) -> dict[str, str]:
    return _names(session, sorted({row.learner for row in rows if row.learner}))


def _names(session: Session, people: Iterable[str]) -> dict[str, str]:

    return {
        row.id: listed_name(row.family_name, row.given_name)
        for row in rows_of(session, Person, people)
    }


def _day(timestamp: str) -> str:
    try:
        moment = datetime.fromisoformat(timestamp.replace("Z", "+00:00"))
    except ValueError:
        return timestamp[:10]
    return clock.school_date(int(moment.timestamp() * 1000)).isoformat()


def _file(pieces: Iterator[bytes], media_type: str, name: str) -> Response:
    stream: Any = flask.stream_with_context(pieces)
    response = Response(stream, content_type=media_type)
    response.headers["Content-Disposition"] = attached(name)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
