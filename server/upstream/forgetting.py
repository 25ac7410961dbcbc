"""Letting go of a school that this node serves no more, once the node above has all of its work.

The hub says which schools a node has left (`coverage.set`). What concerns only such schools goes:
out of the log but for names and hashes, out of every table, file and volume of the cold log. What
the node above has not called durable stays until it has, and so does work whose files it lacks;
they are offered to it. If the school comes back, the node above gives all of it again.
"""

import logging
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.cmi5.models import Cmi5Course, Cmi5Registration, Cmi5Session
from server.db import db, write_transaction
from server.erasure.service import remove_files
from server.files.references import files_of
from server.forwarding.models import Destination, Letter
from server.hub.facts import PEOPLE, Facts, texts
from server.library.stores import personal_store
from server.lrs.models import ClientKey
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits, log_store, server_port
from server.trust.operations import COVERAGE_SET
from server.upkeep.checking import audit_soon
from server.upkeep.pruning import folder
from sync import apply, erasing, folding, judgements
from sync.cold import thawing
from sync.cold.pruning import kept_above
from sync.core import canonical
from sync.core.ops import Operation, OpId
from sync.core.verdict import CONFIRMED
from sync.limits import MAX_WANTED_BLOBS, REBUILD_BATCH
from sync.storage.base import chunks
from sync.storage.port import UPSTREAM, Entry, LogPort, Stored

log = logging.getLogger(__name__)
# Names in the node's state: how things stood when all that could go went, and the schools of it.
_DONE: Final = "forgetting.done"
_SCHOOLS: Final = "forgetting.schools"
_ROSTER: Final = frozenset(
    {"school", "person", "alias", "class", "enrolment", "role", "guardian", "writer"}
)
"""What kinds begin with that say who belongs where."""
_KEPT_KINDS: Final = frozenset({erasing.ORDER, judgements.JUDGEMENT})
"""They name operations and hold nothing of anybody."""


def left(session: Session) -> frozenset[str]:
    """Schools that this node has left, as the hub has told it."""
    store, kind = log_store(session), catalogue().registry.get(COVERAGE_SET)
    assert kind is not None  # noqa: S101 - server.trust declares it
    key = (kind.family, store.node)
    state = store.merge_states([key]).get(key)
    winner = state.winner if state is not None else None
    if winner is None or winner.rank < CONFIRMED:
        return frozenset()
    named: Any = winner.values.get("left")
    return frozenset(named) if isinstance(named, dict) else frozenset()


def forget() -> int:
    """Let go of what may go now; returns how many operations. Outside of any transaction; again is
    the same as once."""
    session = db.session()
    gone, store = left(session), log_store(session)
    before = frozenset((store.state(_SCHOOLS) or "").split())
    # Nothing that could go has come or been acknowledged since the last time.
    held = len(store.blobs_wanted(UPSTREAM, MAX_WANTED_BLOBS))
    stand = f"{sorted(gone)} {store.last_row()} {kept_above(store).count()} {held}"
    idle = not gone or store.state(_DONE) == stand
    session.rollback()
    if before - gone:
        _want_back(before - gone, gone)
    if idle:
        return 0
    with write_transaction() as writing:
        log_store(writing).set_state(_SCHOOLS, " ".join(sorted(gone)))
    done = _drop_pruned(gone)
    work = [_drop(lines, gone) for lines in _pages(rosters=False)]
    done += sum(dropped for dropped, _ in work)
    if not any(kept for _, kept in work):
        # Who is known tells whose the work is, so people and classes go when no work is left.
        done += sum(_drop(lines, gone)[0] for lines in _pages(rosters=True))
    if done:
        log.warning("what belonged to schools that left is forgotten", extra={"operations": done})
        _clear_up(gone)
    with write_transaction() as writing:
        log_store(writing).set_state(_DONE, stand)
    return done


def _pages(*, rosters: bool) -> Iterator[list[Stored]]:
    """What the log holds now, in pages: of people and classes, or all else."""
    after = 0
    while True:
        session = db.session()
        found = list(islice(log_store(session).entries(after), REBUILD_BATCH))
        session.rollback()
        if not found:
            return
        after = found[-1].row
        yield [line for line in found if (line.op.kind.partition(".")[0] in _ROSTER) == rosters]


