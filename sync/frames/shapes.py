"""The shape of an operation: all of it but its numbers, and its values as a flat list of leaves."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sync.core import cbor
from sync.core.cbor import Value
from sync.core.ops import Operation
from sync.frames.streams import In, Out, bad
from sync.limits import (
    MAX_DEPTH,
    MAX_FRAME_LEAVES,
    MAX_KIND_CHARS,
    MAX_OPERATION_BYTES,
    MAX_RECORD_CHARS,
    MAX_VERSION,
)

LEAF, MAP, LIST = range(3)
# Pieces of a record's name: a text of its own, the operation's id, its base's id, leaf n - 3.
VALUE, OWN, BASE, REFERENCE = range(4)
_MAX_PIECES = 8
# Longer lists and wider operations are one value: a column for each part would cost more.
_MAX_ITEMS = 16
_MAX_WIDTH = 400
# Shorter values stand in a record's name by accident.
_MIN_REFERENCE_CHARS = 3
_SCALARS = frozenset({str, int, type(None), bool, bytes})

Path = tuple[str, ...]
# None for a leaf, a tuple of (key, tree) for a map, a list's trees behind the mark LIST.
Tree = object


class Opaque(NamedTuple):
    """A container kept as one value, in its canonical encoding."""

    data: bytes


Scalar = bool | int | str | bytes | Opaque | None


class Shape(NamedTuple):
    """What many operations share."""

    kind: str
    version: int
    has_base: bool
    has_actor: bool
    pieces: tuple[int, ...]
    tree: Tree


def flatten(value: Value) -> tuple[Tree, list[Scalar]]:
    """The tree of a value and its leaves in the order of their paths."""
    leaves: list[Scalar] = []
    tree = _flatten(value, leaves, 0)
    if len(leaves) > _MAX_WIDTH:
        return None, [Opaque(cbor.encode(value))]
    return tree, leaves


def _flatten(value: Value, leaves: list[Scalar], level: int) -> Tree:
    if type(value) in _SCALARS:
        leaves.append(value)  # type: ignore[arg-type]
        return None
    if level < MAX_DEPTH:
        if isinstance(value, Mapping):
            keys = sorted(sorted(value), key=len)
            return tuple([(key, _flatten(value[key], leaves, level + 1)) for key in keys])
        if isinstance(value, list | tuple) and len(value) <= _MAX_ITEMS:
            return (LIST, *[_flatten(item, leaves, level + 1) for item in value])
    leaves.append(Opaque(cbor.encode(value)))
    return None


def rebuild(tree: Tree, leaves: Sequence[Value], at: int = 0) -> tuple[Value, int]:
    """The value of a tree whose leaves begin at `at`, and the place after them."""
    if tree is None:
        return leaves[at], at + 1
    assert isinstance(tree, tuple)  # noqa: S101 - `read` makes nothing else
    if tree and tree[0] == LIST:
        items: list[Value] = []
        for part in tree[1:]:
            item, at = rebuild(part, leaves, at)
            items.append(item)
        return items, at
    fields: dict[str, Value] = {}
    for key, part in tree:
        fields[key], at = rebuild(part, leaves, at)
    return fields, at


def paths(tree: Tree, base: Path = ()) -> list[Path]:
    """The path of every leaf; all items of a list share one."""
    if tree is None:
        return [base]
    assert isinstance(tree, tuple)  # noqa: S101 - as above
    found: list[Path] = []
    if tree and tree[0] == LIST:
        for part in tree[1:]:
            found += paths(part, (*base, "[]"))
    else:
        for key, part in tree:
            found += paths(part, (*base, key))
    return found


def least_bytes(tree: Tree) -> int:
    """Bytes that the canonical form of such a value takes at least."""
    if tree is None:
        return 1
    assert isinstance(tree, tuple)  # noqa: S101 - as above
    if tree and tree[0] == LIST:
        return 1 + sum(least_bytes(part) for part in tree[1:])
    return 1 + sum(1 + len(key) + least_bytes(part) for key, part in tree)


def cut_record(op: Operation, leaves: Sequence[Scalar]) -> tuple[tuple[int, ...], list[str]]:
    """The pieces of a record's name, and the texts of those that nothing else explains."""
    record = op.record
    if record == f"{op.writer}.{op.epoch}.{op.seq}":
        return (OWN,), []
    if op.base is not None and record == str(op.base):
        return (BASE,), []
    known = [
        (leaf, REFERENCE + at)
        for at, leaf in enumerate(leaves)
        if isinstance(leaf, str) and _MIN_REFERENCE_CHARS <= len(leaf) <= len(record)
    ]
    pieces: list[str | int] = [record]
    for text, piece in sorted(known, key=lambda pair: -len(pair[0])):
        if text in record and len(pieces) < _MAX_PIECES - 2:
            pieces = _cut(pieces, text, piece)
    texts = [piece for piece in pieces if isinstance(piece, str)]
    return tuple(VALUE if isinstance(piece, str) else piece for piece in pieces), texts


