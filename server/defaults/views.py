"""/api/v1/console/calendars and /plans: what schools begin from, by region, language and grade."""

from dataclasses import asdict
from typing import Any, Final

from server import clock
from server.access import current_person
from server.api import Blueprint
from server.audience.deciding import decide, must_be_within
from server.audience.naming import CALENDAR, PLAN, named
from server.audience.operations import AudienceSetSchema
from server.console import audit
from server.console.rights import PUBLISH, SEE, operator, place
from server.defaults import calendars, plans, schemas
from server.planning import plan_file
from server.planning.views import refusals_told
from server.roster.views import file_in_body
from server.templates import publishing

blueprint = Blueprint("defaults", __name__)

_ABOUT: Final = ("subject", "grade", "language", "title", "source", "replaces")


@blueprint.route("/console/calendars")
@blueprint.response(200, schemas.CalendarsOut)
@operator(SEE)
def get_calendars() -> dict[str, Any]:
    """Calendars for schools that have none of their own."""
    return {"calendars": calendars.published(place())}


@blueprint.route("/console/calendars", methods=("POST",))
@blueprint.arguments(schemas.NewCalendarBody)
@blueprint.response(201, schemas.DefaultMadeOut)
@operator(PUBLISH)
def post_calendar(body: dict[str, Any]) -> dict[str, str]:
    """Publish a calendar."""
    audience = body.pop("audience")
    must_be_within(place(), audience)
    audit.note("calendar-published", None, {"name": body["name"], **audience})
    return {"id": calendars.publish(body, audience, current_person().id)}


@blueprint.route("/console/calendars/<calendar>", methods=("PUT",))
@blueprint.arguments(schemas.CalendarBody)
@blueprint.response(204)
@operator(PUBLISH)
def put_calendar(body: dict[str, Any], calendar: str) -> None:
    """Say a calendar anew; a school's own in its place stays as it is."""
    calendars.must_be_own(calendar, place())
    audit.note("calendar-changed", None, {"calendar": calendar, "name": body["name"]})
    calendars.change(calendar, body, current_person().id)


@blueprint.route("/console/calendars/<calendar>/audience", methods=("PUT",))
@blueprint.arguments(AudienceSetSchema)
@blueprint.response(204)
@operator(PUBLISH)
def put_calendar_audience(body: dict[str, Any], calendar: str) -> None:
    """Say for which schools a calendar is."""
    calendars.must_be_own(calendar, place())
    must_be_within(place(), body)
    audit.note("calendar-offered", None, {"calendar": calendar, **body})
    decide(named(CALENDAR, calendar), body, current_person().id)


@blueprint.route("/console/calendars/<calendar>", methods=("DELETE",))
@blueprint.response(204)
@operator(PUBLISH)
def delete_calendar(calendar: str) -> None:
    """Take a calendar back from all schools."""
    calendars.must_be_own(calendar, place())
    audit.note("calendar-withdrawn", None, {"calendar": calendar})
    calendars.withdraw(calendar, current_person().id)


@blueprint.route("/console/plans")
@blueprint.arguments(schemas.PlansQuery, location="query")
@blueprint.response(200, schemas.ReadyPlansOut)
@operator(SEE)
def get_ready_plans(query: dict[str, Any]) -> dict[str, Any]:
    """Ready plans that are offered: the hub's own, or those that schools share."""
    shared = query["shared"]
    return {"plans": plans.published(query["grade"], query["language"], place(), shared=shared)}


@blueprint.route("/console/plans/file", methods=("POST",))
@blueprint.response(200, schemas.PlanFileRowsOut)
@operator(PUBLISH)
def post_ready_plan_file() -> dict[str, Any]:
    """What a plan's file (.xlsx, .csv) says; nothing is written."""
    with file_in_body() as path, refusals_told():
        found = plan_file.read(path, clock.today().year)
    return {
        "rows": [publishing.row_of(row) for row in found.rows],
        "problems": [asdict(one) for one in found.problems],
    }


@blueprint.route("/console/plans", methods=("POST",))
@blueprint.arguments(schemas.NewPlanBody)
@blueprint.response(201, schemas.DefaultMadeOut)
@operator(PUBLISH)
def post_ready_plan(body: dict[str, Any]) -> dict[str, str]:
    """Publish a ready plan."""
    audience, rows = body["audience"], body["rows"]
    must_be_within(place(), audience)
    if body.get("replaces"):
        plans.must_be_own(body["replaces"], place())
    about = {name: body[name] for name in _ABOUT if body.get(name) is not None}
    audit.note("plan-published", None, {**about, **audience})
    return {"id": plans.publish(about, rows, audience, current_person().id)}


@blueprint.route("/console/plans/<plan>/audience", methods=("PUT",))
@blueprint.arguments(AudienceSetSchema)
@blueprint.response(204)
@operator(PUBLISH)
def put_ready_plan_audience(body: dict[str, Any], plan: str) -> None:
    """Say for which schools a ready plan is."""
    plans.must_be_own(plan, place())
    must_be_within(place(), body)
    audit.note("plan-offered", None, {"plan": plan, **body})
    decide(named(PLAN, plan), body, current_person().id)


@blueprint.route("/console/plans/<plan>", methods=("DELETE",))
@blueprint.response(204)
@operator(PUBLISH)
def delete_ready_plan(plan: str) -> None:
    """Offer a ready plan no longer; what was copied from it stays."""
    found = plans.may_be_withdrawn(plan, place())
    audit.note("plan-withdrawn", found.school, {"plan": plan, "title": found.title})
    publishing.withdraw(plan, actor=current_person().id)
