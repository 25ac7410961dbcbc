"""Publishing ready plans at a hub, and taking them back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from server import shards
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.operations.local import submit
from server.planning.plan_file import PlanRow
from server.templates import limits
from server.templates.models import PlanTemplate
from server.templates.operations import TEMPLATE_SET, TEMPLATE_WITHDRAW

Row = Mapping[str, Any]


def publish(about: Mapping[str, Any], rows: Sequence[Row], *, actor: str | None = None) -> str:
    """Write the plan as this node, all of it or nothing, and give its record.

    `about` has subject, grade, language, title, and may have source and replaces; what it replaces
    is withdrawn. `rows` are of the shape of schemas.TemplateRowSchema. Raises Problem 422 for more
    rows than a plan takes, ValueError for fields that the schema refuses.
    """
    with shards.on(shards.HOME), write_transaction():
        made = write(None, about, rows, {}, actor)
        if about.get("replaces"):
            submit(TEMPLATE_WITHDRAW, str(about["replaces"]), {}, actor)
    return made


def write(
    record: str | None,
    about: Mapping[str, Any],
    rows: Sequence[Row],
    each: Mapping[str, Any],
    actor: str | None = None,
) -> str:
    """The operations of one plan, with the fields of `each` in every one of them; its record. Joins
    an open write transaction. Raises as `publish` does."""
    parts = parts_of(rows)
    if not 1 <= len(parts) <= limits.PARTS:
        raise Problem(
            422,
            "plan-too-long",
            "The plan has no rows, or more than one plan takes",
            hint="Publish the year in two plans, or shorten the lesson plans in it.",
        )
    first = {**about, **each, "parts": len(parts), "part_1": parts[0]}
    made = submit(TEMPLATE_SET, record, first, actor)
    for n, part in enumerate(parts[1:], start=2):
        submit(TEMPLATE_SET, record or str(made), {f"part_{n}": part, **each}, actor, made)
    return record or str(made)


def withdraw(plan: str, *, actor: str | None = None) -> None:
    """Offer it no longer; what was copied from it stays. Raises Problem 404."""
    with shards.on(shards.HOME):
        row = db.session.get(PlanTemplate, plan)
        around = None if row is None else around_of(row)
        # What a school itself offers is its own to take back; here it is what was made of it.
        known = row is not None and not row.withdrawn and (row.school is None or around is not None)
        db.session.rollback()
        if not known:
            raise not_found()
        with write_transaction():
            submit(TEMPLATE_WITHDRAW, plan, {} if around is None else {"around": around}, actor)


def around_of(row: PlanTemplate) -> dict[str, str] | None:
    """The district that a plan is for, as its operations name it; None for any other plan."""
    if row.region is None or row.district is None:
        return None
    return {"region": row.region, "district": row.district}


def offered() -> list[dict[str, Any]]:
    """Plain rows of a hub's own plans that are here whole and not withdrawn, by grade, subject and
    language."""
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
            for row in db.session.scalars(standing().where(PlanTemplate.school.is_(None)))
        ]


def standing() -> Select[PlanTemplate]:
    """The query for plans that are offered, in the order in which people look for them: a hub's own
    before those of schools."""
    order = (
        PlanTemplate.school.is_not(None),
        PlanTemplate.grade,
        PlanTemplate.subject,
        PlanTemplate.language,
        PlanTemplate.id,
    )
    wanted = select(PlanTemplate).where(PlanTemplate.withdrawn.is_(False), PlanTemplate.rows > 0)
    return wanted.options(defer(PlanTemplate.plan)).order_by(*order)


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
        size = len(json.dumps(dict(row), ensure_ascii=False, separators=(",", ":")).encode())
        if not parts or size > room or len(parts[-1]) >= limits.PART_ROWS:
            parts.append([])
            room = limits.PART_BYTES
        parts[-1].append(dict(row))
        room -= size
    return parts
