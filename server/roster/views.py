"""POST /api/v1/roster/preview and /roster: a list of people, first shown, then written.

The file is the request's body: it is small, and nothing of it has to be kept between the two
calls. The second names the `digest` of the first, so that only what was shown is written.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import flask
import marshmallow as ma
from marshmallow import fields, validate

from server.access import current_person, requires
from server.accounts.cards import address, code
from server.accounts.schemas import CardOut
from server.api import Blueprint, StrictSchema
from server.db import db
from server.errors import Problem, not_allowed
from server.identity import config
from server.people.grants import ADMIN, DIRECTOR
from server.roster import changing, rollover, service
from server.roster.limits import MAX_ANSWERS, MAX_FILE_BYTES, MAX_GROUPS, MAX_MOVES
from server.roster.messages import REFUSALS
from server.roster.planning import Action
from server.roster.rows import RosterRefused
from server.roster.telling import told

blueprint = Blueprint("roster", __name__)
CHUNK_BYTES = 64 * 1024


class SchoolQuery(StrictSchema):
    """Of which school the file is the roster."""

    school = fields.String(required=True, validate=validate.Length(1, 80))


_LINES: Final = validate.Regexp(rf"\A(?:\d+:\d+(?:,\d+:\d+){{0,{MAX_ANSWERS - 1}}})?\Z", re.ASCII)


class PreviewQuery(SchoolQuery):
    """Answers to the questions about parents: rows (sheet:line, by commas) whose parent is the one
    who was asked about, and rows whose parent is somebody else."""

    same = fields.String(load_default="", validate=_LINES)
    other = fields.String(load_default="", validate=_LINES)


class WriteQuery(PreviewQuery):
    """`digest` of the preview; `confirmed` where many pupils would leave."""

    digest = fields.String(required=True, validate=validate.Length(32, 32))
    confirmed = fields.Boolean(load_default=False)


class ChangeOut(ma.Schema):
    """One change: to whom, from what, into which class; `line` 0 is somebody not in the file."""

    action = fields.String(required=True, validate=validate.OneOf([one.value for one in Action]))
    line = fields.Integer(required=True)
    who = fields.String(required=True)
    before = fields.String(required=True)
    class_label = fields.String(required=True)
    child = fields.String(required=True)


class RosterTroubleOut(ma.Schema):
    """A row that isn't taken."""

    line = fields.Integer(required=True)
    trouble = fields.String(required=True)
    said = fields.String(required=True)


class QuestionOut(ma.Schema):
    """A parent of this name is known: the same? See server.roster.finding.Question."""

    reference = fields.String(required=True)
    line = fields.Integer(required=True)
    who = fields.String(required=True)
    child = fields.String(required=True)
    known = fields.String(required=True)
    children = fields.List(fields.String(), required=True)
    works = fields.Boolean(required=True)
    ended = fields.Boolean(required=True)


class RosterOut(ma.Schema):
    """What changes, or has changed; what is asked in `questions` waits for its answer."""

    digest = fields.String(allow_none=True, required=True)
    changes = fields.List(fields.Nested(ChangeOut), required=True)
    problems = fields.List(fields.Nested(RosterTroubleOut), required=True)
    problem_count = fields.Integer(required=True)
    questions = fields.List(fields.Nested(QuestionOut), required=True)
    repairs = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    unchanged = fields.Integer(required=True)
    asks_twice = fields.Boolean(required=True)
    year_first = fields.Boolean(required=True)
    address = fields.String(required=True)
    cards = fields.List(fields.Nested(CardOut), required=True)


class MoveOut(ma.Schema):
    """One grade of one class, and the label of its class in the new year; null: it leaves.

    `repeating` are the names of those who stay in the grade by the council's decision.
    """

    class_id = fields.String(data_key="class", required=True)
    label = fields.String(required=True)
    grade = fields.Integer(required=True)
    pupils = fields.Integer(required=True)
    repeating = fields.List(fields.String(), required=True)
    to = fields.String(allow_none=True, required=True)


class RolloverOut(ma.Schema):
    """The moves that are due for a school year, or were made."""

    year = fields.String(required=True)
    digest = fields.String(required=True)
    moves = fields.List(fields.Nested(MoveOut), required=True)


class MoveBody(StrictSchema):
    """Where one grade of one class goes."""

    class_id = fields.String(data_key="class", required=True, validate=validate.Length(1, 80))
    grade = fields.Integer(required=True, strict=True)
    to = fields.String(allow_none=True, required=True, validate=validate.Length(1, 40))


class RolloverBody(StrictSchema):
    """All the moves of what was shown, as the school wants them."""

    digest = fields.String(required=True, validate=validate.Length(32, 32))
    moves = fields.List(
        fields.Nested(MoveBody), required=True, validate=validate.Length(1, MAX_MOVES)
    )


