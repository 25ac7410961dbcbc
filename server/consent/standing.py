"""What stands: for each learner and purpose the last decision."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from server import clock
from server.consent.models import ConsentDecision
from server.consent.stays import Stays
from server.erasure.pseudonyms import is_pseudonym
from server.rows import rows_of

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
    """Which of these people are learners, now or once, for whom no consent of the school stands:
    it ends when they leave.

    Records of one child that were joined are one: what was decided under any of them counts. Of a
    pseudonym's figures nobody has to be asked any more.
    """
    persons = [one for one in people if not is_pseudonym(one)]
    stays = Stays(session, persons, clock.today())
    learners = {one for one in persons if stays.ever(one)}
    records = {one: stays.records(one) for one in learners}
    found = standing(session, school, frozenset().union(*records.values()))
    given = set()
    for learner, theirs in records.items():
        about = [row for one in theirs if (row := found.get((one, purpose))) is not None]
        last = max(about, key=lambda row: (row.on, row.made_ms, row.id)) if about else None
        if last is not None and last.given and not stays.ended(learner, last):
            given.add(learner)
    return frozenset(learners - given)
