"""Who may write what of clubs: leaders of the school found them, their own leaders keep them."""

from typing import Any

from sqlalchemy.orm import Session

from server.clubs.models import Club, ClubMeeting, ClubMember
from server.operations.spec import Author, Refusal
from server.people import grants
from server.people.directory import all_classes_of_learner
from server.people.models import SchoolClass
from server.rows import rows_of
from sync.core.ops import Operation

NOT_LEADER = Refusal("not-a-leader-of-the-school")
NOT_OF_CLUB = Refusal("not-a-leader-of-the-club")
OTHER_RECORD = Refusal("record-not-own")
OTHER_SCHOOL = Refusal("class-of-another-school")
_WHOLE = frozenset({"kind", "name", "leaders"})


def may_found(session: Session, author: Author, op: Operation) -> Refusal | None:
    """club.set: a leader of the school that it is (and was) of."""
    known = session.get(Club, op.record)
    if known is None:
        if op.record != str(op.id):
            return OTHER_RECORD
        if not op.fields.keys() >= _WHOLE:
            return Refusal("record-incomplete")
    elif known.school != op.fields["school"]:
        return OTHER_SCHOOL
    return None if grants.leads(author.roles, str(op.fields["school"])) else NOT_LEADER


def may_enter(session: Session, author: Author, op: Operation) -> Refusal | None:
    """club.member: who leads the club or the school, for a learner of the school."""
    fields: Any = op.fields
    if op.record != f"{fields['club']}~{fields['learner']}":
        return OTHER_RECORD
    school, learner = str(op.fields["school"]), str(op.fields["learner"])
    classes = rows_of(session, SchoolClass, all_classes_of_learner(session, learner))
    if all(one.school != school for one in classes):
        return Refusal("learner-not-at-the-school")
    return _too_late(session, author, op) or _keeps(session, author, op)


def _too_late(session: Session, author: Author, op: Operation) -> Refusal | None:
    """After the day until which one may join, a club's own leader lets nobody new in."""
    club = session.get(Club, str(op.fields["club"]))
    if club is None or club.join_by is None or author.on <= club.join_by:
        return None
    if session.get(ClubMember, op.record) or grants.leads(author.roles, club.school):
        return None
    return Refusal("joining-is-over")


def may_meet(session: Session, author: Author, op: Operation) -> Refusal | None:
    """club.meeting: who leads the club or the school."""
    known = session.get(ClubMeeting, op.record)
    if known is None:
        if op.record != str(op.id):
            return OTHER_RECORD
        if not op.fields.keys() >= {"date", "minutes"}:
            return Refusal("record-incomplete")
    elif known.club != op.fields["club"]:
        return OTHER_RECORD
    return _keeps(session, author, op)


def may_attend(session: Session, author: Author, op: Operation) -> Refusal | None:
    """club.attend: who leads the club or the school."""
    fields: Any = op.fields
    if op.record != f"{fields['meeting']}~{fields['learner']}":
        return OTHER_RECORD
    meeting = session.get(ClubMeeting, str(op.fields["meeting"]))
    if meeting is not None and meeting.club != op.fields["club"]:
        return OTHER_RECORD
    return _keeps(session, author, op)


def may_judge(session: Session, author: Author, op: Operation) -> Refusal | None:
    """club.result: who leads the club or the school."""
    fields: Any = op.fields
    if op.record != f"{fields['club']}~{fields['learner']}~{fields['period']}":
        return OTHER_RECORD
    return _keeps(session, author, op)


def _keeps(session: Session, author: Author, op: Operation) -> Refusal | None:
    school = str(op.fields["school"])
    club = session.get(Club, str(op.fields["club"]))
    if club is not None and club.school != school:
        return OTHER_SCHOOL
    if grants.leads(author.roles, school):
        return None
    working = any(
        grant.school == school and grant.role not in (grants.PUPIL, grants.PARENT)
        for grant in author.roles
    )
    own = club is not None and author.person in club.leaders
    return None if own and working else NOT_OF_CLUB
