"""The rows that a statement is found by. The same rows, in whatever order statements arrive."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, delete, select, update
from sqlalchemy.orm import Session

from server.lrs import (
    actors,
    arrival,
    batches,
    callers,
    identifying,
    names,
    naming,
    packing,
    statements,
)
from server.lrs.batches import Batch, New
from server.lrs.errors import Invalid
from server.lrs.limits import MAX_REFERENCE_CLOSURE
from server.lrs.models import Statement, StatementActivity, StatementAgent, StatementId
from server.lrs.models import StatementReference as Reference
from server.lrs.values import JsonObject
from sync.core import canonical
from sync.core.ops import Operation, OpId
from sync.storage import bodies
from sync.storage.tables import operations

# Run for every statement, so they are made once.
_S: Final[Any] = Statement.__table__
_I: Final[Any] = StatementId.__table__
_A: Final[Any] = StatementAgent.__table__
_C: Final[Any] = StatementActivity.__table__
_R: Final[Any] = Reference.__table__
_O: Final[Any] = operations
_OF_ID: Final = (
    select(
        _S.c.n, _S.c.stored, _S.c.school, _S.c.operation,
        _O.c.record, _O.c.writer, _O.c.epoch, _O.c.seq, _O.c.order_hlc,
    )
    .join(_I, _I.c.statement == _S.c.n)
    .outerjoin(_O, _O.c.id == _S.c.operation)
    .where(_I.c.near == bindparam("near"))
    .where(identifying.compared(_O.c.record, bindparam("records", expanding=True)))
)  # fmt: skip
_FIND: Final = _OF_ID.where(_S.c.school == naming.number_of(bindparam("of", type_=BigInteger)))
_FROM_HERE: Final = select(_R.c.target).where(
    _R.c.source == bindparam("id"), _R.c.school == bindparam("of")
)
_TO_HERE: Final = select(_R.c.source).where(
    _R.c.target == bindparam("id"), _R.c.school == bindparam("of")
)
_VOIDS: Final = _TO_HERE.where(_R.c.voiding.is_(True)).limit(1)


class Line(NamedTuple):
    """Where a statement stands in the log, and whose it is."""

    op: OpId
    order: int
    record: str
    school: str


def _batch(session: Session) -> Batch:
    """The batch of this transaction, else one for this statement alone."""
    return batches.current(session) or Batch(session, ())


def put(session: Session, line: Line, statement: JsonObject) -> None:
    """Write a statement's rows, unless an earlier one has its id."""
    key = names.statement_id(line.record)
    place = line.school, key
    school = naming.school_name(line.school)
    batch = _batch(session)
    known_as_new = place in batch.fresh
    if not known_as_new:
        batch.flush()
        found = session.execute(_FIND, {**_asked(key), "of": school}).first()
        if found is not None:
            # a row whose operation the log has lost, and maybe got again elsewhere, says nothing
            sound = found.record == line.record
            mine = (line.order, *line.op)
            if sound and (found.order_hlc, found.writer, found.epoch, found.seq) <= mine:
                return
            _forget(session, found, key, line.school, _logged(session, found) if sound else None)
    voiding = statements.voids(statement)
    registration = statement.get("context", {}).get("registration")
    voided = place in (batch.voided if known_as_new else batches.voided(session, [place]))
    agents = agent_numbers(line.school, statement)
    batch.add(
        New(
            id=key,
            school=school,
            verb=names.number(line.school, names.VERB, statement["verb"]["id"]),
            registration=registration_number(line.school, registration) if registration else None,
            authority=authority_number(line.school, statement.get("authority")),
            clients=agents.clients,
            voiding=voiding,
            voided=voided and not voiding,
            op=line.op,
            agents=agents.direct,
            activities=activity_numbers(line.school, statement),
        )
    )
    aim = statements.target(statement)
    if aim is not None or batches.current(session) is None:
        batch.flush()
    if aim is not None:
        target = UUID(aim).bytes
        _refer(session, naming.known(session, [school])[school], key, target, voiding=voiding)
        if voiding:
            batch.voided.add((line.school, target))


def registration_number(school: str, registration: str) -> int:
    """The name of a registration."""
    return names.number(school, names.REGISTRATION, registration.lower())


def authority_number(school: str, authority: JsonObject | None) -> int:
    """The name of an authority; a group's members count, for it has no identifier."""
    parts = sorted(actors.identifiers(authority)) if authority else []
    return names.number(school, names.AGENT, "\0".join(parts))


class Agents(NamedTuple):
    """Names of a statement's agents and groups, members included, and whether each stands
    directly in it; and which of them are this store's own clients."""

    direct: dict[int, bool]
    clients: frozenset[int]


