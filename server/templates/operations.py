"""Ready plans as operations: only nodes write them, and they become what schools are offered."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from server.operations.spec import Entry, KindSpec, Touch, nobody
from server.templates.models import PlanTemplate
from server.templates.schemas import PlanTemplateSetSchema, PlanTemplateWithdrawSchema, rows_of
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge

_TEMPLATE_PRIORITY: Final = 4
_WHOLE: Final = frozenset({"subject", "grade", "language", "title", "parts"})


def project_template(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """plan_template.set and plan_template.withdraw → plan_template. No phone keeps them: who makes
    a plan asks the school's server."""
    said: dict[str, Any] = {}
    for version in sorted(state.versions, key=lambda one: one.precedence):
        said.update(version.values)
    if not said.keys() >= _WHOLE:
        return []  # the rest of it is still on its way
    plan = rows_of(said) or []
    written = min(one.order for one in state.versions if one.fields is not None)
    session.merge(
        PlanTemplate(
            id=entry.op.record,
            subject=said["subject"],
            grade=said["grade"],
            language=said["language"],
            title=said["title"],
            source=said.get("source", ""),
            replaces=said.get("replaces"),
            parts=said["parts"],
            plan=plan,
            rows=len(plan),
            hours=sum(row["hours"] for row in plan),
            published_ms=physical(written),
            withdrawn=view is None,
            op=str(max(state.versions, key=lambda one: one.precedence).id),
        )
    )
    session.flush()
    return []


def _kind(name: str, merge: Merge) -> Kind:
    return Kind(name, 1, merge, _TEMPLATE_PRIORITY, authority=Authority.HUB, scope="national")


SPECS: Final = (
    KindSpec(
        _kind("plan_template.set", Merge.FIELD), PlanTemplateSetSchema, nobody, project_template
    ),
    KindSpec(
        _kind("plan_template.withdraw", Merge.TOMBSTONE),
        PlanTemplateWithdrawSchema,
        nobody,
        project_template,
    ),
)

PROJECTIONS: Final = (PlanTemplate,)
