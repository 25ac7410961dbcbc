"""What the store tells about agents, activities and itself (xAPI-Comm 2.4, 2.5, 2.8)."""

from flask import Response

from server.db import db
from server.lrs import actors, answers, names, permitted, projection, reading
from server.lrs.callers import READ, person_of
from server.lrs.calls import VERSIONS, Call
from server.lrs.values import JsonObject


def agents(call: Call) -> Response:
    """A Person: every name and identifier that the store has seen for this agent; for a caller
    from whom the agent is hidden, what it has said itself."""
    call.only({"agent"})
    agent = call.agent()
    call.caller.require_own(agent)
    if call.caller.own is None:
        call.caller.require(READ, reading=True)
    seen = [agent]
    if not permitted.hides(db.session(), call.caller, person_of(agent)):
        own = actors.identifier(agent) or ""
        number = names.number(call.caller.school, names.AGENT, own)
        seen += reading.names_of_agent(db.session(), number, [own])
    person: JsonObject = {"objectType": "Person"}
    for key in ("name", *actors.IDENTIFIERS):
        found = [item[key] for item in seen if key in item]
        if found:
            person[key] = [item for n, item in enumerate(found) if item not in found[:n]]
    return answers.document(person)


def activities(call: Call) -> Response:
    """The activity with the store's definition, as far as it has one."""
    call.only({"activityId"})
    iri = call.iri("activityId")
    call.caller.require_reading()
    made: JsonObject = {"objectType": "Activity", "id": iri}
    definition = projection.known_definition(db.session(), call.caller.school, iri)
    if definition:
        made["definition"] = definition
    return answers.document(made)


def about() -> Response:
    """The versions that this store speaks."""
    return answers.document({"version": list(VERSIONS)})
