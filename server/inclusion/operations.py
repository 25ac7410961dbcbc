"""Support and individual routes as operations: what each becomes in the tables, and who hears."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server.classroom.provenance import Provenance
from server.inclusion import rights, schemas, scopes
from server.inclusion.models import LearnerSupport, LearningRoute, RouteReview
from server.operations.spec import Entry, KindSpec, Touch
from server.rows import put
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.registry import Kind, Merge

View = Mapping[str, Any] | None
_PRIORITY: Final = 1


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def project_support(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """support.set → learner_support."""
    if view is None:
        return []
    last = max(state.versions, key=lambda version: version.precedence)
    record, learner = entry.op.record, view["learner"]
    put(
        session,
        LearnerSupport,
        {
            "id": record,
            "school": view["school"],
            "learner": learner,
            "extra_time": view.get("extra_time", 0),
            "larger_text": view.get("larger_text", False),
            "read_aloud": view.get("read_aloud", False),
            "other_tasks": view.get("other_tasks", False),
            "advice": view.get("advice", ""),
            "starts_on": _day(view.get("starts_on")),
            "ends_on": _day(view.get("ends_on")),
            "author": Provenance(session).author(last),
            "op": str(last.id),
        },
    )
    return scopes.touches(session, "support", record, learner)


def project_route(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """route.set → learning_route."""
    if view is None or not {"learner", "span", "goal", "starts_on"} <= view.keys():
        return []  # the rest of it is still on its way
    last = max(state.versions, key=lambda version: version.precedence)
    record, learner = entry.op.record, view["learner"]
    put(
        session,
        LearningRoute,
        {
            "id": record,
            "school": view["school"],
            "learner": learner,
            "subject": view.get("subject", ""),
            "span": view["span"],
            "goal": view["goal"],
            "steps": [dict(one) for one in view.get("steps", ())],
            "starts_on": date.fromisoformat(view["starts_on"]),
            "ends_on": _day(view.get("ends_on")),
            "state": view.get("state", "open"),
            "conclusion": view.get("conclusion", ""),
            "author": Provenance(session).author(last),
            "op": str(last.id),
        },
    )
    return scopes.touches(session, "route", record, learner)


def project_review(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """route.review → route_review, with what its author wrote of that week on another device."""
    winner = state.winner
    if view is None or winner is None:
        return []
    origin, record, learner = Provenance(session), entry.op.record, view["learner"]
    put(
        session,
        RouteReview,
        {
            "id": record,
            "route": view["route"],
            "learner": learner,
            "week": date.fromisoformat(view["week"]),
            "progress": view["progress"],
            "text": view["text"],
            "author": origin.author(winner),
            "made_ms": physical(winner.hlc),
            "op": str(winner.id),
            "others": origin.beside(state, "progress", "text"),
        },
    )
    return scopes.touches(session, "route_review", record, learner)


def _kind(name: str, merge: Merge, *personal: str, family: str = "") -> Kind:
    return Kind(name, 1, merge, _PRIORITY, personal=frozenset(personal), family=family)


SPECS: Final = (
    KindSpec(
        _kind(
            "support.set",
            Merge.FIELD,
            *("learner", "extra_time", "larger_text", "read_aloud", "other_tasks", "advice"),
            *("starts_on", "ends_on"),
        ),
        schemas.SupportSetSchema,
        rights.may_support,
        project_support,
    ),
    KindSpec(
        _kind(
            "route.set",
            Merge.FIELD,
            *("learner", "subject", "span", "goal", "steps", "starts_on", "ends_on", "state"),
            "conclusion",
        ),
        schemas.RouteSetSchema,
        rights.may_route,
        project_route,
    ),
    KindSpec(
        # A family of its own: what is said of a week must not stand among the route's fields.
        _kind(
            "route.review",
            Merge.SUPERSEDE,
            *("learner", "week", "progress", "text"),
            family="route_review",
        ),
        schemas.RouteReviewSchema,
        rights.may_review,
        project_review,
    ),
)

PROJECTIONS: Final = (LearnerSupport, LearningRoute, RouteReview)
