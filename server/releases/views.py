"""/api/v1/console/releases: publishing releases. /api/v1/upgrades/published: a box's own part."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import flask
import marshmallow as ma
from marshmallow import fields

from server import clock
from server.access import current_person, requires
from server.api import Blueprint, StrictSchema
from server.audience.deciding import decide
from server.audience.naming import RELEASE, named
from server.audience.operations import AudienceSetSchema
from server.audience.schemas import AudienceOut
from server.console import audit
from server.console.rights import PUBLISH, SEE, must_cover, operator, place
from server.db import db
from server.errors import Problem, not_found
from server.identity import config
from server.people.grants import ADMIN
from server.planning.schemas import day
from server.releases import publishing, standing
from server.releases.choosing import note
from server.releases.limits import MAX_PUT_OFF_DAYS
from server.releases.saying import said, say
from server.releases.timing import Say
from server.upgrades.limits import COPY_BYTES, MAX_MANIFEST_BYTES, MAX_PAYLOAD_BYTES
from server.upgrades.release_file import BadRelease

blueprint = Blueprint("releases", __name__)

_MAX_FILE_BYTES: Final = MAX_PAYLOAD_BYTES + 2 * MAX_MANIFEST_BYTES


class FailingOut(ma.Schema):
    """A school that could not take a release, or waits for something, and why."""

    school = fields.String(required=True)
    name = fields.String(required=True)
    reason = fields.String(required=True)


class StagesOut(ma.Schema):
    """Schools by how far they are: each counts once."""

    asked = fields.Integer(required=True)
    fetched = fields.Integer(required=True)
    taken = fields.Integer(required=True)
    failed = fields.Integer(required=True)


class PublishedReleaseOut(ma.Schema):
    """A release, the schools that it is for, and how far they are with it."""

    release = fields.String(required=True)
    version = fields.String(required=True)
    architecture = fields.String(required=True)
    bytes = fields.Integer(required=True)
    published_at = fields.String(required=True)
    audience = fields.Nested(AudienceOut, required=True)
    schools = fields.Integer(required=True)
    stages = fields.Nested(StagesOut, required=True)
    failing = fields.List(fields.Nested(FailingOut), required=True)


class PublishedReleasesOut(ma.Schema):
    """The latest first."""

    releases = fields.List(fields.Nested(PublishedReleaseOut), required=True)


class ReleaseMadeOut(ma.Schema):
    """The release's id."""

    release = fields.String(required=True)


class SayBody(StrictSchema):
    """PUT /upgrades/published: take it `now`, or not before a day; null for the usual night."""

    now = fields.Boolean(required=True)
    not_before = day(allow_none=True)


class StandingOut(ma.Schema):
    """The release that was published for this box; all but `stage` null where there is none."""

    stage = fields.String(required=True)
    version = fields.String(required=True, allow_none=True)
    published_at = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    at = fields.String(required=True, allow_none=True)
    now = fields.Boolean(required=True)
    not_before = fields.String(required=True, allow_none=True)


@blueprint.route("/console/releases")
@blueprint.response(200, PublishedReleasesOut)
@operator(SEE)
def get_releases() -> dict[str, Any]:
    """What was published, and how far it has come in the caller's place."""
    return {"releases": publishing.published(place())}


@blueprint.route("/console/releases", methods=("POST",))
@blueprint.response(201, ReleaseMadeOut)
@operator(PUBLISH)
def post_release() -> dict[str, str]:
    """Take in a release file, for nobody yet; for operators of the whole country."""
    must_cover("", "")
    with _file_in_body() as path:
        try:
            made = publishing.publish(path, actor=current_person().id)
        except BadRelease as reason:
            raise Problem(
                422,
                "release-refused",
                "This release is not published",
                str(reason),
                hint="Publish the file as it was made, signed with the key whose public half "
                "lies at /etc/tirek/release.pub.",
            ) from None
    release = publishing.known(made)
    about = {"version": release.version, "architecture": release.architecture}
    audit.note("release-published", None, {"release": made, **about})
    return {"release": made}


@blueprint.route("/console/releases/<release>/audience", methods=("PUT",))
@blueprint.arguments(AudienceSetSchema)
@blueprint.response(204)
@operator(PUBLISH)
def put_release_audience(body: dict[str, Any], release: str) -> None:
    """Say for which schools a release is; for operators of the whole country."""
    must_cover("", "")
    found = publishing.known(release)
    audit.note("release-offered", None, {"release": release, "version": found.version, **body})
    decide(named(RELEASE, release), body, current_person().id)


@blueprint.route("/console/releases/<release>", methods=("DELETE",))
@blueprint.response(204)
@operator(PUBLISH)
def delete_release(release: str) -> None:
    """Take a release back from every box that has not switched to it yet."""
    must_cover("", "")
    found = publishing.known(release)
    audit.note("release-withdrawn", None, {"release": release, "version": found.version})
    publishing.withdraw(release, current_person().id)


@blueprint.route("/upgrades/published")
@blueprint.response(200, StandingOut)
@requires(ADMIN)
def get_standing() -> dict[str, Any]:
    """What the hub has published for this box, and when it is taken."""
    return standing.told()


@blueprint.route("/upgrades/published", methods=("PUT",))
@blueprint.arguments(SayBody)
@blueprint.response(200, StandingOut)
@requires(ADMIN)
def put_standing(body: dict[str, Any]) -> dict[str, Any]:
    """Take it now, also where it has failed before; or not before a day."""
    release = standing.waiting()
    if release is None:
        raise not_found()
    until = date.fromisoformat(body["not_before"]) if body["not_before"] else None
    if until is not None and until > clock.today() + timedelta(days=MAX_PUT_OFF_DAYS):
        raise Problem(
            422,
            "invalid",
            "That is too far off",
            hint=f"Name a day within {MAX_PUT_OFF_DAYS} days.",
        )
    wish = said(db.session())
    if body["now"]:
        note(release.id, failed_ms=None, reason=None)
        say(Say(release.id, None))
    elif wish != Say(None, until):
        say(Say(None, until))
    return standing.told()


@contextmanager
def _file_in_body() -> Iterator[Path]:
    """The request's file on disk while it is read; gone afterwards, whatever happens."""
    flask.request.max_content_length = _MAX_FILE_BYTES
    with tempfile.TemporaryDirectory(dir=config().home, prefix="release-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            while piece := flask.request.stream.read(COPY_BYTES):
                file.write(piece)
        yield path
