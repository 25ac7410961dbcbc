"""Whom a policy would concern, before it is published: grades with their classes and learners, and
what would change in the marks of some schools. Nobody is named, and few are not told."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server import clock, shards
from server.assessment.policy import Policy, parse
from server.audience.deciding import Listed, reached, row, schools_of
from server.audience.reaching import place_in_line
from server.console.counting import counted
from server.console.limits import LEAST_GROUP
from server.console.rights import Place
from server.db import db
from server.gradebook.book import Adopted
from server.gradebook.models import Assessment
from server.gradebook.preview import compared
from server.gradebook.reading import adopted_at
from server.people.models import School, SchoolClass
from server.policies import limits

_SUPPOSED: Final = "supposed"


def concerned(
    rules: Mapping[str, Any], starts_on: str, audience: Mapping[str, Any], place: Place
) -> dict[str, Any]:
    """Plain values for schemas.PreviewOut."""
    schools = reached(schools_of(place), row(_SUPPOSED, audience))
    policy = parse({"id": _SUPPOSED, "from": starts_on, "to": None, "title": {}, **rules})
    return {
        "schools": len(schools),
        "grades": _grades(schools),
        "sample": _sample(schools, policy),
    }


def _grades(schools: Sequence[Listed]) -> list[dict[str, int]]:
    classes: Counter[int] = Counter()
    learners: Counter[int] = Counter()
    by_shard: dict[int, list[str]] = defaultdict(list)
    for one in schools:
        by_shard[one.shard].append(one.school)
    for shard in shards.each():
        known = counted().grades if by_shard[shard] else {}
        for school in by_shard[shard]:
            for grade, (some, people) in known.get(school, {}).items():
                classes[grade] += some
                learners[grade] += people
        db.session.rollback()
    return [
        {"grade": grade, "classes": classes[grade], "learners": learners[grade]}
        for grade in sorted(classes)
    ]


def _sample(schools: Sequence[Listed], policy: Policy) -> list[dict[str, Any]]:
    """Some schools that have marks, as good as drawn, and the same ones when it is asked again."""
    found: list[dict[str, Any]] = []
    drawn = sorted(schools, key=lambda one: (place_in_line(_SUPPOSED, one.school), one.school))
    by_shard: dict[int, set[str]] = defaultdict(set)
    for shard in shards.each():
        by_shard[shard] = set(db.session.scalars(select(Assessment.school).distinct()))
        db.session.rollback()
    for one in [one for one in drawn if one.school in by_shard[one.shard]]:
        if len(found) == limits.SAMPLE_SCHOOLS:
            break
        with shards.on(one.shard):
            told = _of_school(db.session(), one.school, policy)
        if told is not None:
            found.append(told)
    return found


def _of_school(session: Session, school: str, policy: Policy) -> dict[str, Any] | None:
    """The latest term, as if the policy held already; None where few have marks."""
    term = session.scalar(select(func.max(Assessment.term)).where(Assessment.school == school))
    listed = session.get(School, school)
    if term is None or listed is None:
        return None
    own = adopted_at(session, school, clock.today())
    supposed = Adopted(date.min, _SUPPOSED, own.pass_subjects, own.half_year_subjects)
    rows = compared(
        session,
        school,
        term,
        supposed,
        clock.today(),
        rules=policy,
        only=_classes(session, school, term),
    )
    most: dict[str, int] = defaultdict(int)
    for one in rows:
        most[one.class_id] = max(most[one.class_id], one.learners)
    if sum(most.values()) < LEAST_GROUP:
        return None
    return {
        "school": school,
        "name": listed.name,
        "term": term,
        "classes": sorted({one.label for one in rows}),
        "marks": sum(one.learners for one in rows),
        "up": sum(one.up for one in rows),
        "down": sum(one.down for one in rows),
        "open": sum(one.open for one in rows),
    }


def _classes(session: Session, school: str, term: str) -> list[str]:
    """Classes with assessments in the term, of different grades as far as there are any."""
    assessed = select(Assessment.class_id).where(
        Assessment.school == school, Assessment.term == term
    )
    rows = session.scalars(
        select(SchoolClass).where(SchoolClass.school == school, SchoolClass.id.in_(assessed))
    ).all()
    turn: Counter[int] = Counter()
    ranked = []
    for one in sorted(rows, key=lambda one: (one.label, one.id)):
        grade = min(one.grades, default=0)
        ranked.append((turn[grade], grade, one.id))
        turn[grade] += 1
    return [found for _, _, found in sorted(ranked)[: limits.SAMPLE_CLASSES]]
