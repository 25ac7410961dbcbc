"""State and profiles (xAPI-Comm 2.3, 2.6, 2.7; 2.0: 4.1.6.2, 4.1.6.5, 4.1.6.6)."""

from collections.abc import Callable
from typing import Final

from flask import Response

from server.db import db
from server.errors import not_allowed, not_found
from server.lrs import answers, document_store, permitted
from server.lrs.callers import PROFILE, STATE
from server.lrs.calls import Call
from server.lrs.document_operations import ACTIVITY_PROFILE, AGENT_PROFILE, Shelf, shelf
from server.lrs.document_operations import STATE as STATE_DOCUMENTS
from server.lrs.timestamps import of_order

Handler = Callable[[Call], Response]
_STATE_ARGS: Final = frozenset({"activityId", "agent", "registration", "stateId"})


def _state_shelf(call: Call) -> Shelf:
    agent = call.agent()
    call.caller.require_own(agent)
    return shelf(
        STATE_DOCUMENTS,
        call.caller.school,
        activity=call.iri("activityId"),
        agent=agent,
        registration=call.uuid("registration"),
    )


def _agent_shelf(call: Call) -> Shelf:
    agent = call.agent()
    call.caller.require_own(agent)
    return shelf(AGENT_PROFILE, call.caller.school, agent=agent)


def _activity_shelf(call: Call) -> Shelf:
    if call.caller.own is not None and call.method not in ("GET", "HEAD"):
        raise not_allowed("A person does not change what an activity tells everybody.")
    return shelf(ACTIVITY_PROFILE, call.caller.school, activity=call.iri("activityId"))


class DocumentResource:
    """One of the three: its parameters, its shelf and its scope."""

    def __init__(
        self, scope: str, name: str, args: frozenset[str], shelf: Callable[[Call], Shelf]
    ) -> None:
        self._scope = scope
        self._name = name
        self._args = args
        self._shelf = shelf

    def get(self, call: Call) -> Response:
        """The document, or without its id the ids of all since a moment."""
        call.caller.require(self._scope, reading=True)
        call.only(self._args | {"since"})
        place = self._place(call)
        hidden = permitted.hides(db.session(), call.caller, place.learner)
        if self._name in call.args:
            name = call.text(self._name)
            if hidden:
                raise not_found()
            return _document(place, name)
        everywhere = self._everywhere(call)
        since = call.since("since")
        if hidden:
            return answers.document([])
        return answers.document(document_store.ids(place, since, any_registration=everywhere))

    def put(self, call: Call) -> Response:
        """Replace the document."""
        place = self._writable(call)
        document_store.put(call, place, call.text(self._name))
        return answers.nothing()

    def post(self, call: Call) -> Response:
        """Merge into the document."""
        place = self._writable(call)
        document_store.post(call, place, call.text(self._name))
        return answers.nothing()

    def delete(self, call: Call) -> Response:
        """Delete the document; all of a state's shelf without an id."""
        place = self._writable(call)
        if self._name in call.args or self._scope != STATE:
            document_store.remove(call, place, call.text(self._name))
        else:
            document_store.remove_all(call, place, any_registration=self._everywhere(call))
        return answers.nothing()

    def _writable(self, call: Call) -> Shelf:
        call.caller.require(self._scope)
        call.only(self._args)
        return self._place(call)

    def _place(self, call: Call) -> Shelf:
        place = self._shelf(call)
        if call.caller.gate is not None:
            call.caller.gate.document(call, place.resource, call.args.get(self._name))
        return place

    def _everywhere(self, call: Call) -> bool:
        return self._scope == STATE and "registration" not in call.args


def _document(place: Shelf, name: str) -> Response:
    row = document_store.get(place, name)
    response = Response(document_store.content_of(row), content_type=row.content_type)
    response.headers["ETag"] = f'"{row.etag}"'
    response.headers["Last-Modified"] = answers.http_date(of_order(row.updated))
    # what somebody else brought must never run in the app's origin
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


STATE_RESOURCE: Final = DocumentResource(STATE, "stateId", _STATE_ARGS, _state_shelf)
AGENT_PROFILES: Final = DocumentResource(
    PROFILE, "profileId", frozenset({"agent", "profileId"}), _agent_shelf
)
ACTIVITY_PROFILES: Final = DocumentResource(
    PROFILE, "profileId", frozenset({"activityId", "profileId"}), _activity_shelf
)
