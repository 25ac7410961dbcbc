"""/api/v1/reports: what may be asked for, reports to look at and print, and the same for Excel."""

from dataclasses import asdict
from typing import Any, Final

from flask import Response

from server.access import authenticated, current_person
from server.api import Blueprint
from server.audit.noting import note_read
from server.db import db
from server.errors import not_found
from server.people.models import SchoolClass
from server.reports.choices import offers
from server.reports.making import make
from server.reports.schemas import (
    KINDS,
    ChoicesQuery,
    ChoicesSchema,
    PrintedReportSchema,
    ReportQuery,
)
from server.reports.sending import attachment
from server.reports.sheet import Report
from server.reports.workbook import workbook

blueprint = Blueprint("reports", __name__)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/reports")
@blueprint.arguments(ChoicesQuery, location="query")
@blueprint.response(200, ChoicesSchema)
@authenticated
def get_choices(query: dict[str, str]) -> dict[str, Any]:
    """Schools, classes, subjects and terms of which the caller may have reports."""
    found = offers(db.session(), current_person(), query["language"])
    return {"schools": [_offer(one) for one in found]}


def _offer(one: Any) -> dict[str, Any]:
    return {**asdict(one), "terms": [term._asdict() for term in one.terms]}


@blueprint.route("/reports/<kind>")
@blueprint.arguments(ReportQuery, location="query")
@blueprint.response(200, PrintedReportSchema)
@authenticated
def get_report(query: dict[str, Any], kind: str) -> dict[str, Any]:
    """A report as pages of tables, which the app prints on A4."""
    return asdict(_made(kind, query))


@blueprint.route("/reports/<kind>.xlsx")
@blueprint.arguments(ReportQuery, location="query")
@blueprint.response(200)
@authenticated
def get_report_xlsx(query: dict[str, Any], kind: str) -> Response:
    """The same for Excel."""
    return attachment(workbook(_made(kind, query)), XLSX, f"{kind}.xlsx")


def _made(kind: str, query: dict[str, Any]) -> Report:
    if kind not in KINDS:
        raise not_found()
    session = db.session()
    report = make(session, current_person(), kind, query)
    one = session.get(SchoolClass, query["class_id"]) if query["class_id"] else None
    school = one.school if one else query["school"]
    parts = (one.label if one else "", query["subject"], query["term"] or query["year"])
    note_read(school, kind, " ".join(str(part) for part in parts if part), len(report.about))
    return report
