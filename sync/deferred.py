"""Taking operations now and applying them later: how a hub gets through the night of all schools.

What `take` has committed is in the log for good, checked against forks and against what was known,
so it may be acknowledged. Applying does not depend on the order, so any worker may do it whenever
it comes to it; that two do not apply one school's operations at once is the caller's business.
"""

from collections.abc import Sequence

from sync import erasing, forking, judgements
from sync.apply import Result, merge_and_project
from sync.core.registry import Registry
from sync.storage.port import ApplyPort, Entry, LogPort, Stored


def take(
    store: LogPort,
    registry: Registry,
    entries: Sequence[Entry],
    *,
    source: str,
    durable: bool = True,
) -> list[Result]:
    """Log entries and let them wait; one result per entry, in order, none of them applied."""
    entries = erasing.obeyed(store, judgements.obeyed(store, entries))
    appended = store.append_many(entries, registry=registry, source=source, durable=durable)
    store.defer_applying([logged.row for logged in appended if logged.row])
    for entry, logged in zip(entries, appended, strict=True):
        # What this node itself wrote in another life must not be lost under a number used twice.
        again = forking.renumbered(store, entry) if source and logged.fresh_fork else None
        if again is not None:
            take(store, registry, [again], source="", durable=durable)
    return [
        Result(entry.op.id, logged.outcome, applied=False, other_verdict=logged.other_verdict)
        for entry, logged in zip(entries, appended, strict=True)
    ]


def apply_pending(
    store: LogPort, registry: Registry, port: ApplyPort, school: str, lines: Sequence[Stored]
) -> None:
    """Merge, project and feed on these lines, which wait under that home."""
    items = [(line.row, Entry(line.op, line.verdict)) for line in lines]
    store.end_pending(school, [line.row for line in lines])
    merge_and_project(store, registry, port, items)
    store.feed_append(
        [
            (scope, row)
            for row, entry in items
            for scope in port.node_scopes(registry.get(entry.op.kind), entry)
        ]
    )
