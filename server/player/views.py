"""A learner's place in a lesson, for their other phone; and the answers of one attempt."""

from typing import Any

import marshmallow as ma

from server import clock
from server.access import authenticated, current_person
from server.api import Blueprint
from server.changes.viewer import viewer_of
from server.db import db
from server.errors import not_found
from server.player.documents import attempts
from server.player.handed import handed_in
from server.player.models import Attempt, AttemptAnswer
from server.player.snapshots import Snapshot, snapshot
from server.rows import rows_of

blueprint = Blueprint("player", __name__)


class SnapshotSchema(ma.Schema):
    """Where an attempt stands: `cmi` is its data model, `after` what it follows."""

    op = ma.fields.String(required=True)
    session = ma.fields.String(required=True)
    cmi = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    after = ma.fields.List(ma.fields.String(), required=True)


class AnswerSchema(ma.Schema):
    """An answer; `n` is its question's place, `share` of the question's worth a decimal text or
    null."""

    activity = ma.fields.String(required=True)
    question = ma.fields.String(required=True)
    n = ma.fields.Integer(required=True)
    type = ma.fields.String(required=True)
    response = ma.fields.String(required=True)
    share = ma.fields.String(required=True, allow_none=True)


class HandedInSchema(ma.Schema):
    """A quiz as handed in: `seed` of its shuffling, and the whole answer to each question.
    `times` are the phone's, see server.player.handed."""

    seed = ma.fields.Integer(required=True)
    times = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.Integer(allow_none=True), allow_none=True
    )
    answers = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Raw(), required=True)


class AnswersSchema(ma.Schema):
    """The answers of an attempt in the order of its questions, each cut to a page; `quiz` has the
    whole ones of a quiz that was handed in, unless they are still `arriving`."""

    answers = ma.fields.List(ma.fields.Nested(AnswerSchema), required=True)
    quiz = ma.fields.Nested(HandedInSchema, required=True, allow_none=True)
    arriving = ma.fields.Boolean(required=True)


@blueprint.route("/attempts/<record>/snapshot")
@blueprint.response(200, SnapshotSchema)
@authenticated
def get_snapshot(record: str) -> Snapshot:
    """The data model of one's own attempt, to go on with on another phone."""
    return snapshot(db.session(), current_person().id, record)


@blueprint.route("/attempts/<record>/answers")
@blueprint.response(200, AnswersSchema)
@authenticated
def get_answers(record: str) -> dict[str, Any]:
    """The answers of an attempt, for whoever may see its result."""
    person = current_person()
    session = db.session()
    viewer = viewer_of(session, person.id, person.roles, clock.today())
    if record not in attempts(session, [record], viewer):
        raise not_found()
    rows = rows_of(session, AttemptAnswer, [record], by="attempt")
    quiz, arriving = handed_in(session, session.get_one(Attempt, record))
    return {
        "answers": sorted(rows, key=lambda row: (row.activity, row.n, row.question)),
        "quiz": quiz,
        "arriving": arriving,
    }
