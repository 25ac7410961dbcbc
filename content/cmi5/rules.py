"""cmi5's rules, read from rules.json: pure functions from facts to verdicts.

The app does the same with the same file (pwa/src/player/xapi/rules.ts), and both are held to
tests/content/cmi5/vectors.json. Facts are plain JSON:

    {"statement": as the AU sent it,
     "launch": {"actor", "activity", "registration", "session", "mode", "mastery_score",
                "template"},
     "session": flags {"preferences_read", "initialized", "completed", "passed", "failed",
                       "terminated", "abandoned"},
     "unit": flags of this AU in this registration {"completed", "passed", "failed", "waived"},
     "document": {"resource", "method", "id", "type", "body"}}
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any, Final

from content.cmi5.conditions import Conditions

Facts = Mapping[str, Any]
Flags = dict[str, bool]
NORMAL: Final = "Normal"


@cache
def _rules() -> dict[str, Any]:
    text = files("content.cmi5").joinpath("rules.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def _conditions() -> Conditions:
    return Conditions(_rules()["paths"], _rules()["conditions"])


def modes() -> tuple[str, ...]:
    """The launch modes (10.2.2)."""
    return tuple(_rules()["modes"])


def reasons() -> tuple[str, ...]:
    """The reasons for which an AU is waived (9.5.5.2)."""
    return tuple(_rules()["reasons"])


def repeats() -> tuple[Mapping[str, str], ...]:
    """What counts once in a registration: a statement of `verb` on an activity breaks `rule` after
    one of `after` there (9.3.0.0-6 to -8, 9.3.9)."""
    return tuple(_rules()["repeats"])


def name_of(what: str) -> str:
    """An IRI of our own: `home`, before the ids that the LMS makes; types `course` and `block`."""
    return str(_rules()["names"][what])


def statement_fault(facts: Facts) -> str | None:
    """The first rule that a statement of the AU breaks, None where it may be kept."""
    return _fault("statements", facts)


def document_fault(facts: Facts) -> str | None:
    """The first rule that the AU's use of a document breaks."""
    return _fault("documents", facts)


def after_statement(facts: Facts) -> tuple[Flags, Flags]:
    """(session, unit): the flags once the statement has been kept."""
    return _after("effects", facts)


def after_document(facts: Facts) -> Flags:
    """The session's flags once the document has been answered."""
    return _after("document effects", facts)[0]


def is_met(move_on: str, unit: Mapping[str, bool]) -> bool:
    """Whether an AU has met its moveOn criterion (9.6.3.6, 13.1.4)."""
    return _conditions().holds(_rules()["move_on"][move_on], {"unit": unit})


def newly_satisfied(tree: Mapping[str, Any], met: set[str], satisfied: set[str]) -> list[str]:
    """Blocks that are satisfied now and were not, the inner ones first; the course last.

    `tree` is {"id": name, "children": [tree…]}, AUs being those without `children`. `met` names
    AUs, `satisfied` the blocks and the course that have their statement already (9.3.9).
    """
    found: list[str] = []

    def visit(node: Mapping[str, Any]) -> bool:
        children = node.get("children")
        if children is None:
            return node["id"] in met
        wholes = [visit(child) for child in children]
        whole = all(wholes)
        if whole and node["id"] not in satisfied:
            found.append(node["id"])
        return whole

    visit(tree)
    return found


def made(template: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A statement or document of the LMS by its template in rules.json.

    `$name` there stands for a value; a member whose value is None or missing is left out.
    """
    filled = _filled(deepcopy(_rules()["templates"][template]), values)
    found: dict[str, Any] = filled
    return found


def _fault(kind: str, facts: Facts) -> str | None:
    conditions = _conditions()
    for rule in _rules()[kind]:
        if "when" in rule and not conditions.holds(rule["when"], facts):
            continue
        if "unless" in rule and conditions.holds(rule["unless"], facts):
            continue
        if not conditions.holds(rule["must"], facts):
            return str(rule["rule"])
    return None


def _after(kind: str, facts: Facts) -> tuple[Flags, Flags]:
    flags = {"session": dict(facts["session"]), "unit": dict(facts["unit"])}
    for effect in _rules()[kind]:
        if _conditions().holds(effect["when"], facts):
            whose, name = effect["set"]
            flags[whose][name] = True
    return flags["session"], flags["unit"]


def _filled(part: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(part, str):
        return values.get(part[1:]) if part.startswith("$") else part
    if isinstance(part, list):
        return [_filled(one, values) for one in part]
    if isinstance(part, dict):
        return dict(_members(part, values)) or None
    return part


def _members(part: dict[str, Any], values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, one in part.items():
        value = _filled(one, values)
        if value is not None:
            yield name, value
