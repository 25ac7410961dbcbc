"""Publishing ready plans at a hub, and taking them back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from server import shards
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.operations.local import submit
from server.planning.plan_file import PlanRow
from server.templates import limits
from server.templates.models import PlanTemplate

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
    with shards.on(shards.HOME), write_transaction():
        first = {**about, "parts": len(parts), "part_1": parts[0]}
        made = submit("plan_template.set", None, first, actor)
        for n, part in enumerate(parts[1:], start=2):
            submit("plan_template.set", str(made), {f"part_{n}": part}, actor, made)
        if about.get("replaces"):
            submit("plan_template.withdraw", str(about["replaces"]), {}, actor)
    return str(made)


def withdraw(plan: str, *, actor: str | None = None) -> None:
    """Offer it no longer; what was copied from it stays. Raises Problem 404."""
    with shards.on(shards.HOME):
        row = db.session.get(PlanTemplate, plan)
        known = row is not None and not row.withdrawn
        db.session.rollback()
        if not known:
            raise not_found()
        with write_transaction():
            submit("plan_template.withdraw", plan, {}, actor)


def offered() -> list[dict[str, Any]]:
    """Plain rows of what has come whole and was not withdrawn, by grade, subject and language."""
    with shards.on(shards.HOME):
        return [
            {
                "plan": row.id,
                "grade": row.grade,
                "subject": row.subject,
                "language": row.language,
                "title": row.title,
                "rows": row.rows,
                "hours": row.hours,
            }
            for row in db.session.scalars(standing())
        ]


def standing() -> Select[PlanTemplate]:
    """The query for plans that are offered, in the order in which people look for them."""
    order = (PlanTemplate.grade, PlanTemplate.subject, PlanTemplate.language, PlanTemplate.id)
    wanted = select(PlanTemplate).where(PlanTemplate.withdrawn.is_(False), PlanTemplate.rows > 0)
    return wanted.order_by(*order)


def row_of(row: PlanRow) -> dict[str, Any]:
    """A row of a file as plans have it; its days are the class's own."""
    return {
        "hours": row.hours,
        "section": row.section,
        "topic": row.topic,
        "objectives": list(row.objectives),
        "homework": row.homework,
        "resources": [{"text": text} for text in row.resources],
        "summative": row.summative,
        "outline": "",
    }


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
