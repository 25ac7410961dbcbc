"""What the answering side has not taken of a node, kept until that node has heard of it.

A link answers at once; a stick answers with the next stick. What is lost here on the way (a power
cut, a list that is full) comes again with the operation itself, and is refused again.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from sync.carried.volumes import COUNTER
from sync.core.ops import OpId
from sync.limits import MAX_TOLD_REFUSALS
from sync.storage.port import LogPort

FORK: Final = "fork"
"""Stands in place of a reason: another operation is known here under this id."""


def note(store: LogPort, caller: str, taken: Iterable[OpId], refused: Mapping[OpId, str]) -> None:
    """Remember `refused` (reason, or FORK, by operation) of this caller, and forget what was
    refused once and is `taken` now."""
    known = _read(store, caller)
    before = dict(known)
    for op in taken:
        known.pop(str(op), None)
    last = int(store.state(COUNTER) or 0)
    for op, reason in refused.items():
        known.pop(str(op), None)  # to the end: the youngest stay
        known[str(op)] = (reason, last)
    if known != before:
        _write(store, caller, known)


def heard(store: LogPort, caller: str, number: int) -> None:
    """The caller has read our export of this number: what it told need not be told again."""
    known = _read(store, caller)
    left = {op: (reason, last) for op, (reason, last) in known.items() if last >= number}
    if left != known:
        _write(store, caller, left)


def to_tell(store: LogPort, caller: str) -> tuple[dict[OpId, str], tuple[OpId, ...]]:
    """Reasons by operation, and forks."""
    known = _read(store, caller)
    refused = {OpId.parse(op): reason for op, (reason, _) in known.items() if reason != FORK}
    return refused, tuple(OpId.parse(op) for op, (reason, _) in known.items() if reason == FORK)


def _read(store: LogPort, caller: str) -> dict[str, tuple[str, int]]:
    raw = json.loads(store.state(_key(caller)) or "[]")
    return {op: (reason, last) for op, reason, last in raw}


def _write(store: LogPort, caller: str, known: Mapping[str, tuple[str, int]]) -> None:
    rows = [[op, reason, last] for op, (reason, last) in known.items()]
    store.set_state(_key(caller), json.dumps(rows[-MAX_TOLD_REFUSALS:]))


def _key(caller: str) -> str:
    return f"peer.{caller}.refusals"
