"""A dictionary from the node's own log, for bodies that are logged from now on.

The shipped dictionary knows no school's courses. What a school's operations have in common (the
titles, addresses and questions of its lessons) is two thirds of a body that is compressed with it.

A dictionary outlives the rows that it was made from, an erasure of them included. So a text gets
into it only when the operations of several people hold it: `sample` puts noise in the place of all
others.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Final, cast

from sync.core import canonical, cbor
from sync.core.cbor import Value
from sync.core.ops import Operation
from sync.limits import (
    DICTIONARY_BYTES,
    DICTIONARY_FROM_OPERATIONS,
    DICTIONARY_GAIN,
    DICTIONARY_GROWTH,
    DICTIONARY_PEOPLE,
    DICTIONARY_SAMPLE,
)
from sync.storage import bodies, thin
from sync.storage.sqlite import LogStore

Speaker = Callable[[Operation], str]
"""Whom an operation is about or by: as many different ones as a text has count as people."""

_HEX: Final = "0123456789abcdef"
_TRIED: Final = "bodies.tried-at-row"
_SEED: Final = 1
_LEVEL: Final = 3


def is_due(store: LogStore, last: int) -> bool:
    """Whether the log, whose highest row is `last`, has grown enough since the last try."""
    tried = int(store.state(_TRIED) or 0)
    return last >= max(DICTIONARY_FROM_OPERATIONS, tried * DICTIONARY_GROWTH)


def read(store: LogStore, last: int) -> list[Operation]:
    """The latest operations of the log that have a payload; `last` is the log's highest row."""
    lines = store.entries(max(0, last - DICTIONARY_SAMPLE))
    return [line.op for line in lines if not canonical.is_stub(line.op)]


def make(ops: Sequence[Operation], speaker: Speaker) -> bytes | None:
    """A dictionary for operations like these; None where it would gain little over the shipped
    one, or where too little is shared to make any."""
    from backports import zstd  # noqa: PLC0415 - once in a while

    samples = sample(ops, speaker)
    half = len(samples) // 2
    try:
        trained = zstd.train_dict(samples[:half], DICTIONARY_BYTES)
        content = zstd.finalize_dict(trained, samples[:half], DICTIONARY_BYTES, _LEVEL).dict_content
    except (zstd.ZstdError, ValueError):
        return None
    name = bodies.learn(content)
    tried = [thin.thinned(canonical.encode(op), op.hlc) for op in ops[half:]]
    return content if _bytes(tried, name) < DICTIONARY_GAIN * _bytes(tried, None) else None


def keep(store: LogStore, content: bytes | None, last: int, now_ms: int) -> None:
    """Compress with this dictionary from now on, if there is one; note how long the log was."""
    store.set_state(_TRIED, str(last))
    if content is not None:
        store.put_dictionary(bodies.learn(content), content, now_ms)


def sample(ops: Iterable[Operation], speaker: Speaker) -> list[bytes]:
    """Thin bodies of these operations in which only what several people share is legible."""
    several = list(ops)
    people: dict[str, set[str]] = {}
    for op in several:
        who = speaker(op)
        for text in _texts([op.record, op.actor, dict(op.fields)]):
            known = people.setdefault(text, set())
            if len(known) < DICTIONARY_PEOPLE:
                known.add(who)
    shared = {text for text, known in people.items() if len(known) >= DICTIONARY_PEOPLE}
    noise = random.Random(_SEED)  # noqa: S311 - it hides by what it is not, and is no secret
    return [_legible(op, shared, noise) for op in several]


def _legible(op: Operation, shared: set[str], noise: random.Random) -> bytes:
    # The form of canonical.encode, whose checks noise would not pass.
    parts = cast("list[Value]", cbor.decode(canonical.encode(op)))
    head, writer, epoch, seq, hlc, kind, version, base, *rest = parts
    hidden = [_hidden(part, shared, noise) for part in rest]
    made = [head, writer, epoch, seq, hlc, kind, version, base, *hidden]
    return thin.thinned(cbor.encode(made), op.hlc)


def _hidden(value: Value, shared: set[str], noise: random.Random) -> Value:
    if isinstance(value, str):
        return value if value in shared else "".join(noise.choices(_HEX, k=len(value)))
    if isinstance(value, bytes):
        return noise.randbytes(len(value))
    if isinstance(value, list):
        return [_hidden(item, shared, noise) for item in value]
    if isinstance(value, dict):
        return {key: _hidden(item, shared, noise) for key, item in value.items()}
    return value


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _bytes(plain: Iterable[bytes], own: bytes | None) -> int:
    return sum(len(bodies.kept(body, own)) for body in plain)
