"""Publishing a ready plan: what the console and the command line of a hub call."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from server.db import write_transaction
from server.errors import Problem
from server.operations.local import submit
from server.templates import limits

Row = Mapping[str, Any]


def publish(about: Mapping[str, Any], rows: Sequence[Row], *, actor: str | None = None) -> str:
    """Write the plan as this node, all of it or nothing, and give its record.

    `about` has subject, grade, language, title, and may have source and replaces; what it replaces
    is withdrawn. `rows` are of the shape of schemas.TemplateRowSchema. Raises Problem 422 for more
    rows than a plan takes, ValueError for fields that the schema refuses.
    """
    parts = parts_of(rows)
    if not 1 <= len(parts) <= limits.PARTS:
        raise Problem(
            422,
            "plan-too-long",
            "The plan has no rows, or more than one plan takes",
            hint="Publish the year in two plans, or shorten the lesson plans in it.",
        )
    with write_transaction():
        first = {**about, "parts": len(parts), "part_1": parts[0]}
        made = submit("plan_template.set", None, first, actor)
        for n, part in enumerate(parts[1:], start=2):
            submit("plan_template.set", str(made), {f"part_{n}": part}, actor, made)
        if about.get("replaces"):
            submit("plan_template.withdraw", str(about["replaces"]), {}, actor)
    return str(made)


def parts_of(rows: Sequence[Row]) -> list[list[dict[str, Any]]]:
    """The rows in parts that each fit into one operation."""
    parts: list[list[dict[str, Any]]] = []
    room = 0
    for row in rows:
        size = len(json.dumps(dict(row), ensure_ascii=False).encode())
        if not parts or size > room or len(parts[-1]) >= limits.PART_ROWS:
            parts.append([])
            room = limits.PART_BYTES
        parts[-1].append(dict(row))
        room -= size
    return parts
