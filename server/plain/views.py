"""/plain: what a browser without JavaScript posts. The caller is known by the token in the form."""

from collections.abc import Mapping
from typing import Any, Final

import flask
from flask import Response

from server import clock
from server.access import PersonContext, public
from server.api import Blueprint
from server.db import db
from server.discovery.views import asked_language
from server.errors import Problem
from server.limits import MAX_LOGIN_CHARS, MAX_PASSWORD_CHARS, MAX_SCHOOL_CHARS
from server.people import tokens
from server.people.login import log_in
from server.plain import pages
from server.plain.desk import BadPhoto, Desk, acknowledge, desk_of, hand_in, keep_photo
from server.routing import Routes

blueprint = Blueprint("plain", __name__)

_DEVICE: Final = "plain pages"
_MAX_TOKEN_CHARS: Final = 200


def start() -> Response:
    """Who is there?"""
    return _html(pages.login(asked_language()))


def task_list() -> Response:
    """After logging in, or back from a task."""
    form, language = flask.request.form, asked_language()
    token = form.get("token", "")
    try:
        if not token:
            name, password = form.get("login", ""), form.get("password", "")
            school = form.get("school", "")[:MAX_SCHOOL_CHARS]
            if len(name) > MAX_LOGIN_CHARS or len(password) > MAX_PASSWORD_CHARS:
                return _html(pages.login(language, "wrong"), 401)
            address = flask.request.remote_addr or ""
            token = log_in(name, password, _DEVICE, address, school).token
        person = _person(token)
    except Problem as problem:
        if problem.type == "which-school":
            return _html(pages.login(language, "which_school", asked=form), problem.status)
        notice = "wait" if problem.status == 429 else "wrong"
        return _html(pages.login(language, notice), problem.status)
    desk = desk_of(person)
    found, notices = desk.tasks(), desk.notices()
    acknowledge(person, [one["id"] for one in found], "delivered")
    acknowledge(person, [one["id"] for one in notices], "opened")
    facts = {one["id"]: _facts(desk, one) for one in found}
    return _html(pages.tasks(language, token, found, facts, notices))


def one_task() -> Response:
    """A task, and the form to hand it in."""
    return _task("", "")


def handed_in() -> Response:
    """A text, a photo or both."""
    form, language = flask.request.form, asked_language()
    try:
        person = _person(form.get("token", ""))
    except Problem as problem:
        return _html(pages.login(language, "wrong"), problem.status)
    text = form.get("text", "").replace("\r\n", "\n").strip()
    photo = flask.request.files.get("photo")
    data = photo.read() if photo is not None else b""
    if not text and not data:
        return _task("empty", text)
    try:
        files = [keep_photo(person, data)] if data else []
    except BadPhoto:
        return _task("bad_photo", text)
    taken = hand_in(person, form.get("task", ""), text, files)
    return _task("handed" if taken else "held", "")


def leave() -> Response:
    """The token is worth nothing from now on."""
    try:
        tokens.revoke(_person(flask.request.form.get("token", "")).token_id)
    except Problem as problem:
        return _html(pages.login(asked_language(), "wrong"), problem.status)
    return _html(pages.login(asked_language()))


def outside(routes: Routes) -> None:
    """They lie outside the API's prefix. Marked public: the token in the form is looked at here."""
    routes.add_url_rule("/plain", endpoint="plain_start", view_func=public(start))
    for path, view in (
        ("tasks", task_list),
        ("task", one_task),
        ("hand-in", handed_in),
        ("out", leave),
    ):
        routes.add_url_rule(
            f"/plain/{path}", endpoint=f"plain_{path}", view_func=public(view), methods=("POST",)
        )


def _task(notice: str, written: str) -> Response:
    form, language = flask.request.form, asked_language()
    token = form.get("token", "")
    try:
        person = _person(token)
    except Problem as problem:
        return _html(pages.login(language, "wrong"), problem.status)
    desk = desk_of(person)
    one = desk.documents["assignment"].get(form.get("task", ""))
    if one is None:
        return task_list()
    acknowledge(person, [one["id"]], "opened")
    return _html(
        pages.task(
            language,
            token,
            one,
            works=desk.works(one["id"]),
            marks=desk.marks(one["id"]),
            facts=_facts(desk, one),
            names=desk.name,
            form=desk.hands_in,
            notice=notice,
            written=written,
        )
    )


def _facts(desk: Desk, task: Mapping[str, Any]) -> pages.Facts:
    due = desk.due_at(task)
    return pages.Facts(desk.standing(task["id"]), clock.date_of(due) if due else None)


def _person(token: str) -> PersonContext:
    found = tokens.load_person(token[:_MAX_TOKEN_CHARS])
    db.session.rollback()
    return found


def _html(text: str, status: int = 200) -> Response:
    made = Response(text, status, content_type="text/html; charset=utf-8")
    made.headers["Cache-Control"] = "no-store"
    return made
