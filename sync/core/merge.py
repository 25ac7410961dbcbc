"""How operations on one record come together. Pure, and the same for every order of delivery.

A state is a function of the *set* of operations merged into it: duplicates change nothing, and any
permutation of deliveries ends in equal states. `order` and `rank` come from the verdict that
travels with the operation, so all replicas order alike. Precedence below means the larger of
(rank, order, writer, epoch, seq).

| rule | what the view shows |
|---|---|
| AUTHORITY | the version with the highest precedence |
| OWNER | the same; a provisional edit made on top of the confirmed value works until the owner
  speaks again |
| SUPERSEDE | the highest head; a head is a version that no other names as its base and after
  which its writer made no other |
| BRANCH | the same, but of superseded versions only the ids are kept |
| APPEND | the version with the lowest (order, writer, epoch, seq); all others stand beside it |
| UNION | the version with the lowest (claimed hlc, writer, epoch, seq); others are conflicts |
| FIELD | per field the value with the highest precedence; losing values stay in the history |
| TOMBSTONE | deletes, in the family of any rule but BRANCH |

A tombstone wins over every version that does not come causally after it, through `base`; a later
timestamp alone does not revive. A revival starts from an empty record: fields from before the
deletion do not come back. Under AUTHORITY and OWNER a tombstone does not delete a version of a
higher rank, and a version of a lower rank does not revive.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from sync.core import cbor
from sync.core.cbor import Value
from sync.core.errors import StorageBroken
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation, OpId
from sync.core.registry import Fields, Merge, family_of
from sync.core.verdict import Verdict

FORMAT = 1
# One version whose fields stand in the log, where they are looked up: an array of 11 parts.
REFERRING = 2
_REFERRING_HEAD = b"\x8b\x02"
_RANKED = (Merge.AUTHORITY, Merge.OWNER)
_NO_FIELDS: Fields = {}


@dataclass(frozen=True, slots=True)
class Version:
    """What the merge remembers of one operation; `fields` is None for a tombstone."""

    id: OpId
    rank: int
    order: int
    hlc: int
    kind: str
    actor: str | None
    base: OpId | None
    fields: Fields | None
    # Its fields are those that the log has, not those of an older version brought up to date.
    as_logged: bool = field(default=False, compare=False, repr=False)

    @property
    def precedence(self) -> tuple[int, int, OpId]:
        return self.rank, self.order, self.id

    @property
    def values(self) -> Fields:
        return _NO_FIELDS if self.fields is None else self.fields


@dataclass(frozen=True, slots=True)
class MergeState:
    """All that is kept per record: its versions sorted by id, and ids superseded in a BRANCH."""

    rule: Merge | None
    versions: tuple[Version, ...]
    spent: tuple[OpId, ...] = ()

    @property
    def alive(self) -> tuple[Version, ...]:
        """Versions that no tombstone deletes, in the order of ids."""
        tombs = [v for v in self.versions if v.fields is None]
        if not tombs:
            return self.versions
        known = {v.id: v for v in self.versions}
        ranked = self.rule in _RANKED
        return tuple(
            v
            for v in self.versions
            if v.fields is not None and all(_survives(v, tomb, known, ranked) for tomb in tombs)
        )

    @property
    def deleted(self) -> bool:
        return bool(self.versions) and not self.alive

    @property
    def heads(self) -> tuple[Version, ...]:
        """Versions that count now, the winner first."""
        return _heads(self.rule, self.alive)

    @property
    def winner(self) -> Version | None:
        return next(iter(self.heads), None)

    @property
    def fields(self) -> Fields | None:
        """The view: the record's current fields, None when it is deleted or not yet there."""
        if self.rule is Merge.FIELD:
            alive = self.alive
            return _by_field(alive)[0] if alive else None
        winner = self.winner
        return None if winner is None else winner.fields

    @property
    def history(self) -> tuple[Version, ...]:
        """Values that lost, oldest first; under FIELD each with its losing fields only."""
        if self.rule is Merge.FIELD:
            owner = _by_field(self.alive)[1]
            lost = (
                replace(v, fields={k: x for k, x in v.values.items() if owner.get(k) != v.id})
                for v in self.versions
                if v.fields is not None
            )
            return tuple(sorted((v for v in lost if v.fields), key=lambda v: (v.order, v.id)))
        current = {v.id for v in self.heads}
        gone = (v for v in self.versions if v.id not in current)
        return tuple(sorted(gone, key=lambda v: (v.order, v.id)))

    def stands_in_log(self, family: str) -> bool:
        """Whether the log's row of its one operation, marked as such, says all of it."""
        only = self.versions[0] if len(self.versions) == 1 else None
        return (
            self.rule is Merge.UNION
            and only is not None
            and only.as_logged
            and not self.spent
            and family_of(only.kind) == family
        )

    def to_value(self) -> list[Value]:
        return [
            FORMAT,
            None if self.rule is None else self.rule.value,
            [_version_value(v) for v in self.versions],
            Knowledge.of(self.spent).to_value(),
        ]

    def encode(self) -> bytes:
        """For the table of merge states. Almost every UNION record has one version for ever, so
        its fields are not kept a second time."""
        only = self.versions[0] if len(self.versions) == 1 else None
        if self.rule is Merge.UNION and only is not None and only.as_logged:
            return cbor.encode(_reference(self.rule, only))
        return cbor.encode(self.to_value())

    @classmethod
    def decode(
        cls, data: bytes, fields_of: Callable[[OpId], Fields | None] | None = None
    ) -> "MergeState":
        """From `encode`; the bytes come from this node's own table.

        `fields_of` says what the log has under an id, None for what it lost: then, and without
        it, a version of which only a reference is kept has no fields.
        """
        parts = cbor.decode(data)
        if isinstance(parts, list) and data[:2] == _REFERRING_HEAD:
            return _referred(parts, fields_of)
        if not isinstance(parts, list) or len(parts) != 4 or parts[0] != FORMAT:
            raise StorageBroken("merge state", repr(data[:20]), "rebuild the tables from the log")
        rule = None if parts[1] is None else Merge(parts[1])
        versions = tuple(_version(row) for row in cast("list[list[Value]]", parts[2]))
        rows = cast("list[Value]", parts[3])
        spent = tuple(Knowledge.from_value(rows, len(rows)).ids()) if rows else ()
        return cls(rule, versions, spent)