def agent_numbers(school: str, statement: JsonObject) -> Agents:
    """Who is in a statement."""
    made: dict[int, bool] = {}
    clients = set()
    for found, direct in statements.agents_of(statement):
        for text in actors.identifiers(found):
            name = names.number(school, names.AGENT, text)
            made[name] = made.get(name, False) or direct
            if callers.is_client(text):
                clients.add(name)
    return Agents(made, frozenset(clients))


def activity_numbers(school: str, statement: JsonObject) -> dict[int, bool]:
    """Names of all activities, and whether each is the statement's object."""
    made: dict[int, bool] = {}
    for found, direct in statements.activities_of(statement):
        name = names.number(school, names.ACTIVITY, found["id"])
        made[name] = made.get(name, False) or direct
    return made


def _refer(session: Session, school: int, source: bytes, target: bytes, *, voiding: bool) -> None:
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
        here = and_(_of_id(session, target, school), _S.c.voiding.is_(False))
        session.execute(update(_S).where(here).values(voided=True))


def _asked(key: bytes) -> dict[str, Any]:
    """How _OF_ID asks for an id."""
    return {"near": identifying.near(key), "records": identifying.texts([key])}


def _of_id(session: Session, key: bytes, school: int) -> ColumnElement[bool]:
    """A condition on the row of the statement that has this id in this school."""
    rows = session.execute(_OF_ID.where(_S.c.school == school), _asked(key))
    made: ColumnElement[bool] = _S.c.n.in_([row.n for row in rows])
    return made


def _note(
    session: Session, school: int, source: bytes, target: bytes, *, direct: bool, voiding: bool
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
        key = names.statement_id(op.record)
        school = str(op.fields.get("school") or "")
        for row in session.execute(_OF_ID, _asked(key)).all():
            # of an operation that the log has lost, the id is all that is known
            if row.writer is None or (row.writer, row.epoch, row.seq) == op.id:
                _forget(session, row, key, school, _statement_in(op.fields))


def _logged(session: Session, row: Any) -> JsonObject | None:
    """The statement of a row of the index, None where the log has erased it."""
    query = select(operations.c.body).where(operations.c.id == row.operation)
    body = session.execute(query).scalar_one()
    return _statement_in(canonical.decode(bodies.opened(bytes(body), session.connection())).fields)


def _statement_in(fields: Mapping[str, Any]) -> JsonObject | None:
    try:
        return packing.unpack(fields)
    except Invalid:
        return None


def _unlink(session: Session, row: Any, school: str, statement: JsonObject | None) -> None:
    """Links have no index by statement, which would be the largest of the store: they are found
    by what the statement names, or by reading all of them where the log has lost its words or,
    after a fork, has others."""
    agents = []
    if statement is not None:
        found = agent_numbers(school, statement)
        short = naming.known(session, found.clients)
        agents = [short.get(name, name) for name in found.direct]
    activities = [] if statement is None else list(activity_numbers(school, statement))
    for link, column, numbers in (
        (_A, _A.c.agent, agents),
        (_C, _C.c.activity, list(naming.known(session, activities).values())),
    ):
        away = delete(link).where(link.c.statement == row.n)
        if statement is not None:
            done: Any = session.execute(away.where(column.in_(numbers)))
            if done.rowcount == len(numbers):
                continue
        session.execute(away)


def _forget(
    session: Session, row: Any, key: bytes, school_id: str, statement: JsonObject | None
) -> None:
    """Take back the rows of a body that lost to an earlier one."""
    _unlink(session, row, school_id, statement)
    session.execute(delete(_I).where(_I.c.near == identifying.near(key), _I.c.statement == row.n))
    session.execute(delete(_S).where(_S.c.n == row.n))
    school = row.school
    arrival.left(session, school, arrival.Place(row.n, row.stored))
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
        still = session.execute(_VOIDS, {"id": target, "of": school}).first() is not None
        session.execute(update(_S).where(_of_id(session, target, school)).values(voided=still))


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
    for iri, definition in given.items():
        number = names.number(line.school, names.ACTIVITY, iri)
        batch.define(number, definition, (line.order, str(line.op)))
    if batches.current(session) is None:
        batch.flush()


def known_definition(session: Session, school: str, iri: str) -> JsonObject | None:
    """The store's definition of an activity, None for one that no statement has defined."""
    number = names.number(school, names.ACTIVITY, iri)
    found = batches.definitions_of(session, [number]).get(number)
    if not found:
        return None
    made: JsonObject = {}
    for name, (_order, _id, value) in found.items():
        head, slash, tag = name.partition("/")
        if slash:
            made.setdefault(head, {})[tag] = value
        else:
            made[name] = value
    return made
