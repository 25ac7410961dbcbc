"""Whether lessons are held at a box's schools, by their timetables."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.people.models import School
from server.planning.asking import lessons_on
from server.planning.models import Slot
from server.planning.reading import calendars_of
from server.releases.limits import AFTER_LESSONS, BEFORE_LESSONS


def are_over(session: Session, moment: datetime) -> bool:
    """Whether nobody is taught on this day any more, or for a while yet, at any school of the box.
    `moment` is in their time. False where a school has no timetable: then nobody can know."""
    schools = list(session.scalars(select(School.id)))
    return bool(schools) and all(_are_over(session, school, moment) for school in schools)


def _are_over(session: Session, school: str, moment: datetime) -> bool:
    if session.scalar(select(Slot.id).where(Slot.school == school).limit(1)) is None:
        return False
    taught = {lesson.bell for lesson in lessons_on(session, school, moment.date())}
    bells = [
        bell
        for calendar in calendars_of(session, school)
        for bell in calendar.bells
        if bell["n"] in taught
    ]
    if taught - {bell["n"] for bell in bells}:
        return False
    minute = moment.hour * 60 + moment.minute
    begins = min((_minutes(bell["starts"]) for bell in bells), default=24 * 60)
    ends = max((_minutes(bell["ends"]) for bell in bells), default=0)
    return not taught or minute < begins - BEFORE_LESSONS or minute >= ends + AFTER_LESSONS


def _minutes(told: str) -> int:
    hour, minute = told.split(":")
    return int(hour) * 60 + int(minute)
