"""/api/v1/people/<person>/transfer and /histories: leaving a school, and what newcomers bring."""

from typing import Any

import marshmallow as ma

from content.text import fold
from server import clock
from server.access import authenticated, current_person, requires
from server.api import Blueprint, SchoolQuery, StrictSchema
from server.audit.noting import note_read
from server.db import db
from server.errors import Problem, not_found
from server.operations.reach import schools_of_person
from server.people import grants
from server.people.directory import all_classes_of_learner, person_name
from server.people.grants import ADMIN, DEPUTY, DIRECTOR
from server.people.names import listed_name
from server.transfers import carrying, sealed, service
from server.transfers.limits import MAX_FILE_BYTES
from server.transfers.models import LearnerHistory, TransferClaim
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


class ClaimBody(StrictSchema):
    """The code of a file that is to come through the hub."""

    school = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))
    code = ma.fields.String(required=True, validate=ma.validate.Length(1, 40))


class ClaimedOut(ma.Schema):
    """Whether the file is here already."""

    here = ma.fields.Boolean(required=True)


class ArriveBody(StrictSchema):
    """A file in base64 (without one: what came through the hub) and its code; `join` False: only
    look."""

    school = ma.fields.String(required=True, validate=ma.validate.Length(1, 80))
    file = ma.fields.String(
        load_default=None, validate=ma.validate.Length(1, MAX_FILE_BYTES * 4 // 3)
    )
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
    other_name = ma.fields.String(required=True, allow_none=True)
    """What the pupil is called here, where that is not the name in the file."""
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


class OfferOut(ma.Schema):
    """See server.transfers.service.Standing."""

    id = ma.fields.String(required=True)
    person = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    left_on = ma.fields.Date(required=True)
    made_at = ma.fields.String(required=True)
    taken_by = ma.fields.String(required=True, allow_none=True)
    taken_on = ma.fields.Date(required=True, allow_none=True)
    changed = ma.fields.Boolean(required=True)


class WaitingOut(ma.Schema):
    """A file that is waited for; `here`: its code opens it now."""

    id = ma.fields.String(required=True)
    person = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    asked_at = ma.fields.String(required=True)
    here = ma.fields.Boolean(required=True)


class MovingOut(ma.Schema):
    """What is on its way to and from this school, the latest first."""

    offers = ma.fields.List(ma.fields.Nested(OfferOut), required=True)
    claims = ma.fields.List(ma.fields.Nested(WaitingOut), required=True)


class MovingQuery(SchoolQuery):
    """Which school asks, and of whom; without a person of all."""

    person = ma.fields.String(load_default=None, validate=ma.validate.Length(1, 80))


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
        "file": sealed.as_text(made.file),
        "code": made.code,
    }


@blueprint.route("/people/<person>/transfer", methods=("DELETE",))
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(204)
@requires(*_LEADERS)
def delete_transfer(query: dict[str, str], person: str) -> None:
    """The pupil stays after all, as long as no school has joined the file."""
    _led(person, query["school"])
    service.stay(person, query["school"])


@blueprint.route("/transfers")
@blueprint.arguments(MovingQuery, location="query")
@blueprint.response(200, MovingOut)
@requires(*_LEADERS)
def get_transfers(query: dict[str, Any]) -> dict[str, Any]:
    """What became of the files made at a school, and what is waited for there."""
    school, person = query["school"], query["person"]
    if not grants.leads(current_person().roles, school):
        raise not_found()
    offers = service.gone(carrying.offers_of(school, person))
    claims = carrying.claims_of(school, person)
    people = {row.learner for row in offers} | {row.learner for row in claims}
    found = {
        "offers": [service.standing(row) for row in offers],
        "claims": [
            {
                "id": row.id,
                "person": row.learner,
                "name": person_name(db.session(), row.learner),
                "asked_at": clock.rfc3339(row.made_ms),
                "here": carrying.here(row.ticket) is not None,
            }
            for row in claims
        ],
    }
    note_read(school, "transfer", school, len(people))
    return found


@blueprint.route("/people/<person>/claims", methods=("POST",))
@blueprint.arguments(ClaimBody)
@blueprint.response(200, ClaimedOut)
@requires(*_LEADERS)
def post_claim(body: dict[str, str], person: str) -> dict[str, bool]:
    """Ask for the file of a code, which comes as soon as the hub has heard of both."""
    _led(person, body["school"])
    here = carrying.claim(person, body["school"], body["code"], current_person().id)
    return {"here": here}


@blueprint.route("/claims/<record>", methods=("DELETE",))
@blueprint.response(204)
@requires(*_LEADERS)
def delete_claim(record: str) -> None:
    """Wait for a file no longer: its code was copied wrongly."""
    row = db.session.get(TransferClaim, record)
    if row is None or not grants.leads(current_person().roles, row.school):
        raise not_found()
    carrying.unclaim(row, current_person().id)


@blueprint.route("/people/<person>/histories", methods=("POST",))
@blueprint.arguments(ArriveBody)
@blueprint.response(200, ArrivedOut)
@requires(*_LEADERS)
def post_history(body: dict[str, Any], person: str) -> dict[str, Any]:
    """Open the file that a newcomer brings, and join it to the record that they have here."""
    _led(person, body["school"])
    arrived = service.look(_file(body), body["code"])
    if body["join"]:
        if arrived.told["school"] == body["school"]:
            raise Problem(
                409,
                "transfer-own",
                "This file was made by the same school",
                hint="Nothing needs to be joined: the school has these marks itself.",
            )
        service.join(arrived, person, body["school"], current_person().id)
    told = arrived.told
    name, here = (
        listed_name(told["family_name"], told["given_name"]),
        person_name(db.session(), person),
    )
    return {
        **{key: told[key] for key in ("grade", "source", "left_on", "content")},
        "name": name,
        "other_name": here if fold(here) != fold(name) else None,
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
    found = [_history(row) for row in service.histories(person)]
    if person not in family and any(one["content"]["support"] for one in found):
        at = min(schools_of_person(session, person))
        note_read(at, "transfer", person, 1, special=True)
    return {"histories": found}


def _history(row: LearnerHistory) -> dict[str, Any]:
    names = ("id", "source", "left_on", "confirmed", "content")
    return {name: getattr(row, name) for name in names}


@blueprint.route("/histories/<record>", methods=("DELETE",))
@blueprint.response(204)
@requires(*_LEADERS)
def delete_history(record: str) -> None:
    """Take the joining of a history back."""
    row = db.session.get(LearnerHistory, record)
    if row is None or not grants.leads(current_person().roles, row.school):
        raise not_found()
    service.part(row, current_person().id)


def _file(body: dict[str, Any]) -> bytes:
    """What was sent along, or what came through the hub."""
    if body["file"] is None:
        return carrying.here(sealed.ticket(body["code"])) or b""
    try:
        return sealed.from_text(body["file"])
    except sealed.Damaged:
        return b""


def _led(person: str, school: str) -> None:
    """Problem 404 unless the caller leads the school, and the person belongs to it."""
    if not grants.leads(current_person().roles, school):
        raise not_found()
    if school not in schools_of_person(db.session(), person):
        raise not_found()