def merge(rule: Merge, state: MergeState | None, op: Operation, verdict: Verdict) -> MergeState:
    """The state after one more operation of a record; the same for a repeated one.

    `op.fields` must already be in the kind's current version. ValueError for a held operation,
    which is never applied.
    """
    if verdict.held:
        raise ValueError(f"{op.id} is held")
    if state is None:
        state = MergeState(None, ())
    main = state.rule if rule is Merge.TOMBSTONE else rule
    made = Version(
        id=op.id,
        rank=verdict.rank,
        order=verdict.order,
        hlc=op.hlc,
        kind=op.kind,
        actor=op.actor,
        base=op.base,
        fields=None if rule is Merge.TOMBSTONE else op.fields,
        as_logged=rule is not Merge.TOMBSTONE and op.encoded is not None,
    )
    if main is Merge.BRANCH:
        return _branch(state, made)
    if any(v.id == made.id for v in state.versions):
        return state
    versions = sorted((*state.versions, made), key=lambda v: v.id)
    return MergeState(main, tuple(versions), state.spent)


def view(state: MergeState | None) -> Fields | None:
    """The record's current fields; None when it is deleted or unknown."""
    return None if state is None else state.fields


def conflicts(state: MergeState) -> list[Version]:
    """Versions that stand beside the winner and that a person should see, best first.

    SUPERSEDE and BRANCH: truly concurrent heads. OWNER and AUTHORITY: edits of lower rank that
    were made without knowledge of the standing value and wait for the owner. UNION: other bodies
    under the same id. APPEND and FIELD have none.
    """
    heads = state.heads
    if not heads or state.rule in (Merge.APPEND, Merge.FIELD):
        return []
    return [v for v in heads[1:] if state.rule is not Merge.UNION or v.fields != heads[0].fields]


def _survives(v: Version, tomb: Version, known: Mapping[OpId, Version], ranked: bool) -> bool:
    if ranked and v.rank > tomb.rank:
        return True
    return (not ranked or v.rank == tomb.rank) and _descends(v, tomb.id, known)


def _descends(v: Version, ancestor: OpId, known: Mapping[OpId, Version]) -> bool:
    """Whether `v` was made with knowledge of `ancestor`, along the bases that have arrived."""
    seen = set()
    at = v.base
    while at is not None and at not in seen:
        if at == ancestor:
            return True
        seen.add(at)
        step = known.get(at)
        at = None if step is None else step.base
    return False


