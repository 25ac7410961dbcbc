"""The one function through which an operation ever changes a table.

A local write, an operation from a phone and a frame from another node all end in `apply`. It reads
no clock and no current roles, so the order of delivery cannot change the result; the same loop
rebuilds the tables from the log.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sync import erasing, folding, forking, judgements
from sync.core import canonical
from sync.core.knowledge import Knowledge
from sync.core.merge import MergeState, merge, view
from sync.core.ops import Operation, OpId
from sync.core.registry import Kind, Registry
from sync.core.verdict import Verdict
from sync.limits import REBUILD_BATCH
from sync.storage.base import chunks
from sync.storage.port import UPSTREAM, Appended, ApplyPort, Entry, LogPort, Touch, Writer

WRITER_ISSUE = "writer.issue"
_KINDS_STATE = "kinds"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one entry; `applied` is false for held, repeated, forked and unknown ones.

    `other_verdict`: a repetition that came with another verdict than the logged one. From the
    upstream it has replaced the logged one; from anywhere else the logged one stands.
    """

    id: OpId
    outcome: Appended
    applied: bool
    touches: tuple[Touch, ...] = ()
    other_verdict: bool = False


def apply(
    store: LogPort,
    registry: Registry,
    port: ApplyPort,
    entries: Sequence[Entry],
    *,
    source: str = "",
    durable: bool = True,
) -> list[Result]:
    """Log entries, merge them, project them and feed them on; one result per entry, in order.

    `source` is the peer that sent them (empty for this node and its phones), `durable` whether
    this node's synced commit counts as durable. The caller's transaction commits.
    """
    entries = erasing.obeyed(store, judgements.obeyed(store, entries))
    appended = store.append_many(entries, registry=registry, source=source, durable=durable)
    fresh = [
        (logged.row, entry) for entry, logged in zip(entries, appended, strict=True) if logged.row
    ]
    touches = merge_and_project(store, registry, port, fresh)
    store.feed_append(
        [
            (scope, row)
            for row, entry in fresh
            for scope in port.node_scopes(registry.get(entry.op.kind), entry)
        ]
    )
    if source == UPSTREAM:
        for entry, logged in zip(entries, appended, strict=True):
            if logged.other_verdict:
                _judge_again(store, registry, port, entry)
    mended = [entry for entry, logged in zip(entries, appended, strict=True) if logged.mends]
    if mended:
        _mend(store, registry, port, mended)
    if source:
        for entry, logged in zip(entries, appended, strict=True):
            if logged.fresh_fork:
                _settle_fork(store, registry, port, entry, yields=source == UPSTREAM)
    return [
        Result(
            entry.op.id,
            logged.outcome,
            logged.row in touches,
            tuple(touches.get(logged.row, ())),
            logged.other_verdict,
        )
        for entry, logged in zip(entries, appended, strict=True)
    ]


def reapply_unknown(store: LogPort, registry: Registry, port: ApplyPort) -> int:
    """After an upgrade: apply what was only kept so far; returns how many operations."""
    done = 0
    for batch in chunks(store.unapplied(), REBUILD_BATCH):
        items = [(s.row, Entry(s.op, s.verdict)) for s in batch]
        applied = merge_and_project(store, registry, port, items)
        store.mark_applied(applied)
        done += len(applied)
    return done


def rebuild(
    store: LogPort, registry: Registry, port: ApplyPort, former: Mapping[str, int] | None = None
) -> int:
    """Empty everything derived and apply the whole log again; returns how many operations.

    What has been pruned counts as the merge states remember it; `former` are the versions of the
    kinds that these were made with, where they are not those of today.
    """
    folding.strip(store, registry, former or {})
    store.clear_tables()
    store.mark_none_applied()
    port.clear()
    done = reapply_unknown(store, registry, port)
    for batch in chunks(store.all_pruned(), REBUILD_BATCH):
        told = _projected(store, registry, port, folding.counting(store, registry, batch))
        port.touched(list(dict.fromkeys(told)))
    return done


