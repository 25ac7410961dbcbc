"""Which statements of one registration count, when more came together than one launch may send.

Each gate keeps its own launches to the rules (content.cmi5.rules). Two phones without a link cannot
know of each other: both may pass one unit in one registration, and both statements are kept. Of
those that a rule allows once, the earliest counts; the rest are named with the rule. A function of
the set alone, so every node says the same, whatever came first. Pure.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from content.cmi5 import rules

_CATEGORY: Final = "https://w3id.org/xapi/cmi5/context/categories/cmi5"


class Told(NamedTuple):
    """A cmi5 defined statement: `order` is when it counts as stored; ids break a tie."""

    registration: str
    activity: str
    verb: str
    order: int
    id: str


def is_defined(statement: Mapping[str, Any]) -> bool:
    """Whether a statement claims to be cmi5 defined (9.6.2.1), in a registration."""
    context = statement.get("context", {})
    category = context.get("contextActivities", {}).get("category", [])
    several = category if isinstance(category, list) else [category]
    return "registration" in context and any(one.get("id") == _CATEGORY for one in several)


def before(verb: str) -> tuple[str, ...]:
    """The verbs after which a statement of this one counts no more."""
    return tuple(one["after"] for one in rules.repeats() if one["verb"] == verb)


def uncounted(told: Iterable[Told]) -> dict[str, str]:
    """Ids of the statements that do not count, with the rule of cmi5 that each breaks."""
    several = list(told)
    first: dict[tuple[str, str, str], tuple[int, str]] = {}
    for one in several:
        key = one.registration, one.activity, one.verb
        first[key] = min(first.get(key, (one.order, one.id)), (one.order, one.id))
    found: dict[str, str] = {}
    for one in several:
        for rule in rules.repeats():
            earliest = first.get((one.registration, one.activity, rule["after"]))
            if rule["verb"] == one.verb and earliest and earliest < (one.order, one.id):
                found.setdefault(one.id, str(rule["rule"]))
    return found
