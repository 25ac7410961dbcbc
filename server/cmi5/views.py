"""/cmi5: courses, launches, waivers and abandoned sessions, for programs; /play for browsers.

Programs come with a key of the record store that has the scope `all`; a key acts for its school.
"""

from dataclasses import asdict
from typing import Any, Final

import flask
from flask import Response, request

from content.cmi5 import rules
from server.access import current_lrs_caller, lrs_caller, public
from server.api import Blueprint
from server.cmi5 import courses, launching, playing, schemas, sessions
from server.cmi5.course import COURSE, load
from server.cmi5.models import Cmi5Course, Cmi5Registration
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.lrs import permitted
from server.lrs.callers import ALL, Caller, person_of
from server.lrs.values import JsonObject
from server.routing import Routes

PREFIX: Final = "/cmi5"

blueprint = Blueprint("cmi5", __name__, url_prefix=PREFIX)


def _school() -> str:
    """The school of the calling program; Problem 403 for anyone else."""
    caller: Caller = current_lrs_caller()
    caller.require(ALL)
    return caller.school


@blueprint.route("/courses", methods=("POST",))
@blueprint.response(201, schemas.CourseOut)
@lrs_caller
def add_course() -> dict[str, Any]:
    """Import a course: a ZIP archive (application/zip) or a course structure alone (text/xml), up
    to 4 MB. A larger one is uploaded first, and named in POST /cmi5/courses/adopt."""
    return courses.document(courses.take(_school(), request.mimetype, request.get_data()))


@blueprint.route("/courses/adopt", methods=("POST",))
@blueprint.arguments(schemas.AdoptIn)
@blueprint.response(201, schemas.CourseOut)
@lrs_caller
def adopt_course(body: dict[str, Any]) -> dict[str, Any]:
    """Take a course that was uploaded to the server before, by the hash of its description."""
    return courses.document(courses.adopt(_school(), body["manifest"]))


@blueprint.route("/courses")
@blueprint.response(200, schemas.CoursesOut)
@lrs_caller
def list_courses() -> dict[str, Any]:
    """All courses of the key's school, the oldest first."""
    return {"courses": [courses.document(row) for row in courses.everything(_school())]}


@blueprint.route("/courses/<course>")
@blueprint.response(200, schemas.CourseOut)
@lrs_caller
def get_course(course: str) -> dict[str, Any]:
    """One course."""
    return courses.document(courses.find(course, _school()))


@blueprint.route("/courses/<course>", methods=("DELETE",))
@blueprint.response(204)
@lrs_caller
def remove_course(course: str) -> None:
    """Take a course away with its registrations. Statements stay."""
    courses.remove(course, _school())


@blueprint.route("/courses/<course>/units/<int:index>/launch", methods=("POST",))
@blueprint.arguments(schemas.LaunchIn)
@blueprint.response(200, schemas.LaunchOut)
@lrs_caller
def launch_unit(body: dict[str, Any], course: str, index: int) -> dict[str, Any]:
    """Launch a unit, by its place in the course structure from 0. The address opens once; sessions
    of the registration that were left open are abandoned. 403 for a learner without consent."""
    row = courses.find(course, _school())
    _require_consent(body["actor"])
    registration = body["registration"]
    found = launching.launch(
        row,
        index,
        {"objectType": "Agent", **body["actor"]},
        registration=registration.lower() if registration else None,
        mode=body["mode"],
        return_url=body["return_url"],
    )
    return asdict(found)


@blueprint.route("/registrations/<registration>")
@blueprint.response(200, schemas.RegistrationOut)
@lrs_caller
def get_registration(registration: str) -> dict[str, Any]:
    """How a learner stands in a course. 403 for a learner without consent."""
    row = _registration(registration)
    _require_consent(row.actor)
    course = load(db.session().get_one(Cmi5Course, row.course).manifest)
    names = ("completed", "passed", "failed", "waived")
    flags = [row.units.get(item, {}) for item in course.units]
    return {
        "id": row.id,
        "course": row.course,
        "satisfied": COURSE in row.satisfied,
        "units": [
            {
                "index": index,
                **{name: one.get(name, False) for name in names},
                "moved_on": rules.is_met(course.unit(course.units[index])["move_on"], one),
            }
            for index, one in enumerate(flags)
        ],
    }


@blueprint.route("/registrations/<registration>/units/<int:index>/waive", methods=("POST",))
@blueprint.arguments(schemas.WaiveIn)
@blueprint.response(204)
@lrs_caller
def waive_unit(body: dict[str, Any], registration: str, index: int) -> None:
    """Let a learner off a unit: it counts as completed and passed."""
    _school()
    with write_transaction() as session:
        row = _registration(registration)
        course = load(session.get_one(Cmi5Course, row.course).manifest)
        if index >= len(course.units):
            raise not_found()
        sessions.waive(session, row, course.units[index], body["reason"])


@blueprint.route("/sessions/<session>/abandon", methods=("POST",))
@blueprint.response(204)
@lrs_caller
def abandon_session(session: str) -> None:
    """End a session that its unit has not ended: its token is refused from now on."""
    school = _school()
    with write_transaction() as database:
        sessions.abandon(database, sessions.find(database, session, school))


def _require_consent(learner: JsonObject) -> None:
    """Problem 403 where a learner's consent to outside programs is missing: what a unit keeps and
    reads is the program's, and how the learner stands is a result like any statement."""
    if permitted.hides(db.session(), current_lrs_caller(), person_of(learner)):
        raise Problem(
            403,
            "no-consent",
            "This learner's results are not given to outside programs",
            hint="Ask the family for consent, or mark the key as one that the law asks for.",
        )


def _registration(id_: str) -> Cmi5Registration:
    row = db.session().get(Cmi5Registration, id_)
    if row is None or row.school != _school():
        raise not_found()
    return row


@public
def fetch(secret: str) -> Response:
    """POST: the launch's token, once; after that an error, still as 200 (cmi5 8.2)."""
    response = Response(status=204)
    if request.method == "POST":
        response = flask.json.jsonify(sessions.fetch(secret))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def outside(routes: Routes) -> None:
    """/cmi5/fetch and /play are for browsers."""
    routes.add_url_rule(
        f"{launching.FETCH}/<secret>",
        endpoint="cmi5.fetch",
        view_func=fetch,
        methods=("POST", "OPTIONS"),
        provide_automatic_options=False,
    )
    routes.add_url_rule(
        f"{launching.PLAY}/<key>/<path:path>", endpoint="cmi5.play", view_func=public(playing.send)
    )
