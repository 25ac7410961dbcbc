"""The rows that a statement is found by. The same rows, in whatever order statements arrive."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from server.lrs import actors, names, packing, statements
from server.lrs.errors import Invalid
from server.lrs.limits import MAX_REFERENCE_CLOSURE
from server.lrs.models import KnownActivity, Statement, StatementActivity, StatementAgent
from server.lrs.models import StatementReference as Reference
from server.lrs.values import JsonObject
from server.rows import insert_many, new_numbers
from sync.core import canonical
from sync.core.ops import Operation, OpId
from sync.storage import bodies
from sync.storage.tables import operations

Key = tuple[str, bytes]
"""A statement by its school and its id there."""
Numbers = Mapping[int, bool]
"""Names (server.lrs.names) in a statement, and whether each stands directly in it."""

_BATCH: Final = "tirek_lrs_batch"
_KEYS_PER_QUERY: Final = 400

# Run for every statement, so they are made once.
_S: Final[Any] = Statement.__table__
_A: Final[Any] = StatementAgent.__table__
_C: Final[Any] = StatementActivity.__table__
_R: Final[Any] = Reference.__table__
_K: Final[Any] = KnownActivity.__table__
_FIND: Final = select(_S.c.n, _S.c.stored, _S.c.school, _S.c.writer, _S.c.epoch, _S.c.seq).where(
    _S.c.id == bindparam("id"), _S.c.school == bindparam("of")
)
_VOIDED_OF: Final = select(_R.c.school, _R.c.target).where(
    _R.c.target.in_(bindparam("ids", expanding=True)), _R.c.voiding.is_(True)
)
_FROM_HERE: Final = select(_R.c.target).where(
    _R.c.source == bindparam("id"), _R.c.school == bindparam("of")
)
_TO_HERE: Final = select(_R.c.source).where(
    _R.c.target == bindparam("id"), _R.c.school == bindparam("of")
)
_DEFINITION: Final = select(_K.c.definition).where(_K.c.activity == bindparam("number"))
_INSERT_DEFINITION: Final = insert(_K)
_UPDATE_DEFINITION: Final = (
    update(_K).where(_K.c.activity == bindparam("number")).values(definition=bindparam("made"))
)


class Line(NamedTuple):
    """Where a statement stands in the log, and whose it is."""

    op: OpId
    stored: int
    record: str
    school: str


class Batch:
    """Rows of one request's new statements, written together at its end.

    `fresh` are statements that the writer of this transaction has looked for and not found,
    `voided` those of them that a statement has taken back before they came.
    """

    def __init__(self, session: Session, fresh: Collection[Key]) -> None:
        self._session = session
        self.fresh = frozenset(fresh)
        self.voided = _voided(session, fresh)
        self._numbers = new_numbers(session, _S.c.n)
        self._rows: dict[Any, list[dict[str, Any]]] = {_S: [], _A: [], _C: []}
        self._known: dict[int, JsonObject | None] = {}
        self._made: dict[int, JsonObject] = {}

    def add(self, row: dict[str, Any], agents: Numbers, activities: Numbers) -> None:
        """One statement's rows."""
        row["n"] = next(self._numbers)
        self._rows[_S].append(row)
        self._rows[_A] += _links(row, "agent", agents)
        self._rows[_C] += _links(row, "activity", activities)

    def definition(self, number: int) -> JsonObject | None:
        """What is known of an activity, this request's statements included."""
        if number not in self._known:
            found = self._session.execute(_DEFINITION, {"number": number}).scalar()
            self._known[number] = found
        return self._made.get(number, self._known[number])

    def define(self, number: int, members: JsonObject) -> None:
        """Keep a definition."""
        self._made[number] = members

    def flush(self) -> None:
        """Write what was collected."""
        for table, rows in self._rows.items():
            insert_many(self._session, table, rows)
            self._rows[table] = []
        for number, members in self._made.items():
            _write_definition(self._session, number, members, new=not self._known[number])
            self._known[number] = members
        self._made = {}


def _batch(session: Session) -> Batch:
    """The batch of this transaction, else one for this statement alone."""
    found: Batch | None = session.info.get(_BATCH)
    return found or Batch(session, ())


def begin(session: Session, fresh: Collection[Key]) -> Batch:
    """Collect the rows of statements under these ids until the batch's flush()."""
    batch = session.info[_BATCH] = Batch(session, fresh)
    return batch


def unknown(session: Session, keys: Sequence[Key]) -> list[Key]:
    """Those of these under which no statement is."""
    known: set[Key] = set()
    for start in range(0, len(keys), _KEYS_PER_QUERY):
        some = [id_ for _, id_ in keys[start : start + _KEYS_PER_QUERY]]
        found = session.execute(select(_S.c.school, _S.c.id).where(_S.c.id.in_(some)))
        known.update((school, bytes(id_)) for school, id_ in found)
    return [key for key in keys if key not in known]


