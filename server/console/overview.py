"""The minister's page: what has come of it all, counted, with nobody named.

A figure of fewer than LEAST_GROUP schools is not shown, and not part of the whole, but for what is
lost. Work is counted by receipts: what boxes have acknowledged to phones, against
what the hub holds of it. What a standing box has and the hub has not is on its way; what a box had
that was shut out, and that never came, is lost (server/console/losses.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, NamedTuple

from sqlalchemy import select

from server import clock, shards
from server.console.counting import Counted, counted
from server.console.limits import LEAST_GROUP, SILENT_DAYS
from server.console.losses import Losses, shut_out
from server.console.models import ConsoleSchool, SchoolReport
from server.console.rights import Place
from server.db import db
from server.rows import table_of

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


class Report(NamedTuple):
    """What a box has told that is counted: ten thousand whole rows take ten times as long."""

    school: str
    node: str
    latest: bool
    lessons_planned: int
    lessons_held: int
    receipts: int
    said_ms: int


class Lying(NamedTuple):
    """A school, where it lies, and when it was last heard from over a link."""

    school: str
    region: str
    district: str
    heard_ms: int


_REPORTS: Final = select(*(table_of(SchoolReport).c[name] for name in Report._fields))
_SCHOOLS: Final = select(*(table_of(ConsoleSchool).c[name] for name in Lying._fields))


def overview(place: Place) -> dict[str, Any]:
    """The whole place and its regions (a region's districts, where the place is a region)."""
    groups: dict[str, Group] = {}
    counted_ms = clock.now_ms()
    for _shard in shards.each():
        known = counted()
        revoked, losses = shut_out(db.session()), Losses(db.session())
        counted_ms = min(counted_ms, known.at_ms)
        reports: dict[str, list[Report]] = defaultdict(list)
        for report in map(Report._make, db.session.execute(_REPORTS)):
            reports[report.school].append(report)
        for school in map(Lying._make, db.session.execute(_SCHOOLS.where(place.clause()))):
            name = school.district if place.region else school.region
            group = groups.setdefault(name, Group(name))
            for report in reports[school.school]:
                if report.node in revoked:
                    group.lost += losses.missing(report.school, report.node, report.receipts)
                else:
                    group.on_its_way += _missing(report, known)
            _count(group, school, reports[school.school], known)
        db.session.rollback()
    return {
        "counted_at": clock.rfc3339(counted_ms),
        "whole": _whole(groups.values()).shown(),
        "regions": [groups[name].shown() for name in sorted(groups)],
    }


def _count(
    group: Group,
    school: Lying,
    reports: Sequence[Report],
    known: Counted,
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


def _missing(report: Report, known: Counted) -> int:
    """Works that a standing box has acknowledged and that were not here at the last count."""
    return max(0, report.receipts - known.held.get(report.school, {}).get(report.node, 0))


def _whole(groups: Iterable[Group]) -> Group:
    totals: dict[str, int] = defaultdict(int)
    for group in groups:
        for one in fields(group):
            # What is hidden in a group must not be had by taking all others from the whole.
            told = group.schools >= LEAST_GROUP or one.name in _NEVER_HIDDEN
            if told and one.name != "region":
                totals[one.name] += getattr(group, one.name)
    return Group("", **totals)
