"""Which operations speak of a person: what an erasure names."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from server.files.references import files_of
from sync import folding
from sync.apply import WRITER_ISSUE
from sync.core import canonical
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation
from sync.core.registry import Registry
from sync.limits import REBUILD_BATCH
from sync.storage.base import chunks
from sync.storage.port import LogPort

SUBJECT: Final = ("person", "learner", "guardian")
"""Fields, and columns, that name the person whom an operation or a row is about."""


@dataclass(slots=True)
class Found:
    """Operations by kind, in all, and the files that they name."""

    ids: Knowledge = field(default_factory=Knowledge)
    kinds: Counter[str] = field(default_factory=Counter)
    files: set[str] = field(default_factory=set)

    def add(self, op: Operation) -> None:
        """One more operation, or the same again."""
        if not self.ids.has(op.id):
            self.ids.add(op.id)
            self.kinds[op.kind] += 1
            self.files |= {file.sha256 for file in files_of(op)}

    def join(self, other: "Found") -> None:
        """With what was found of another record of the same person."""
        self.ids = self.ids.union(other.ids)
        self.kinds += other.kinds
        self.files |= other.files

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "operations": self.ids.count(),
            "kinds": dict(sorted(self.kinds.items())),
            "files": len(self.files),
        }


def find(store: LogPort, registry: Registry, person: str) -> Found:
    """What is about the person, and what they wrote that holds personal data of nobody else.

    A teacher's marks stay: they are about the pupils.
    """
    found = Found()
    for op in concerning(store, registry, person):
        found.add(op)
    return found


def concerning(store: LogPort, registry: Registry, person: str) -> Iterator[Operation]:
    """The operations of which `find` speaks, in the order of the log."""
    yield from _chosen(_known(store, registry), store, registry, person)


def forked(store: LogPort, registry: Registry, person: str) -> Iterator[Operation]:
    """Second operations under a known id that speak of the person."""
    yield from _chosen((fork.op for fork in store.forks()), store, registry, person)


def _chosen(
    ops: Iterable[Operation], store: LogPort, registry: Registry, person: str
) -> Iterator[Operation]:
    writers = {writer.writer for writer in store.writers_of(person)}
    for op in ops:
        if not canonical.is_stub(op) and _concerns(op, person, writers, registry):
            yield op


def _known(store: LogPort, registry: Registry) -> Iterator[Operation]:
    """Every operation of the log, and those that have left it as they are remembered."""
    for line in store.entries():
        yield line.op
    for some in chunks(store.all_pruned(), REBUILD_BATCH):
        for entry in folding.recalled(store, registry, some):
            yield entry.op


def _concerns(op: Operation, person: str, writers: set[str], registry: Registry) -> bool:
    if op.kind == "person.set" and op.record == person:
        return True
    subjects = set(_named(op))
    if person in subjects:
        return True
    if op.kind == WRITER_ISSUE or op.writer not in writers or subjects:
        return False
    kind = registry.get(op.kind)
    return kind is None or bool(kind.personal)


def _named(op: Operation) -> Iterator[str]:
    for name in SUBJECT:
        value = op.fields.get(name)
        if isinstance(value, str):
            yield value
