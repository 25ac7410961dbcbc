"""Tells of finished attempts in the record store: a few at a time, beside the requests.

The node that took an attempt in tells of it, whichever phone, stick or courier brought it. What is
left to tell stands in a table that is written with the attempt, so nothing is told twice or never.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server import shards
from server.db import db, write_transaction
from server.library.models import Course, Item
from server.lrs import reading, storing
from server.lrs.callers import ALL, Caller, account_of
from server.lrs.values import JsonObject
from server.operations.port import log_store
from server.player.limits import TOLD_AT_ONCE
from server.player.models import Attempt, AttemptSession, UntoldAttempt
from server.player.statements import Finished, statements_of
from sync.core.clock import physical
from sync.core.ops import OpId

_VERSION: Final = "1.0.3"
_SPEAK_FOR_THEMSELVES: Final = ("cmi5", "tincan")


def tell_all(stopped: Callable[[], bool]) -> int:
    """Tell of everything that waits; how many statements were written."""
    told = 0
    for _ in shards.each():
        while not stopped():
            waiting = _waiting()
            if not waiting:
                break
            with write_transaction() as session:
                for attempt in waiting:
                    told += _tell(session, attempt)
                session.execute(delete(UntoldAttempt).where(UntoldAttempt.attempt.in_(waiting)))
    return told


def _waiting() -> Sequence[str]:
    query = select(UntoldAttempt.attempt).order_by(UntoldAttempt.attempt).limit(TOLD_AT_ONCE)
    found = db.session.scalars(query).all()
    db.session.rollback()
    return found


def _tell(session: Session, attempt: str) -> int:
    finished = _finished(session, attempt)
    if finished is None:
        return 0
    new = _unknown(session, finished.school, statements_of(finished))
    if new:
        lms = account_of(finished.school, "lms")
        who = Caller("player", finished.school, frozenset({ALL}), lms)
        storing.put(who, storing.prepare(who, new, {}, version=_VERSION, batch=True))
    return len(new)


def _unknown(session: Session, school: str, said: list[JsonObject]) -> list[JsonObject]:
    """Those that nobody has told yet: a better score of the same attempt changes none of them."""
    keys = [UUID(one["id"]).bytes for one in said]
    if not keys or not reading.any_with_ids(session, keys):
        return said
    known = {line.id for line in reading.with_ids(session, school, keys)}
    return [one for one in said if one["id"] not in known]


def _finished(session: Session, attempt: str) -> Finished | None:
    """None where there is nothing to tell: it was erased, another node has taken it in, or its
    lesson speaks for itself or is no lesson of the library (the app tells of quizzes)."""
    whole = session.get(Attempt, attempt)
    store = log_store(session)
    if whole is None or whole.judge != store.node:
        return None
    sat: Any = session.get(AttemptSession, whole.head)
    if sat is None:
        return None
    item = session.get(Item, (sat.course, sat.lesson, sat.item))
    course = session.get(Course, sat.course)
    writer = store.writer(OpId.parse(whole.head).writer)
    if item is None or course is None or item.format in _SPEAK_FOR_THEMSELVES:
        return None
    if writer is None or writer.school is None:
        return None
    return Finished(
        id=attempt,
        school=writer.school,
        learner=whole.learner,
        course=course.id,
        course_title=course.title,
        language=course.language,
        item=item.id,
        title=item.title,
        completion=whole.completion,
        success=whole.success,
        score=whole.score,
        seconds=sat.total_time_s,
        at_ms=physical(sat.order),
    )
