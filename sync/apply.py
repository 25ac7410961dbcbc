"""The one function through which an operation ever changes a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.core.ops import OpId
from sync.core.registry import Registry
from sync.storage.port import Appended, ApplyPort, Entry, LogPort, Touch


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one entry; `applied` is false for held, repeated, forked and unknown ones."""

    id: OpId
    outcome: Appended
    applied: bool
    touches: tuple[Touch, ...] = ()


def apply(
    store: LogPort,
    registry: Registry,
    port: ApplyPort,
    entries: Sequence[Entry],
    *,
    source: str = "",
    durable: bool = True,
) -> list[Result]:
    """Log entries, merge them, project them and feed them on; one result per entry, in order."""
    raise NotImplementedError