def remerge_all(store: LogPort, registry: Registry, port: ApplyPort) -> int:
    """Merge every record again and put right what differs from the log; returns how many."""
    return _remerge(store, registry, port, store.records())


def remerge_some(
    store: LogPort, registry: Registry, port: ApplyPort, after: str, most: int
) -> tuple[int, str]:
    """As `remerge_all` for `most` records after one; how many were wrong, and the last one that
    was looked at (empty where all have been)."""
    some = list(islice(store.records(after), most))
    wrong = _remerge(store, registry, port, some)
    return wrong, some[-1] if len(some) == most else ""


def _remerge(store: LogPort, registry: Registry, port: ApplyPort, records: Iterable[str]) -> int:
    wrong, pruned = 0, store.count_pruned() > 0
    for record in records:
        states: dict[tuple[str, str], MergeState | None] = {}
        last: dict[tuple[str, str], Entry] = {}
        for line in store.of_record(record):
            kind = registry.knows(line.op.kind, line.op.version)
            if kind is None or line.verdict.held:
                continue
            key = kind.family, record
            current = in_current_form(registry, kind, line.op)
            if pruned and key not in states:
                states[key] = _kept(store, key)
            states[key] = merge(kind.merge, states.get(key), current, line.verdict)
            last[key] = Entry(line.op, line.verdict)
        stored = store.merge_states(states)
        for key, state in states.items():
            if stored.get(key) != state:
                wrong += 1
                _merge_again(store, registry, port, last[key])
    return wrong


def refresh(store: LogPort, registry: Registry, port: ApplyPort) -> int:
    """At start: bring the tables to the kinds of this release; returns operations applied.

    A changed version of a known kind changes the fields inside merge states, so the tables are
    rebuilt; new kinds alone only need what was kept for them.
    """
    now = ",".join(f"{name}={version}" for name, version in registry.versions().items())
    before = store.state(_KINDS_STATE)
    if before == now:
        return 0
    known = dict(pair.split("=") for pair in before.split(",")) if before else {}
    changed = any(
        known.get(name, str(version)) != str(version)
        for name, version in registry.versions().items()
    )
    store.set_state(_KINDS_STATE, now)
    if not changed:
        return reapply_unknown(store, registry, port)
    return rebuild(store, registry, port, {name: int(value) for name, value in known.items()})


def merge_and_project(
    store: LogPort, registry: Registry, port: ApplyPort, items: Sequence[tuple[int, Entry]]
) -> dict[int, Sequence[Touch]]:
    """Touches by row for every item that could be applied."""
    work = []
    for row, entry in items:
        kind = registry.knows(entry.op.kind, entry.op.version)
        if kind is not None and not entry.verdict.held:
            work.append((row, entry, kind))
    states = store.merge_states({(kind.family, entry.op.record) for _, entry, kind in work})
    touches: dict[int, Sequence[Touch]] = {}
    late: list[tuple[str, int]] = []
    released: list[str] = []
    orders: list[Operation] = []
    for row, entry, kind in work:
        op = entry.op
        key = (kind.family, op.record)
        current = in_current_form(registry, kind, op)
        state = states[key] = merge(kind.merge, states.get(key), current, entry.verdict)
        if kind.name == WRITER_ISSUE and _issue(store, state, entry):
            late.append((op.record, row))
        if kind.name == judgements.JUDGEMENT and judgements.is_release(state):
            released.append(op.record)
        if kind.name == erasing.ORDER:
            orders.append(op)
        touches[row] = port.project(kind, entry, view(state), state)
    store.put_merge_states(states)
    told = [touch for touched in touches.values() for touch in touched]
    if late:
        store.mark_applied(touches)
    for writer, row in late:
        told += _project_again(store, registry, port, writer, row)
    if told:
        port.touched(list(dict.fromkeys(told)))
    for record in released:
        _release(store, registry, port, record)
    for order in orders:
        _erase(store, registry, port, order)
    return touches


