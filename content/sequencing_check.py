"""Whether stored sequencing has the form that `content.sequencing` writes.

Descriptions also come from other nodes, so the form is checked again when they are read.
"""

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from content.errors import DescriptionInvalid
from content.limits import (
    MAX_MANIFEST_ITEMS,
    MAX_SEQUENCING_COUNT,
    MAX_SEQUENCING_PARTS,
    MAX_TEXT_CHARS,
)
from content.sequencing_terms import (
    CHILD_SETS,
    CONDITIONS,
    EXIT_ACTIONS,
    MAPPED,
    NAVIGATION,
    POST_ACTIONS,
    PRE_ACTIONS,
    REQUIRED,
    ROLLUP_ACTIONS,
    ROLLUP_CONDITIONS,
    TIMINGS,
)

Check = Callable[[object], bool]
Shape = Mapping[str, Check]


def check_sequencing(value: Mapping[str, Any], items: Collection[str]) -> None:
    """Raises DescriptionInvalid unless `value` is sequencing over the item ids `items`."""
    if not _object(_WHOLE, _WHOLE)(value):
        raise DescriptionInvalid("sequencing", "not of the known form")
    if not set(value["activities"]) <= set(items) or not set(value["assets"]) <= set(items):
        raise DescriptionInvalid("sequencing", "names an item that is not there")


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT_CHARS


def _name(value: object) -> bool:
    return _text(value) and bool(value)


def _number(least: float, most: float) -> Check:
    def check(value: object) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and math.isfinite(value) and least <= value <= most  # type: ignore[arg-type, operator]

    return check


def _count(value: object) -> bool:
    return isinstance(value, int) and _number(0, MAX_SEQUENCING_COUNT)(value)


def _one_of(words: Collection[str]) -> Check:
    return lambda value: isinstance(value, str) and value in words


def _list(check: Check, most: int = MAX_SEQUENCING_PARTS) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(check, value))


def _object(shape: Shape, required: Collection[str] = ()) -> Check:
    """Unknown members are refused: what we don't know we could not play as meant."""

    def check(value: object) -> bool:
        return (
            isinstance(value, Mapping)
            and set(required) <= set(value) <= set(shape)
            and all(shape[name](member) for name, member in value.items())
        )

    return check


def _flags(*names: str) -> Check:
    return _object(dict.fromkeys(names, _flag))


def _mapping(check: Check) -> Check:
    return lambda value: (
        isinstance(value, Mapping)
        and len(value) <= MAX_MANIFEST_ITEMS
        and all(_text(name) and check(member) for name, member in value.items())
    )


def _conditions(words: Collection[str]) -> Check:
    shape = {
        "condition": _one_of(words),
        "not": _flag,
        "objective": _name,
        "measure": _number(-1, 1),
    }
    return _list(_object(shape, {"condition"}))


def _rules(actions: Collection[str]) -> Check:
    shape = {"action": _one_of(actions), "any": _flag, "conditions": _conditions(CONDITIONS)}
    return _list(_object(shape, {"action", "conditions"}))


_ROLLUP_RULE: Final = _object(
    {
        "action": _one_of(ROLLUP_ACTIONS),
        "set": _one_of(CHILD_SETS),
        "count": _count,
        "percent": _number(0, 1),
        "any": _flag,
        "conditions": _conditions(ROLLUP_CONDITIONS),
    },
    {"action", "set", "conditions"},
)
_MAP: Final = _object(
    {"target": _name, "read": _list(_one_of(MAPPED)), "write": _list(_one_of(MAPPED))}, {"target"}
)
_ACTIVITY: Final = _object(
    {
        "control": _flags(
            "choice",
            "choice_exit",
            "flow",
            "forward_only",
            "use_current_objectives",
            "use_current_progress",
        ),
        "choice": _flags("prevent_activation", "constrain"),
        "pre": _rules(PRE_ACTIONS),
        "post": _rules(POST_ACTIONS),
        "exit": _rules(EXIT_ACTIONS),
        "limits": _object({"attempts": _count, "duration": _name}),
        "rollup": _object(
            {
                "satisfied": _flag,
                "completion": _flag,
                "weight": _number(0, 1),
                "measure_if_active": _flag,
                "required": _object(dict.fromkeys(ROLLUP_ACTIONS, _one_of(REQUIRED))),
                "rules": _list(_ROLLUP_RULE),
            }
        ),
        "objectives": _list(
            _object(
                {
                    "id": _text,
                    "primary": _flag,
                    "by_measure": _flag,
                    "min_measure": _number(-1, 1),
                    "maps": _list(_MAP),
                },
                {"id"},
            )
        ),
        "random": _object(
            {
                "select_timing": _one_of(TIMINGS),
                "order_timing": _one_of(TIMINGS),
                "select_count": _count,
                "reorder": _flag,
            }
        ),
        "delivery": _flags("tracked", "completion_by_content", "objective_by_content"),
        "completion": _object(
            {"by_measure": _flag, "min_progress": _number(0, 1), "weight": _number(0, 1)}
        ),
        "hide": _list(_one_of(NAVIGATION)),
        "data": _list(_object({"target": _name, "read": _flag, "write": _flag}, {"target"})),
    }
)
_WHOLE: Final[Shape] = {
    "id": _name,
    "objectives_global": _flag,
    "data_global": _flag,
    "root": _ACTIVITY,
    "activities": _mapping(_ACTIVITY),
    "assets": _list(_name, MAX_MANIFEST_ITEMS),
}
