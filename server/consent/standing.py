"""What stands: for each learner and purpose the last decision."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.consent.models import ConsentDecision
from server.erasure.pseudonyms import is_pseudonym
from server.people.directory import records_of
from server.people.models import Enrolment
from server.rows import rows_of
from sync.storage.base import chunks

_AT_A_TIME = 200

Standing = Mapping[tuple[str, str], ConsentDecision]


def standing(session: Session, school: str, learners: Collection[str]) -> Standing:
    """(learner, purpose) → the decision that stands at this school. A paper counts from the day of
    its signature, however late it was noted; of one day the later note stands."""
    found: dict[tuple[str, str], ConsentDecision] = {}
    rows = rows_of(session, ConsentDecision, sorted(learners), by="learner")
    for row in sorted(rows, key=lambda row: (row.on, row.made_ms, row.id)):
        if row.school == school:
            found[row.learner, row.purpose] = row
    return found


def without(session: Session, school: str, people: Collection[str], purpose: str) -> frozenset[str]:
    """Which of these people are learners, now or once, for whom no consent of the school stands.

    Records of one child that were joined are one: what was decided under any of them counts. Of a
    pseudonym's figures nobody has to be asked any more.
    """
    learners: set[str] = set()
    persons = sorted(one for one in people if not is_pseudonym(one))
    for some in chunks(persons, _AT_A_TIME):
        query = select(Enrolment.person).where(Enrolment.person.in_(some)).distinct()
        learners.update(session.scalars(query))
    records = records_of(session, learners)
    found = standing(session, school, frozenset().union(*records.values()))
    given = set()
    for learner, theirs in records.items():
        about = [row for one in theirs if (row := found.get((one, purpose))) is not None]
        if about and max(about, key=lambda row: (row.on, row.made_ms, row.id)).given:
            given.add(learner)
    return frozenset(learners - given)
