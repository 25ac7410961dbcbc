"""Which statements a destination gets: pure questions about a statement."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from server.forwarding.limits import MAX_FILTER_VALUES
from server.lrs import actors, values
from server.lrs.errors import Invalid
from server.lrs.statements import activities_of, agents_of
from server.lrs.values import JsonObject

VERBS: Final = "verbs"
ACTIVITIES: Final = "activities"
AGENTS: Final = "agents"
NAMES: Final = (VERBS, ACTIVITIES, AGENTS)


def checked(filters: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Filters in the form in which they are kept: verbs and activities by IRI, agents by the
    identifier of server.lrs.actors, given as JSON. Raises ValueError."""
    made: dict[str, list[str]] = {}
    for name, given in filters.items():
        if name not in NAMES:
            raise ValueError(f"{name} is none of {', '.join(NAMES)}")
        if len(given) > MAX_FILTER_VALUES:
            raise ValueError(f"{name} has more than {MAX_FILTER_VALUES} values")
        if given:
            made[name] = sorted({_value(name, one) for one in given})
    return made


def _value(name: str, text: str) -> str:
    try:
        if name != AGENTS:
            return values.iri(text, name)
        found = actors.identifier(actors.actor(values.parse_json(text), name))
    except Invalid as error:
        raise ValueError(f"{error.path} {error.rule}") from None
    if found is None:
        raise ValueError("an agent needs an identifier")
    return found


def wants(filters: Mapping[str, Any], statement: JsonObject) -> bool:
    """Whether every filter that is there names something of the statement."""
    verbs, activities, agents = (filters.get(name) for name in NAMES)
    if verbs and statement["verb"]["id"] not in verbs:
        return False
    if activities and not any(found["id"] in activities for found, _ in activities_of(statement)):
        return False
    return not agents or any(
        name in agents for found, _ in agents_of(statement) for name in actors.identifiers(found)
    )
