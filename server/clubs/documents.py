"""Documents of clubs: `club`, `club_member`, `club_meeting`, `club_attendance`, `club_result`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.scopes import learner_scope
from server.changes.viewer import Viewer
from server.clubs.models import Club, ClubAttendance, ClubMeeting, ClubMember, ClubResult
from server.clubs.scopes import here_until, leaders_of, leads
from server.people.models import Person
from server.rows import rows_of

Documents = Mapping[str, Mapping[str, Any]]


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def clubs(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`club` for who leads it, and for members with their families."""
    members = rows_of(session, ClubMember, ids, by="club")
    own = {row.club for row in members if learner_scope(row.learner) in viewer.scopes}
    rows = rows_of(session, Club, ids)
    people = {one for row in rows for one in (*row.leaders, row.checked_by) if one}
    names = _names(session, people)
    fields = ("school", "kind", "name", "about", "leaders", "percent", "switched_percent", "test")
    kept = ("least", "checked_note")
    return {
        row.id: {
            **{name: getattr(row, name) for name in fields},
            "led_by": [names[one] for one in row.leaders if one in names],
            "starts_on": _text(row.starts_on),
            "ends_on": _text(row.ends_on),
            "join_by": _text(row.join_by),
            # What the school's leaders found in the journal is no matter of the families.
            **(
                {
                    **{name: getattr(row, name) for name in kept},
                    "checked_on": _text(row.checked_on),
                    "checked_by": names.get(row.checked_by or "", ""),
                }
                if leads(viewer, row.leaders)
                else {}
            ),
            "op": row.op,
        }
        for row in rows
        if not row.withdrawn and (leads(viewer, row.leaders) or row.id in own)
    }


def members(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`club_member`, with the name, since a club crosses classes; who leaves the school leaves its
    clubs."""
    rows = _mine(session, rows_of(session, ClubMember, ids), viewer)
    until = here_until(session, rows)
    names = _names(session, {row.learner for row in rows})
    return {
        row.id: {
            "club": row.club,
            "learner": row.learner,
            "name": names.get(row.learner, ""),
            "starts_on": _text(row.starts_on),
            "ends_on": _text(until[row.id]),
            "switched": row.switched,
            "op": row.op,
        }
        for row in rows
    }


def meetings(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`club_meeting` for who leads the club."""
    rows = rows_of(session, ClubMeeting, ids)
    leaders = leaders_of(session, (row.club for row in rows))
    return {
        row.id: {
            "club": row.club,
            "date": row.on.isoformat(),
            "topic": row.topic,
            "minutes": row.minutes,
            "author": row.author,
            "made_at": clock.rfc3339(row.made_ms),
            "op": row.op,
        }
        for row in rows
        if not row.withdrawn and leads(viewer, leaders.get(row.club, ()))
    }


def attendances(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`club_attendance` for who leads the club, and for the family."""
    names = ("club", "meeting", "learner", "code", "op")
    rows = _mine(session, rows_of(session, ClubAttendance, ids), viewer)
    return {row.id: {name: getattr(row, name) for name in names} for row in rows}


def results(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`club_result` for who leads the club, and for the family; the former see `others`."""
    names = ("club", "learner", "period", "test", "outcome", "reason", "author", "op")
    rows = _mine(session, rows_of(session, ClubResult, ids), viewer)
    leaders = leaders_of(session, (row.club for row in rows))
    return {
        row.id: {
            **{name: getattr(row, name) for name in names},
            "others": row.others if leads(viewer, leaders.get(row.club, ())) else [],
        }
        for row in rows
    }


def _mine(session: Session, rows: Sequence[Any], viewer: Viewer) -> list[Any]:
    leaders = leaders_of(session, (row.club for row in rows))
    return [
        row
        for row in rows
        if leads(viewer, leaders.get(row.club, ())) or learner_scope(row.learner) in viewer.scopes
    ]


def _names(session: Session, people: set[str]) -> dict[str, str]:
    return {
        row.id: f"{row.family_name} {row.given_name}" for row in rows_of(session, Person, people)
    }


DOCUMENTS: Final[Mapping[str, Render]] = {
    "club": clubs,
    "club_member": members,
    "club_meeting": meetings,
    "club_attendance": attendances,
    "club_result": results,
}
