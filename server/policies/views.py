"""/api/v1/console/policies: what is published, whom more would concern, and publishing it."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from server.access import current_person
from server.api import Blueprint, StrictSchema
from server.assessment.policy import presets_as_written
from server.audience.deciding import decide, must_be_within
from server.audience.naming import POLICY, named
from server.audience.operations import AudienceSetSchema
from server.audience.schemas import AudienceOut
from server.console import audit
from server.console.rights import PUBLISH, SEE, operator, place
from server.planning.schemas import day
from server.policies import preview, publishing
from server.policies.schemas import PolicyPublishSchema, RulesSchema

blueprint = Blueprint("policies", __name__)


class PublishedOut(ma.Schema):
    """A policy, as policy.publish has it, and the schools that it is for; one that has `begun`
    stands as it is."""

    policy = fields.String(required=True)
    starts_on = fields.String(required=True)
    title = fields.Dict(required=True)
    order = fields.String(required=True)
    rules = fields.Dict(required=True)
    published_at = fields.String(required=True)
    begun = fields.Boolean(required=True)
    audience = fields.Nested(AudienceOut, required=True)
    schools = fields.Integer(required=True)


class PoliciesOut(ma.Schema):
    """The latest first, and those that come with Tirek, to begin a new one from."""

    policies = fields.List(fields.Nested(PublishedOut), required=True)
    presets = fields.List(fields.Dict(), required=True)


class SupposedBody(StrictSchema):
    """Rules that nobody has published yet, from which day on, for whom."""

    rules = fields.Nested(RulesSchema, required=True)
    starts_on = day()
    audience = fields.Nested(AudienceSetSchema, required=True)


class NewPolicyBody(PolicyPublishSchema):
    """A policy, and the schools that it is for."""

    audience = fields.Nested(AudienceSetSchema, required=True)


class GradeOut(ma.Schema):
    """Learners are those enrolled today."""

    grade = fields.Integer(required=True)
    classes = fields.Integer(required=True)
    learners = fields.Integer(required=True)


class SampleOut(ma.Schema):
    """Marks of a school's latest term: `open` are there now and would not be, or the other way
    round."""

    school = fields.String(required=True)
    name = fields.String(required=True)
    term = fields.String(required=True)
    classes = fields.List(fields.String(), required=True)
    marks = fields.Integer(required=True)
    up = fields.Integer(required=True)
    down = fields.Integer(required=True)
    open = fields.Integer(required=True)


class PreviewOut(ma.Schema):
    """Whom it would concern."""

    schools = fields.Integer(required=True)
    grades = fields.List(fields.Nested(GradeOut), required=True)
    sample = fields.List(fields.Nested(SampleOut), required=True)


class PolicyMadeOut(ma.Schema):
    """The new policy."""

    policy = fields.String(required=True)


@blueprint.route("/console/policies")
@blueprint.response(200, PoliciesOut)
@operator(SEE)
def get_policies() -> dict[str, Any]:
    """What has been published, and for how many of the caller's schools it is."""
    return {"policies": publishing.published(place()), "presets": presets_as_written()}


@blueprint.route("/console/policies/preview", methods=("POST",))
@blueprint.arguments(SupposedBody)
@blueprint.response(200, PreviewOut)
@operator(SEE)
def post_policy_preview(body: dict[str, Any]) -> dict[str, Any]:
    """Whom rules would concern; nothing is written."""
    return preview.concerned(body["rules"], body["starts_on"], body["audience"], place())


@blueprint.route("/console/policies", methods=("POST",))
@blueprint.arguments(NewPolicyBody)
@blueprint.response(201, PolicyMadeOut)
@operator(PUBLISH)
def post_policy(body: dict[str, Any]) -> dict[str, str]:
    """Publish a policy that begins on a later day."""
    audience = body.pop("audience")
    must_be_within(place(), audience)
    about = {"title": body["title"]["en"], "starts_on": body["starts_on"], **audience}
    audit.note("policy-published", None, about)
    return {"policy": publishing.publish(body, audience, current_person().id)}


@blueprint.route("/console/policies/<policy>/audience", methods=("PUT",))
@blueprint.arguments(AudienceSetSchema)
@blueprint.response(204)
@operator(PUBLISH)
def put_policy_audience(body: dict[str, Any], policy: str) -> None:
    """Say for which schools a policy is, until it begins."""
    publishing.changeable(policy, place())
    must_be_within(place(), body)
    audit.note("policy-offered", None, {"policy": policy, **body})
    decide(named(POLICY, policy), body, current_person().id)


@blueprint.route("/console/policies/<policy>", methods=("DELETE",))
@blueprint.response(204)
@operator(PUBLISH)
def delete_policy(policy: str) -> None:
    """Take a policy back before it begins."""
    publishing.changeable(policy, place())
    audit.note("policy-withdrawn", None, {"policy": policy})
    publishing.withdraw(policy, current_person().id)
