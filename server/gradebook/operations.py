"""The gradebook's kinds: what each operation becomes in the tables, and who hears of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.changes.scopes import (
    class_scope,
    learner_scope,
    plan_scope,
    points_scope,
    school_scope,
)
from server.classroom.provenance import Provenance
from server.gradebook import following, rights, schemas, term_marks
from server.gradebook.models import AdoptedPolicy, Assessment, Score, TermLock, TermMark
from server.gradebook.term_marks import TERM_MARK
from server.operations.spec import Entry, KindSpec, Touch
from server.rows import put, ready, table_of
from sync.core.clock import physical
from sync.core.merge import MergeState, Version
from sync.core.registry import Kind, Merge

View = Mapping[str, Any] | None
_CONTROL_PRIORITY: Final = 0
_MARKS_PRIORITY: Final = 0
_WHOLE: Final = frozenset({"school", "class", "subject", "term", "part", "title", "date", "max"})


def _last(state: MergeState) -> Version:
    return max(state.versions, key=lambda version: version.precedence)


def project_assessment(
    session: Session, entry: Entry, view: View, state: MergeState
) -> list[Touch]:
    """assessment.set and assessment.remove → assessment; a removed one keeps its points."""
    record = entry.op.record
    before = session.get(Assessment, record)
    places = {(before.class_id, before.subject)} if before else set()
    fields = _before_removal(state) if view is None else view
    if not fields.keys() >= _WHOLE:
        return []  # the rest of it is still on its way
    place = (fields["class"], fields["subject"])
    session.merge(
        Assessment(
            id=record,
            school=fields["school"],
            class_id=fields["class"],
            grade=fields.get("grade"),
            subject=fields["subject"],
            term=fields["term"],
            part=fields["part"],
            title=fields["title"],
            on=date.fromisoformat(fields["date"]),
            max=fields["max"],
            tasks=[dict(task) for task in fields.get("tasks", ())],
            objectives=list(fields.get("objectives", ())),
            assignment=fields.get("assignment"),
            author=Provenance(session).author(_last(state)),
            withdrawn=view is None,
            op=str(_last(state).id),
        )
    )
    session.flush()
    scopes = {class_scope(class_id) for class_id, _ in places | {place}}
    touches = [Touch(scope, "assessment", record) for scope in sorted(scopes)]
    touches += following.changed(session, session.get_one(Assessment, record))
    return touches if place in places else touches + _dependent_touches(session, record, place)


def _before_removal(state: MergeState) -> Mapping[str, Any]:
    said: dict[str, Any] = {}
    for version in sorted(state.versions, key=lambda one: one.precedence):
        said.update(version.values)
    return said


def _dependent_touches(session: Session, record: str, place: tuple[str, str]) -> list[Touch]:
    """Points that came before their assessment."""
    scores = table_of(Score).c
    query = select(scores.id).where(scores.assessment == record)
    found = list(ready(session, Score).scalars(query))
    return [
        Touch(scope, "score", one)
        for one in found
        for scope in (plan_scope(*place), points_scope(place[0]))
    ]


def project_score(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """score.give → the points that stand, with the concurrent ones beside them."""
    winner = state.winner
    if view is None or winner is None:
        return []
    origin = Provenance(session)
    record, learner = entry.op.record, view["learner"]
    others = origin.beside(state, "outcome", "points")
    put(
        session,
        Score,
        {
            "id": record,
            "assessment": view["assessment"],
            "learner": learner,
            "outcome": view["outcome"],
            "points": view["points"],
            "by_task": list(view["by_task"]),
            "comment": view["comment"],
            "author": origin.author(winner),
            "made_ms": physical(winner.order),
            "op": str(winner.id),
            "others": others,
            "contested": bool(others),
        },
    )
    touches = [Touch(learner_scope(learner), "score", record)]
    known = session.get(Assessment, view["assessment"])
    if known is not None:
        touches.append(Touch(plan_scope(known.class_id, known.subject), "score", record))
        touches.append(Touch(points_scope(known.class_id), "score", record))
        touches += following.given(session, learner, [known], "score", record)
    return touches


def project_policy(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """policy.adopt → adopted_policy, for everybody of the school; leaders see `others`."""
    if view is None:
        return []
    session.merge(
        AdoptedPolicy(
            id=entry.op.record,
            school=view["school"],
            policy=view["policy"],
            starts_on=date.fromisoformat(view["starts_on"]),
            pass_subjects=list(view["pass_subjects"]),
            half_year_subjects=list(view["half_year_subjects"]),
            op=str(_last(state).id),
            others=Provenance(session).beside(
                state, "policy", "pass_subjects", "half_year_subjects"
            ),
        )
    )
    session.flush()
    return [Touch(school_scope(view["school"]), "adopted_policy", entry.op.record)]


def project_lock(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """term.lock → term_lock, for everybody of the class."""
    if view is None or not view.keys() >= {"school", "class", "term", "locked"}:
        return []
    last = _last(state)
    session.merge(
        TermLock(
            id=entry.op.record,
            school=view["school"],
            class_id=view["class"],
            term=view["term"],
            locked=view["locked"],
            order=view.get("order", ""),
            author=Provenance(session).author(last),
            made_ms=physical(last.hlc),
            op=str(last.id),
        )
    )
    session.flush()
    return [Touch(class_scope(view["class"]), "term_lock", entry.op.record)]


SPECS: Final = (
    KindSpec(
        Kind("assessment.set", 1, Merge.FIELD, _CONTROL_PRIORITY),
        schemas.AssessmentSetSchema,
        rights.may_assess,
        project_assessment,
    ),
    KindSpec(
        Kind("assessment.remove", 1, Merge.TOMBSTONE, _CONTROL_PRIORITY),
        schemas.AssessmentRemoveSchema,
        rights.may_assess,
        project_assessment,
    ),
    KindSpec(
        Kind(
            "score.give",
            1,
            Merge.SUPERSEDE,
            _MARKS_PRIORITY,
            personal=frozenset({"learner", "outcome", "points", "by_task", "comment"}),
        ),
        schemas.ScoreGiveSchema,
        rights.may_score,
        project_score,
    ),
    KindSpec(
        Kind("policy.adopt", 1, Merge.SUPERSEDE, _CONTROL_PRIORITY),
        schemas.PolicyAdoptSchema,
        rights.may_adopt,
        project_policy,
    ),
    KindSpec(
        # A family of its own: a signed mark and the closing of a term merge by different rules.
        Kind(
            "term.confirm",
            1,
            Merge.SUPERSEDE,
            _MARKS_PRIORITY,
            personal=frozenset(
                {"learner", "grade", "outcome", "percent", "mark", "inputs", "reason"}
            ),
            family="term_mark",
        ),
        schemas.TermConfirmSchema,
        term_marks.may_confirm,
        TERM_MARK.project,
    ),
    KindSpec(
        Kind("term.lock", 1, Merge.FIELD, _CONTROL_PRIORITY, family="term_lock"),
        schemas.TermLockSchema,
        rights.may_lock,
        project_lock,
    ),
)

PROJECTIONS: Final = (Assessment, Score, TermMark, AdoptedPolicy, TermLock)
