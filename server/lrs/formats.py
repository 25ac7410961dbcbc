"""The three forms in which statements leave, and the older version's form (xAPI-Comm 2.1.3)."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from server.lrs import actors
from server.lrs.statements import CONTEXT_ACTIVITIES
from server.lrs.values import JsonObject

FORMATS: Final = ("exact", "ids", "canonical")
_RANGE: Final = re.compile(r"\s*([A-Za-z0-9*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")
_MAX_RANGES: Final = 20


def languages(accept: str) -> list[str]:
    """The language ranges of Accept-Language, the preferred first (RFC 9110 12.5.4)."""
    found = []
    for part in accept[:1000].split(",")[:_MAX_RANGES]:
        match = _RANGE.fullmatch(part)
        if match and float(match[2] or 1) > 0:
            found.append((-float(match[2] or 1), match[1].lower()))
    return [name for _weight, name in sorted(found, key=lambda pair: pair[0])]


def one_language(texts: Mapping[str, Any], wanted: list[str]) -> JsonObject:
    """The entry of a language map that fits best; its first one when none does."""
    for name in wanted:
        for tag in texts:
            if name in ("*", tag.lower()):
                return {tag: texts[tag]}
        for tag in texts:
            short, long = sorted((name, tag.lower()), key=len)
            if long.startswith(f"{short}-"):
                return {tag: texts[tag]}
    return {tag: texts[tag] for tag in list(texts)[:1]}


def as_ids(statement: JsonObject) -> JsonObject:
    """Only what is needed to name agents, activities, verbs and groups."""
    return _mapped(
        statement,
        actor=_actor_id,
        verb=lambda v: {"id": v["id"]},
        activity=lambda a: {"id": a["id"]},
    )


def as_canonical(
    statement: JsonObject, definition: Callable[[str], JsonObject | None], wanted: list[str]
) -> JsonObject:
    """Activities with the store's definitions, verbs and activities in one language.

    `definition` gives the store's definition of an activity, None where it knows none.
    """

    def activity(value: JsonObject) -> JsonObject:
        found = definition(value["id"]) or value.get("definition")
        if not found:
            return value
        made = dict(found)
        for name in ("name", "description"):
            if name in made:
                made[name] = one_language(made[name], wanted)
        return {**value, "definition": made}

    def verb(value: JsonObject) -> JsonObject:
        if "display" not in value:
            return value
        return {**value, "display": one_language(value["display"], wanted)}

    return _mapped(statement, actor=lambda value: value, verb=verb, activity=activity)


def as_version_1(statement: JsonObject) -> JsonObject:
    """For a client of 1.0.x: without what only 2.0 knows, so that it can be read at all."""
    if not statement["version"].startswith("2."):
        return statement
    made = _without_2(statement)
    made["version"] = "1.0.0"
    if made["object"].get("objectType") == "SubStatement":
        made["object"] = _without_2(made["object"])
    return made


def _without_2(half: JsonObject) -> JsonObject:
    made = dict(half)
    if "context" in made:
        made["context"] = {
            key: item
            for key, item in made["context"].items()
            if key not in ("contextAgents", "contextGroups")
        }
    return made


def _actor_id(value: JsonObject) -> JsonObject:
    """The identifier; of an anonymous group its members'."""
    names: tuple[str, ...] = ("objectType", *actors.IDENTIFIERS)
    made: JsonObject = {key: value[key] for key in names if key in value}
    if actors.identifier(value) is None:
        made["member"] = [_actor_id(member) for member in value.get("member", ())]
    return made


Change = Callable[[JsonObject], JsonObject]


def _mapped(half: JsonObject, *, actor: Change, verb: Change, activity: Change) -> JsonObject:
    made = dict(half)
    made["actor"] = actor(half["actor"])
    made["verb"] = verb(half["verb"])
    found = half["object"]
    kind = found.get("objectType", "Activity")
    if kind == "Activity":
        made["object"] = activity(found)
    elif kind == "SubStatement":
        made["object"] = _mapped(found, actor=actor, verb=verb, activity=activity)
    elif kind != "StatementRef":
        made["object"] = actor(found)
    if "authority" in half:
        made["authority"] = actor(half["authority"])
    if "context" in half:
        made["context"] = dict(_mapped_context(half["context"], actor, activity))
    return made


def _mapped_context(
    context: JsonObject, actor: Change, activity: Change
) -> Iterator[tuple[str, Any]]:
    for key, value in context.items():
        if key in ("instructor", "team"):
            yield key, actor(value)
        elif key == "contextActivities":
            yield (
                key,
                {
                    name: [activity(one) for one in value[name]]
                    for name in CONTEXT_ACTIVITIES
                    if name in value
                },
            )
        elif key in ("contextAgents", "contextGroups"):
            who = "agent" if key == "contextAgents" else "group"
            yield key, [{**item, who: actor(item[who])} for item in value]
        else:
            yield key, value
