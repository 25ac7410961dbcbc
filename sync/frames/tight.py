"""The tight body: operations and verdicts as columns (docs/reference/sync-format.md, Tight body).

Nothing here knows a kind of operation: shapes are found in the operations themselves.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sync.core import canonical
from sync.core import verdict as verdicts
from sync.core.cbor import Value
from sync.core.clock import COUNTER_BITS
from sync.core.errors import Malformed
from sync.core.knowledge import Key
from sync.core.ops import Operation, OpId
from sync.core.verdict import OUTCOMES, Verdict
from sync.frames import shapes
from sync.frames.columns import Column, Columns
from sync.frames.reading import Author, Reading, weight
from sync.frames.shapes import Scalar, Shape
from sync.frames.streams import In, Out, bad
from sync.limits import (
    MAX_COUNTER,
    MAX_FRAME_BODY_BYTES,
    MAX_FRAME_OPERATIONS,
    MAX_FRAME_VALUES,
    MAX_OPERATION_BYTES,
    MAX_REASON_CHARS,
)
from sync.storage.port import Entry

PROOF_BYTES = 8
_COUNTER = (1 << COUNTER_BITS) - 1
# Authors with so many deliveries in a frame pay for a word about their clock.
_DELIVERIES = 4
_Form = tuple[int, int, str, str | None, bool]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with its two canonical forms."""

    entry: Entry
    op: bytes
    verdict: bytes


def line(entry: Entry) -> Line:
    return Line(entry, canonical.encode(entry.op), verdicts.encode(entry.verdict))


def proof(lines: Sequence[tuple[bytes, bytes]]) -> bytes:
    """What the reader must arrive at, too."""
    digest = hashlib.sha256()
    for op, verdict in lines:
        digest.update(op)
        digest.update(verdict)
    return digest.digest()[:PROOF_BYTES]


def build(lines: Sequence[Line], sender: str, *, derives: bool = False) -> list[bytes]:
    """The body in pieces, each of which is best compressed for itself; with `derives` columns may
    follow from others by adding up.

    Malformed when the operations exceed what a tight body may hold: another codec takes them.
    """
    entries = [one.entry for one in lines]
    ops = [entry.op for entry in entries]
    authors: dict[Key, int] = {}
    firsts: list[int] = []
    for op in ops:
        if op.id[:2] not in authors:
            authors[op.id[:2]] = len(firsts)
            firsts.append(op.seq)
    clocks = [op.hlc >> COUNTER_BITS for op in ops]
    columns = Columns([op.id for op in ops], clocks, authors, firsts, derives)
    own = list(firsts)

    body = Out()
    offsets = _write_deliveries(body, entries, authors, len(own))
    _write_sequence(body, ops, authors, own)
    body.ints([op.hlc & _COUNTER for op in ops])
    _write_verdicts(body, entries, sender)
    _write_fields(body, ops, columns)

    top = Out()
    top.uint(len(ops))
    top.raws(proof([(one.op, one.verdict) for one in lines]))
    top.uint(len(firsts))
    top.uint(len(own))
    top.raws(b"".join(bytes.fromhex(writer) for writer, _ in authors))
    top.ints([epoch for _, epoch in authors])
    top.ints(firsts)
    top.signed(offsets)
    top.add(body)
    return _join(top)


def _join(out: Out) -> list[bytes]:
    head, text, tokens, raw, bits = out.sections()
    sizes = Out()
    for section in (head, text, tokens, raw):
        sizes.uint(sum(map(len, section)))
    return [bytes(sizes.head) + head[0] + text[0], *tokens, *raw, *bits]


def read(body: bytes, sender: str, *, derives: bool = False) -> list[Entry]:
    """The entries of a body; Malformed for anything else, within the limits."""
    try:
        return _read(body, sender, derives)
    except IndexError:
        raise bad("a section ends too early") from None
    except UnicodeDecodeError:
        raise bad("text is not UTF-8") from None


