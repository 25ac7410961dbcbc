"""The minister's page: what has come of it all, counted, with nobody named.

A figure of fewer than LEAST_GROUP schools is not shown, and not part of the whole, but for what is
lost. Work is counted by receipts: what boxes have acknowledged to phones, against
what the hub holds of it. What a standing box has and the hub has not is on its way; what a box had
that was shut out, and that never came, is lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from sqlalchemy import case, func, select

from server import clock, shards
from server.classroom.models import Assignment, Submission
from server.console.limits import LEAST_GROUP, SILENT_DAYS
from server.console.models import ConsoleSchool, SchoolReport
from server.console.rights import Place
from server.db import db
from server.delivery.models import DeliveryLine
from server.hub.models import DownstreamNode

_DAY_MS: Final = 24 * 3600 * 1000
_NEVER_HIDDEN: Final = frozenset({"schools", "lost"})
_SHOWN_ALWAYS: Final = frozenset({"region", "schools"})


@dataclass(slots=True)
class Group:
    """Figures of the schools of a region; `heard` within SILENT_DAYS, lessons of four weeks."""

    region: str
    schools: int = 0
    heard: int = 0
    lessons_planned: int = 0
    lessons_held: int = 0
    delivered: int = 0
    offered: int = 0
    receipts: int = 0
    on_its_way: int = 0
    lost: int = 0

    def shown(self) -> dict[str, Any]:
        """With nothing but their number for few schools."""
        few = self.schools < LEAST_GROUP
        return {
            one.name: None if few and one.name not in _SHOWN_ALWAYS else getattr(self, one.name)
            for one in fields(self)
        }


@dataclass(slots=True)
class _Shard:
    """What one database knows."""

    held: dict[tuple[str, str], int] = field(default_factory=dict)
    delivered: dict[str, tuple[int, int]] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()


def overview(place: Place) -> dict[str, Any]:
    """The whole place and its regions (a region's districts, where the place is a region)."""
    groups: dict[str, Group] = {}
    for _shard in shards.each():
        known = _known()
        reports: dict[str, list[SchoolReport]] = defaultdict(list)
        for report in db.session.scalars(select(SchoolReport)):
            reports[report.school].append(report)
        for school in db.session.scalars(select(ConsoleSchool).where(place.clause())):
            name = school.district if place.region else school.region
            group = groups.setdefault(name, Group(name))
            _count(group, school, reports[school.school], known)
        db.session.rollback()
    return {
        "counted_at": clock.rfc3339(clock.now_ms()),
        "whole": _whole(groups.values()).shown(),
        "regions": [groups[name].shown() for name in sorted(groups)],
    }


def _count(
    group: Group, school: ConsoleSchool, reports: Sequence[SchoolReport], known: _Shard
) -> None:
    group.schools += 1
    heard_ms = max([school.heard_ms, *(report.said_ms for report in reports)])
    group.heard += heard_ms >= clock.now_ms() - SILENT_DAYS * _DAY_MS
    verified, offered = known.delivered.get(school.school, (0, 0))
    group.delivered += verified
    group.offered += offered
    for report in reports:
        if report.latest:
            group.lessons_planned += report.lessons_planned
            group.lessons_held += report.lessons_held
        group.receipts += report.receipts
        missing = max(0, report.receipts - known.held.get((school.school, report.node), 0))
        if report.node in known.revoked:
            group.lost += missing
        else:
            group.on_its_way += missing


def _known() -> _Shard:
    session = db.session()
    held = session.execute(
        select(Assignment.school, Submission.judge, func.count())
        .join(Submission, Submission.assignment == Assignment.id)
        .group_by(Assignment.school, Submission.judge)
    )
    lines = session.execute(
        select(
            DeliveryLine.school,
            func.sum(case((DeliveryLine.verified_at.is_not(None), 1), else_=0)),
            func.count(),
        ).group_by(DeliveryLine.school)
    )
    revoked = session.scalars(
        select(DownstreamNode.node).where(DownstreamNode.revoked_ms.is_not(None))
    )
    return _Shard(
        {(school, node): number for school, node, number in held},
        {school: (int(done), number) for school, done, number in lines},
        frozenset(revoked),
    )


def _whole(groups: Iterable[Group]) -> Group:
    totals: dict[str, int] = defaultdict(int)
    for group in groups:
        for one in fields(group):
            # What is hidden in a group must not be had by taking all others from the whole.
            told = group.schools >= LEAST_GROUP or one.name in _NEVER_HIDDEN
            if told and one.name != "region":
                totals[one.name] += getattr(group, one.name)
    return Group("", **totals)
