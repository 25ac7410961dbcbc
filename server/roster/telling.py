"""A roster's changes as JSON: the same for the browser and for the command line."""

from collections.abc import Sequence
from typing import Any

from server.roster.limits import MAX_PROBLEMS
from server.roster.planning import Plan
from server.roster.service import Card


def told(plan: Plan, digest: str | None, cards: Sequence[Card]) -> dict[str, Any]:
    """The answer of both routes; `digest` is None once it is written."""
    return {
        "digest": digest,
        "changes": [
            {
                "action": change.action.value,
                "line": change.line,
                "who": change.shown,
                "before": change.before,
                "class_label": change.class_label or "",
                "child": change.child,
            }
            for change in plan.changes
        ],
        "problems": [
            {"line": one.line, "trouble": one.trouble.value, "said": one.shown}
            for one in plan.problems[:MAX_PROBLEMS]
        ],
        "questions": [
            {
                "reference": one.reference,
                "line": one.line,
                "who": one.shown,
                "child": one.child,
                "known": one.known,
                "children": list(one.children),
                "works": one.works,
                "ended": one.ended,
            }
            for one in plan.questions
        ],
        "problem_count": len(plan.problems),
        "repairs": dict(plan.repairs),
        "unchanged": plan.unchanged,
        "asks_twice": plan.asks_twice,
        "year_first": plan.year_first,
        "cards": [
            {
                "name": card.name,
                "class_label": card.class_label,
                "login": card.login,
                "password": card.password,
            }
            for card in cards
        ],
    }
