"""The attention list: one item per thing that a leader of a school should look at."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.access import PersonContext
from server.attention import standing
from server.attention.about import about, made, made_all, person
from server.attention.limits import MOST_ITEMS, MOST_LOOKED_AT
from server.attention.operations import may_release
from server.classroom.provenance import Provenance
from server.hub import late
from server.operations.port import log_store
from server.people.directory import grants_of
from server.people.grants import RoleGrant, leads, schools, teaches
from server.uploads.models import Upload
from server.upstream.models import UpstreamRefusal
from sync.core.merge import Version
from sync.core.ops import OpId
from sync.core.registry import Merge
from sync.storage.peers import DEFERRED
from sync.storage.port import UPSTREAM
from sync.storage.tables import operations, waiting

Item = dict[str, Any]
Roles = tuple[RoleGrant, ...]

_TYPES: Final = {Merge.FIELD: "merged", Merge.UNION: "statement"}
_CHOSEN_BY_LEADERS: Final = frozenset({"mark", "score"})
_OWN_DOING: Final = frozenset({"import-stopped", "hash-mismatch"})
"""Ends of an upload that its owner brought about or the app has tried again: no leader's matter."""


def items(session: Session, viewer: PersonContext) -> list[Item]:
    """What is open, by kind; of each at most MOST_ITEMS, the newest first."""
    roles = viewer.roles
    return [
        *_held(session, viewer),
        *_conflicts(session, roles),
        *_forks(session, viewer),
        *_refused(session, viewer),
        *_imports(session, roles),
        *_late(session, roles),
    ]


def _held(session: Session, viewer: PersonContext) -> Iterator[Item]:
    for entry, school in standing.held(session, viewer.roles):
        yield {
            "id": f"held:{entry.op.id}",
            "type": "held",
            "school": school,
            "reason": entry.verdict.reason,
            "at": clock.rfc3339(entry.verdict.seen),
            "can_release": may_release(session, entry, school),
            **made(session, entry.op, viewer.id),
        }


def _conflicts(session: Session, roles: Roles) -> Iterator[Item]:
    for row, state, others in standing.conflicts(session, roles):
        winner, fields = state.winner, state.fields or {}
        if winner is None:
            continue
        sides = [_side(session, winner, fields, standing=True)]
        sides += [_side(session, version, fields) for version in others]
        task_class = fields.get("class")
        yield {
            "id": f"conflict:{row.family}:{row.record}",
            "type": _type(row.family, state.rule),
            "family": row.family,
            "record": row.record,
            "school": row.school,
            "at": clock.rfc3339(row.since_ms),
            "about": about(session, winner.kind, fields, row.record),
            "sides": sides,
            "may_teach": isinstance(task_class, str) and teaches(roles, task_class),
        }


def _type(family: str, rule: Merge | None) -> str:
    """`mark` only where a leader may choose a side: what a lesson's journal or a signed mark says
    is for those to settle who write it."""
    if rule is Merge.SUPERSEDE:
        return "mark" if family in _CHOSEN_BY_LEADERS else "written"
    return _TYPES.get(rule, "roster") if rule else "roster"


def _side(
    session: Session, version: Version, present: Mapping[str, Any], *, standing: bool = False
) -> Item:
    """`lost` are those of its values that the record does not have at present."""
    return {
        "op": str(version.id),
        "kind": version.kind,
        "standing": standing,
        "author": person(session, Provenance(session).author(version)),
        "node": log_store(session).node != _judge(session, version.id),
        "made": clock.rfc3339(version.hlc >> 16),
        "fields": dict(version.values),
        "lost": {
            name: value for name, value in version.values.items() if present.get(name) != value
        },
    }


def _judge(session: Session, key: OpId) -> str | None:
    found = log_store(session).verdict_of(key)
    return found[1].node if found else None


def _forks(session: Session, viewer: PersonContext) -> Iterator[Item]:
    for fork, entry, school in standing.forks(session, viewer.roles):
        first, second = made_all(session, [entry.op, fork.op], viewer.id)
        yield {
            "id": f"fork:{fork.id}",
            "type": "fork",
            "school": school,
            "at": clock.rfc3339(fork.verdict.seen),
            **first,
            "other": second,
        }


def _refused(session: Session, viewer: PersonContext) -> Iterator[Item]:
    """What the node above would not take; grouped by reason, because there may be thousands."""
    columns = (operations.c.writer, operations.c.epoch, operations.c.seq)
    query = (
        select(*columns)
        .join(waiting, waiting.c.operation == operations.c.id)
        .where(waiting.c.peer == UPSTREAM, waiting.c.priority == DEFERRED)
        .order_by(operations.c.id.desc())
    )
    groups: dict[tuple[str, str], Item] = {}
    found = (OpId(*row) for row in session.execute(query))
    for entry, school in standing.led(session, found, viewer.roles):
        told = session.get(UpstreamRefusal, str(entry.op.id))
        reason = told.reason if told else "unknown"
        at = clock.rfc3339(told.told_ms if told else entry.verdict.seen)
        group = groups.setdefault(
            (school, reason),
            {
                "id": f"refused:{school}:{reason}",
                "type": "refused",
                "school": school,
                "reason": reason,
                "at": at,
                "count": 0,
                "examples": [],
            },
        )
        group["count"] += 1
        if len(group["examples"]) < 3:
            group["examples"].append(made(session, entry.op, viewer.id))
    yield from groups.values()


def _imports(session: Session, roles: Roles) -> Iterator[Item]:
    """Lesson files that could not be imported; their owners see why in the app, too."""
    query = select(Upload).where(
        Upload.state == "refused", Upload.purpose == "content", Upload.dismissed_ms.is_(None)
    )
    told = (
        (row, school)
        for row in session.scalars(query.order_by(Upload.touched_ms.desc()).limit(MOST_LOOKED_AT))
        if (row.problem or {}).get("code") not in _OWN_DOING
        and (school := led_school_of(session, row, roles)) is not None
    )
    for row, school in islice(told, MOST_ITEMS):
        yield {
            "id": f"import:{row.id}",
            "type": "import",
            "school": school,
            "at": clock.rfc3339(row.touched_ms),
            "author": person(session, row.person),
            "file": row.name,
            "problem": row.problem,
        }


def led_school_of(session: Session, upload: Upload, roles: Roles) -> str | None:
    """The school of an upload's owner that these roles lead."""
    own = schools(grants_of(session, upload.person, clock.today()))
    return min((school for school in own if leads(roles, school)), default=None)


def _late(session: Session, roles: Roles) -> Iterator[Item]:
    """Servers of these schools that were shut out and still bring work."""
    for one in islice(late.listed(session), MOST_ITEMS):
        school = min((school for school in one.schools if leads(roles, school)), default=None)
        if school is not None:
            yield {
                "id": f"late:{one.node}",
                "type": "late",
                "school": school,
                "at": clock.rfc3339(one.last_ms),
                "since": clock.rfc3339(one.first_ms),
                "node": one.node,
                "name": one.name,
                "calls": one.calls,
                "volumes": one.volumes,
            }
