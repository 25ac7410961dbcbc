"""Logging in and out, and who the caller is."""

from typing import Any

import flask

from server import clock
from server.access import authenticated, current_person, public
from server.api import Blueprint
from server.changes.answers import page_for, told
from server.db import db
from server.errors import not_found
from server.identity import config, node_id
from server.people import tokens
from server.people.directory import other_records
from server.people.grants import RoleGrant
from server.people.login import FIRST_EPOCH, Login, log_in
from server.people.models import Person
from server.people.schemas import LoginBody, LoginQuery, MeOut, SessionOut

blueprint = Blueprint("people", __name__)


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.display_name,
        "family_name": person.family_name,
        "given_name": person.given_name,
        "language": person.language,
    }


def _roles(grants: tuple[RoleGrant, ...]) -> list[dict[str, Any]]:
    return [
        {
            "role": grant.role,
            "school": grant.school,
            "class_id": grant.class_id,
            "subject": grant.subject,
            "learner": grant.learner,
        }
        for grant in grants
    ]


@blueprint.route("/sessions", methods=("POST",))
@blueprint.arguments(LoginBody)
@blueprint.arguments(LoginQuery, location="query")
@blueprint.response(201, SessionOut)
@public
def post_session(body: dict[str, str], query: dict[str, int]) -> dict[str, Any]:
    """Log in on a device; the token is shown this once."""
    address = flask.request.remote_addr or ""
    login = log_in(body["login"], body["password"], body["device"], address, body["school"])
    return session_told(login, query["changes"])


def session_told(login: Login, changes: int) -> dict[str, Any]:
    """A fresh login as SessionOut has it, with the first page of at most `changes` records, which
    saves a new phone a journey; 0 for none."""
    more: dict[str, Any] = {}
    if changes > 0:
        more["changes"] = told(page_for(db.session(), login.person.id, login.roles, None, changes))
    return {
        **more,
        "token": login.token,
        "expires_at": clock.rfc3339(login.expires_ms),
        "person": _person(login.person),
        "also": sorted(other_records(db.session(), login.person.id)),
        "roles": _roles(login.roles),
        "writer": login.writer,
        "epoch": FIRST_EPOCH,
        "node": {"id": node_id(), "role": config().role, "name": config().names},
    }


@blueprint.route("/sessions/current", methods=("DELETE",))
@blueprint.response(204)
@authenticated
def delete_session() -> None:
    """Log this device out; its work that has not been sent stays on it."""
    tokens.revoke(current_person().token_id)


@blueprint.route("/me")
@blueprint.response(200, MeOut)
@authenticated
def get_me() -> dict[str, Any]:
    """The caller, with the rights of today."""
    caller = current_person()
    person = db.session.get(Person, caller.id)
    if person is None:
        raise not_found()
    return {
        "person": _person(person),
        "roles": _roles(caller.roles),
        "writer": caller.writer,
        "epoch": FIRST_EPOCH,
    }