def _erase(store: LogPort, registry: Registry, port: ApplyPort, order: Operation) -> None:
    """Carry out an order on what is here; what comes later meets it in `apply`."""
    named = erasing.named(order)
    gone = store.erase(named)
    gone += folding.erased(store, registry, named)
    if store.lost(named.keys()):
        gone += _merged_and_lost(store, named)
    _take_out(store, registry, port, gone)


def forget(
    store: LogPort,
    registry: Registry,
    port: ApplyPort,
    entries: Sequence[Entry],
    schools: Mapping[OpId, str],
) -> None:
    """Let go of operations that have been pruned, with all that came of them: of each nothing is
    kept but its name, hash and verdict, and the school of `schools` that it was of."""
    store.forget_pruned(schools)
    if schools:
        store.set_state(folding.SCRUB, "1")
    _take_out(store, registry, port, entries, elsewhere=True)


def _take_out(
    store: LogPort,
    registry: Registry,
    port: ApplyPort,
    gone: Sequence[Entry],
    *,
    elsewhere: bool = False,
) -> None:
    """Bring tables and merge states to a log in which these have become stubs."""
    if not gone:
        return
    for entry in gone:
        if entry.op.kind == WRITER_ISSUE:
            store.drop_writer(str(entry.op.fields.get("writer")))
    told = list(port.erased(gone, elsewhere=elsewhere))
    if told:
        port.touched(list(dict.fromkeys(told)))
    done: set[tuple[str, str]] = set()
    for entry in gone:
        kind = registry.knows(entry.op.kind, entry.op.version)
        if kind is not None and (kind.family, entry.op.record) not in done:
            done.add((kind.family, entry.op.record))
            _merge_again(store, registry, port, entry, gone=True)


def _mend(store: LogPort, registry: Registry, port: ApplyPort, entries: Sequence[Entry]) -> None:
    """What was lost has come again: the tables may remember it with another verdict or payload."""
    stubs = Knowledge.of(entry.op.id for entry in entries if canonical.is_stub(entry.op))
    if stubs:
        _take_out(store, registry, port, _merged_and_lost(store, stubs))
    for entry in entries:
        _merge_again(store, registry, port, entry)


def _merged_and_lost(store: LogPort, named: Knowledge) -> list[Entry]:
    """Operations that the log has no payload of any more, as merge states still remember them."""
    found = []
    for record, version in store.versions_of(named):
        op = Operation(
            *version.id, version.hlc, version.kind, 1, None, version.actor, record, version.values
        )
        verdict = Verdict("admitted", version.order, version.rank, None, store.node, 0)
        found.append(Entry(op, verdict))
    return found


def _release(store: LogPort, registry: Registry, port: ApplyPort, record: str) -> None:
    """Let an operation that was held here count from now on."""
    key = judgements.target(record)
    entry = store.get(key) if key else None
    if entry is not None and entry.verdict.held:
        _judge_again(store, registry, port, judgements.lifted(entry))


def _judge_again(store: LogPort, registry: Registry, port: ApplyPort, entry: Entry) -> None:
    """Two nodes judged one operation: the upstream's verdict counts on both.

    The record is merged again from the log, because a state cannot take a version back.
    """
    kind = registry.knows(entry.op.kind, entry.op.version)
    store.restore_payloads([entry], registry)
    if store.get(entry.op.id) is None:
        return  # forgotten with its school
    store.judge_again(entry, applied=kind is not None and not entry.verdict.held)
    _merge_again(store, registry, port, entry)


def _settle_fork(
    store: LogPort, registry: Registry, port: ApplyPort, entry: Entry, *, yields: bool
) -> None:
    """Another operation came under a known id: one stands, and this node's own work is not lost.

    See sync.forking; with `yields` the one that came stands, otherwise the one that is here.
    """
    if yields and store.pruned_of([entry.op.id]):
        # What stood here comes back from the cold log, as the fork.
        store.yield_pruned(entry.op.id, canonical.op_hash(entry.op))
        apply(store, registry, port, [entry], source=UPSTREAM)
        return
    if yields:
        before = forking.yielded(store, registry, entry)
        _merge_again(store, registry, port, before)
        _merge_again(store, registry, port, entry)
        entry = before
    again = forking.renumbered(store, entry)
    if again is not None:
        apply(store, registry, port, [again])


