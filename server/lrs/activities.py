"""Activities, their definitions and interactions (xAPI-Data 2.4.4.1; 2.0: 4.2.2.3)."""

from typing import Any, Final

from server.lrs import values
from server.lrs.errors import Invalid
from server.lrs.values import JsonObject

COMPONENTS: Final[dict[str, frozenset[str]]] = {
    "true-false": frozenset(),
    "choice": frozenset({"choices"}),
    "fill-in": frozenset(),
    "long-fill-in": frozenset(),
    "matching": frozenset({"source", "target"}),
    "performance": frozenset({"steps"}),
    "sequencing": frozenset({"choices"}),
    "likert": frozenset({"scale"}),
    "numeric": frozenset(),
    "other": frozenset(),
}
"""Interaction types, and the lists of components that each may have."""

LISTS: Final = ("choices", "scale", "source", "target", "steps")


def _interaction(value: Any, at: str) -> str:
    if type(value) is not str or value not in COMPONENTS:
        raise Invalid(at, "must be an interaction type of SCORM 2004 4th edition")
    return value


def _patterns(value: Any, at: str) -> list[Any]:
    return values.listed(value, at, values.text)


def _component(value: Any, at: str) -> JsonObject:
    found = values.members(value, at, _COMPONENT)
    if not found.get("id"):
        raise Invalid(f"{at}.id", "is required")
    return found


_COMPONENT: Final[dict[str, values.Check]] = {
    "id": values.text,
    "description": values.language_map,
}


def _components(value: Any, at: str) -> list[Any]:
    found = values.listed(value, at, _component)
    if len({item["id"] for item in found}) != len(found):
        raise Invalid(at, "has two components of one id")
    return found


_DEFINITION: Final[dict[str, values.Check]] = {
    "name": values.language_map,
    "description": values.language_map,
    "type": values.iri,
    "moreInfo": values.iri,
    "extensions": values.extensions,
    "interactionType": _interaction,
    "correctResponsesPattern": _patterns,
    **dict.fromkeys(LISTS, _components),
}


def definition(value: Any, at: str) -> JsonObject:
    """A definition; the parts of an interaction only with their interaction type."""
    found = values.members(value, at, _DEFINITION)
    kind = found.get("interactionType")
    if kind is None and "correctResponsesPattern" in found:
        raise Invalid(f"{at}.interactionType", "is required with correctResponsesPattern")
    for name in LISTS:
        if name in found and (kind is None or name not in COMPONENTS[kind]):
            raise Invalid(f"{at}.{name}", f"does not belong to the interaction type {kind}")
    return found


def _kind(value: Any, at: str) -> str:
    if value != "Activity":
        raise Invalid(at, 'must be "Activity"')
    return str(value)


_ACTIVITY: Final[dict[str, values.Check]] = {
    "objectType": _kind,
    "id": values.iri,
    "definition": definition,
}


def activity(value: Any, at: str) -> JsonObject:
    """{id, definition?, objectType?}."""
    found = values.members(value, at, _ACTIVITY)
    if "id" not in found:
        raise Invalid(f"{at}.id", "is required")
    return found
