"""What is counted over all people and works of a hub: minutes of reading for a whole country, so a
large hub counts in the background and its pages show what was counted last."""

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from server import clock, shards
from server.classroom.models import Assignment, Submission
from server.console.limits import COUNT_EVERY_MS, COUNTED_AT_ONCE
from server.console.models import ConsoleSchool
from server.db import db, write_transaction
from server.delivery.models import DeliveryLine
from server.operations.port import log_store
from server.people.models import Enrolment, SchoolClass

_KEPT: Final = "console.counted"


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one database, at a moment: `held` works by school and the node that took them in,
    `delivered` editions and all that are on their way by school, `grades` by school with their
    classes and learners of that day."""

    at_ms: int
    held: dict[str, dict[str, int]]
    delivered: dict[str, tuple[int, int]]
    grades: dict[str, dict[int, tuple[int, int]]]


def counted() -> Counted:
    """The figures of the database that the work is on: fresh ones of a few schools."""
    session = db.session()
    kept = None
    if (session.scalar(select(func.count()).select_from(ConsoleSchool)) or 0) > COUNTED_AT_ONCE:
        kept = log_store(session).state(_KEPT)
    return _read(json.loads(kept)) if kept else count(session)


def keep() -> int:
    """Count anew what is an hour old; of how many databases."""
    done = 0
    for _shard in shards.each():
        session = db.session()
        schools = session.scalar(select(func.count()).select_from(ConsoleSchool)) or 0
        last = log_store(session).state(_KEPT)
        known = json.loads(last)["at_ms"] if last else 0
        fresh = 0 <= clock.now_ms() - known < COUNT_EVERY_MS
        if schools <= COUNTED_AT_ONCE or fresh:
            session.rollback()
            continue
        found = count(session)
        session.rollback()
        with write_transaction() as writing:
            log_store(writing).set_state(_KEPT, json.dumps(_written(found)))
        done += 1
    return done


def count(session: Session) -> Counted:
    """All of it, now."""
    held: dict[str, dict[str, int]] = {}
    works = (
        select(Assignment.school, Submission.judge, func.count())
        .join(Submission, Submission.assignment == Assignment.id)
        .group_by(Assignment.school, Submission.judge)
    )
    for school, node, number in session.execute(works):
        held.setdefault(school, {})[node] = number
    lines = select(
        DeliveryLine.school,
        func.sum(case((DeliveryLine.verified_at.is_not(None), 1), else_=0)),
        func.count(),
    ).group_by(DeliveryLine.school)
    delivered = {school: (int(done), number) for school, done, number in session.execute(lines)}
    return Counted(clock.now_ms(), held, delivered, _grades(session))


def _grades(session: Session) -> dict[str, dict[int, tuple[int, int]]]:
    today = clock.today()
    query = (
        select(SchoolClass.school, Enrolment.grade, func.count(SchoolClass.id.distinct()))
        .add_columns(func.count(Enrolment.person.distinct()))
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(or_(Enrolment.starts_on.is_(None), Enrolment.starts_on <= today))
        .where(or_(Enrolment.ends_on.is_(None), Enrolment.ends_on >= today))
        .where(Enrolment.grade.is_not(None))
        .group_by(SchoolClass.school, Enrolment.grade)
    )
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for school, grade, classes, learners in session.execute(query):
        found.setdefault(school, {})[int(grade or 0)] = (classes, learners)
    return found


def _written(found: Counted) -> dict[str, Any]:
    return {
        "at_ms": found.at_ms,
        "held": found.held,
        "delivered": found.delivered,
        "grades": found.grades,
    }


def _read(told: dict[str, Any]) -> Counted:
    return Counted(
        told["at_ms"],
        told["held"],
        {school: (done, number) for school, (done, number) in told["delivered"].items()},
        {
            school: {int(grade): (some, many) for grade, (some, many) in grades.items()}
            for school, grades in told["grades"].items()
        },
    )