def _cut(pieces: list[str | int], text: str, piece: int) -> list[str | int]:
    """Replace the first place where a text stands."""
    for at, part in enumerate(pieces):
        if isinstance(part, str) and text in part:
            before, _, after = part.partition(text)
            between: list[str | int] = [before, piece, after]
            return [*pieces[:at], *(p for p in between if p != ""), *pieces[at + 1 :]]
    return pieces


def join_record(
    pieces: Sequence[int], op_id: str, base: str, texts: Sequence[object], leaves: Sequence[Value]
) -> str:
    """The record's name again."""
    out: list[str] = []
    own = iter(texts)
    for piece in pieces:
        if piece == OWN:
            found: object = op_id
        elif piece == BASE:
            found = base
        elif piece == VALUE:
            found = next(own)
        else:
            found = leaves[piece - REFERENCE]
        if not isinstance(found, str) or len(found) > MAX_RECORD_CHARS:
            raise bad("a record's name is made of something else")
        out.append(found)
    return "".join(out)


def write(out: Out, shape: Shape) -> None:
    out.name(shape.kind.encode())
    out.uint(shape.version)
    out.uint(shape.has_base | shape.has_actor << 1)
    out.uint(len(shape.pieces))
    for piece in shape.pieces:
        out.uint(piece)
    _write_tree(out, shape.tree)


def _write_tree(out: Out, tree: Tree) -> None:
    if tree is None:
        out.uint(LEAF)
        return
    assert isinstance(tree, tuple)  # noqa: S101 - as above
    if tree and tree[0] == LIST:
        out.uint(LIST)
        out.uint(len(tree) - 1)
        for part in tree[1:]:
            _write_tree(out, part)
        return
    out.uint(MAP)
    out.uint(len(tree))
    for key, part in tree:
        out.name(key.encode())
        _write_tree(out, part)


class Reader:
    """Reads shapes, which together have a limited number of leaves."""

    def __init__(self, source: In) -> None:
        self._in = source
        self._leaves = MAX_FRAME_LEAVES

    def shape(self) -> Shape:
        kind = self._in.name(MAX_KIND_CHARS).decode()
        version = self._in.uint(MAX_VERSION)
        flags = self._in.uint(3)
        pieces = tuple(
            self._in.uint(REFERENCE + MAX_FRAME_LEAVES) for _ in range(self._in.uint(_MAX_PIECES))
        )
        tree = self._tree(0)
        leaves = len(paths(tree))
        if any(piece >= REFERENCE + leaves for piece in pieces) or (
            BASE in pieces and not flags & 1
        ):
            raise bad("a record's name is made of something that is not there")
        return Shape(kind, version, bool(flags & 1), bool(flags & 2), pieces, tree)

    def _tree(self, level: int) -> Tree:
        form = self._in.uint(LIST)
        if form == LEAF:
            self._leaves -= 1
            if self._leaves < 0:
                raise bad("more leaves than a frame may hold")
            return None
        if level > MAX_DEPTH:
            raise bad("nested too deeply")
        count = self._in.uint(MAX_OPERATION_BYTES)
        # An empty container takes room, too.
        self._leaves -= 1
        if self._leaves < 0:
            raise bad("more leaves than a frame may hold")
        if form == LIST:
            return (LIST, *[self._tree(level + 1) for _ in range(count)])
        made = {}
        for _ in range(count):
            key = self._in.name(MAX_OPERATION_BYTES).decode()
            if key in made:
                raise bad("a key stands twice")
            made[key] = self._tree(level + 1)
        return tuple(made.items())
