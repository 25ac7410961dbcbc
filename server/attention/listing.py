"""The attention list: one item per thing that a leader of a school should look at."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.access import PersonContext
from server.attention.about import about, made, made_all, person
from server.attention.limits import MOST_ITEMS
from server.attention.models import Conflict, Judgement
from server.attention.operations import may_release
from server.attention.sides import beside, of_school
from server.classroom.provenance import Provenance
from server.hub import late
from server.operations.port import log_store, recall
from server.operations.reach import schools_of
from server.people.grants import RoleGrant, leads, teaches
from server.uploads.models import Upload
from server.upstream.models import UpstreamRefusal
from sync.core.merge import Version
from sync.core.ops import OpId
from sync.core.registry import Merge
from sync.storage.peers import DEFERRED
from sync.storage.port import UPSTREAM, Entry
from sync.storage.tables import operations, waiting

Item = dict[str, Any]
Roles = tuple[RoleGrant, ...]

_TYPES = {Merge.SUPERSEDE: "mark", Merge.FIELD: "merged", Merge.UNION: "statement"}


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
    """Operations that were kept and not applied, without those that somebody has dealt with."""
    settled = select(Judgement.target)
    columns = (operations.c.writer, operations.c.epoch, operations.c.seq)
    query = (
        select(*columns)
        .where(operations.c.applied == 0, operations.c.outcome == "held")
        .order_by(operations.c.id.desc())
    )
    done = set(session.scalars(settled))
    found = (OpId(*row) for row in session.execute(query))
    for entry in _entries(session, (key for key in found if str(key) not in done)):
        school = _led_school(session, entry, viewer.roles)
        if school is None:
            continue
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
    query = select(Conflict).where(Conflict.settled_ms.is_(None))
    query = query.order_by(Conflict.since_ms.desc()).limit(MOST_ITEMS)
    done = set(session.scalars(select(Judgement.target)))
    for row in session.scalars(query):
        if row.school is None or not leads(roles, row.school):
            continue
        key = (row.family, row.record)
        state = log_store(session).merge_states([key]).get(key)
        state = of_school(state, row.school) if state else None
        others = [v for v in beside(state) if str(v.id) not in done] if state else []
        if state is None or state.winner is None or not others:
            continue
        winner = state.winner
        fields = state.fields or {}
        sides = [_side(session, winner, fields, standing=True)]
        sides += [_side(session, version, fields) for version in others]
        task_class = fields.get("class")
        yield {
            "id": f"conflict:{row.family}:{row.record}",
            "type": _TYPES.get(state.rule, "roster") if state.rule else "roster",
            "family": row.family,
            "record": row.record,
            "school": row.school,
            "at": clock.rfc3339(row.since_ms),
            "about": about(session, winner.kind, fields, row.record),
            "sides": sides,
            "may_teach": isinstance(task_class, str) and teaches(roles, task_class),
        }


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
    """Two different operations under one number: a phone or a database was restored or copied."""
    store = log_store(session)
    done = set(session.scalars(select(Judgement.target)))
    for fork in store.forks()[-MOST_ITEMS:]:
        entry = recall(session, fork.id)
        school = _led_school(session, entry, viewer.roles) if entry else None
        if entry is None or school is None or str(fork.id) in done:
            continue
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
    for entry in _entries(session, (OpId(*row) for row in session.execute(query))):
        school = _led_school(session, entry, viewer.roles)
        if school is None:
            continue
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
    for row in session.scalars(query.order_by(Upload.touched_ms.desc()).limit(MOST_ITEMS)):
        schools = {grant.school for grant in roles if grant.school and leads(roles, grant.school)}
        if schools:
            yield {
                "id": f"import:{row.id}",
                "type": "import",
                "school": min(schools),
                "at": clock.rfc3339(row.touched_ms),
                "author": person(session, row.person),
                "file": row.name,
                "problem": row.problem,
            }


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


def _entries(session: Session, keys: Iterable[OpId]) -> Iterator[Entry]:
    """The first MOST_ITEMS of these lines of the log."""
    store = log_store(session)
    for count, key in enumerate(keys):
        entry = store.get(key)
        if count >= MOST_ITEMS:
            return
        if entry is not None:
            yield entry


def _led_school(session: Session, entry: Entry, roles: Roles) -> str | None:
    """The school of an operation that these roles lead."""
    writer = log_store(session).writer(entry.op.writer)
    found = schools_of(session, entry.op, writer.school if writer else None)
    return min((school for school in found if leads(roles, school)), default=None)
