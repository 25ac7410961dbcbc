"""A class's attempts at one item, read by index: item and learner."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.people.directory import learners_of_class
from server.people.models import Person
from server.player.models import Attempt, AttemptAnswer, AttemptSession
from server.results.analysis import Given, Question, analyse
from server.results.limits import ATTEMPTS
from server.rows import rows_of

_LEARNERS_PER_QUERY = 200


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt: its best result, seconds over all sittings, and when it began and was last
    gone on with (RFC 3339)."""

    id: str
    learner: str
    name: str
    completion: str
    success: str
    score: list[str | None] | None
    seconds: int
    sittings: int
    started_at: str
    at: str
    answers: int


@dataclass(frozen=True, slots=True)
class Results:
    """A class at an item: attempts by learner and time, and the questions."""

    attempts: list[Tried]
    questions: list[Question]


def results(session: Session, class_id: str, item: str, on: date) -> Results:
    """The results of those who are in the class on the day `on`."""
    learners = sorted(learners_of_class(session, class_id, on))
    sittings: dict[str, list[Any]] = defaultdict(list)
    for row in _among(session, AttemptSession, item, learners):
        sittings[row.attempt].append(row)
    ids = sorted(sittings)[:ATTEMPTS]
    answers: dict[str, list[Any]] = defaultdict(list)
    for row in _among(session, AttemptAnswer, item, learners):
        answers[row.attempt].append(row)
    names = {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(learners)))}
    attempts = [
        _tried(row, sittings[row.id], len(answers[row.id]), names.get(row.learner))
        for row in rows_of(session, Attempt, ids)
        if row.learner in set(learners)
    ]
    attempts.sort(key=lambda one: (one.name, one.learner, one.started_at, one.id))
    return Results(attempts, analyse(_first(attempts, answers)))


def _first(attempts: Iterable[Tried], answers: dict[str, list[Any]]) -> Iterable[Given]:
    """The answers of each learner's first attempt that has any: a second one is known by heart."""
    seen: set[str] = set()
    for attempt in attempts:
        rows = answers[attempt.id]
        if not rows or attempt.learner in seen:
            continue
        seen.add(attempt.learner)
        for row in rows:
            share = None if row.share is None else float(row.share)
            yield Given(
                row.learner, row.activity, row.question, row.n, row.type, row.response, share
            )


def _among(session: Session, model: Any, item: str, learners: Collection[str]) -> Iterable[Any]:
    wanted = list(learners)
    for start in range(0, len(wanted), _LEARNERS_PER_QUERY):
        some = wanted[start : start + _LEARNERS_PER_QUERY]
        yield from session.scalars(select(model).where(model.item == item, model.learner.in_(some)))


def _tried(row: Any, sessions: list[Any], answers: int, person: Person | None) -> Tried:
    # Each operation of a sitting says how long the attempt had taken by then; sittings made on
    # two phones at once are told apart by nothing but this, so the longest counts.
    return Tried(
        id=row.id,
        learner=row.learner,
        name=person.display_name if person else "",
        completion=row.completion,
        success=row.success,
        score=list(row.score) if row.score else None,
        seconds=max(one.total_time_s for one in sessions),
        sittings=len({one.session for one in sessions}),
        started_at=min(one.started_at for one in sessions),
        at=clock.rfc3339(max(one.order for one in sessions) >> 16),
        answers=answers,
    )
