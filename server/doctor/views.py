"""GET /api/v1/doctor: the findings for the administrator's page, in the caller's language."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from server import clock
from server.access import requires
from server.api import Blueprint
from server.doctor.findings import LEVELS, worst
from server.doctor.looking import examine
from server.doctor.telling import advice, what
from server.doctor.words import WORDS
from server.identity import config
from server.people.grants import ADMIN, DEPUTY, DIRECTOR

blueprint = Blueprint("doctor", __name__)


class DoctorQuery(ma.Schema):
    """In which language it is told."""

    language = fields.String(load_default="kk", validate=validate.OneOf(sorted(WORDS)))


class FindingOut(ma.Schema):
    """server.doctor.findings.Finding, and its texts."""

    code = fields.String(required=True)
    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    values = fields.Dict(required=True)
    what = fields.String(required=True)
    advice = fields.String(required=True)


class DoctorOut(ma.Schema):
    """All findings, the worst first, and the worst level."""

    level = fields.String(required=True, validate=validate.OneOf(LEVELS))
    findings = fields.List(fields.Nested(FindingOut), required=True)


@blueprint.route("/doctor")
@blueprint.arguments(DoctorQuery, location="query")
@blueprint.response(200, DoctorOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def get_doctor(query: dict[str, str]) -> dict[str, Any]:
    """What ails this box. Nothing that takes long is looked at: `tirek doctor` does that."""
    found = examine(config(), clock.now_ms(), thorough=False, roads=False)
    language = query["language"]
    return {
        "level": worst(found),
        "findings": [
            {**one.to_json(), "what": what(one, language), "advice": advice(one, language)}
            for one in found
        ],
    }
