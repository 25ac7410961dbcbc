"""The small language of rules.json. Pure; pwa/src/player/xapi/conditions.ts says the same.

An operand that begins with `$` names one of the file's paths into the facts; anything else is
itself. Operators, each the one member of an object:

    {"is": name}                      the named condition
    {"all": [c…]}, {"any": [c…]}, {"not": c}
    {"present": a}                    there is a value
    {"equal": [a, b]}                 the same JSON value (numbers by size, true is not 1)
    {"one_of": [a, [b…]]}
    {"below": [a, b]}                 both are numbers and a < b
    {"matches": [a, expression]}      a text in which the regular expression is found
    {"lists": [a, iri]}               a is an activity or a list of them, one with this id
    {"contains": [a, b]}              all of object b is in a: members by name, activities of a
                                      list by their id, everything else unchanged
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Json = Any
Condition = Mapping[str, Any]
Facts = Mapping[str, Any]
MISSING: Final = object()


@dataclass(frozen=True)
class Conditions:
    """Named paths and named conditions, and what holds of some facts."""

    paths: Mapping[str, list[str]]
    named: Mapping[str, Condition]

    def holds(self, condition: Condition, facts: Facts) -> bool:
        """Whether the condition is true. KeyError for an operator or name that is not known."""
        [(operator, operand)] = condition.items()
        if operator == "is":
            return self.holds(self.named[operand], facts)
        if operator == "all":
            return all(self.holds(one, facts) for one in operand)
        if operator == "any":
            return any(self.holds(one, facts) for one in operand)
        if operator == "not":
            return not self.holds(operand, facts)
        if operator == "present":
            return self.value(operand, facts) is not MISSING
        left, right = (self.value(one, facts) for one in operand)
        return _COMPARISONS[operator](left, right)

    def value(self, operand: Json, facts: Facts) -> Json:
        """What an operand stands for; MISSING where the facts have nothing there (or null)."""
        if not isinstance(operand, str) or not operand.startswith("$"):
            return operand
        found: Json = facts
        for key in self.paths[operand[1:]]:
            if not isinstance(found, Mapping) or found.get(key) is None:
                return MISSING
            found = found[key]
        return found


def equal(left: Json, right: Json) -> bool:
    """Equality of JSON values: Python alone would say that 1 is true."""
    if left is MISSING or right is MISSING:
        return False
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    return bool(left == right)


def _one_of(left: Json, right: Json) -> bool:
    return any(equal(left, one) for one in right)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _below(left: Json, right: Json) -> bool:
    return _is_number(left) and _is_number(right) and left < right


def _matches(left: Json, right: Json) -> bool:
    return isinstance(left, str) and re.search(right, left) is not None


def _listed(value: Json) -> list[Json]:
    if value is MISSING:
        return []
    return value if isinstance(value, list) else [value]


def _lists(left: Json, right: Json) -> bool:
    return any(isinstance(one, Mapping) and one.get("id") == right for one in _listed(left))


def _contains(left: Json, right: Json) -> bool:
    if isinstance(right, Mapping):
        return isinstance(left, Mapping) and all(
            key in left and _contains(left[key], part) for key, part in right.items()
        )
    if isinstance(right, list):
        return all(
            isinstance(part, Mapping) and "id" in part and _lists(left, part["id"])
            for part in right
        )
    return equal(left, right)


_COMPARISONS: Final[Mapping[str, Callable[[Json, Json], bool]]] = {
    "equal": equal,
    "one_of": _one_of,
    "below": _below,
    "matches": _matches,
    "lists": _lists,
    "contains": _contains,
}
