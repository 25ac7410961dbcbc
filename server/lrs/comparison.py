"""Whether two statements under one id are the same one (xAPI-Data 2.3.1)."""

import json
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final

from server.lrs import timestamps, values
from server.lrs.statements import CONTEXT_ACTIVITIES
from server.lrs.values import JsonObject

_SET_BY_THE_STORE: Final = frozenset({"id", "authority", "stored", "timestamp", "version"})
_ACTOR_PLACES: Final = ("actor", "instructor", "team", "agent", "group", "authority")


def normalised(statement: JsonObject) -> JsonObject:
    """The statement as it is kept: one context activity becomes an array of one, once and for all.

    2.0 and 1.0.3 both ask for arrays in answers. The argument itself is changed.
    """
    for half in (statement, statement["object"]):
        context = half.get("context")
        several = context.get("contextActivities") if type(context) is dict else None
        if type(several) is dict:
            for name, value in several.items():
                if type(value) is dict:
                    several[name] = [value]
    return statement


def comparable(statement: JsonObject) -> JsonObject:
    """What counts when statements are compared: equal values mean the same statement.

    Left out are what the store sets, verbs' displays, activities' definitions (a store may keep
    others) and the places of attachments; members and context activities count without order;
    durations count to 0.01 s.
    """
    return {
        key: _part(key, item) for key, item in statement.items() if key not in _SET_BY_THE_STORE
    }


def same(one: JsonObject, other: JsonObject) -> bool:
    """Whether a store may treat `other` as `one` sent again."""
    return comparable(one) == comparable(other)


def signed_as(statement: JsonObject, payload: JsonObject) -> bool:
    """Whether a signature's payload is this statement as it was before the signature was added.

    The payload may lack an id and a timestamp; one that it has must be the statement's.
    """
    if not same(_unattached(statement), _unattached(payload)):
        return False
    if "id" in payload and str(payload["id"]).lower() != str(statement.get("id", "")).lower():
        return False
    theirs, ours = payload.get("timestamp"), statement.get("timestamp")
    if theirs is None or ours is None:
        return theirs is None
    return timestamps.moment(theirs, "timestamp") == timestamps.moment(ours, "timestamp")


def _unattached(statement: JsonObject) -> JsonObject:
    """Without attachments: a signer may list the ones beside the signature or not."""
    return {key: item for key, item in statement.items() if key != "attachments"}


def _part(key: str, value: Any) -> Any:
    part = _PARTS.get(key)
    return value if part is None else part(value)


def _result(value: JsonObject) -> JsonObject:
    if "duration" not in value:
        return value
    return {**value, "duration": values.truncated_duration(value["duration"])}


def _attachments(value: list[JsonObject]) -> list[Any]:
    return _sorted({k: x for k, x in item.items() if k != "fileUrl"} for item in value)


def _object(value: JsonObject) -> Any:
    kind = value.get("objectType", "Activity")
    if kind == "Activity":
        return value["id"]
    if kind == "SubStatement":
        return {
            key: timestamps.in_utc(item) if key == "timestamp" else _part(key, item)
            for key, item in value.items()
        }
    if kind == "StatementRef":
        return {"statement": value["id"].lower()}
    return _actor(value)


def _actor(value: JsonObject) -> JsonObject:
    made = {"objectType": "Agent", **value}
    if "member" in value:
        made["member"] = _sorted(_actor(member) for member in value["member"])
    return made


def _context(value: JsonObject) -> JsonObject:
    made = {key: _part(key, item) for key, item in value.items()}
    if "registration" in made:
        made["registration"] = made["registration"].lower()
    if "contextActivities" in value:
        several = value["contextActivities"]
        made["contextActivities"] = {
            name: sorted(
                item["id"]
                for item in (several[name] if type(several[name]) is list else [several[name]])
            )
            for name in CONTEXT_ACTIVITIES
            if name in several
        }
    for name, who in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in value:
            made[name] = _sorted({**item, who: _actor(item[who])} for item in value[name])
    return made


def _sorted(items: Any) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


_PARTS: Final[dict[str, Callable[[Any], Any]]] = {
    "verb": itemgetter("id"),
    "object": _object,
    "result": _result,
    "context": _context,
    "attachments": _attachments,
    **dict.fromkeys(_ACTOR_PLACES, _actor),
}
