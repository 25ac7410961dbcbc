"""A statement, checked against every rule of its version; errors name the path (xAPI-Data 2)."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from server.lrs import actors, timestamps, values
from server.lrs.activities import activity
from server.lrs.errors import Invalid
from server.lrs.repeats import checked
from server.lrs.values import Check, JsonObject

VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"
SIGNATURE: Final = "http://adlnet.gov/expapi/attachments/signature"
CONTEXT_ACTIVITIES: Final = ("parent", "grouping", "category", "other")


def _verb(value: Any, at: str) -> JsonObject:
    found = values.members(value, at, _VERB)
    if "id" not in found:
        raise Invalid(f"{at}.id", "is required")
    return found


_VERB: Final[dict[str, Check]] = {"id": values.iri, "display": values.language_map}


_known_verb: Final = checked(_verb)
_actor: Final = checked(actors.actor)
_target: Final = checked(activity)


def _exactly(wanted: str, value: Any, at: str) -> str:
    if value != wanted:
        raise Invalid(at, f'must be "{wanted}"')
    return wanted


def _reference(value: Any, at: str) -> JsonObject:
    found = values.members(value, at, _REFERENCE)
    for key in ("objectType", "id"):
        if key not in found:
            raise Invalid(f"{at}.{key}", "is required")
    return found


_REFERENCE: Final[dict[str, Check]] = {
    "objectType": partial(_exactly, "StatementRef"),
    "id": values.uuid,
}


def _score(value: Any, at: str) -> JsonObject:
    found = values.members(value, at, _SCORE)
    scaled, raw = found.get("scaled"), found.get("raw")
    low, high = found.get("min"), found.get("max")
    if scaled is not None and not -1 <= scaled <= 1:
        raise Invalid(f"{at}.scaled", "must be from -1 to 1")
    if low is not None and high is not None and low >= high:
        raise Invalid(f"{at}.min", "must be less than max")
    if raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        raise Invalid(f"{at}.raw", "must be from min to max")
    return found


_SCORE: Final[dict[str, Check]] = dict.fromkeys(("scaled", "raw", "min", "max"), values.number)


def _result(value: Any, at: str) -> JsonObject:
    return values.members(value, at, _RESULT)


_RESULT: Final[dict[str, Check]] = {
    "score": _score,
    "success": values.boolean,
    "completion": values.boolean,
    "response": values.text,
    "duration": values.duration,
    "extensions": values.extensions,
}


def _activities(value: Any, at: str) -> Any:
    """One activity or several."""
    return values.listed(value, at, activity) if type(value) is list else activity(value, at)


def _context_activities(value: Any, at: str) -> JsonObject:
    return values.members(value, at, _CONTEXT_ACTIVITIES)


_CONTEXT_ACTIVITIES: Final[dict[str, Check]] = dict.fromkeys(CONTEXT_ACTIVITIES, _activities)


def _types(value: Any, at: str) -> list[Any]:
    if not values.listed(value, at, values.iri):
        raise Invalid(at, "must not be empty")
    found: list[Any] = value
    return found


def _relevant(name: str, checks: Mapping[str, Check], value: Any, at: str) -> JsonObject:
    found = values.members(value, at, checks)
    for key in ("objectType", name):
        if key not in found:
            raise Invalid(f"{at}.{key}", "is required")
    return found


def _relevants(name: str, kind: str, who: Check) -> Check:
    """contextAgents and contextGroups (2.0: 4.2.2.5)."""
    checks: dict[str, Check] = {
        "objectType": partial(_exactly, kind),
        name: who,
        "relevantTypes": _types,
    }
    one = partial(_relevant, name, checks)

    def check(value: Any, at: str) -> list[Any]:
        return values.listed(value, at, one)

    return check


def _context(checks: Mapping[str, Check], value: Any, at: str) -> JsonObject:
    return values.members(value, at, checks)


_CONTEXT: Final[dict[str, Check]] = {
    "registration": values.uuid,
    "instructor": actors.actor,
    "team": actors.group,
    "contextActivities": checked(_context_activities),
    "revision": values.text,
    "platform": values.text,
    "language": values.language,
    "statement": _reference,
    "extensions": values.extensions,
}
_CONTEXT_2: Final[dict[str, Check]] = {
    **_CONTEXT,
    "contextAgents": _relevants("agent", "contextAgent", actors.agent),
    "contextGroups": _relevants("group", "contextGroup", actors.group),
}


def _attachment(value: Any, at: str) -> JsonObject:
    found = values.members(value, at, _ATTACHMENT)
    for key in ("usageType", "display", "contentType", "length", "sha2"):
        if key not in found:
            raise Invalid(f"{at}.{key}", "is required")
    if found["usageType"] == SIGNATURE and found["contentType"] != "application/octet-stream":
        raise Invalid(f"{at}.contentType", "must be application/octet-stream for a signature")
    return found


def _attachments(value: Any, at: str) -> list[Any]:
    return values.listed(value, at, _attachment)


_ATTACHMENT: Final[dict[str, Check]] = {
    "usageType": values.iri,
    "display": values.language_map,
    "description": values.language_map,
    "contentType": values.media_type,
    "length": values.count,
    "sha2": values.sha2,
    "fileUrl": values.iri,
}


def _object(sub: Check | None, value: Any, at: str) -> JsonObject:
    kind = values.obj(value, at).get("objectType", "Activity")
    found: JsonObject = value
    if kind == "Activity":
        _target(found, at)
        return found
    if kind in ("Agent", "Group"):
        return actors.actor(value, at)
    if kind == "StatementRef":
        return _reference(value, at)
    if kind == "SubStatement" and sub is not None:
        sub(value, at)
        return found
    raise Invalid(f"{at}.objectType", "is no type of object that may stand here")


def _version(majors: tuple[str, ...], value: Any, at: str) -> str:
    found = values.text(value, at)
    head, dot, patch = found.rpartition(".")
    if found not in majors and not (dot and head in majors and patch.isascii() and patch.isdigit()):
        raise Invalid(at, f"must be of {' or '.join(majors)} in a request of this version")
    return found


def _whole(checks: Mapping[str, Check], value: Any, at: str) -> None:
    for key, item in values.obj(value, at).items():
        check = checks.get(key)
        path = f"{at}.{key}" if at else key
        if check is None:
            raise Invalid(path, "is no property of the specification")
        check(item, path)
    for key in ("actor", "verb", "object"):
        if key not in value:
            raise Invalid(f"{at}.{key}" if at else key, "is required")
    _consistent(value, at)


def _consistent(value: JsonObject, at: str) -> None:
    """Rules between the parts."""
    start = f"{at}." if at else ""
    kind = value["object"].get("objectType", "Activity")
    context = value.get("context", {})
    if kind != "Activity":
        for key in ("revision", "platform"):
            if key in context:
                raise Invalid(f"{start}context.{key}", "is only for activities")
    if value["verb"]["id"] == VOIDED and kind != "StatementRef":
        raise Invalid(f"{start}object.objectType", "must be StatementRef where a verb voids")


def _checks(major: str) -> tuple[dict[str, Check], dict[str, Check]]:
    """The members of a statement and of a SubStatement."""
    moment = timestamps.check_strict if major == "2.0" else timestamps.check
    context = partial(_context, _CONTEXT_2 if major == "2.0" else _CONTEXT)
    shared: dict[str, Check] = {
        "actor": _actor,
        "verb": _known_verb,
        "result": _result,
        "context": context,
        "timestamp": moment,
        "attachments": _attachments,
    }
    sub: dict[str, Check] = {
        **shared,
        "objectType": partial(_exactly, "SubStatement"),
        "object": partial(_object, None),
    }
    whole: dict[str, Check] = {
        **shared,
        "id": values.uuid,
        "object": partial(_object, partial(_whole, sub)),
        "stored": moment,
        "authority": actors.authority,
        "version": partial(_version, ("1.0", "2.0") if major == "2.0" else ("1.0",)),
    }
    return whole, sub


_VERSION_1: Final = _checks("1.0")[0]
_VERSION_2: Final = _checks("2.0")[0]


def check(statement: Any, at: str = "", *, version: str = "2.0") -> JsonObject:
    """The statement, when it keeps every rule of `version` (1.0 or 2.0); else raises Invalid."""
    _whole(_VERSION_2 if version == "2.0" else _VERSION_1, statement, at)
    found: JsonObject = statement
    return found


def voids(statement: JsonObject) -> bool:
    """Whether it takes another statement back."""
    return bool(statement["verb"]["id"] == VOIDED)


def target(statement: JsonObject) -> str | None:
    """The id of the statement that is its object."""
    found = statement["object"]
    return str(found["id"]).lower() if found.get("objectType") == "StatementRef" else None


def _halves(statement: JsonObject) -> Iterator[tuple[JsonObject, bool]]:
    """The statement and its SubStatement; the flag says which is the SubStatement."""
    yield statement, False
    if statement["object"].get("objectType") == "SubStatement":
        yield statement["object"], True


def activities_of(statement: JsonObject) -> Iterator[tuple[JsonObject, bool]]:
    """Every activity in it; the flag is true for its own object."""
    for half, inner in _halves(statement):
        found = half["object"]
        if found.get("objectType", "Activity") == "Activity":
            yield found, not inner
        for several in half.get("context", {}).get("contextActivities", {}).values():
            for one in several if isinstance(several, list) else [several]:
                yield one, False


def agents_of(statement: JsonObject) -> Iterator[tuple[JsonObject, bool]]:
    """Every agent and group in it; the flag is true for its own actor and object."""
    for half, inner in _halves(statement):
        yield half["actor"], not inner
        if actors.is_actor(half["object"]):
            yield half["object"], not inner
        context = half.get("context", {})
        for name in ("instructor", "team"):
            if name in context:
                yield context[name], False
        for entry in context.get("contextAgents", ()):
            yield entry["agent"], False
        for entry in context.get("contextGroups", ()):
            yield entry["group"], False
    if "authority" in statement:
        yield statement["authority"], False


def attachments_of(statement: JsonObject) -> Iterator[JsonObject]:
    """The attachments of a statement and of its SubStatement."""
    for half, _inner in _halves(statement):
        yield from half.get("attachments", ())
