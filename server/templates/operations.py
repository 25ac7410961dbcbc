"""Ready plans as operations: what a hub publishes, and what a school offers to those around it."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.scopes import staff_scope
from server.classroom.provenance import Provenance
from server.operations.spec import Entry, KindSpec, Touch, nobody
from server.templates.models import PlanTemplate
from server.templates.naming import offer_of
from server.templates.rights import WHOLE, may_share
from server.templates.schemas import (
    PlanTemplateSetSchema,
    PlanTemplateWithdrawSchema,
    SharedPlanSetSchema,
    rows_of,
)
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge

SHARED_PLAN_SET: Final = "shared_plan.set"
TEMPLATE_SET: Final = "plan_template.set"
TEMPLATE_WITHDRAW: Final = "plan_template.withdraw"
_TEMPLATE_PRIORITY: Final = 4
_WHOLE: Final = frozenset({"subject", "grade", "language", "title", "parts"})
_OWN: Final[Mapping[str, Any]] = {
    "school": None,
    "author": None,
    "named": False,
    "by": "",
    "region": None,
    "district": None,
    "offered": True,
}


def project_template(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """plan_template.set and plan_template.withdraw → plan_template. No phone keeps them: who makes
    a plan asks the school's server. Of one that a school has offered its staff hear how it stands.
    """
    said = _said(state)
    if not said.keys() >= _WHOLE:
        return []  # the rest of it is still on its way
    offered = said.get("offered", True)
    about: dict[str, Any] = {"withdrawn": view is None or not offered}
    school, around = said.get("from_school"), said.get("around")
    if school and around:
        about |= {
            "school": school,
            "by": said.get("by", ""),
            "region": around["region"],
            "district": around["district"],
            "offered": offered,
        }
    _put(session, entry, state, said, about)
    if not (school and around):
        return []
    return [Touch(staff_scope(school), "shared_plan", offer_of(entry.op.record))]


def project_shared(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """shared_plan.set → plan_template, with the school and the author whose it is; colleagues see
    on their phones that it is offered."""
    said = _said(state)
    if view is None or not said.keys() >= WHOLE:
        return []
    first = min(state.versions, key=lambda one: one.order)
    about = {
        "school": said["school"],
        "author": Provenance(session).author(first),
        "named": said.get("named", False),
        "withdrawn": said.get("withdrawn", False),
    }
    _put(session, entry, state, said, about)
    return [Touch(staff_scope(said["school"]), "shared_plan", entry.op.record)]


def _said(state: MergeState) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for version in sorted(state.versions, key=lambda one: one.precedence):
        said.update(version.values)
    return said


def _put(
    session: Session,
    entry: Entry,
    state: MergeState,
    said: Mapping[str, Any],
    about: Mapping[str, Any],
) -> None:
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
            op=str(max(state.versions, key=lambda one: one.precedence).id),
            **{**_OWN, **about},
        )
    )
    session.flush()


def _kind(name: str, merge: Merge) -> Kind:
    return Kind(name, 1, merge, _TEMPLATE_PRIORITY, authority=Authority.HUB, scope="national")


SPECS: Final = (
    KindSpec(_kind(TEMPLATE_SET, Merge.FIELD), PlanTemplateSetSchema, nobody, project_template),
    KindSpec(
        _kind(TEMPLATE_WITHDRAW, Merge.TOMBSTONE),
        PlanTemplateWithdrawSchema,
        nobody,
        project_template,
    ),
    KindSpec(
        Kind(SHARED_PLAN_SET, 1, Merge.FIELD, _TEMPLATE_PRIORITY),
        SharedPlanSetSchema,
        may_share,
        project_shared,
    ),
)

PROJECTIONS: Final = (PlanTemplate,)
