"""Who of a roster may go to a program outside the school: children with consent, and staff."""

from dataclasses import replace

from sqlalchemy.orm import Session

from server.consent.purposes import OUTSIDE
from server.consent.standing import without
from server.roster.known import PUPIL, Known


def consented(session: Session, school: str, known: Known) -> tuple[Known, int]:
    """The roster without the children for whom no consent stands and without parents of nobody
    else, and how many children those are."""
    pupils = {place.person for place in known.places if place.role == PUPIL}
    pupils |= {learner for _guardian, learner in known.guardians}
    out = without(session, school, pupils, OUTSIDE)
    guardians = frozenset(pair for pair in known.guardians if pair[1] not in out)
    places = [place for place in known.places if place.person not in out]
    stay = {place.person for place in places} | {guardian for guardian, _learner in guardians}
    parents = {guardian for guardian, _learner in known.guardians}
    gone = out | (parents - stay)
    people = [person for person in known.people if person.id not in gone]
    return replace(known, people=people, places=places, guardians=guardians), len(out)
