"""/api/v1/people/<person>/transfer and /histories: leaving a school, and what newcomers bring."""

import base64
import binascii
from typing import Any

import marshmallow as ma

from server.access import authenticated, current_person, requires
from server.api import Blueprint, StrictSchema
from server.audit.noting import note_read
from server.db import db
from server.errors import Problem, not_found
from server.operations.reach import schools_of_person
from server.people import grants
from server.people.directory import all_classes_of_learner
from server.people.grants import ADMIN, DEPUTY, DIRECTOR
from server.transfers import service
from server.transfers.limits import MAX_FILE_BYTES
from server.transfers.models import LearnerHistory
from server.transfers.schemas import BroughtSchema

blueprint = Blueprint("transfers", __name__)
_LEADERS = (ADMIN, DIRECTOR, DEPUTY)


class LeaveBody(StrictSchema):
    """From which school, and the last day there."""

    school = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))
    left_on = ma.fields.Date(required=True)


class LeavingOut(ma.Schema):
    """The sealed file in base64, and the code, which is shown this once."""

    name = ma.fields.String(required=True)
    file = ma.fields.String(required=True)
    code = ma.fields.String(required=True)


class ArriveBody(StrictSchema):
    """A file in base64 and its code; `join` False: only look."""

    school = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))
    file = ma.fields.String(required=True, validate=ma.validate.Length(1, MAX_FILE_BYTES * 4 // 3))
    code = ma.fields.String(required=True, validate=ma.validate.Length(1, 40))
    join = ma.fields.Boolean(required=True)


class ArrivedOut(ma.Schema):
    """Whose file it is, from where, whether a hub vouches for it, and what it tells."""

    name = ma.fields.String(required=True)
    grade = ma.fields.Integer(required=True, allow_none=True)
    source = ma.fields.String(required=True)
    left_on = ma.fields.String(required=True)
    confirmed = ma.fields.Boolean(required=True)
    content = ma.fields.Nested(BroughtSchema, required=True)
    joined = ma.fields.Boolean(required=True)


class BroughtHistoryOut(ma.Schema):
    """See server.transfers.models.LearnerHistory."""

    id = ma.fields.String(required=True)
    source = ma.fields.String(required=True)
    left_on = ma.fields.Date(required=True)
    confirmed = ma.fields.Boolean(required=True)
    content = ma.fields.Nested(BroughtSchema, required=True)


class HistoriesOut(ma.Schema):
    """The latest school first."""

    histories = ma.fields.List(ma.fields.Nested(BroughtHistoryOut), required=True)


@blueprint.route("/people/<person>/transfer", methods=("POST",))
@blueprint.arguments(LeaveBody)
@blueprint.response(200, LeavingOut)
@requires(*_LEADERS)
def post_transfer(body: dict[str, Any], person: str) -> dict[str, Any]:
    """The pupil leaves: enrolments end on that day, what was learned goes into a sealed file."""
    _led(person, body["school"])
    note_read(body["school"], "transfer", person, 2)
    made = service.leave(person, body["school"], body["left_on"])
    return {
        "name": made.name,
        "file": base64.b64encode(made.file).decode(),
        "code": made.code,
    }


@blueprint.route("/people/<person>/histories", methods=("POST",))
@blueprint.arguments(ArriveBody)
@blueprint.response(200, ArrivedOut)
@requires(*_LEADERS)
def post_history(body: dict[str, Any], person: str) -> dict[str, Any]:
    """Open the file that a newcomer brings, and join it to the record that they have here."""
    _led(person, body["school"])
    try:
        file = base64.b64decode(body["file"], validate=True)
    except binascii.Error:
        file = b""
    arrived = service.look(file, body["code"])
    if body["join"]:
        if arrived.told["school"] == body["school"]:
            raise Problem(
                409,
                "transfer-own",
                "This file was made by the same school",
                hint="Nothing needs to be joined: the school has these marks itself.",
            )
        service.join(arrived, person, body["school"])
    told = arrived.told
    return {
        **{key: told[key] for key in ("grade", "source", "left_on", "content")},
        "name": f"{told['family_name']} {told['given_name']}",
        "confirmed": arrived.confirmed,
        "joined": body["join"],
    }


@blueprint.route("/people/<person>/histories")
@blueprint.response(200, HistoriesOut)
@authenticated
def get_histories(person: str) -> dict[str, Any]:
    """What a learner brought from other schools: for leaders, class teachers and the family."""
    roles, session = current_person().roles, db.session()
    family = grants.children(roles) | {current_person().id}
    whole = grants.classes_taught_whole(roles) & all_classes_of_learner(session, person)
    leads = any(grants.leads(roles, one) for one in schools_of_person(session, person))
    if person not in family and not whole and not leads:
        raise not_found()
    return {"histories": service.histories(person)}


@blueprint.route("/histories/<record>", methods=("DELETE",))
@blueprint.response(204)
@requires(*_LEADERS)
def delete_history(record: str) -> None:
    """Take the joining of a history back."""
    row = db.session.get(LearnerHistory, record)
    if row is None or not grants.leads(current_person().roles, row.school):
        raise not_found()
    service.part(row)


def _led(person: str, school: str) -> None:
    """Problem 404 unless the caller leads the school, and the person belongs to it."""
    if not grants.leads(current_person().roles, school):
        raise not_found()
    if school not in schools_of_person(db.session(), person):
        raise not_found()