def end(session: Session) -> None:
    """Collect no more."""
    session.info.pop(_BATCH, None)


def put(session: Session, line: Line, statement: JsonObject) -> None:
    """Write a statement's rows, unless an earlier one has its id."""
    key = names.statement_id(line.record)
    place = line.school, key
    batch = _batch(session)
    known_as_new = place in batch.fresh
    if not known_as_new:
        batch.flush()
        found = session.execute(_FIND, {"id": key, "of": line.school}).first()
        if found is not None:
            if (found.stored, found.writer, found.epoch, found.seq) <= (line.stored, *line.op):
                return
            _forget(session, found, key, _logged(session, found))
    voiding = statements.voids(statement)
    registration = statement.get("context", {}).get("registration")
    voided = place in (batch.voided if known_as_new else _voided(session, [place]))
    row = {
        "id": key,
        "school": line.school,
        "stored": line.stored,
        "verb": names.number(line.school, names.VERB, statement["verb"]["id"]),
        "registration": UUID(registration).bytes if registration else None,
        "authority": authority_number(line.school, statement.get("authority")),
        "voiding": voiding,
        "voided": voided and not voiding,
        "writer": line.op.writer,
        "epoch": line.op.epoch,
        "seq": line.op.seq,
    }
    batch.add(row, agent_numbers(line.school, statement), activity_numbers(line.school, statement))
    aim = statements.target(statement)
    if aim is not None or session.info.get(_BATCH) is None:
        batch.flush()
    if aim is not None:
        _refer(session, line.school, key, UUID(aim).bytes, voiding=voiding)
        if voiding:
            batch.voided.add((line.school, UUID(aim).bytes))


def _links(row: Mapping[str, Any], name: str, numbers: Numbers) -> list[dict[str, Any]]:
    return [
        {name: number, "stored": row["stored"], "statement": row["n"], "direct": direct}
        for number, direct in numbers.items()
    ]


def _voided(session: Session, keys: Collection[Key]) -> set[Key]:
    """Those of these that a voiding statement of their own school names."""
    found: set[Key] = set()
    several = [id_ for _, id_ in keys]
    for start in range(0, len(several), _KEYS_PER_QUERY):
        part = several[start : start + _KEYS_PER_QUERY]
        rows = session.execute(_VOIDED_OF, {"ids": part})
        found.update((school, bytes(target)) for school, target in rows)
    return found.intersection(keys)


def authority_number(school: str, authority: JsonObject | None) -> int:
    """The name of an authority; a group's members count, for it has no identifier."""
    parts = sorted(actors.identifiers(authority)) if authority else []
    return names.number(school, names.AGENT, "\0".join(parts))


def agent_numbers(school: str, statement: JsonObject) -> dict[int, bool]:
    """Names of all agents and groups, members included, and whether each stands directly in it."""
    made: dict[int, bool] = {}
    for found, direct in statements.agents_of(statement):
        for text in actors.identifiers(found):
            name = names.number(school, names.AGENT, text)
            made[name] = made.get(name, False) or direct
    return made


def activity_numbers(school: str, statement: JsonObject) -> dict[int, bool]:
    """Names of all activities, and whether each is the statement's object."""
    made: dict[int, bool] = {}
    for found, direct in statements.activities_of(statement):
        name = names.number(school, names.ACTIVITY, found["id"])
        made[name] = made.get(name, False) or direct
    return made


def _refer(session: Session, school: str, source: bytes, target: bytes, *, voiding: bool) -> None:
    """Note the step, and every way that it completes."""
    before = {source, *session.scalars(_TO_HERE, {"id": source, "of": school})}
    after = {target, *session.scalars(_FROM_HERE, {"id": target, "of": school})}
    if len(before) * len(after) > MAX_REFERENCE_CLOSURE:
        before, after = {source}, {target}
    for start in before:
        for end in after:
            direct = start == source and end == target
            _note(session, school, start, end, direct=direct, voiding=direct and voiding)
    if voiding:
        here = and_(_S.c.id == target, _S.c.school == school)
        session.execute(update(_S).where(and_(here, _S.c.voiding.is_(False))).values(voided=True))


def _note(
    session: Session, school: str, source: bytes, target: bytes, *, direct: bool, voiding: bool
) -> None:
    row = session.get(Reference, (school, source, target))
    if row is None:
        made = {"school": school, "source": source, "target": target}
        session.add(Reference(**made, direct=direct, voiding=voiding))
    elif direct:
        row.direct, row.voiding = True, voiding
    session.flush()


