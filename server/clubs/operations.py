"""Clubs and electives as operations: what each becomes in the tables, and who hears."""

from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server.classroom.provenance import Provenance
from server.clubs import limits, rights, schemas
from server.clubs.models import Club, ClubAttendance, ClubMeeting, ClubMember, ClubResult
from server.clubs.scopes import changed, leaders_of, touches
from server.operations.spec import Entry, KindSpec, Touch, View
from server.rows import put
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.registry import Kind, Merge

_PRIORITY: Final = 2


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _last(state: MergeState) -> Any:
    return max(state.versions, key=lambda version: version.precedence)


def project_club(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """club.set → club."""
    if view is None or not {"kind", "name", "leaders"} <= view.keys():
        return []  # the rest of it is still on its way
    record, after = entry.op.record, list(view["leaders"])
    before = leaders_of(session, [record]).get(record, [])
    put(
        session,
        Club,
        {
            "id": record,
            "school": view["school"],
            "kind": view["kind"],
            "name": view["name"],
            "about": view.get("about", ""),
            "leaders": after,
            "starts_on": _day(view.get("starts_on")),
            "ends_on": _day(view.get("ends_on")),
            "percent": view.get("percent", limits.PASS_PERCENT),
            "switched_percent": view.get("switched_percent", limits.SWITCHED_PERCENT),
            "test": view.get("test", True),
            "least": view.get("least", 0),
            "join_by": _day(view.get("join_by")),
            "checked_on": _day(view.get("checked_on")),
            "checked_note": view.get("checked_note", ""),
            "checked_by": _checker(session, state),
            "withdrawn": view.get("withdrawn", False),
            "op": str(_last(state).id),
        },
    )
    return list(changed(session, record, before, after))


def _checker(session: Session, state: MergeState) -> str | None:
    """Who looked through the journal last."""
    said = [one for one in state.versions if one.values.get("checked_on")]
    last = max(said, key=lambda version: version.precedence, default=None)
    return Provenance(session).author(last) if last else None


def project_member(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """club.member → club_member; with a first place in a club its name comes, too."""
    if view is None:
        return []
    record, club, learner = entry.op.record, view["club"], view["learner"]
    put(
        session,
        ClubMember,
        {
            "id": record,
            "club": club,
            "learner": learner,
            "starts_on": _day(view.get("starts_on")),
            "ends_on": _day(view.get("ends_on")),
            "switched": view.get("switched", False),
            "op": str(_last(state).id),
        },
    )
    return [
        *touches(session, "club_member", record, club, learner),
        *touches(session, "club", club, club, learner),
    ]


def project_meeting(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """club.meeting → club_meeting."""
    if view is None or not {"date", "minutes"} <= view.keys():
        return []  # the rest of it is still on its way
    last, record = _last(state), entry.op.record
    put(
        session,
        ClubMeeting,
        {
            "id": record,
            "club": view["club"],
            "on": date.fromisoformat(view["date"]),
            "topic": view.get("topic", ""),
            "minutes": view["minutes"],
            "withdrawn": view.get("withdrawn", False),
            "author": Provenance(session).author(last),
            "made_ms": physical(last.hlc),
            "op": str(last.id),
        },
    )
    return touches(session, "club_meeting", record, view["club"], None)


def project_attendance(
    session: Session, entry: Entry, view: View, state: MergeState
) -> list[Touch]:
    """club.attend → club_attendance."""
    if view is None:
        return []
    record = entry.op.record
    names = ("club", "meeting", "learner", "code")
    row = {"id": record, "op": str(_last(state).id), **{name: view[name] for name in names}}
    put(session, ClubAttendance, row)
    return touches(session, "club_attendance", record, view["club"], view["learner"])


def project_result(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """club.result → club_result, with what was said at the same time beside it."""
    winner = state.winner
    if view is None or winner is None:
        return []
    record = entry.op.record
    names = ("club", "learner", "period", "test", "outcome", "reason")
    origin = Provenance(session)
    put(
        session,
        ClubResult,
        {
            "id": record,
            "author": origin.author(winner),
            "op": str(winner.id),
            "others": origin.beside(state, "test", "outcome", "reason"),
            **{name: view[name] for name in names},
        },
    )
    return touches(session, "club_result", record, view["club"], view["learner"])


def _kind(name: str, merge: Merge, *personal: str) -> Kind:
    # A family each: what is said of a meeting must not stand among the fields of a club.
    family = name.replace(".", "_") if name != "club.set" else "club"
    return Kind(name, 1, merge, _PRIORITY, personal=frozenset(personal), family=family)


_MEMBER: Final = ("learner", "starts_on", "ends_on", "switched")
_RESULT: Final = ("learner", "test", "outcome", "reason")

SPECS: Final = (
    KindSpec(_kind("club.set", Merge.FIELD), schemas.ClubSetSchema, rights.may_found, project_club),
    KindSpec(
        _kind("club.member", Merge.FIELD, *_MEMBER),
        schemas.ClubMemberSchema,
        rights.may_enter,
        project_member,
    ),
    KindSpec(
        _kind("club.meeting", Merge.FIELD),
        schemas.ClubMeetingSchema,
        rights.may_meet,
        project_meeting,
    ),
    KindSpec(
        _kind("club.attend", Merge.FIELD, "learner", "code"),
        schemas.ClubAttendSchema,
        rights.may_attend,
        project_attendance,
    ),
    KindSpec(
        _kind("club.result", Merge.SUPERSEDE, *_RESULT),
        schemas.ClubResultSchema,
        rights.may_judge,
        project_result,
    ),
)

PROJECTIONS: Final = (Club, ClubMember, ClubMeeting, ClubAttendance, ClubResult)
