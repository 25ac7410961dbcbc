"""The rules between an assignable unit and the LMS, case by case.

The app's own reading of the same rules is held to the same cases (pwa/tests/player/xapi).
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from content.cmi5 import rules

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "vectors.json").read_text(encoding="utf-8")
)


def named(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", VECTORS[kind], ids=lambda case: case.get("name", ""))


def facts(case: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "statement": deepcopy(VECTORS["bases"][case["base"]]),
        "launch": {**VECTORS["launch"], **case.get("launch", {})},
        "session": case.get("session", VECTORS["session"]),
        "unit": case.get("unit", {}),
    }
    for path, value in case.get("set", ()):
        holder = made
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = value
    for path in case.get("drop", ()):
        holder = made
        for key in path[:-1]:
            holder = holder[key]
        del holder[path[-1]]
    return made


@named("statements")
def test_a_statement_is_kept_or_breaks_a_rule(case: dict[str, Any]) -> None:
    assert rules.statement_fault(facts(case)) == case["fault"]


@named("documents")
def test_a_document_is_answered_or_breaks_a_rule(case: dict[str, Any]) -> None:
    assert rules.document_fault({"document": case["document"]}) == case["fault"]


@named("effects")
def test_a_kept_statement_moves_the_session_and_the_unit_on(case: dict[str, Any]) -> None:
    before = {**facts({"base": case["base"]}), "session": {}, "unit": {}}
    assert rules.after_statement(before) == (case["session"], case["unit"])
    assert before["session"] == {}


def test_reading_the_preferences_is_remembered() -> None:
    document = {"resource": "agent-profile", "id": "cmi5LearnerPreferences", "method": "GET"}
    found = {"session": {}, "unit": {}, "document": document}
    assert rules.after_document(found) == {"preferences_read": True}
    assert rules.after_document({**found, "document": {**document, "id": "other"}}) == {}


@pytest.mark.parametrize("case", VECTORS["move_on"], ids=str)
def test_a_unit_moves_on_by_its_criterion(case: dict[str, Any]) -> None:
    assert rules.is_met(case["move_on"], case["unit"]) is case["met"]


@named("satisfied")
def test_blocks_and_the_course_are_satisfied_from_inside_out(case: dict[str, Any]) -> None:
    found = rules.newly_satisfied(VECTORS["tree"], set(case["met"]), set(case["satisfied"]))
    assert found == case["new"]


@named("templates")
def test_the_lms_says_what_it_knows_and_leaves_out_the_rest(case: dict[str, Any]) -> None:
    assert rules.made(case["template"], case["values"]) == case["made"]


def test_every_rule_has_a_case_that_it_decides() -> None:
    text = (Path(rules.__file__).parent / "rules.json").read_text(encoding="utf-8")
    written = json.loads(text)
    known = {rule["rule"] for kind in ("statements", "documents") for rule in written[kind]}
    decided = {case["fault"] for kind in ("statements", "documents") for case in VECTORS[kind]}
    assert known == decided - {None}
