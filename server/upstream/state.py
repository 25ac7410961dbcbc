"""What the log's node state keeps of the upstream: names of its keys, the plan, the ledger."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.config import Config
from server.operations.port import log_store
from server.upstream import presets
from server.upstream.budgets import Ledger
from server.upstream.windows import Cargo, Plan, Window, everyday

LAST_EXCHANGE: Final = "last-exchange"
BUDGET_SPENT: Final = "budget-spent"
SYNC_PLAN: Final = "sync-plan"


def current_plan(session: Session, config: Config) -> tuple[Plan, bool]:
    """The plan in force, and whether it was set here; otherwise TIREK_SYNC_WINDOWS gives it."""
    text = log_store(session).state(SYNC_PLAN)
    if text:
        return presets.again(plan_from(json.loads(text)), clock.today()), True
    return everyday(config.sync_windows), False


def keep_plan(session: Session, plan: Plan | None) -> None:
    """Set the plan, or go back to the setting's with None."""
    log_store(session).set_state(SYNC_PLAN, json.dumps(plan_json(plan)) if plan else "")


def current_ledger(session: Session) -> Ledger:
    """What was spent so far."""
    text = log_store(session).state(BUDGET_SPENT)
    return Ledger(json.loads(text) if text else {})


def keep_ledger(session: Session, ledger: Ledger) -> None:
    """Keep what was spent."""
    log_store(session).set_state(BUDGET_SPENT, json.dumps(ledger.spent))


def plan_json(plan: Plan) -> dict[str, Any]:
    """The plan as GET and PUT /api/v1/sync/plan speak of it: bytes, minutes, weekdays from 0."""
    return {
        "day_total": plan.day_total,
        "windows": [
            {
                "name": w.name,
                "starts": w.starts,
                "ends": w.ends,
                "days": sorted(w.days),
                "first": w.first.isoformat() if w.first else None,
                "last": w.last.isoformat() if w.last else None,
                "total": w.total,
                "caps": {cargo.value: w.caps[cargo] for cargo in sorted(w.caps)},
            }
            for w in plan.windows
        ],
    }


def plan_from(value: Mapping[str, Any]) -> Plan:
    """From plan_json's form, which a schema or this node itself has made."""
    return Plan(tuple(_window(row) for row in value["windows"]), value.get("day_total"))


def _window(row: Mapping[str, Any]) -> Window:
    return Window(
        name=row["name"],
        starts=row["starts"],
        ends=row["ends"],
        days=frozenset(row["days"]),
        first=date.fromisoformat(row["first"]) if row.get("first") else None,
        last=date.fromisoformat(row["last"]) if row.get("last") else None,
        total=row.get("total"),
        caps={Cargo(name): count for name, count in row.get("caps", {}).items()},
    )
