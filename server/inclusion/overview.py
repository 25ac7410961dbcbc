"""A school's support and routes at a glance, for those who lead it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.inclusion import limits
from server.inclusion.models import LearnerSupport, LearningRoute, RouteReview
from server.people.directory import enrolments_of, person_name
from server.people.models import Role, SchoolClass
from server.planning.reading import calendars_of


@dataclass(frozen=True, slots=True)
class RouteStanding:
    """A route under way; `reviewed_on` is the Monday of the last week that a teacher judged."""

    id: str
    subject: str
    starts_on: date
    ends_on: date | None
    state: str
    steps: int
    done: int
    reviewed_on: date | None
    progress: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Supported:
    """A learner of the school who has support, a route or an assistant."""

    learner: str
    name: str
    class_label: str
    support: Mapping[str, Any] | None
    assistants: list[str]
    routes: list[RouteStanding]


def overview(session: Session, school: str, on: date) -> list[Supported]:
    """Learners who are at the school on the day `on`, by name."""
    supports = {
        row.learner: row
        for row in session.scalars(select(LearnerSupport).where(LearnerSupport.school == school))
        if (row.starts_on is None or row.starts_on <= on)
        and (row.ends_on is None or row.ends_on >= on)
    }
    routes: dict[str, list[LearningRoute]] = defaultdict(list)
    wanted = select(LearningRoute).where(
        LearningRoute.school == school, LearningRoute.state != "withdrawn"
    )
    for route in session.scalars(wanted.order_by(LearningRoute.starts_on, LearningRoute.id)):
        routes[route.learner].append(route)
    helping: dict[str, list[str]] = defaultdict(list)
    for role in session.scalars(
        select(Role).where(Role.school == school, Role.learner.is_not(None))
    ):
        if role.ends_on is None or role.ends_on >= on:
            helping[str(role.learner)].append(person_name(session, role.person))
    labels = {
        row.id: row.label
        for row in session.scalars(select(SchoolClass).where(SchoolClass.school == school))
    }
    found, terms = [], _terms(session, school)
    for learner in {*supports, *routes, *helping}:
        here = [row for row in enrolments_of(session, learner, on) if row.school == school]
        if here:
            support = supports.get(learner)
            found.append(
                Supported(
                    learner=learner,
                    name=person_name(session, learner),
                    class_label=labels.get(here[0].class_id, ""),
                    support=_support(support) if support else None,
                    assistants=sorted(helping[learner]),
                    routes=[_standing(session, one, on, terms) for one in routes[learner]],
                )
            )
    return sorted(found, key=lambda one: (one.name, one.learner))[: limits.OVERVIEW_LEARNERS]


def _support(row: LearnerSupport) -> dict[str, Any]:
    names = ("extra_time", "larger_text", "read_aloud", "other_tasks")
    return {name: getattr(row, name) for name in names}


def _terms(session: Session, school: str) -> list[tuple[date, date]]:
    """Of the school's own calendars, or else of everybody's."""
    calendars = calendars_of(session, school)
    own = [row for row in calendars if row.school] or calendars
    return [
        (date.fromisoformat(term["starts_on"]), date.fromisoformat(term["ends_on"]))
        for row in own
        for term in row.terms
    ]


def _waited(since: date, until: date, terms: Sequence[tuple[date, date]]) -> int:
    """Days after `since`, of the terms where any are known."""
    days = (since + timedelta(days=n) for n in range(1, (until - since).days + 1))
    return sum(not terms or any(first <= day <= last for first, last in terms) for day in days)


def _standing(
    session: Session, route: LearningRoute, on: date, terms: Sequence[tuple[date, date]]
) -> RouteStanding:
    judged = select(RouteReview).where(RouteReview.route == route.id, RouteReview.progress != "")
    last = session.scalars(judged.order_by(RouteReview.week.desc(), RouteReview.id)).first()
    # A week may be judged until it is over: the wait is counted from its last day.
    since = last.week + timedelta(days=6) if last else route.starts_on
    until = min(on, route.ends_on or on)
    return RouteStanding(
        id=route.id,
        subject=route.subject,
        starts_on=route.starts_on,
        ends_on=route.ends_on,
        state=route.state,
        steps=len(route.steps),
        done=sum(1 for step in route.steps if step["done"]),
        reviewed_on=last.week if last else None,
        progress=last.progress if last else "",
        overdue=route.state == "open" and _waited(since, until, terms) > limits.OVERDUE_DAYS,
    )
