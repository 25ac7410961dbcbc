"""A statement as a line that people read: pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.insights.limits import MAX_RESPONSE_CHARS
from server.lrs.callers import account_of
from server.lrs.reading import Line
from server.lrs.values import JsonObject

VERBS: Final = "http://adlnet.gov/expapi/verbs/"
_DURATION: Final = re.compile(
    r"P(?:(\d+(?:\.\d+)?)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?)"
)
_SECONDS: Final = (604_800, 31_536_000, 2_592_000, 86_400, 3_600, 60, 1)
_MAX_SECONDS: Final = 10 * 31_536_000


@dataclass(frozen=True, slots=True)
class Row:
    """`learner` is a person of the school, empty for other agents; `actor` is the agent's own
    name. Language maps are as the statement gave them. `uncounted` is the rule of cmi5 by which an
    earlier statement counts in its place."""

    id: str
    stored: str
    timestamp: str
    learner: str
    actor: str
    verb: str
    verb_names: Mapping[str, str]
    object: str
    object_names: Mapping[str, str]
    registration: str | None
    completion: bool | None
    success: bool | None
    scaled: float | None
    seconds: float | None
    response: str | None
    uncounted: str | None


def row_of(line: Line, school: str, uncounted: str | None = None) -> Row:
    """What a line of the list shows."""
    given = line.statement
    result = given.get("result", {})
    target = given["object"]
    response = result.get("response")
    return Row(
        id=line.id,
        stored=given["stored"],
        timestamp=given["timestamp"],
        learner=_learner(given["actor"], school),
        actor=_name(given["actor"]),
        verb=given["verb"]["id"],
        verb_names=given["verb"].get("display", {}),
        object=target.get("id") or _name(target),
        object_names=target.get("definition", {}).get("name", {}),
        registration=given.get("context", {}).get("registration"),
        completion=result.get("completion"),
        success=result.get("success"),
        scaled=result.get("score", {}).get("scaled"),
        seconds=seconds_of(result.get("duration")),
        response=response[:MAX_RESPONSE_CHARS] if response is not None else None,
        uncounted=uncounted,
    )


def seconds_of(duration: Any) -> float | None:
    """Of an ISO 8601 duration; a month counts 30 days, and ten years are the most there is."""
    match = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if match is None:
        return None
    total = sum(
        float(part) * unit for part, unit in zip(match.groups(), _SECONDS, strict=True) if part
    )
    return min(total, float(_MAX_SECONDS))


def _learner(actor: JsonObject, school: str) -> str:
    account = actor.get("account", {})
    home = account_of(school, "")["account"]["homePage"]
    name: str = account.get("name", "") if account.get("homePage") == home else ""
    return name


def _name(agent: JsonObject) -> str:
    account = agent.get("account", {})
    return str(agent.get("name") or account.get("name") or agent.get("mbox") or "")
