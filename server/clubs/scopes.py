"""Who hears of clubs: their leaders of everything, members and their families of what is theirs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.changes.scopes import learner_scope, person_scope
from server.changes.viewer import Viewer
from server.clubs.models import Club, ClubAttendance, ClubMeeting, ClubMember, ClubResult
from server.people.models import Enrolment
from server.rows import rows_of
from sync.storage.port import Touch

PARTS: tuple[tuple[str, Any], ...] = (
    ("club_member", ClubMember),
    ("club_meeting", ClubMeeting),
    ("club_attendance", ClubAttendance),
    ("club_result", ClubResult),
)


def leaders_of(session: Session, clubs: Iterable[str]) -> dict[str, list[str]]:
    """By club; one that is not known (yet) has none."""
    return {row.id: row.leaders for row in rows_of(session, Club, set(clubs))}


def touches(
    session: Session, kind: str, record: str, club: str, learner: str | None
) -> list[Touch]:
    """The club's leaders, and the learner with the family."""
    found = leaders_of(session, [club]).get(club, ())
    scopes = [person_scope(one) for one in found]
    if learner is not None:
        scopes.append(learner_scope(learner))
    return [Touch(scope, kind, record) for scope in scopes]


def staying(session: Session, learner: str) -> Iterator[Touch]:
    """Where a learner is in school has changed: who has left it is in no club of it."""
    for row in rows_of(session, ClubMember, [learner], by="learner"):
        yield from touches(session, "club_member", row.id, row.club, learner)


def here_until(session: Session, members: Sequence[ClubMember]) -> dict[str, date | None]:
    """By record of a member: the last day, of the membership or of being at the school; None: it
    goes on."""
    clubs = rows_of(session, Club, {row.club for row in members})
    schools = {row.id: row.school for row in clubs}
    stays: dict[tuple[str, str | None], list[date | None]] = defaultdict(list)
    for one in rows_of(session, Enrolment, {row.learner for row in members}, by="person"):
        stays[one.person, one.school].append(one.ends_on)
    found = {}
    for row in members:
        at_school = stays[row.learner, schools.get(row.club)]
        left = None if None in at_school else max(filter(None, at_school), default=None)
        found[row.id] = min(filter(None, (row.ends_on, left)), default=None)
    return found


def changed(
    session: Session, club: str, before: Collection[str], after: Collection[str]
) -> Iterator[Touch]:
    """A club has changed, or its leaders have: who leads it now gets all of it, who led it forgets,
    and members hear what it is called."""
    everybody = sorted({*before, *after})
    for person in everybody:
        yield Touch(person_scope(person), "club", club)
    for row in rows_of(session, ClubMember, [club], by="club"):
        yield Touch(learner_scope(row.learner), "club", club)
    for person in sorted(set(before) ^ set(after)):
        for kind, model in PARTS:
            for row in rows_of(session, model, [club], by="club"):
                yield Touch(person_scope(person), kind, row.id)


def leads(viewer: Viewer, leaders: Collection[str]) -> bool:
    """Whether the viewer leads a club with these leaders."""
    return viewer.person in leaders