def forget(session: Session, ops: Iterable[Operation]) -> None:
    """Take out the statements that these operations put, if any did."""
    for op in ops:
        query = select(_S.c.n, _S.c.id, _S.c.stored, _S.c.school).where(
            _S.c.writer == op.writer, _S.c.epoch == op.epoch, _S.c.seq == op.seq
        )
        for row in session.execute(query).all():
            _forget(session, row, row.id, _statement_in(op.fields))


def _logged(session: Session, row: Any) -> JsonObject | None:
    """The statement of a row of the index, None where the log lacks it or has erased it."""
    query = select(operations.c.body).where(
        operations.c.writer == row.writer,
        operations.c.epoch == row.epoch,
        operations.c.seq == row.seq,
    )
    body = session.execute(query).scalar()
    if body is None:
        return None
    return _statement_in(canonical.decode(bodies.opened(bytes(body), session.connection())).fields)


def _statement_in(fields: Mapping[str, Any]) -> JsonObject | None:
    try:
        return packing.unpack(fields)
    except Invalid:
        return None


def _unlink(session: Session, row: Any, statement: JsonObject | None) -> None:
    """Links have no index by statement, which would be the largest of the store: they are found
    by what the statement names, or by reading all of them where the log has lost its words or,
    after a fork, has others."""
    for link, column, named in (
        (_A, _A.c.agent, agent_numbers),
        (_C, _C.c.activity, activity_numbers),
    ):
        away = delete(link).where(link.c.statement == row.n)
        if statement is not None:
            numbers = list(named(row.school, statement))
            near = away.where(link.c.stored == row.stored, column.in_(numbers))
            done: Any = session.execute(near)
            if done.rowcount == len(numbers):
                continue
        session.execute(away)


def _forget(session: Session, row: Any, key: bytes, statement: JsonObject | None) -> None:
    """Take back the rows of a body that lost to an earlier one."""
    _unlink(session, row, statement)
    session.execute(delete(_S).where(_S.c.n == row.n))
    school = row.school
    here = _R.c.school == school
    mine = select(_R.c.target).where(here, _R.c.source == key, _R.c.voiding.is_(True))
    targets = list(session.scalars(mine))
    through = [key, *session.scalars(_TO_HERE, {"id": key, "of": school})]
    session.execute(delete(_R).where(here, _R.c.source == key))
    session.execute(delete(_R).where(here, _R.c.source.in_(through), _R.c.direct.is_(False)))
    session.expire_all()
    for source in through[1:]:
        for aim in list(session.scalars(_FROM_HERE, {"id": source, "of": school})):
            for end in session.scalars(_FROM_HERE, {"id": aim, "of": school}):
                _note(session, school, source, end, direct=False, voiding=False)
    for target in targets:
        still = bool(_voided(session, [(school, target)]))
        place = and_(_S.c.id == target, _S.c.school == school)
        session.execute(update(_S).where(place).values(voided=still))


def define(session: Session, line: Line, statement: JsonObject) -> None:
    """Take the definitions of activities from a statement: each member from the latest one.

    A body that lost to an earlier one under its id counts too, so that no order matters.
    """
    given: dict[str, JsonObject] = {}
    for activity, _direct in statements.activities_of(statement):
        if activity.get("definition"):
            given.setdefault(activity["id"], {}).update(activity["definition"])
    if not given:
        return
    batch = _batch(session)
    stamp = [line.stored, str(line.op)]
    for iri, definition in given.items():
        number = names.number(line.school, names.ACTIVITY, iri)
        members = dict(batch.definition(number) or {})
        changed = False
        for name, value in _flat(definition):
            if name not in members or members[name][:2] < stamp:
                members[name] = [*stamp, value]
                changed = True
        if changed:
            batch.define(number, members)
    if session.info.get(_BATCH) is None:
        batch.flush()


def _write_definition(session: Session, number: int, members: JsonObject, *, new: bool) -> None:
    if new:
        session.execute(_INSERT_DEFINITION, {"activity": number, "definition": members})
    else:
        session.execute(_UPDATE_DEFINITION, {"number": number, "made": members})


def _flat(definition: JsonObject) -> Iterable[tuple[str, Any]]:
    for name, value in definition.items():
        if name in ("name", "description"):
            for tag, text in value.items():
                yield f"{name}/{tag}", text
        else:
            yield name, value


def known_definition(session: Session, school: str, iri: str) -> JsonObject | None:
    """The store's definition of an activity, None for one that no statement has defined."""
    number = names.number(school, names.ACTIVITY, iri)
    found = session.execute(_DEFINITION, {"number": number}).scalar()
    if not found:
        return None
    made: JsonObject = {}
    for name, (_stored, _id, value) in found.items():
        head, slash, tag = name.partition("/")
        if slash:
            made.setdefault(head, {})[tag] = value
        else:
            made[name] = value
    return made