def _merge_again(
    store: LogPort, registry: Registry, port: ApplyPort, entry: Entry, *, gone: bool = False
) -> None:
    """Bring an operation's record to what the log now says of it.

    `gone`: the operation has lost its payload and its rows; those of the others are made again.
    """
    op = entry.op
    kind = registry.knows(op.kind, op.version)
    if kind is None:
        return
    state = folding.base(store, kind, op.record)
    shown = list(folding.shown(store, registry, state)) if gone else [entry]
    for line in store.of_record(op.record):
        other = registry.knows(line.op.kind, line.op.version)
        if other is not None and other.family == kind.family and not line.verdict.held:
            if gone:
                shown.append(Entry(line.op, line.verdict))
            state = merge(
                other.merge, state, in_current_form(registry, other, line.op), line.verdict
            )
    if state is None:
        store.drop_merge_state(kind.family, op.record)
        state = MergeState(None, ())
    else:
        store.put_merge_states({(kind.family, op.record): state})
    told: dict[Touch, None] = {}
    for one in shown or [Entry(replace(op, fields={}), entry.verdict)]:
        told |= dict.fromkeys(port.project(kind, one, view(state), state))
    port.touched(list(told))
    if kind.name == judgements.JUDGEMENT and judgements.is_release(state):
        _release(store, registry, port, op.record)
    counts = any(version.id == op.id for version in state.versions)
    if kind.name == WRITER_ISSUE and counts:
        _issue(store, state, entry)
    if kind.name == erasing.ORDER and counts:
        _erase(store, registry, port, op)


def _kept(store: LogPort, key: tuple[str, str]) -> MergeState | None:
    """What a record's state has from pruned operations, which the log cannot tell."""
    state = store.merge_states([key]).get(key)
    return None if state is None else folding.part(state, folding.payloads(store, state))


def in_current_form(registry: Registry, kind: Kind, op: Operation) -> Operation:
    """The operation with its fields in the kind's current version."""
    if op.version == kind.version:
        return op
    fields = registry.upcast(kind, op.version, op.fields)
    return replace(op, fields=fields, version=kind.version)


def _issue(store: LogPort, state: MergeState, entry: Entry) -> bool:
    """Keep the owner of a writer; whether operations may have waited for that knowledge."""
    issued = state.winner
    if issued is None or issued.id != entry.op.id:
        return False
    fields = issued.values

    def text(name: str) -> str | None:
        value = fields.get(name)
        return value if isinstance(value, str) else None

    return store.put_writer(
        Writer(
            writer=text("writer") or "",
            person=text("person"),
            node=entry.verdict.node,
            school=text("school"),
            label=text("label"),
            issued_ms=issued.order >> 16,
        )
    )


def _project_again(
    store: LogPort, registry: Registry, port: ApplyPort, writer: str, before_row: int
) -> Iterable[Touch]:
    """Operations that came before their writer's owner was known, projected with the owner."""
    told: list[Touch] = []
    for batch in chunks(store.applied_of(writer, before_row), REBUILD_BATCH):
        lines = [Entry(line.op, line.verdict) for line in batch]
        told += _projected(store, registry, port, lines)
    for pruned in chunks(store.all_pruned(writer), REBUILD_BATCH):
        told += _projected(store, registry, port, folding.counting(store, registry, pruned))
    return told


def _projected(
    store: LogPort, registry: Registry, port: ApplyPort, entries: Iterable[Entry]
) -> list[Touch]:
    """Rows of operations that are merged already, made anew from the states of their records."""
    work = []
    for entry in entries:
        kind = registry.knows(entry.op.kind, entry.op.version)
        if kind is not None:
            work.append((kind, entry))
    states = store.merge_states({(kind.family, entry.op.record) for kind, entry in work})
    told: list[Touch] = []
    for kind, entry in work:
        state = states[kind.family, entry.op.record]
        told += port.project(kind, entry, view(state), state)
    return told
