"""A box's daily word on itself, as an operation: it comes by link, on sticks and with couriers."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import fields, validate
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.api import StrictSchema
from server.console.limits import MAX_FINDINGS
from server.console.models import SchoolReport
from server.doctor.findings import LEVELS
from server.operations.spec import Entry, KindSpec, Touch, nobody
from server.people.schemas import NODE_ID, RECORD_ID
from server.rows import put
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.registry import Kind, Merge

BOX_REPORT: Final = "box.report"
_LOW_PRIORITY: Final = 4
_COUNT: Final = validate.Range(0, 2**53)
_LEVEL: Final = validate.OneOf(LEVELS)


def _moment() -> fields.String:
    return fields.String(required=True, allow_none=True, validate=validate.Length(20, 24))


def _count() -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=_COUNT)


class FindingSchema(StrictSchema):
    """server.doctor.findings.Finding."""

    code = fields.String(required=True, validate=validate.Regexp(r"\A[a-z0-9-]{1,40}\Z"))
    level = fields.String(required=True, validate=_LEVEL)
    values = fields.Dict(keys=fields.String(), required=True)


class BoxReportSchema(StrictSchema):
    """box.report version 1: sizes in bytes, lessons of the last four weeks."""

    school = fields.String(required=True, validate=RECORD_ID)
    node = fields.String(required=True, validate=NODE_ID)
    version = fields.String(required=True, validate=validate.Length(1, 60))
    level = fields.String(required=True, validate=_LEVEL)
    findings = fields.List(
        fields.Nested(FindingSchema), required=True, validate=validate.Length(0, MAX_FINDINGS)
    )
    disk_free = _count()
    disk_total = _count()
    certificate_ends = _moment()
    copied_at = _moment()
    waiting_operations = _count()
    waiting_bytes = _count()
    lessons_planned = _count()
    lessons_held = _count()
    receipts = _count()


def record_of(report: Mapping[str, Any]) -> str:
    """Each box keeps one record for each of its schools."""
    return f"{report['node']}~{report['school']}"


def project_report(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """box.report → school_report, and which box of the school has spoken last."""
    if view is None or state.winner is None or entry.op.record != record_of(view):
        return []
    of_school = select(SchoolReport).where(SchoolReport.school == view["school"])
    others = [one for one in session.scalars(of_school) if one.node != view["node"]]
    # A box that took over speaks later than the one before it, whichever is heard of first.
    said_ms = physical(state.winner.hlc)
    latest = all((one.said_ms, one.node) < (said_ms, view["node"]) for one in others)
    told = {"said_ms": said_ms, "op": str(state.winner.id), "latest": latest}
    put(session, SchoolReport, {**view, **told})
    for one in others:
        one.latest = one.latest and not latest
    return []


SPECS: Final = (
    KindSpec(
        Kind(BOX_REPORT, 1, Merge.BRANCH, _LOW_PRIORITY),
        BoxReportSchema,
        nobody,
        project_report,
    ),
)

PROJECTIONS: Final = (SchoolReport,)
"""Made anew from the log."""
