# ruff: noqa: S608 - only marks are ever interpolated into SQL
"""Rows of new statements, written together at the end of a request or a frame."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy.orm import Session

from server.lrs import arrival, identifying, names, naming
from server.lrs.models import (
    Statement,
    StatementActivity,
    StatementAgent,
    StatementId,
)
from server.lrs.values import JsonObject
from server.rows import insert_many
from sync.core.ops import OpId
from sync.storage.plain import Plain

Key = tuple[str, bytes]
"""A statement by its school and its id there."""
Numbers = Mapping[int, bool]
"""Names (server.lrs.names) in a statement, and whether each stands directly in it."""

_BATCH: Final = "tirek_lrs_batch"
_KEYS_PER_QUERY: Final = 400

# Run for every request, so they are made once.
_S: Final[Any] = Statement.__table__
_I: Final[Any] = StatementId.__table__
_A: Final[Any] = StatementAgent.__table__
_C: Final[Any] = StatementActivity.__table__
_INSERT_DEFINITION: Final = "INSERT INTO lrs_activity (definition, activity) VALUES (?, ?)"
_UPDATE_DEFINITION: Final = "UPDATE lrs_activity SET definition = ? WHERE activity = ?"


class New(NamedTuple):
    """A statement's row; `school`, `verb` and `registration` are names, as are those beside it.
    `clients` are names of agents that get numbers, too."""

    id: bytes
    school: int
    verb: int
    registration: int | None
    authority: int
    clients: Collection[int]
    voiding: bool
    voided: bool
    op: OpId
    agents: Numbers
    activities: Numbers


class Defined(NamedTuple):
    """What statements said of an activity, and the stamp (order, operation) of the latest."""

    definition: JsonObject
    stamp: tuple[int, str]


class Batch:
    """Rows of one request's new statements, written together at its end.

    `fresh` are statements that the writer of this transaction has looked for and not found,
    `voided` those of them that a statement has taken back before they came. `whole` are statements
    that need not be unpacked from their operations. `latest` is the last `stored` that was given.
    """

    def __init__(
        self,
        session: Session,
        fresh: Collection[Key],
        whole: Mapping[OpId, JsonObject] | None = None,
    ) -> None:
        self._session = session
        self.fresh = frozenset(fresh)
        self.voided = voided(session, fresh)
        self._new: list[New] = []
        self.latest = 0
        self.whole = whole or {}
        self._defined: dict[int, list[Defined]] = {}

    def add(self, new: New) -> None:
        """One statement's rows."""
        self._new.append(new)

    def define(self, number: int, definition: JsonObject, stamp: tuple[int, str]) -> None:
        """What a statement says of an activity; most say what the one before it said."""
        said = self._defined.setdefault(number, [])
        if said and said[-1].definition == definition:
            said[-1] = Defined(definition, max(stamp, said[-1].stamp))
        else:
            said.append(Defined(definition, stamp))

    def flush(self) -> None:
        """Write what was collected."""
        if self._new:
            self._write(self._new)
            self._new = []
        if self._defined:
            _write_definitions(self._session, self._defined)
            self._defined = {}

    def _write(self, new: Sequence[New]) -> None:
        session = self._session
        several = {name for one in new for name in (one.school, one.verb, *one.activities)}
        several |= {one.registration for one in new if one.registration is not None}
        several |= {name for one in new for name in one.clients}
        short = naming.given(session, several)
        places = _places(session, [one.op for one in new])
        rows, ids, agents, activities = [], [], [], []
        given = arrival.given(
            session, [arrival.New(one.school, short[one.school], places[one.op]) for one in new]
        )
        self.latest = max(self.latest, *(place.stored for place in given))
        for one, (n, stored) in zip(new, given, strict=True):
            rows.append(
                {
                    "n": n,
                    "school": short[one.school],
                    "stored": stored,
                    "verb": short[one.verb],
                    "registration": None if one.registration is None else short[one.registration],
                    "authority": short.get(one.authority, one.authority),
                    "voiding": one.voiding,
                    "voided": one.voided,
                    "operation": places[one.op],
                }
            )
            ids.append({"near": identifying.near(one.id), "statement": n})
            agents += [
                {"agent": short.get(key, key), "statement": n, "direct": own}
                for key, own in one.agents.items()
            ]
            activities += [
                {"activity": short[key], "statement": n, "direct": own}
                for key, own in one.activities.items()
            ]
        for table, made in ((_S, rows), (_I, ids), (_A, agents), (_C, activities)):
            insert_many(session, table, made)


def current(session: Session) -> Batch | None:
    """The batch of this transaction."""
    found: Batch | None = session.info.get(_BATCH)
    return found


def begin(
    session: Session, fresh: Collection[Key], whole: Mapping[OpId, JsonObject] | None = None
) -> Batch:
    """Collect the rows of statements under these ids until the batch's flush()."""
    batch = session.info[_BATCH] = Batch(session, fresh, whole)
    return batch