def _drop(lines: Sequence[Stored], gone: frozenset[str]) -> tuple[int, int]:
    """Of a page of the log: how many operations went, and how many have to wait."""
    with write_transaction() as session:
        store, port = server_port(session)
        theirs = _of(session, [line.op for line in lines], gone)
        chosen = [line for line in lines if line.op.id in theirs]
        durable, waits = kept_above(store), store.among_waiting([line.row for line in chosen])
        safe = []
        for line in chosen:
            lacking = [file for file in files_of(line.op) if _lacks(store, file.sha256)]
            store.want_blobs(UPSTREAM, [file.sha256 for file in lacking])
            if durable.has(line.op.id) and line.row not in waits and not lacking:
                safe.append(line)
        if not safe:
            return 0, len(chosen)
        store.drop_payloads(safe)
        entries = [Entry(line.op, line.verdict) for line in safe]
        schools = {line.op.id: theirs[line.op.id] for line in safe}
        apply.forget(store, catalogue().registry, port, entries, schools)
        return len(safe), len(chosen) - len(safe)


def _drop_pruned(gone: frozenset[str]) -> int:
    """Of what has left the log for the cold log: the node above had it for good before."""
    done = 0
    with write_transaction() as session:
        store, port = server_port(session)
        known = catalogue().registry
        for some in list(chunks(store.all_pruned(), REBUILD_BATCH)):
            kept = [one for one in some if known.get(one.kind) is not None]
            entries = folding.recalled(store, known, kept)
            theirs = _of(session, [entry.op for entry in entries], gone)
            chosen = [entry for entry in entries if entry.op.id in theirs]
            apply.forget(store, known, port, chosen, theirs)
            done += len(chosen)
    return done


def _of(session: Session, ops: Sequence[Operation], gone: frozenset[str]) -> dict[OpId, str]:
    """Those of these operations that concern schools which are gone, and no other."""
    facts, known = Facts(session, ops), catalogue().registry
    found: dict[OpId, str] = {}
    for op in ops:
        kind = known.get(op.kind)
        national = kind is not None and kind.scope == "national"
        if national or op.kind in _KEPT_KINDS or canonical.is_stub(op):
            continue
        schools = facts.of_operation(op) | facts.of_person(op.record)
        schools = schools.union(*facts.of_records(op))
        schools = schools.union(*(facts.of_person(one) for one in texts(op.fields, PEOPLE)))
        schools = schools or facts.of_writer(op.writer)
        if schools and schools <= gone:
            found[op.id] = min(schools)
    return found


def _lacks(store: LogPort, sha256: str) -> bool:
    """Whether a file is here and not known to be above."""
    return personal_store().has(sha256) and not store.blob_held(UPSTREAM, sha256)


def _clear_up(gone: frozenset[str]) -> None:
    """What no operation says, files, and volumes of the cold log."""
    with write_transaction() as session:
        log_store(session).sweep_feeds()
        courses = select(Cmi5Course.id).where(Cmi5Course.school.in_(gone))
        ways = select(Cmi5Registration.id).where(Cmi5Registration.school.in_(gone))
        session.execute(delete(Cmi5Session).where(Cmi5Session.registration.in_(ways)))
        session.execute(delete(Cmi5Registration).where(Cmi5Registration.school.in_(gone)))
        session.execute(delete(Cmi5Course).where(Cmi5Course.id.in_(courses)))
        places = select(Destination.id).where(Destination.school.in_(gone))
        session.execute(delete(Letter).where(Letter.destination.in_(places)))
        session.execute(delete(Destination).where(Destination.school.in_(gone)))
        session.execute(delete(ClientKey).where(ClientKey.school.in_(gone)))
    remove_files()
    thawing.scrub(ServerUnits(), folder())


def _want_back(schools: frozenset[str], gone: frozenset[str]) -> None:
    """The node serves these again: the next exchange compares everything, and fetches them."""
    with write_transaction() as session:
        store = log_store(session)
        store.lose_pruned(op for op, school in store.forgotten().items() if school in schools)
        store.set_state(_SCHOOLS, " ".join(sorted(gone)))
        audit_soon(store)
