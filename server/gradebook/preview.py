"""Whom another policy would concern, before anybody adopts it: marks as they are reckoned now, and
as they would be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.assessment.policy import Policy
from server.gradebook.book import Adopted
from server.gradebook.reading import Book, book_of, subjects_of, term_days
from server.people.models import SchoolClass


@dataclass(frozen=True, slots=True)
class Concerned:
    """A subject of a class in which marks would be others.

    `up`, `down` and `open` are learners with a better mark, a worse one, and one that is there now
    and would not be, or the other way round; `signed` of them have a signed mark, which stays.
    """

    class_id: str
    label: str
    subject: str
    learners: int
    up: int
    down: int
    open: int
    signed: int


def concerned(
    session: Session,
    school: str,
    term: str,
    supposed: Adopted,
    today: date,
) -> list[Concerned]:
    """Every subject of the school in the term that `supposed` would change; a term that ends
    before the policy begins is changed by nothing."""
    every = compared(session, school, term, supposed, today)
    return [one for one in every if one.up or one.down or one.open]


def compared(
    session: Session,
    school: str,
    term: str,
    supposed: Adopted,
    today: date,
    *,
    rules: Policy | None = None,
    only: Collection[str] | None = None,
) -> list[Concerned]:
    """Every subject of the school in the term, changed or not. `rules` are those of a policy that
    is not published yet; `only` names the classes that are looked at."""
    query = select(SchoolClass).where(SchoolClass.school == school)
    classes = session.scalars(query if only is None else query.where(SchoolClass.id.in_(only)))
    found = []
    for one in sorted(classes, key=lambda one: (min(one.grades), one.label)):
        days = term_days(session, one, term)
        if days is not None and days[1] < supposed.starts_on:
            continue
        for subject in subjects_of(session, one.id, term):
            now = book_of(session, one, subject, term, today)
            then = book_of(session, one, subject, term, today, supposed=supposed, rules=rules)
            found.append(_compared(now, then))
    return found


def _compared(now: Book, then: Book) -> Concerned:
    after = {line.learner: line.reckoned.mark for line in then.lines}
    pairs = [
        (line.reckoned.mark, after.get(line.learner), line.signed is not None) for line in now.lines
    ]
    changed = [pair for pair in pairs if pair[0] != pair[1] or now.scale != then.scale]
    both = [pair for pair in changed if pair[0] is not None and pair[1] is not None]
    comparable = both if now.scale == then.scale else []
    return Concerned(
        now.class_id,
        now.label,
        now.subject,
        len(now.lines),
        up=_count(comparable, better=True),
        down=_count(comparable, better=False),
        open=len(changed) - len(comparable),
        signed=sum(signed for _, _, signed in changed),
    )


def _count(pairs: Sequence[tuple[int | None, int | None, bool]], *, better: bool) -> int:
    return sum(((then or 0) > (now or 0)) is better for now, then, _ in pairs)
