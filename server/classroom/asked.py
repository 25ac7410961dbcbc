"""Of whom a task is asked: the server's twin of pwa/src/planning/year.ts. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from server.people.models import Enrolment


def joined(enrolments: Iterable[Enrolment], on: date) -> dict[str, date]:
    """By learner: since when those who are in a class on a day have been there, `date.min` where no
    first day is known. An earlier stay that ended does not count."""
    found: dict[str, date] = {}
    for row in enrolments:
        since = row.starts_on or date.min
        if since <= on and (row.ends_on is None or on <= row.ends_on):
            found[row.person] = min(since, found.get(row.person, since))
    return found


def is_asked(learners: Sequence[str] | None, learner: str, due_on: date, since: date) -> bool:
    """Whether a learner, in the class since a day, owes a task that was due on another. Who is
    named by it owes it whenever it was."""
    return due_on >= since if learners is None else learner in learners
