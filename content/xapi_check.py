"""The member `xapi` of a description, checked: other nodes' descriptions are not ours.

    cmi5:   {"course": named, "blocks": {item: named}, "objectives": [named…],
             "units": {item: named + {"move_on", "mastery_score" 0–1 | null, "launch_method",
             "launch_parameters", "entitlement_key", "activity_type": str | null,
             "url": only of a unit that is not in the package}}}
    tincan: {"units": {item: named + {"activity_type": str | null}}}

where `named` is {"id": the publisher's IRI, "title", "description": {language: text},
"objectives": [publisher's ids] of blocks and units}.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from content.cmi5.addresses import check_iri
from content.errors import ContentRefused, DescriptionInvalid

_MOVE_ON: Final = frozenset(
    {"NotApplicable", "Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed"}
)


def check_xapi(kind: str, xapi: Mapping[str, Any], items: Collection[str]) -> None:
    """Raises DescriptionInvalid naming the place of the first fault."""
    units = _members(xapi, "units")
    blocks = _members(xapi, "blocks") if kind == "cmi5" else {}
    if set(units) | set(blocks) != set(items) or set(units) & set(blocks) or not units:
        raise DescriptionInvalid("xapi/units", "not the items")
    for name, one in (*units.items(), *blocks.items()):
        _named(one, f"xapi/{name}")
    if kind != "cmi5":
        return
    _named(xapi.get("course"), "xapi/course")
    for number, one in enumerate(_list(xapi.get("objectives"), "xapi/objectives")):
        _named(one, f"xapi/objectives/{number}")
    for name, one in units.items():
        _unit(one, f"xapi/{name}")


def _unit(one: Mapping[str, Any], place: str) -> None:
    if one.get("move_on") not in _MOVE_ON:
        raise DescriptionInvalid(f"{place}/move_on", "not one we know")
    if one.get("launch_method") not in ("AnyWindow", "OwnWindow"):
        raise DescriptionInvalid(f"{place}/launch_method", "not one we know")
    score = one.get("mastery_score")
    if score is not None and not (
        isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
    ):
        raise DescriptionInvalid(f"{place}/mastery_score", "not 0-1")
    for key in ("launch_parameters", "entitlement_key", "activity_type", "url"):
        if not isinstance(one.get(key), str | None):
            raise DescriptionInvalid(f"{place}/{key}", "not a string")


def _members(xapi: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = xapi.get(key)
    if not isinstance(found, Mapping):
        raise DescriptionInvalid(f"xapi/{key}", "not an object")
    return found


def _list(value: object, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise DescriptionInvalid(place, "not a list")
    return value


def _named(one: object, place: str) -> None:
    if not isinstance(one, Mapping):
        raise DescriptionInvalid(place, "not an object")
    try:
        check_iri(one["id"])
    except (ContentRefused, KeyError, TypeError):
        raise DescriptionInvalid(f"{place}/id", "not an IRI") from None
    for key in ("title", "description"):
        texts = one.get(key)
        if not isinstance(texts, Mapping) or not all(isinstance(t, str) for t in texts.values()):
            raise DescriptionInvalid(f"{place}/{key}", "not texts by language")
