"""The attention list: read it, choose a side in the roster, send again what was refused.

Releasing and dismissing are operations (`operation.judge`), and so is choosing a mark.
"""

from typing import Any

import flask

from server.access import current_person, requires
from server.api import Blueprint
from server.attention.choosing import choose, dismiss_import, dismiss_late
from server.attention.history import settled
from server.attention.listing import items
from server.attention.schemas import AttentionOut, ChooseIn, HistoryOut
from server.db import db, write_transaction
from server.operations.port import log_store
from server.people.grants import ADMIN, DEPUTY, DIRECTOR
from server.upstream.background import SCHEDULE, Schedule
from sync.storage.port import UPSTREAM

blueprint = Blueprint("attention", __name__)


@blueprint.route("/attention")
@blueprint.response(200, AttentionOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def get_attention() -> dict[str, Any]:
    """What is open in the caller's schools."""
    return _open()


@blueprint.route("/attention/history")
@blueprint.response(200, HistoryOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def get_history() -> dict[str, Any]:
    """What was settled, by whom and why."""
    return {"items": settled(db.session(), current_person())}


@blueprint.route("/attention/choose", methods=("POST",))
@blueprint.arguments(ChooseIn)
@blueprint.response(200, AttentionOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def post_choice(body: dict[str, str]) -> dict[str, Any]:
    """Let one version of a record of the roster stand."""
    with write_transaction() as session:
        choose(session, current_person(), body["family"], body["record"], body["op"])
    return _open()


@blueprint.route("/attention/imports/<upload>", methods=("DELETE",))
@blueprint.response(200, AttentionOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def delete_import(upload: str) -> dict[str, Any]:
    """A leader has seen why a lesson file was not taken; its owner keeps the report."""
    with write_transaction() as session:
        dismiss_import(session, current_person(), upload)
    return _open()


@blueprint.route("/attention/late/<node>", methods=("DELETE",))
@blueprint.response(200, AttentionOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def delete_late(node: str) -> dict[str, Any]:
    """A leader has seen that a shut-out server still brings work, which stays where it is."""
    with write_transaction() as session:
        dismiss_late(session, current_person(), node)
    return _open()


@blueprint.route("/attention/retry", methods=("POST",))
@blueprint.response(200, AttentionOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def post_retry() -> dict[str, Any]:
    """Offer the node above again what it refused, and exchange soon."""
    with write_transaction() as session:
        log_store(session).send_deferred(UPSTREAM)
    schedule = flask.current_app.extensions.get(SCHEDULE)
    if isinstance(schedule, Schedule):
        schedule.soon()
    return _open()


def _open() -> dict[str, Any]:
    return {"items": items(db.session(), current_person())}