class ClassGroupOut(ma.Schema):
    """A group for some lessons of a class."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class ClassPlaceOut(ma.Schema):
    """A grade of a class, and its groups."""

    class_id = fields.String(data_key="class", required=True)
    label = fields.String(required=True)
    grade = fields.Integer(required=True)
    groups = fields.List(fields.Nested(ClassGroupOut), required=True)


class ClassStandingOut(ma.Schema):
    """Where a pupil is; another class may be from the day `first` on."""

    class_id = fields.String(data_key="class", required=True)
    label = fields.String(required=True)
    grade = fields.Integer(allow_none=True, required=True)
    since = fields.Date(allow_none=True, required=True)
    first = fields.Date(required=True)
    groups = fields.List(fields.String(), required=True)
    places = fields.List(fields.Nested(ClassPlaceOut), required=True)


class ChangeBody(StrictSchema):
    """From the class that was shown into a grade of another, and its groups, from the day `on`."""

    was = fields.String(required=True, validate=validate.Length(1, 80))
    class_id = fields.String(data_key="class", required=True, validate=validate.Length(1, 80))
    grade = fields.Integer(required=True, strict=True, validate=validate.Range(0, 12))
    on = fields.Date(required=True)
    groups = fields.List(
        fields.String(validate=validate.Length(1, 80)),
        required=True,
        validate=validate.Length(0, MAX_GROUPS),
    )


@blueprint.route("/people/<person>/class")
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(200, ClassStandingOut)
@requires(ADMIN, DIRECTOR)
def get_class_of(query: dict[str, str], person: str) -> changing.Standing:
    """The class of a pupil, and those that the school has."""
    _of_the_caller(query["school"])
    return changing.standing(db.session(), person, query["school"])


@blueprint.route("/people/<person>/class", methods=("PUT",))
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.arguments(ChangeBody)
@blueprint.response(204)
@requires(ADMIN, DIRECTOR)
def put_class_of(query: dict[str, str], body: dict[str, Any], person: str) -> None:
    """One pupil into another class of the school; back to the former on the same day undoes it."""
    _of_the_caller(query["school"])
    wanted = changing.Change(**{**body, "groups": frozenset(body["groups"])})
    changing.change(person, query["school"], wanted)


@blueprint.route("/roster/rollover")
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(200, RolloverOut)
@requires(ADMIN, DIRECTOR)
def get_rollover(query: dict[str, str]) -> rollover.Rollover:
    """Which classes move up for the present school year; nothing is written."""
    _of_the_caller(query["school"])
    return rollover.due(query["school"])


@blueprint.route("/roster/rollover", methods=("POST",))
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.arguments(RolloverBody)
@blueprint.response(200, RolloverOut)
@requires(ADMIN, DIRECTOR)
def post_rollover(query: dict[str, str], body: dict[str, Any]) -> rollover.Rollover:
    """Move the classes up as the school wants it, all of them or nothing."""
    _of_the_caller(query["school"])
    wanted = {(move["class_id"], move["grade"]): move["to"] for move in body["moves"]}
    with _refusals_told():
        return rollover.apply(query["school"], body["digest"], wanted)


@blueprint.route("/roster/preview", methods=("POST",))
@blueprint.arguments(PreviewQuery, location="query")
@blueprint.response(200, RosterOut)
@requires(ADMIN, DIRECTOR)
def post_preview(query: dict[str, str]) -> dict[str, Any]:
    """Row by row what the file (.xlsx, .csv, OneRoster .zip) would change; nothing is written."""
    _of_the_caller(query["school"])
    with file_in_body() as path, _refusals_told():
        shown = service.preview(path, query["school"], _answers(query))
    return {**told(shown.plan, shown.digest, []), "address": address()}


@blueprint.route("/roster", methods=("POST",))
@blueprint.arguments(WriteQuery, location="query")
@blueprint.response(200, RosterOut)
@requires(ADMIN, DIRECTOR)
def post_roster(query: dict[str, Any]) -> dict[str, Any]:
    """Write what the preview has shown, all of it or nothing, and give the new logins once."""
    _of_the_caller(query["school"])
    with file_in_body() as path, _refusals_told():
        plan, cards = service.apply(
            path,
            query["school"],
            query["digest"],
            confirmed=query["confirmed"],
            answers=_answers(query),
        )
    printed = [
        {
            "person": one.person,
            "name": one.name,
            "class_label": one.class_label,
            "login": one.login,
            "password": one.password,
            "pin": None,
            "code": code(one.secret),
        }
        for one in cards
    ]
    return {**told(plan, None, []), "cards": printed, "address": address()}


def _answers(query: Mapping[str, Any]) -> dict[str, bool]:
    same, other = (filter(None, query[name].split(",")) for name in ("same", "other"))
    return dict.fromkeys(other, False) | dict.fromkeys(same, True)


def _of_the_caller(school: str) -> None:
    held = current_person().roles
    if not any(grant.school == school and grant.role in (ADMIN, DIRECTOR) for grant in held):
        raise not_allowed()


@contextmanager
def file_in_body() -> Iterator[Path]:
    """The request's file on disk while it is read; gone afterwards, whatever happens."""
    flask.request.max_content_length = MAX_FILE_BYTES
    with tempfile.TemporaryDirectory(dir=config().home, prefix="roster-") as folder:
        path = Path(folder) / "roster"
        with path.open("wb") as file:
            while piece := flask.request.stream.read(CHUNK_BYTES):
                file.write(piece)
        yield path


@contextmanager
def _refusals_told() -> Iterator[None]:
    """A refusal as a problem: its hint in English, `texts` in all three languages."""
    try:
        yield
    except RosterRefused as refused:
        texts = {
            language: text.format(**refused.values)
            for language, text in REFUSALS[refused.reason].items()
        }
        more: dict[str, Any] = {"reason": refused.reason, "texts": texts}
        hint = texts["en"]
        if refused.reason in {"roster-changed", "asks-twice"}:
            title = "Look at the list once more"
            raise Problem(409, "roster-not-written", title, hint=hint, **more) from None
        title = "The list was not taken"
        raise Problem(422, "roster-refused", title, hint=hint, **more) from None
