"""Shapes of the operations on ready plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from server.api import StrictSchema
from server.library.fields import record_id, text
from server.library.schemas import LANGUAGES
from server.planning import limits as planning
from server.planning.schemas import SUMMATIVE, ResourceSchema, whole
from server.templates import limits


class TemplateRowSchema(StrictSchema):
    """A row of a ready plan: what a row of a class's own plan says, without class and days."""

    hours = whole(1, planning.MAX_HOURS)
    section = text(planning.TEXT_CHARACTERS, blank=True)
    topic = text(planning.TEXT_CHARACTERS)
    objectives = fields.List(
        text(planning.OBJECTIVE_CHARACTERS),
        required=True,
        validate=validate.Length(max=planning.OBJECTIVES_PER_ROW),
    )
    homework = text(planning.TEXT_CHARACTERS, blank=True)
    resources = fields.List(
        fields.Nested(ResourceSchema),
        required=True,
        validate=validate.Length(max=planning.RESOURCES_PER_ROW),
    )
    summative = fields.String(required=True, validate=validate.OneOf(SUMMATIVE))
    outline = text(planning.OUTLINE_CHARACTERS, blank=True)


def _part() -> fields.List[object]:
    return fields.List(
        fields.Nested(TemplateRowSchema),
        required=False,
        validate=validate.Length(min=1, max=limits.PART_ROWS),
    )


class _PlanSchema(StrictSchema):
    subject = record_id(required=False)
    grade = whole(0, 12, required=False)
    language = fields.String(required=False, validate=validate.OneOf(LANGUAGES))
    title = text(limits.TITLE_CHARACTERS, required=False)
    parts = whole(1, limits.PARTS, required=False)
    part_1 = _part()
    part_2 = _part()
    part_3 = _part()
    part_4 = _part()
    part_5 = _part()
    part_6 = _part()
    part_7 = _part()
    part_8 = _part()


class AroundSchema(StrictSchema):
    """The district whose schools an operation is for, as a hub has placed them."""

    region = text(limits.PLACE_CHARACTERS, blank=True)
    district = text(limits.PLACE_CHARACTERS)


class PlanTemplateSetSchema(_PlanSchema):
    """`plan_template.set` version 1: a ready plan for a subject of a grade, in a language.

    `source` names the programme or order that it follows. The rows stand in `part_1`…`part_8`, as
    many of them as `parts` says; those that do not fit into the first operation follow in others
    of the same record. What is published stays as it is: a new edition is a record of its own
    that `replaces` the former.

    With `around` it is what a school (`from_school`, whose name is its source) offers to those of
    its district, and only their servers hear of it. `by` names who has made it, if she wishes so,
    in an operation of its own. While `offered` is false its author has taken it back.
    """

    source = text(limits.TITLE_CHARACTERS, required=False, blank=True)
    replaces = record_id(required=False, allow_none=True)
    around = fields.Nested(AroundSchema, required=False)
    from_school = record_id(required=False)
    by = text(limits.TITLE_CHARACTERS, required=False)
    offered = fields.Boolean(required=False, truthy={True}, falsy={False})


class PlanTemplateWithdrawSchema(StrictSchema):
    """Nothing but the record, and for whom it was: it is offered no longer. What was copied from it
    stays."""

    around = fields.Nested(AroundSchema, required=False)


class SharedPlanSetSchema(_PlanSchema):
    """`shared_plan.set` version 1: a school's plan, offered to the schools around it.

    It has its rows as a ready plan has them: no class, no days, no files, and no lesson of a
    library, whose courses other schools may not have. `named` says that its author stands beside
    it by name. Afterwards only `withdrawn` changes.
    """

    school = record_id(required=False)
    named = fields.Boolean(required=False, truthy={True}, falsy={False})
    withdrawn = fields.Boolean(required=False, truthy={True}, falsy={False})

    @validates_schema
    def _words_only(self, data: dict[str, Any], **_kwargs: object) -> None:
        rows = [row for n in range(1, limits.PARTS + 1) for row in data.get(f"part_{n}", ())]
        if any(one.keys() != {"text"} for row in rows for one in row["resources"]):
            raise ValidationError("Resources of a shared plan are words.")


def rows_of(values: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The rows in their order; None while a part of them is still on its way."""
    names = [f"part_{n}" for n in range(1, values["parts"] + 1)]
    if any(name not in values for name in names):
        return None
    return [dict(row) for name in names for row in values[name]]
