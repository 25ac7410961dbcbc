"""/api/v1/console/inquiries: what schools ask about their people, for operators who may answer."""

from typing import Any

import flask
import marshmallow as ma
from marshmallow import fields, validate

from server import shards
from server.access import current_person
from server.api import Blueprint, StrictSchema
from server.console import audit
from server.console.rights import ROSTER, operator, place
from server.inquiries import answering, limits
from server.inquiries.schemas import OUTCOMES
from server.library.fields import record_id, text
from server.people.schemas import RECORD_ID

blueprint = Blueprint("inquiries", __name__)


class InquiriesQuery(StrictSchema):
    """Those that are open, or those that are answered."""

    state = fields.String(load_default="open", validate=validate.OneOf(("open", "answered")))


class AnswerBody(StrictSchema):
    """As inquiry.answer has it."""

    asked = record_id()
    """The operation of the question that was read, as the list names it."""
    over = fields.String(load_default=None, allow_none=True, validate=RECORD_ID)
    """The operation of the answer that stood under it; null where there was none."""
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    words = text(limits.TEXT_CHARACTERS, blank=True)


class AnswerOut(ma.Schema):
    """The last answer; an open inquiry with one was asked anew."""

    op = fields.String(required=True)
    outcome = fields.String(required=True)
    words = fields.String(required=True)
    at = fields.String(required=True)


class InquiryOut(ma.Schema):
    """An inquiry and its school."""

    id = fields.String(required=True)
    school = fields.String(required=True)
    school_name = fields.String(required=True)
    region = fields.String(required=True)
    asked = fields.String(required=True)
    what = fields.String(required=True)
    about = fields.String(required=True)
    made_at = fields.String(required=True)
    answer = fields.Nested(AnswerOut, required=True, allow_none=True)


class InquiriesOut(ma.Schema):
    """Open ones with the oldest first, answered ones with the latest."""

    inquiries = fields.List(fields.Nested(InquiryOut), required=True)


@blueprint.route("/console/inquiries")
@blueprint.arguments(InquiriesQuery, location="query")
@blueprint.response(200, InquiriesOut)
@operator(ROSTER)
def get_inquiries(query: dict[str, str]) -> dict[str, Any]:
    """What schools of the caller's place ask."""
    return {"inquiries": answering.asked(place(), answered=query["state"] == "answered")}


@blueprint.route("/console/inquiries/<inquiry>/answer", methods=("PUT",))
@blueprint.arguments(AnswerBody)
@blueprint.response(204)
@operator(ROSTER)
def put_answer(body: dict[str, Any], inquiry: str) -> None:
    """Answer, or answer anew."""
    over = body.pop("over")
    school = answering.standing(inquiry, place(), body["asked"], over).school
    shard = flask.g.get("shard", shards.HOME)
    about = {"inquiry": inquiry, "outcome": body["outcome"]}
    audit.note("inquiry-answered", school, about)
    with shards.on(shard):
        answering.answer(inquiry, place(), body, over, current_person().id)
