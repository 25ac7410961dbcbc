"""What is open and whose it is: the same for the list that a leader reads and for the light that
tells them to read it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from server.attention.limits import MOST_ITEMS, MOST_LOOKED_AT
from server.attention.models import Conflict, Judgement
from server.attention.sides import beside, of_school
from server.operations.port import log_store, recall
from server.operations.reach import schools_of
from server.people.grants import LEADING, RoleGrant, holds, leads, schools
from sync.core.merge import MergeState, Version
from sync.core.ops import OpId
from sync.storage.port import Entry, Fork
from sync.storage.tables import operations, writers

Roles = tuple[RoleGrant, ...]


def counted(session: Session, roles: Roles) -> Mapping[str, int]:
    """How many of `held`, `forks` and `conflicts` the list has for these roles."""
    found = {"held": held, "forks": forks, "conflicts": conflicts}
    if not holds(roles, LEADING):
        return dict.fromkeys(found, 0)
    return {name: sum(1 for _one in each(session, roles)) for name, each in found.items()}


def held(session: Session, roles: Roles) -> Iterator[tuple[Entry, str]]:
    """Operations that were kept and not applied, without those that somebody has dealt with, the
    newest first; each with the school that these roles lead."""
    columns = (operations.c.writer, operations.c.epoch, operations.c.seq)
    query = (
        select(*columns)
        .join(writers, writers.c.writer == operations.c.writer, isouter=True)
        .where(operations.c.applied == 0, operations.c.outcome == "held")
        # Of a region's, those that phones of the own schools wrote are looked through first.
        .order_by(case((writers.c.school.in_(_led(roles)), 0), else_=1), operations.c.id.desc())
    )
    done = judged(session)
    found = (OpId(*row) for row in session.execute(query))
    return led(session, (key for key in found if str(key) not in done), roles)


def forks(session: Session, roles: Roles) -> Iterator[tuple[Fork, Entry, str]]:
    """Two different operations under one number: a phone or a database was restored or copied."""
    done = judged(session)
    open_ = [one for one in log_store(session).forks() if str(one.id) not in done]
    for fork in open_[-MOST_ITEMS:]:
        entry = recall(session, fork.id)
        school = led_school(session, entry, roles) if entry else None
        if entry is not None and school is not None:
            yield fork, entry, school


def conflicts(
    session: Session, roles: Roles | None
) -> Iterator[tuple[Conflict, MergeState, list[Version]]]:
    """Records of which several versions stand, with the versions beside the winner that nobody has
    seen yet. Roles of None: those of the whole node."""
    query = select(Conflict).where(Conflict.settled_ms.is_(None))
    if roles is not None:
        query = query.where(Conflict.school.in_(_led(roles)))
    done = judged(session)
    for row in session.scalars(query.order_by(Conflict.since_ms.desc()).limit(MOST_ITEMS)):
        key = (row.family, row.record)
        state = log_store(session).merge_states([key]).get(key)
        state = of_school(state, row.school) if state else None
        others = [v for v in beside(state) if str(v.id) not in done] if state else []
        if state is not None and state.winner is not None and others:
            yield row, state, others


def _led(roles: Roles) -> list[str]:
    return [school for school in schools(roles) if leads(roles, school)]


def led(session: Session, keys: Iterable[OpId], roles: Roles) -> Iterator[tuple[Entry, str]]:
    """The first MOST_ITEMS of these lines of the log that concern a school which the roles lead."""
    return islice(_of_led(session, keys, roles), MOST_ITEMS)


def _of_led(session: Session, keys: Iterable[OpId], roles: Roles) -> Iterator[tuple[Entry, str]]:
    store = log_store(session)
    for key in islice(keys, MOST_LOOKED_AT):
        entry = store.get(key)
        school = led_school(session, entry, roles) if entry else None
        if entry is not None and school is not None:
            yield entry, school


def led_school(session: Session, entry: Entry, roles: Roles) -> str | None:
    """The school of an operation that these roles lead."""
    writer = log_store(session).writer(entry.op.writer)
    found = schools_of(session, entry.op, writer.school if writer else None)
    return min((school for school in found if leads(roles, school)), default=None)


def judged(session: Session) -> frozenset[str]:
    """Operations that somebody has dealt with."""
    return frozenset(session.scalars(select(Judgement.target)))
