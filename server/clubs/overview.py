"""A school's clubs at a glance: whether they meet, and whether their journals are kept."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.clubs.limits import CLUBS
from server.clubs.models import Club, ClubMeeting, ClubMember
from server.clubs.scopes import here_until
from server.people.models import Person
from server.rows import rows_of


@dataclass(frozen=True, slots=True)
class Standing:
    """A club, its members today, its meetings, and the last of them."""

    id: str
    kind: str
    name: str
    about: str
    leaders: list[str]
    led_by: list[str]
    percent: int
    switched_percent: int
    test: bool
    least: int
    join_by: date | None
    checked_on: date | None
    checked_note: str
    checked_by: str
    members: int
    meetings: int
    last_on: date | None


def overview(session: Session, school: str, today: date) -> list[Standing]:
    """By name."""
    query = select(Club).where(Club.school == school, Club.withdrawn.is_(False))
    clubs = session.scalars(query.order_by(Club.name, Club.id).limit(CLUBS)).all()
    ids = [one.id for one in clubs]
    listed = rows_of(session, ClubMember, ids, by="club")
    until = here_until(session, listed)
    members = Counter(row.club for row in listed if (until[row.id] or today) >= today)
    met = (
        select(ClubMeeting.club, func.count(), func.max(ClubMeeting.on))
        .where(ClubMeeting.club.in_(ids), ClubMeeting.withdrawn.is_(False))
        .group_by(ClubMeeting.club)
    )
    meetings = {club: (count, last) for club, count, last in session.execute(met)}
    people = {one for row in clubs for one in (*row.leaders, row.checked_by) if one}
    names = {
        row.id: f"{row.family_name} {row.given_name}" for row in rows_of(session, Person, people)
    }
    return [
        Standing(
            id=row.id,
            kind=row.kind,
            name=row.name,
            about=row.about,
            leaders=row.leaders,
            led_by=[names[one] for one in row.leaders if one in names],
            percent=row.percent,
            switched_percent=row.switched_percent,
            test=row.test,
            least=row.least,
            join_by=row.join_by,
            checked_on=row.checked_on,
            checked_note=row.checked_note,
            checked_by=names.get(row.checked_by or "", ""),
            members=members[row.id],
            meetings=meetings.get(row.id, (0, None))[0],
            last_on=meetings.get(row.id, (0, None))[1],
        )
        for row in clubs
    ]
