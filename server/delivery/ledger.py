"""The delivery ledger: what this node tells of each edition, and what is known of all schools."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.audience.reaching import narrowed
from server.clock import rfc3339
from server.db import db, write_transaction
from server.delivery import limits
from server.delivery.models import DeliveryLine, DeliveryProgress
from server.delivery.operations import DELIVERY_NOTE, MOMENTS
from server.delivery.records import line_record
from server.library.models import Course
from server.operations.local import submit
from server.operations.reach import schools_of_person
from server.people.models import School
from server.player.models import AttemptSession

_STATES: Final = dict(zip(MOMENTS, ("requested", "received", "verified", "opened"), strict=True))


def note() -> int:
    """Submit what the ledger does not tell yet of this node's own schools; returns how many
    operations that were. Each moment is told once, and anew by a box that came in the place of
    another: its moments are later ones."""
    session = db.session()
    progress = list(session.scalars(select(DeliveryProgress)))
    if not progress:
        return 0
    schools = sorted(session.scalars(select(School.id)))
    told = {
        (line.school, line.course, line.edition): line
        for line in session.scalars(select(DeliveryLine).where(DeliveryLine.school.in_(schools)))
    }
    pending = {
        row.course
        for row in progress
        for school in schools
        if (line := told.get((school, row.course, row.edition))) is None or not line.opened_at
    }
    opened = _opened(session, pending)
    for_whom = narrowed(session, {row.course for row in progress}, schools)
    due = []
    for row in progress:
        reached = for_whom.get(row.course, schools)
        for school in _schools_of(session, row.course, reached):
            known = told.get((school, row.course, row.edition))
            moments = {
                "requested_at": _moment(row.requested_ms),
                "received_at": _moment(row.received_ms),
                "verified_at": _moment(row.verified_ms),
                "opened_at": opened.get((school, row.course, row.edition)),
            }
            news = {
                name: moment
                for name, moment in moments.items()
                if moment is not None and _is_news(name, moment, known)
            }
            if news:
                due.append((school, row.course, row.edition, news))
    session.rollback()
    if not due:
        return 0
    with write_transaction():
        for school, course, edition, news in due:
            about = {"school": school, "course": course, "edition": edition}
            submit(DELIVERY_NOTE, line_record(school, course, edition), {**about, **news})
    return len(due)


def _is_news(name: str, moment: str, known: DeliveryLine | None) -> bool:
    before = getattr(known, name) if known else None
    return before is None or (name != "opened_at" and moment > before)


def deliveries(schools: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The ledger's lines (of these schools only, if given), latest editions first."""
    session = db.session()
    query = (
        select(DeliveryLine, Course.title, School.name)
        .outerjoin(Course, Course.id == DeliveryLine.course)
        .outerjoin(School, School.id == DeliveryLine.school)
        .order_by(DeliveryLine.course, DeliveryLine.edition.desc(), DeliveryLine.school)
        .limit(limits.DELIVERIES_PAGE)
    )
    if schools is not None:
        query = query.where(DeliveryLine.school.in_(list(schools)))
    return [
        {
            "school": line.school,
            "school_name": name,
            "course": line.course,
            "title": title,
            "edition": line.edition,
            "state": _state(line),
            **{moment: getattr(line, moment) for moment in MOMENTS},
        }
        for line, title, name in session.execute(query)
    ]


def _state(line: DeliveryLine) -> str:
    """How far it has come; work may be opened before the ledger hears of the files."""
    told = [state for moment, state in _STATES.items() if getattr(line, moment) is not None]
    return told[-1] if told else "requested"


def _schools_of(session: Session, course: str, schools: Iterable[str]) -> list[str]:
    """Those of these schools that may have the course: a school's own is for itself."""
    row = session.get(Course, course)
    own = row.school if row is not None else None
    return [school for school in schools if own in (None, school)]


def _opened(session: Session, courses: Collection[str]) -> dict[tuple[str, str, int], str]:
    """When somebody of a school first worked in an edition: (school, course, edition) → moment."""
    query = select(
        AttemptSession.course,
        AttemptSession.edition,
        AttemptSession.learner,
        func.min(AttemptSession.order),
    )
    # Work of the time before this box is none in the files that it asks for.
    query = query.join(
        DeliveryProgress,
        (DeliveryProgress.course == AttemptSession.course)
        & (DeliveryProgress.edition == AttemptSession.edition),
    )
    began = func.coalesce(DeliveryProgress.requested_ms, 0)
    query = query.where(AttemptSession.course.in_(courses), AttemptSession.order >= began * 65536)
    query = query.group_by(AttemptSession.course, AttemptSession.edition, AttemptSession.learner)
    first: dict[tuple[str, str, int], int] = defaultdict(lambda: 2**63)
    for course, edition, learner, order in session.execute(query):
        for school in schools_of_person(session, learner):
            key = (school, course, edition)
            first[key] = min(first[key], order >> 16)
    return {key: rfc3339(ms) for key, ms in first.items()}


def _moment(ms: int | None) -> str | None:
    return None if ms is None else rfc3339(ms)
