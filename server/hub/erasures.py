"""Whether a node may order an erasure: only of work that concerns the schools it serves."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from server.hub.coverage import concerned
from server.hub.facts import Facts
from server.hub.nodes import NodeContext
from server.operations.port import recall
from sync import erasing
from sync.core import canonical
from sync.core.ops import Operation, OpId
from sync.storage.port import Entry, LogPort


def oversteps(session: Session, store: LogPort, node: NodeContext, order: Operation) -> bool:
    """Whether the order names anything that is known here to be another school's.

    What is not known here yet, neither the operation nor its writer, may be named: it is on its
    way from that very node, as a stub.
    """
    entries: list[Entry] = []
    for (writer, epoch), numbers in erasing.named(order).items():
        owner = store.writer(writer)
        if owner is not None and owner.school in node.schools:
            continue
        for seq in numbers:
            entry = recall(session, OpId(writer, epoch, seq))
            if entry is None:
                if owner is not None:
                    return True
            elif not canonical.is_stub(entry.op) and entry.verdict.node != node.node:
                entries.append(entry)
    ops = [entry.op for entry in entries]
    facts = Facts(session, ops)
    return any(not _ours(node, concerned(facts, op)) for op in ops)


def _ours(node: NodeContext, concerned_sets: Iterator[frozenset[str]]) -> bool:
    sets = [schools for schools in concerned_sets if schools]
    return bool(sets) and all(schools & node.schools for schools in sets)