def _read(body: bytes, sender: str, derives: bool) -> list[Entry]:
    start = In(body, b"", b"", b"", b"")
    sizes = [start.uint(MAX_FRAME_BODY_BYTES) for _ in range(4)]
    _, at = start.structure
    parts = []
    for size in sizes:
        parts.append(body[at : at + size])
        at += size
    if at > len(body):
        raise bad("the body is shorter than its sections")
    source = In(parts[0], parts[1], parts[2], parts[3], body[at:])

    count = source.uint(MAX_FRAME_OPERATIONS)
    wanted = source.raw(PROOF_BYTES)
    named = source.uint(MAX_FRAME_BODY_BYTES // 8)
    own = source.uint(named)
    writers = [source.raw(8).hex() for _ in range(named)]
    epochs, firsts = source.ints(named), source.ints(named)
    offsets = source.ints(own)
    if any(number > MAX_COUNTER for number in (*epochs, *firsts)):
        raise bad("an epoch or a seq beyond its limit")
    authors = [Author(*row) for row in zip(writers, epochs, firsts, strict=True)]

    who, clocks, seen = _read_deliveries(source, count, offsets)
    seqs = _read_sequence(source, who, firsts)
    hlcs = [ms << COUNTER_BITS | low for ms, low in zip(clocks, source.ints(count), strict=True)]
    ids = [OpId(authors[a].writer, authors[a].epoch, s) for a, s in zip(who, seqs, strict=True)]
    judged = _read_verdicts(source, hlcs, seen, sender)
    reading = Reading(source, authors, [str(op) for op in ids], clocks, derives)
    ops = _read_fields(source, reading, ids, hlcs)
    source.finish()
    return _proven([Entry(*pair) for pair in zip(ops, judged, strict=True)], wanted)


def _proven(entries: list[Entry], wanted: bytes) -> list[Entry]:
    """All of them valid, together within the limit, and exactly what the sender had."""
    lines = []
    size = 0
    for entry in entries:
        made = canonical.encode(entry.op), verdicts.encode(entry.verdict)
        size += len(made[0]) + len(made[1])
        if size > MAX_FRAME_BODY_BYTES:
            raise bad("the operations are larger than 1 MiB together")
        lines.append(made)
    if proof(lines) != wanted:
        raise bad("the operations are not the ones that were sent")
    return entries


# --- who, when ------------------------------------------------------------------------------


def _write_deliveries(
    out: Out, entries: Sequence[Entry], authors: dict[Key, int], count: int
) -> list[int]:
    """Runs of one author's operations that a node saw at once; returns the authors' offsets.

    The last of a run is dated from the moment it was seen, the others from the one after them.
    """
    runs: list[tuple[int, int]] = []
    sizes: list[int] = []
    for op, verdict in entries:
        run = authors[op.id[:2]], verdict.seen
        if runs and runs[-1] == run:
            sizes[-1] += 1
        else:
            runs.append(run)
            sizes.append(1)
    clocks = [entry.op.hlc >> COUNTER_BITS for entry in entries]
    ages, gaps = [], []
    at = 0
    for (_, seen), size in zip(runs, sizes, strict=True):
        end = at + size - 1
        ages.append(seen - clocks[end])
        gaps += [clocks[n + 1] - clocks[n] for n in range(at, end)]
        at = end + 1
    offsets = _offsets(runs, ages, count)
    out.uint(len(runs))
    out.ints([size - 1 for size in sizes])
    out.ints([author for author, _ in runs])
    out.signed([seen for _, seen in runs])
    out.signed([age - offsets[author] for (author, _), age in zip(runs, ages, strict=True)])
    out.signed(gaps)
    return offsets


def _offsets(runs: Sequence[tuple[int, int]], ages: Sequence[int], count: int) -> list[int]:
    """Per author how far its clock is behind the judge's, where saying so saves anything."""
    least: dict[int, int] = {}
    times: dict[int, int] = {}
    for (author, _), age in zip(runs, ages, strict=True):
        least[author] = min(least.get(author, age), age)
        times[author] = times.get(author, 0) + 1
    common = min(ages)
    found = [
        least[author] if times.get(author, 0) >= _DELIVERIES else common for author in range(count)
    ]
    plain, with_offsets = Out(), Out()
    plain.signed(ages)
    with_offsets.signed(found)
    with_offsets.signed([age - found[author] for (author, _), age in zip(runs, ages, strict=True)])
    return found if with_offsets.cost < plain.cost else [0] * count


def _read_deliveries(
    source: In, count: int, offsets: Sequence[int]
) -> tuple[list[int], list[int], list[int]]:
    """Of each operation its author, its unix ms, and when it was seen."""
    runs = source.uint(count)
    sizes = source.below(count, runs, "a run")
    authors = source.below(len(offsets), runs, "an author")
    moments = source.ints(runs)
    ages = source.ints(runs)
    if sum(sizes) + runs != count:
        raise bad("runs of another length than the frame")
    gaps = source.ints(count - runs)
    who: list[int] = []
    clocks: list[int] = []
    seen: list[int] = []
    at = 0
    for size, author, moment, age in zip(sizes, authors, moments, ages, strict=True):
        ms = moment - age - offsets[author]
        run = [ms]
        for gap in reversed(gaps[at : at + size]):
            ms -= gap
            run.append(ms)
        at += size
        clocks += reversed(run)
        who += [author] * (size + 1)
        seen += [moment] * (size + 1)
    if clocks and min(clocks) < 0:
        raise bad("a time before 1970")
    return who, clocks, seen


def _write_sequence(
    out: Out, ops: Sequence[Operation], authors: dict[Key, int], firsts: Sequence[int]
) -> None:
    """How each seq differs from the one that follows the author's last one here."""
    expected = list(firsts)
    skips = []
    for op in ops:
        author = authors[op.id[:2]]
        skips.append(op.seq - expected[author])
        expected[author] = op.seq + 1
    out.signed(skips)


def _read_sequence(source: In, who: Sequence[int], firsts: Sequence[int]) -> list[int]:
    expected = list(firsts)
    seqs = []
    for author, skip in zip(who, source.ints(len(who)), strict=True):
        seq = expected[author] + skip
        seqs.append(seq)
        expected[author] = seq + 1
    return seqs


# --- verdicts -------------------------------------------------------------------------------


def _write_verdicts(out: Out, entries: Sequence[Entry], sender: str) -> None:
    forms: dict[_Form, int] = {}
    chosen, moved = [], []
    for op, v in entries:
        form = OUTCOMES.index(v.outcome), v.rank, v.node, v.reason, v.order != op.hlc
        chosen.append(forms.setdefault(form, len(forms)))
        if form[4]:
            moved.append(v.order - op.hlc)
    out.uint(len(forms))
    for outcome, rank, node, reason, other in forms:
        flags = (reason is not None) << 2 | (node != sender) << 1 | other
        out.uint(outcome << 3 | flags)
        out.uint(rank)
        if node != sender:
            out.raws(bytes.fromhex(node))
        if reason is not None:
            out.name(reason.encode())
    out.ints(chosen)
    out.signed(moved)


def _read_verdicts(
    source: In, hlcs: Sequence[int], seen: Sequence[int], sender: str
) -> list[Verdict]:
    forms: list[_Form] = []
    for _ in range(source.uint(len(hlcs))):
        head = source.uint(len(OUTCOMES) * 8 - 1)
        rank = source.uint()
        node = source.raw(8).hex() if head & 2 else sender
        reason = source.name(MAX_REASON_CHARS * 4).decode() if head & 4 else None
        forms.append((head >> 3, rank, node, reason, bool(head & 1)))
    chosen = source.below(len(forms), len(hlcs), "a form of verdict")
    moved = iter(source.ints(sum(forms[number][4] for number in chosen)))
    made = []
    for number, hlc, moment in zip(chosen, hlcs, seen, strict=True):
        outcome, rank, node, reason, other = forms[number]
        order = hlc + next(moved) if other else hlc
        made.append(Verdict(OUTCOMES[outcome], order, rank, reason, node, moment))
    return made


# --- kinds, records, fields -----------------------------------------------------------------


def _write_fields(out: Out, ops: Sequence[Operation], columns: Columns) -> None:
    numbers: dict[Shape, int] = {}
    chosen: list[int] = []
    parts: list[tuple[list[Scalar], list[str]]] = []
    for op in ops:
        tree, leaves = shapes.flatten(op.fields)
        pieces, texts = shapes.cut_record(op, leaves)
        shape = Shape(op.kind, op.version, op.base is not None, op.actor is not None, pieces, tree)
        chosen.append(numbers.setdefault(shape, len(numbers)))
        parts.append((leaves, texts))
    out.uint(len(numbers))
    for shape in numbers:
        shapes.write(out, shape)
    out.ints(chosen)
    table = _Table(list(numbers))
    table.check(chosen)
    bases = [op.base for op in ops if op.base is not None]
    if bases:
        columns.operations(out, bases)
    filled: list[Column] = [Column() for _ in table.kinds]
    adders = [(column.values.append, column.rows.append) for column in filled]
    for row, (number, (leaves, texts)) in enumerate(zip(chosen, parts, strict=True)):
        actor = ops[row].actor
        values: list[Scalar] = [*leaves, *texts]
        if actor is not None:
            values.append(actor)
        for place, value in zip(table.places[number], values, strict=True):
            add_value, add_row = adders[place]
            add_value(value)
            add_row(row)
    columns.share(filled)
    for kind, column in zip(table.kinds, filled, strict=True):
        columns.write(out, kind, column)


def _read_fields(
    source: In, reading: Reading, ids: Sequence[OpId], hlcs: Sequence[int]
) -> list[Operation]:
    reader = shapes.Reader(source)
    made = [reader.shape() for _ in range(source.uint(len(ids)))]
    chosen = source.below(len(made), len(ids), "a shape")
    if len(set(chosen)) != len(made):
        raise bad("a shape that nothing has")
    table = _Table(made)
    table.check(chosen)
    with_base = [row for row, number in enumerate(chosen) if made[number].has_base]
    bases = dict(zip(with_base, reading.operations(len(with_base)), strict=True))
    rows: list[list[int]] = [[] for _ in table.kinds]
    for row, number in enumerate(chosen):
        for place in table.places[number]:
            rows[place].append(row)
    columns = [reading.column(some) for some in rows]
    values = [iter(found) for found, _ in columns]
    heavy = [
        sum(columns[place][1] for place in places) > MAX_OPERATION_BYTES for places in table.places
    ]
    ops = []
    for row, (op, number, hlc) in enumerate(zip(ids, chosen, hlcs, strict=True)):
        shape = made[number]
        parts: list[Value] = [next(values[place]) for place in table.places[number]]
        if heavy[number]:
            _weigh(parts)
        actor = parts.pop() if shape.has_actor else None
        base = bases.get(row)
        fields, used = shapes.rebuild(shape.tree, parts)
        record = shapes.join_record(shape.pieces, reading.ids[row], str(base), parts[used:], parts)
        ops.append(
            Operation(
                op.writer,
                op.epoch,
                op.seq,
                hlc,
                shape.kind,
                shape.version,
                base,
                cast("str | None", actor),
                record,
                cast("Mapping[str, Value]", fields),
            )
        )
    return ops


def _weigh(parts: Sequence[Value]) -> None:
    """Refuse an operation that is far too large before anybody puts it together."""
    size = 0
    for part in parts:
        size += weight(part)
        if size > MAX_OPERATION_BYTES:
            raise bad("an operation larger than 24 KiB")


class _Table:
    """Which column each value of a shape belongs to: by kind and path, whatever the shape."""

    def __init__(self, found: Sequence[Shape]) -> None:
        self.kinds: list[str] = []
        self.places: list[list[int]] = []
        self._least = [shapes.least_bytes(shape.tree) for shape in found]
        numbers: dict[tuple[str, shapes.Path], int] = {}
        for shape in found:
            paths = [("f", *path) for path in shapes.paths(shape.tree)]
            values = shape.pieces.count(shapes.VALUE)
            paths += [("r", str(number)) for number in range(values)]
            if shape.has_actor:
                paths.append(("a",))
            row = []
            for path in paths:
                place = numbers.setdefault((shape.kind, path), len(numbers))
                if place == len(self.kinds):
                    self.kinds.append(shape.kind)
                row.append(place)
            self.places.append(row)

    def check(self, chosen: Sequence[int]) -> None:
        """Malformed when the operations have more values than a tight body may hold, or are
        larger than all the operations of a frame may be."""
        if sum(len(self.places[number]) for number in chosen) > MAX_FRAME_VALUES:
            raise Malformed("frame", "more values than a tight frame holds", "use another codec")
        if sum(self._least[number] for number in chosen) > MAX_FRAME_BODY_BYTES:
            raise bad("the operations are larger than 1 MiB together")
