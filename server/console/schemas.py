"""Bodies and answers of the console's routes."""

import marshmallow as ma
from marshmallow import fields, validate

from server.accounts.schemas import CodeOut
from server.api import StrictSchema
from server.console.copies import STATES as ABOVE_STATES
from server.console.directory import SORTS, STATES
from server.console.limits import MAX_PLACE_CHARS, MAX_QUERY_CHARS
from server.doctor.words import WORDS
from server.people.schemas import LANGUAGE, RECORD_ID

_PLACE = validate.Length(0, MAX_PLACE_CHARS)


def _place() -> fields.String:
    return fields.String(load_default="", validate=_PLACE)


class WantedQuery(StrictSchema):
    """Which schools; what is left out does not narrow."""

    region = _place()
    district = _place()
    state = fields.String(load_default="", validate=validate.OneOf(("", *STATES)))
    version = fields.String(load_default="", validate=validate.Length(0, 60))
    text = fields.String(load_default="", validate=validate.Length(0, MAX_QUERY_CHARS))


class SchoolsQuery(WantedQuery):
    """A page: `after` is the `next` of the page before."""

    sort = fields.String(load_default="name", validate=validate.OneOf(SORTS))
    after = fields.String(load_default="", validate=validate.Length(0, 1000))


class AboveLine(ma.Schema):
    """The sealed copy of a school's box that lies here; `state` says of null what it means."""

    state = fields.String(required=True, validate=validate.OneOf(ABOVE_STATES))
    made_at = fields.String(required=True, allow_none=True)
    bytes = fields.Integer(required=True, allow_none=True)


class SchoolLine(ma.Schema):
    """A school on the list; what its box has not told is null."""

    school = fields.String(required=True)
    name = fields.String(required=True)
    region = fields.String(required=True)
    district = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    heard_at = fields.String(required=True, allow_none=True)
    said_at = fields.String(required=True, allow_none=True)
    version = fields.String(required=True, allow_none=True)
    disk_free = fields.Integer(required=True, allow_none=True)
    disk_total = fields.Integer(required=True, allow_none=True)
    certificate_ends = fields.String(required=True, allow_none=True)
    copied_at = fields.String(required=True, allow_none=True)
    waiting_operations = fields.Integer(required=True, allow_none=True)
    waiting_bytes = fields.Integer(required=True, allow_none=True)
    above = fields.Nested(AboveLine, required=True)


class SchoolsOut(ma.Schema):
    """A page of the list; `next` is null on the last one."""

    schools = fields.List(fields.Nested(SchoolLine), required=True)
    next = fields.String(required=True, allow_none=True)


class ConsoleOut(ma.Schema):
    """What there is to choose from, how many schools are in each state, and the caller's rights."""

    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    places = fields.List(fields.List(fields.String()), required=True)
    versions = fields.List(fields.String(), required=True)
    rights = fields.List(fields.String(), required=True)
    region = fields.String(required=True)
    district = fields.String(required=True)


class MapOut(ma.Schema):
    """Points: school, latitude, longitude, index in `states`."""

    states = fields.List(fields.String(), required=True)
    points = fields.List(fields.List(fields.Raw()), required=True)


class LanguageQuery(StrictSchema):
    """In which language a box's findings are told."""

    language = fields.String(load_default="kk", validate=validate.OneOf(sorted(WORDS)))


class FindingLine(ma.Schema):
    """What a box's doctor has found, and what to do."""

    code = fields.String(required=True)
    level = fields.String(required=True)
    what = fields.String(required=True)
    advice = fields.String(required=True)


class NodeLine(ma.Schema):
    """A box of the school: the one that exchanges, and those that were shut out."""

    node = fields.String(required=True)
    name = fields.String(required=True)
    added_at = fields.String(required=True)
    contact_at = fields.String(required=True, allow_none=True)
    revoked_at = fields.String(required=True, allow_none=True)
    copy_made_at = fields.String(required=True, allow_none=True)
    copy_bytes = fields.Integer(required=True, allow_none=True)
    copy_kept_until = fields.String(required=True, allow_none=True)
    twins = fields.Boolean(required=True)


