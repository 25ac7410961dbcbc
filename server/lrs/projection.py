"""The rows that a statement is found by. The same rows, in whatever order statements arrive."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from server.lrs import actors, names, statements
from server.lrs.limits import MAX_REFERENCE_CLOSURE
from server.lrs.models import KnownActivity, Statement, StatementActivity, StatementAgent
from server.lrs.models import StatementReference as Reference
from server.lrs.values import JsonObject
from sync.core.ops import OpId

FRESH: Final = "tirek_lrs_fresh"
"""session.info: ids that the writer of this transaction has looked for and not found."""

# Run for every statement, so they are made once.
_S: Final[Any] = Statement.__table__
_A: Final[Any] = StatementAgent.__table__
_C: Final[Any] = StatementActivity.__table__
_R: Final[Any] = Reference.__table__
_K: Final[Any] = KnownActivity.__table__
_FIND: Final = select(_S.c.n, _S.c.stored, _S.c.writer, _S.c.epoch, _S.c.seq).where(
    _S.c.id == bindparam("id")
)
_INSERT: Final = insert(_S)
_INSERT_AGENTS: Final = insert(_A)
_INSERT_ACTIVITIES: Final = insert(_C)
_IS_VOIDED: Final = select(exists().where(_R.c.target == bindparam("id"), _R.c.voiding))
_FROM_HERE: Final = select(_R.c.target).where(_R.c.source == bindparam("id"))
_TO_HERE: Final = select(_R.c.source).where(_R.c.target == bindparam("id"))
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


def put(session: Session, line: Line, statement: JsonObject, *, define: bool) -> None:
    """Write a statement's rows, unless an earlier one has its id."""
    key = names.statement_id(line.record)
    connection = session.connection()
    if key not in session.info.get(FRESH, ()):
        found = connection.execute(_FIND, {"id": key}).first()
        if found is not None:
            if (found.stored, found.writer, found.epoch, found.seq) <= (line.stored, *line.op):
                return
            _forget(session, found.n, key)
    voiding = statements.voids(statement)
    registration = statement.get("context", {}).get("registration")
    row = {
        "id": key,
        "school": line.school,
        "stored": line.stored,
        "verb": names.number(line.school, names.VERB, statement["verb"]["id"]),
        "registration": UUID(registration).bytes if registration else None,
        "authority": authority_number(line.school, statement.get("authority")),
        "voiding": voiding,
        "voided": not voiding and bool(connection.execute(_IS_VOIDED, {"id": key}).scalar()),
        "writer": line.op.writer,
        "epoch": line.op.epoch,
        "seq": line.op.seq,
    }
    made: Any = connection.execute(_INSERT, row).inserted_primary_key
    n = made[0]
    agents = agent_numbers(line.school, statement)
    if agents:
        connection.execute(
            _INSERT_AGENTS,
            [
                {"agent": agent, "stored": line.stored, "statement": n, "direct": direct}
                for agent, direct in agents.items()
            ],
        )
    found_activities = activity_numbers(line.school, statement)
    if found_activities:
        connection.execute(
            _INSERT_ACTIVITIES,
            [
                {"activity": activity, "stored": line.stored, "statement": n, "direct": direct}
                for activity, direct in found_activities.items()
            ],
        )
    aim = statements.target(statement)
    if aim is not None:
        _refer(session, key, UUID(aim).bytes, voiding=voiding)
    if define:
        _define(session, line, key, statement)


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


def _refer(session: Session, source: bytes, target: bytes, *, voiding: bool) -> None:
    """Note the step, and every way that it completes."""
    before = {source, *session.scalars(_TO_HERE, {"id": source})}
    after = {target, *session.scalars(_FROM_HERE, {"id": target})}
    if len(before) * len(after) > MAX_REFERENCE_CLOSURE:
        before, after = {source}, {target}
    for start in before:
        for end in after:
            direct = start == source and end == target
            _note(session, start, end, direct=direct, voiding=direct and voiding)
    if voiding:
        session.execute(
            update(_S).where(and_(_S.c.id == target, _S.c.voiding.is_(False))).values(voided=True)
        )


def _note(session: Session, source: bytes, target: bytes, *, direct: bool, voiding: bool) -> None:
    row = session.get(Reference, (source, target))
    if row is None:
        session.add(Reference(source=source, target=target, direct=direct, voiding=voiding))
    elif direct:
        row.direct, row.voiding = True, voiding
    session.flush()


def _forget(session: Session, n: int, key: bytes) -> None:
    """Take back the rows of a body that lost to an earlier one."""
    for link in (_A, _C):
        session.execute(delete(link).where(link.c.statement == n))
    session.execute(delete(_S).where(_S.c.n == n))
    targets = list(
        session.scalars(select(_R.c.target).where(_R.c.source == key, _R.c.voiding.is_(True)))
    )
    through = [key, *session.scalars(_TO_HERE, {"id": key})]
    session.execute(delete(_R).where(_R.c.source == key))
    session.execute(delete(_R).where(_R.c.source.in_(through), _R.c.direct.is_(False)))
    session.expire_all()
    for source in through[1:]:
        for aim in list(session.scalars(_FROM_HERE, {"id": source})):
            for end in session.scalars(_FROM_HERE, {"id": aim}):
                _note(session, source, end, direct=False, voiding=False)
    for target in targets:
        still = session.scalar(_IS_VOIDED, {"id": target})
        session.execute(update(_S).where(_S.c.id == target).values(voided=bool(still)))


def _define(session: Session, line: Line, key: bytes, statement: JsonObject) -> None:
    given: dict[str, JsonObject] = {}
    for activity, _direct in statements.activities_of(statement):
        if activity.get("definition"):
            given.setdefault(activity["id"], {}).update(activity["definition"])
    connection = session.connection()
    stamp = [line.stored, key.hex()]
    for iri, definition in given.items():
        number = names.number(line.school, names.ACTIVITY, iri)
        known = connection.execute(_DEFINITION, {"number": number}).scalar()
        members = dict(known or {})
        for name, value in _flat(definition):
            if name not in members or members[name][:2] < stamp:
                members[name] = [*stamp, value]
        if known is None:
            connection.execute(_INSERT_DEFINITION, {"activity": number, "definition": members})
        elif members != known:
            connection.execute(_UPDATE_DEFINITION, {"number": number, "made": members})


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