def _heads(rule: Merge | None, alive: tuple[Version, ...]) -> tuple[Version, ...]:
    if not alive or rule is None:
        return ()
    if rule is Merge.APPEND:
        return tuple(sorted(alive, key=lambda v: (v.order, v.id)))
    if rule is Merge.UNION:
        return tuple(sorted(alive, key=lambda v: (v.hlc, v.id)))
    best = sorted(alive, key=lambda v: v.precedence, reverse=True)
    if rule is Merge.FIELD:
        owners = set(_by_field(alive)[1].values())
        return tuple(v for v in best if v.id in owners) or (best[0],)
    if rule in _RANKED:
        return _ranked_heads(rule, best, alive)
    spent = {v.base for v in alive}
    if rule is Merge.SUPERSEDE:
        # A writer knows its own versions. So one who answers every head of a conflict, each with
        # its own base, ends the conflict: an operation can name but one base.
        latest: dict[str, OpId] = {}
        for v in alive:
            latest[v.id.writer] = max(v.id, latest.get(v.id.writer, v.id))
        spent |= {v.id for v in alive if v.id != latest[v.id.writer]}
    # Authors of different writers could name each other; then nobody supersedes anybody.
    return tuple(v for v in best if v.id not in spent) or tuple(best)


def _ranked_heads(
    rule: Merge, best: list[Version], alive: Iterable[Version]
) -> tuple[Version, ...]:
    standing = best[0]
    lower = [v for v in best if v.rank < standing.rank]
    known = {v.id: v for v in alive}
    edits = [v for v in lower if rule is Merge.OWNER and _descends(v, standing.id, known)]
    waiting = tuple(v for v in lower if v not in edits and v.order > standing.order)
    return (*edits[:1], standing, *waiting)


def _by_field(alive: tuple[Version, ...]) -> tuple[Fields, dict[str, OpId]]:
    fields: dict[str, Value] = {}
    owner: dict[str, OpId] = {}
    for v in sorted(alive, key=lambda v: v.precedence):
        for name, value in v.values.items():
            fields[name] = value
            owner[name] = v.id
    return {name: fields[name] for name in sorted(fields)}, owner


def _branch(state: MergeState, made: Version) -> MergeState:
    spent = set(state.spent)
    if made.base is not None:
        spent.add(made.base)
    versions = {v.id: v for v in state.versions}
    versions.setdefault(made.id, made)
    left = tuple(versions[key] for key in sorted(versions) if key not in spent)
    return MergeState(Merge.BRANCH, left, tuple(sorted(spent)))


def referred(data: bytes) -> OpId | None:
    """The operation whose fields `MergeState.decode` will ask for."""
    if data[:2] != _REFERRING_HEAD:
        return None
    parts = cast("list[Value]", cbor.decode(data))
    return _reference_id(parts)


def _reference(rule: Merge, v: Version) -> list[Value]:
    base = None if v.base is None else str(v.base)
    order = None if v.order == v.hlc else v.order
    writer = bytes.fromhex(v.id.writer)
    return [
        REFERRING, rule.value, writer, v.id.epoch, v.id.seq, v.rank, v.hlc, order, v.kind, v.actor,
        base,
    ]  # fmt: skip


def _reference_id(parts: list[Value]) -> OpId:
    return OpId(cast(bytes, parts[2]).hex(), cast(int, parts[3]), cast(int, parts[4]))


def _referred(parts: list[Value], fields_of: Callable[[OpId], Fields | None] | None) -> MergeState:
    _, rule, _, _, _, rank, hlc, order, kind, actor, base = parts
    key = _reference_id(parts)
    fields = None if fields_of is None else fields_of(key)
    only = Version(
        id=key,
        rank=cast(int, rank),
        order=cast(int, hlc if order is None else order),
        hlc=cast(int, hlc),
        kind=cast(str, kind),
        actor=cast("str | None", actor),
        base=None if base is None else _id(cast(str, base)),
        fields=_NO_FIELDS if fields is None else fields,
        as_logged=True,
    )
    return MergeState(Merge(rule), (only,))


def _version_value(v: Version) -> list[Value]:
    base = None if v.base is None else str(v.base)
    return [str(v.id), v.rank, v.order, v.hlc, v.kind, v.actor, base, v.fields]


def _version(row: list[Value]) -> Version:
    key, rank, order, hlc, kind, actor, base, fields = row
    return Version(
        id=_id(cast(str, key)),
        rank=cast(int, rank),
        order=cast(int, order),
        hlc=cast(int, hlc),
        kind=cast(str, kind),
        actor=cast("str | None", actor),
        base=None if base is None else _id(cast(str, base)),
        fields=cast("Fields | None", fields),
    )


def _id(text: str) -> OpId:
    writer, epoch, seq = text.split(".")
    return OpId(writer, int(epoch), int(seq))