class KitLine(ma.Schema):
    """A joining kit that was given out."""

    made_at = fields.String(required=True)
    expires_at = fields.String(required=True)
    node = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)


class SchoolPageOut(SchoolLine):
    """Everything of one school. `receipts` is what its box has acknowledged to phones, `held` how
    much of that is here."""

    language = fields.String(required=True)
    latitude = fields.Float(required=True, allow_none=True)
    longitude = fields.Float(required=True, allow_none=True)
    findings = fields.List(fields.Nested(FindingLine), required=True)
    nodes = fields.List(fields.Nested(NodeLine), required=True)
    kits = fields.List(fields.Nested(KitLine), required=True)
    deliveries = fields.List(fields.Dict(), required=True)
    lessons_planned = fields.Integer(required=True, allow_none=True)
    lessons_held = fields.Integer(required=True, allow_none=True)
    receipts = fields.Integer(required=True, allow_none=True)
    held = fields.Integer(required=True, allow_none=True)


class PlacedBody(StrictSchema):
    """Where a school lies."""

    region = fields.String(required=True, validate=validate.Length(1, MAX_PLACE_CHARS))
    district = _place()
    latitude = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-90, 90))
    longitude = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-180, 180))


class NewSchoolBody(PlacedBody):
    """POST /console/schools."""

    name = fields.String(
        required=True, validate=validate.And(validate.Length(1, 120), validate.Regexp(r"\S"))
    )
    language = fields.String(required=True, validate=LANGUAGE)


class MadeOut(ma.Schema):
    """The new school's id."""

    school = fields.String(required=True)


class KitOut(ma.Schema):
    """The kit's line, shown now and never again, and the same as a QR code."""

    kit = fields.String(required=True)
    code = fields.Nested(CodeOut, required=True)
    takes_over = fields.Boolean(required=True)


class ActionsQuery(StrictSchema):
    """Of which school, and before which line: the last `id` asks for the next page."""

    school = fields.String(load_default=None, validate=RECORD_ID)
    before = fields.Integer(load_default=None, validate=validate.Range(1))


class ActionLine(ma.Schema):
    """What an operator has done."""

    id = fields.Integer(required=True)
    person = fields.String(required=True)
    name = fields.String(required=True)
    at = fields.String(required=True)
    what = fields.String(required=True)
    school = fields.String(required=True, allow_none=True)
    about = fields.Dict(required=True)


class ActionsOut(ma.Schema):
    """The newest first."""

    actions = fields.List(fields.Nested(ActionLine), required=True)


class GroupOut(ma.Schema):
    """Figures of a region, or of the whole place; null where the group is too small to show."""

    region = fields.String(required=True)
    schools = fields.Integer(required=True)
    heard = fields.Integer(required=True, allow_none=True)
    lessons_planned = fields.Integer(required=True, allow_none=True)
    lessons_held = fields.Integer(required=True, allow_none=True)
    delivered = fields.Integer(required=True, allow_none=True)
    offered = fields.Integer(required=True, allow_none=True)
    receipts = fields.Integer(required=True, allow_none=True)
    on_its_way = fields.Integer(required=True, allow_none=True)
    lost = fields.Integer(required=True, allow_none=True)


class OverviewOut(ma.Schema):
    """The minister's page: the whole, then each region."""

    counted_at = fields.String(required=True)
    whole = fields.Nested(GroupOut, required=True)
    regions = fields.List(fields.Nested(GroupOut), required=True)


class ClaimBody(StrictSchema):
    """POST /sync/v1/claim: the line that a box made of its kit."""

    claim = fields.String(required=True, validate=validate.Length(1, 4096))
