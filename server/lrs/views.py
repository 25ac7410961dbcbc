"""/xapi: the record store's addresses. Each method of a resource is one function of a Call."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import flask
from flask import Response

from server.access import current_lrs_caller, lrs_caller, public
from server.api import Blueprint
from server.errors import Problem
from server.lrs import (
    calls,
    consistency,
    information_resource,
    statement_resource,
)
from server.lrs.calls import Call, bad
from server.lrs.document_resource import ACTIVITY_PROFILES, AGENT_PROFILES, STATE_RESOURCE
from server.lrs.errors import Invalid, TooLarge

if TYPE_CHECKING:
    pass

PREFIX: Final = "/xapi"
RATE: Final = "tirek.lrs_rate"
Handlers = Mapping[str, Callable[[Call], Response]]

blueprint = Blueprint("lrs", __name__, url_prefix=PREFIX)

_STATEMENTS: Final[Handlers] = {
    "GET": statement_resource.get,
    "PUT": statement_resource.put,
    "POST": statement_resource.post,
}
_DOCUMENTS: Final = ("GET", "PUT", "POST", "DELETE")


def _answer(handlers: Handlers) -> Response:
    call = calls.read(current_lrs_caller())
    method = "GET" if call.method == "HEAD" else call.method
    handler = handlers.get(method)
    if handler is None:
        raise Problem(
            405,
            "method-not-allowed",
            "This resource has no such method",
            headers={"Allow": ", ".join(sorted({*handlers, "HEAD"}))},
        )
    try:
        return handler(call)
    except Invalid as error:
        raise bad(error.path, error.rule) from None
    except TooLarge as error:
        raise Problem(
            413, "too-large", "A statement is too large", detail=str(error),
            hint="Put large results into attachments.", limit_bytes=error.limit_bytes,
        ) from None  # fmt: skip


@blueprint.route("/statements", methods=("GET", "PUT", "POST"))
@lrs_caller
def statements() -> Response:
    """Statements: keep them, find them."""
    if flask.request.method in ("GET", "HEAD") or calls.is_form():
        consistency.tell(current_lrs_caller().school, reads=True)
    return _answer(_STATEMENTS)


@blueprint.route("/activities/state", methods=_DOCUMENTS)
@lrs_caller
def state() -> Response:
    """Documents of an agent in an activity."""
    return _answer(_handlers(STATE_RESOURCE))


@blueprint.route("/agents/profile", methods=_DOCUMENTS)
@lrs_caller
def agent_profile() -> Response:
    """Documents of an agent."""
    return _answer(_handlers(AGENT_PROFILES))


@blueprint.route("/activities/profile", methods=_DOCUMENTS)
@lrs_caller
def activity_profile() -> Response:
    """Documents of an activity."""
    return _answer(_handlers(ACTIVITY_PROFILES))


@blueprint.route("/agents", methods=("GET", "POST"))
@lrs_caller
def agents() -> Response:
    """What is known of an agent."""
    return _answer({"GET": information_resource.agents})


@blueprint.route("/activities", methods=("GET", "POST"))
@lrs_caller
def activities() -> Response:
    """What is known of an activity."""
    return _answer({"GET": information_resource.activities})


@blueprint.route("/about")
@public
def about() -> Response:
    """The versions that are spoken here."""
    return information_resource.about()


def _handlers(resource: "object") -> Handlers:
    return {name: getattr(resource, name.lower()) for name in _DOCUMENTS}