def end(session: Session) -> None:
    """Collect no more."""
    session.info.pop(_BATCH, None)


def unknown(session: Session, keys: Sequence[Key]) -> list[Key]:
    """Those of these under which no statement is."""
    found: set[tuple[int, bytes]] = set()
    for start in range(0, len(keys), _KEYS_PER_QUERY):
        some = [id_ for _, id_ in keys[start : start + _KEYS_PER_QUERY]]
        near = [identifying.near(id_) for id_ in some]
        rows = Plain(session.connection()).all(
            "SELECT s.school, o.record, i.near FROM lrs_statement_id i"
            " JOIN lrs_statement s ON s.n = i.statement"
            " LEFT JOIN operations o ON o.id = s.operation"
            f" WHERE i.near IN ({_marks(near)})",
            near,
        )
        for school, record, begin in rows:
            # of what the log has lost, no more than this is known
            own = None if record is None else names.statement_id(record)
            alike = (id_ for id_ in some if own in (None, id_) and id_.startswith(begin))
            found.update((school, id_) for id_ in alike)
    known = _among(session, keys, found)
    return [key for key in keys if key not in known]


def voided(session: Session, keys: Collection[Key]) -> set[Key]:
    """Those of these that a voiding statement of their own school names."""
    found: set[tuple[int, bytes]] = set()
    several = [id_ for _, id_ in keys]
    for start in range(0, len(several), _KEYS_PER_QUERY):
        part = several[start : start + _KEYS_PER_QUERY]
        rows = Plain(session.connection()).all(
            "SELECT school, target FROM lrs_statement_reference WHERE voiding"
            f" AND target IN ({_marks(part)})",
            part,
        )
        found.update((school, bytes(target)) for school, target in rows)
    return _among(session, keys, found)


def _among(
    session: Session, keys: Collection[Key], found: Collection[tuple[int, bytes]]
) -> set[Key]:
    """Those of these keys that were found under the number of their school."""
    if not found:
        return set()
    schools = {school: naming.school_name(school) for school, _ in keys}
    numbers = naming.known(session, set(schools.values()))
    return {(school, id_) for school, id_ in keys if (numbers.get(schools[school]), id_) in found}


def _places(session: Session, ops: Sequence[OpId]) -> dict[OpId, int]:
    """Rows of the log that hold these operations."""
    wanted: dict[tuple[str, int], list[int]] = {}
    for op in ops:
        wanted.setdefault((op.writer, op.epoch), []).append(op.seq)
    found: dict[OpId, int] = {}
    for (writer, epoch), seqs in wanted.items():
        for start in range(0, len(seqs), _KEYS_PER_QUERY):
            some = seqs[start : start + _KEYS_PER_QUERY]
            rows = Plain(session.connection()).all(
                "SELECT seq, id FROM operations WHERE writer = ? AND epoch = ?"
                f" AND seq IN ({_marks(some)})",
                (writer, epoch, *some),
            )
            for seq, row in rows:
                found[OpId(writer, epoch, seq)] = row
    return found


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def definitions_of(session: Session, numbers: Sequence[int]) -> dict[int, JsonObject]:
    """The stored forms of what is known of activities: each member with its stamp."""
    found: dict[int, JsonObject] = {}
    for start in range(0, len(numbers), _KEYS_PER_QUERY):
        some = numbers[start : start + _KEYS_PER_QUERY]
        rows = Plain(session.connection()).all(
            f"SELECT activity, definition FROM lrs_activity WHERE activity IN ({_marks(some)})",
            some,
        )
        for number, members in rows:
            found[number] = json.loads(members) if isinstance(members, str) else members
    return found


def _write_definitions(session: Session, defined: Mapping[int, Sequence[Defined]]) -> None:
    known = definitions_of(session, sorted(defined))
    new, changed = [], []
    for number, said in sorted(defined.items()):
        members = dict(known.get(number, {}))
        if not _put_in(members, said):
            continue
        if number in known:
            changed.append((json.dumps(members), number))
        else:
            new.append((json.dumps(members), number))
    plain = Plain(session.connection())
    plain.many(_INSERT_DEFINITION, new)
    plain.many(_UPDATE_DEFINITION, changed)


def _put_in(members: JsonObject, said: Iterable[Defined]) -> bool:
    """Let each member be what the latest statement said; whether anything changed."""
    changed = False
    for definition, (order, op) in said:
        for name, value in _flat(definition):
            if name not in members or members[name][:2] < [order, op]:
                members[name] = [order, op, value]
                changed = True
    return changed


def _flat(definition: JsonObject) -> Iterable[tuple[str, Any]]:
    for name, value in definition.items():
        if name in ("name", "description"):
            for tag, text in value.items():
                yield f"{name}/{tag}", text
        else:
            yield name, value


__all__ = [
    "Batch", "Key", "New", "Numbers", "begin", "current", "definitions_of", "end", "unknown",
    "voided",
]  # fmt: skip
