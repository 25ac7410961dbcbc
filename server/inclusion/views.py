"""/api/v1/inclusion: a school's support and routes at a glance, and who assists whom."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

import marshmallow as ma
from sqlalchemy import select

from server import clock
from server.access import current_person, requires
from server.api import Blueprint, SchoolQuery
from server.audit.noting import note_read
from server.db import db
from server.errors import not_found
from server.inclusion.overview import overview
from server.operations.local import submit
from server.people import grants
from server.people.directory import enrolments_of, grants_of
from server.people.grants import ADMIN, ASSISTANT, DEPUTY, DIRECTOR, PARENT, PUPIL
from server.people.models import Role

blueprint = Blueprint("inclusion", __name__)

READ: Final = "inclusion"
"""What the list of bulk reads calls it."""


class NeedsOut(ma.Schema):
    """What a learner is to have at every task."""

    extra_time = ma.fields.Integer(required=True)
    larger_text = ma.fields.Boolean(required=True)
    read_aloud = ma.fields.Boolean(required=True)
    other_tasks = ma.fields.Boolean(required=True)


class RouteOut(ma.Schema):
    """See server.inclusion.overview.RouteStanding."""

    id = ma.fields.String(required=True)
    subject = ma.fields.String(required=True)
    starts_on = ma.fields.Date(required=True)
    ends_on = ma.fields.Date(required=True, allow_none=True)
    state = ma.fields.String(required=True)
    steps = ma.fields.Integer(required=True)
    done = ma.fields.Integer(required=True)
    reviewed_on = ma.fields.Date(required=True, allow_none=True)
    progress = ma.fields.String(required=True)
    overdue = ma.fields.Boolean(required=True)


class SupportedOut(ma.Schema):
    """See server.inclusion.overview.Supported."""

    learner = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    class_label = ma.fields.String(required=True)
    support = ma.fields.Nested(NeedsOut, required=True, allow_none=True)
    assistants = ma.fields.List(ma.fields.String(), required=True)
    routes = ma.fields.List(ma.fields.Nested(RouteOut), required=True)


class InclusionOut(ma.Schema):
    """By name."""

    learners = ma.fields.List(ma.fields.Nested(SupportedOut), required=True)


@blueprint.route("/inclusion")
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(200, InclusionOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def get_inclusion(query: dict[str, str]) -> dict[str, Any]:
    """Who has support, a route or an assistant at the school. The look is noted."""
    school = query["school"]
    if not grants.leads(current_person().roles, school):
        raise not_found()
    found = [asdict(one) for one in overview(db.session(), school, clock.today())]
    note_read(school, READ, school, len(found), special=True)
    return {"learners": found}


@blueprint.route("/inclusion/<learner>/assistants/<person>", methods=("PUT",))
@blueprint.response(204)
@requires(ADMIN, DIRECTOR, DEPUTY)
def put_assistant(learner: str, person: str) -> None:
    """From today on this person of the staff helps the learner."""
    school = _led_school(learner)
    working = grants_of(db.session(), person, clock.today())
    if not any(g.school == school and g.role not in (PUPIL, PARENT) for g in working):
        raise not_found()
    _assist(learner, person, school, ends_on=None)


@blueprint.route("/inclusion/<learner>/assistants/<person>", methods=("DELETE",))
@blueprint.response(204)
@requires(ADMIN, DIRECTOR, DEPUTY)
def delete_assistant(learner: str, person: str) -> None:
    """They help no longer, from now on."""
    school = _led_school(learner)
    wanted = select(Role.id).where(Role.person == person, Role.learner == learner)
    if db.session.scalar(wanted) is None:
        raise not_found()
    yesterday = clock.today() - timedelta(days=1)
    _assist(learner, person, school, ends_on=yesterday.isoformat())


def _led_school(learner: str) -> str:
    """The school of the learner that the caller leads; Problem 404 where there is none."""
    roles = current_person().roles
    for row in enrolments_of(db.session(), learner, clock.today()):
        if grants.leads(roles, row.school):
            return str(row.school)
    raise not_found()


def _assist(learner: str, person: str, school: str, *, ends_on: str | None) -> None:
    record = f"{person}~helps~{learner}"
    known = db.session.get(Role, record)
    begun = known.starts_on if known and known.starts_on else clock.today()
    db.session.rollback()
    submit(
        "role.set",
        record,
        {
            "person": person,
            "role": ASSISTANT,
            "school": school,
            "learner": learner,
            "starts_on": begun.isoformat(),
            "ends_on": ends_on,
        },
        current_person().id,
    )
