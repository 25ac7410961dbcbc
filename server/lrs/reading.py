"""Finding statements: filters, pages, and what refers to them (xAPI-Comm 2.1.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Connection, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from server.lrs import answers, arrival, identifying, names, naming, packing, texts, timestamps
from server.lrs.identifying import is_of, near_of
from server.lrs.models import Statement, StatementActivity, StatementAgent, StatementId
from server.lrs.models import StatementReference as Reference
from server.lrs.values import JsonObject
from sync.core import cbor
from sync.storage import bodies
from sync.storage.plain import Plain
from sync.storage.tables import operations

_S: Final[Any] = Statement.__table__
_T: Final[Any] = Statement.__table__.alias("target")
_G: Final[Any] = Statement.__table__.alias("registered")
_I: Final[Any] = StatementId.__table__
_J: Final[Any] = StatementId.__table__.alias("target_id")
_A: Final[Any] = StatementAgent.__table__
_C: Final[Any] = StatementActivity.__table__
_R: Final[Any] = Reference.__table__
_O: Final[Any] = operations
_P: Final[Any] = operations.alias("target_log")


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for by names of server.lrs.names; moments are on `stored`'s scale.

    `after` is the `n` of the last line of the page before. `authority` limits to the statements of
    one authority, and `speaker` is a name of an agent in it.
    """

    school: str
    verb: int | None = None
    agent: int | None = None
    related_agents: bool = False
    activity: int | None = None
    related_activities: bool = False
    registration: int | None = None
    since: int | None = None
    until: int | None = None
    ascending: bool = False
    authority: int | None = None
    speaker: int | None = None
    after: int | None = None

    @property
    def matches_content(self) -> bool:
        """Whether statements that refer to a match count, too."""
        return any(
            value is not None for value in (self.verb, self.agent, self.activity, self.registration)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A statement as it leaves, and where the page stands after it; `order` is the ordering time of
    its operation, the same on every node."""

    n: int
    id: str
    stored: int
    order: int
    statement: JsonObject
    files: Mapping[str, str]

    @property
    def learnt_us(self) -> int:
        """When its operation was made, on the scale of `stored`."""
        return timestamps.of_order(self.order)


class Found(NamedTuple):
    """A row with its body opened, which costs more than most of what is then done with it; the
    operation's fields begin at `at`."""

    row: Any
    data: bytes
    at: int

    @property
    def n(self) -> int:
        """Where a page stands after it."""
        return int(self.row.n)


def _opened(connection: Connection, row: Any) -> Found:
    return Found(row, *bodies.fields_at(bytes(row.body), connection))


def _line(session: Session, row: Any) -> Line:
    return line(_opened(session.connection(), row))


def line(one: Found) -> Line:
    """What was found, read."""
    fields: Any = cbor.decode_first(one.data, one.at)[0]
    row, statement = one.row, packing.unpack(fields)
    stored = timestamps.stored_text(row.stored)
    made = {"id": names.statement_uuid(row.record), **statement, "stored": stored}
    made.setdefault("timestamp", timestamps.taken_text(row.order_hlc))
    files = {item["name"]: item["sha256"] for item in fields.get("files") or ()}
    return Line(row.n, made["id"], row.stored, row.order_hlc, made, files)


def _lines(picked: Select[Any]) -> Select[Any]:
    """With the operation's record, ordering time and body."""
    wide = picked.add_columns(_S.c.stored, _O.c.record, _O.c.order_hlc, _O.c.body)
    return wide.join(_O, _O.c.id == _S.c.operation)


_BY_ID: Final = _lines(select(_S.c.n).join(_I, _I.c.statement == _S.c.n)).where(
    _I.c.near.in_(bindparam("near", expanding=True)),
    identifying.compared(_O.c.record, bindparam("records", expanding=True)),
    _S.c.school == naming.number_of(bindparam("of", type_=BigInteger)),
)


def any_with_ids(session: Session, keys: Sequence[bytes]) -> bool:
    """Whether any school may have a statement of one of these ids."""
    near = [identifying.near(key) for key in keys]
    marks = ",".join("?" * len(near))
    sql = f"SELECT 1 FROM lrs_statement_id WHERE near IN ({marks}) LIMIT 1"  # noqa: S608 - marks
    return Plain(session.connection()).one(sql, near) is not None


def with_ids(session: Session, school: str, keys: Sequence[bytes]) -> Iterator[Line]:
    """A school's statements of these ids, voided or not."""
    for row in session.connection().execute(_BY_ID, _asked(school, keys)):
        yield _line(session, row)


def _asked(school: str, keys: Sequence[bytes]) -> dict[str, Any]:
    """How _BY_ID asks for ids of a school."""
    near, records = [identifying.near(key) for key in keys], identifying.texts(keys)
    return {"near": near, "records": records, "of": naming.school_name(school)}


def one(
    session: Session, school: str, key: bytes, *, voided: bool, authority: int | None
) -> Line | None:
    """The statement of an id, if it is voided or not, as asked for."""
    query = _BY_ID.where(_S.c.voided.is_(voided))
    if authority is not None:
        query = query.where(_S.c.authority == naming.number_or_name(authority))
    row = session.connection().execute(query, _asked(school, [key])).first()
    return _line(session, row) if row is not None else None


def arrived(session: Session, school: str, after: int, limit: int) -> list[Line]:
    """A school's statements in the order of their coming, voided ones too: those whose `n` is
    above `after`."""
    query = _lines(select(_S.c.n)).where(*_arrived(school, after))
    return [_line(session, row) for row in session.execute(query.order_by(_S.c.n).limit(limit))]


def record_of(session: Session, n: int) -> str | None:
    """The record in the log of the statement of this number."""
    query = select(_O.c.record).join(_S, _S.c.operation == _O.c.id).where(_S.c.n == n)
    return session.scalar(query)


def count_arrived(session: Session, school: str, after: int, most: int) -> int:
    """How many `arrived` would give, counted up to `most`."""
    rows = select(_S.c.n).where(*_arrived(school, after)).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def _arrived(school: str, after: int) -> tuple[Any, ...]:
    return _bare(_S.c.school) == naming.number_of_school(school), _S.c.n > after


def find(session: Session, wanted: Filter, limit: int) -> list[Line]:
    """At most `limit` lines in the order of `stored`, the latest first unless `ascending`."""
    return [line(one) for one in found(session, wanted, limit)]


def text(one: Found) -> str:
    """The JSON of what was found: of its statement as it is kept."""
    made = texts.statement(
        one.data,
        one.at,
        names.statement_uuid(one.row.record),
        timestamps.stored_text(one.row.stored),
        timestamps.taken_text(one.row.order_hlc),
    )
    return answers.text(line(one).statement) if made is None else made


def accounts(one: Found) -> Iterator[tuple[str, str]]:
    """Home page and name of every account that stands in what was found, as an agent or anywhere
    else."""
    known = texts.accounts(one.data, one.at)
    return _accounts_in(line(one).statement) if known is None else known


def _accounts_in(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if value.keys() == {"homePage", "name"}:
            yield str(value["homePage"]), str(value["name"])
        for item in value.values():
            yield from _accounts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _accounts_in(item)


def found(session: Session, wanted: Filter, limit: int) -> list[Found]:
    """What `find` finds, opened and not read."""
    span = span_of(session, wanted)
    rows = list(session.execute(direct(wanted, span).limit(limit)))
    if wanted.matches_content and session.execute(select(_R.c.source).limit(1)).first():
        seen = {row.n for row in rows}
        several = session.execute(referring(wanted, span).limit(limit))
        rows += [row for row in several if row.n not in seen]
        rows.sort(key=lambda row: int(row.n), reverse=not wanted.ascending)
    connection = session.connection()
    return [_opened(connection, row) for row in rows[:limit]]


class Span(NamedTuple):
    """Numbers that a page may have: above `above` and up to `to`, None where nothing limits it."""

    above: int | None = None
    to: int | None = None


def span_of(session: Session, wanted: Filter) -> Span:
    """The numbers that fit a filter's moments and its page."""
    above: list[int] = []
    to: list[int] = []
    if wanted.since is not None or wanted.until is not None:
        connection, name = session.connection(), naming.school_name(wanted.school)
        school = naming.known(session, [name]).get(name, 0)
        for moment, ends in ((wanted.since, above), (wanted.until, to)):
            if moment is not None:
                ends.append(arrival.up_to(connection, school, moment))
    if wanted.after is not None and wanted.ascending:
        above.append(wanted.after)
    elif wanted.after is not None:
        to.append(wanted.after - 1)
    return Span(max(above, default=None), min(to, default=None))


def direct(wanted: Filter, span: Span) -> Select[Any]:
    """Statements that match by themselves, driven by the narrowest index.

    Who is in a registration is found in the index of registrations and the key of the link, and
    only what is in both is read at all: of 3,000 statements of a registration, 20 are a learner's.
    """
    query = _lines(select(_S.c.n)).where(_S.c.voided.is_(False))
    order: Any = _S.c.n
    reached = _reached(wanted)
    place = _S if reached is None else _G
    if reached is not None:
        query = query.join(reached, _S.c.n == _bare(reached.c.statement))
        query = query.join(_G, _G.c.n == reached.c.statement)
    if wanted.registration is not None:
        query = query.where(place.c.registration == naming.number_of(wanted.registration))
    if wanted.activity is not None:
        query = _with(_C, query, reached, place).where(
            _C.c.activity == naming.number_of(wanted.activity)
        )
        if not wanted.related_activities:
            query = query.where(_C.c.direct.is_(True))
        order = _C.c.statement
    if wanted.agent is not None:
        query = _with(_A, query, reached, place).where(
            _A.c.agent == naming.number_or_name(wanted.agent)
        )
        if not wanted.related_agents:
            query = query.where(_A.c.direct.is_(True))
        order = _A.c.statement
    if wanted.registration is not None:
        order = place.c.n
    if wanted.verb is not None:
        query = query.where(_S.c.verb == naming.number_of(wanted.verb))
    if wanted.authority is not None:
        query = query.where(_S.c.authority == naming.number_or_name(wanted.authority))
        if wanted.speaker is not None and not wanted.matches_content:
            # an authority has no index: whoever speaks in it is among the statement's agents
            query = query.join(_A, _A.c.statement == _S.c.n).where(
                _A.c.agent == naming.number_or_name(wanted.speaker)
            )
            order = _A.c.statement
    if wanted.registration is not None or not (wanted.matches_content or wanted.speaker):
        query = query.where(_S.c.school == naming.number_of_school(wanted.school))
    return _ranged(query, wanted, span, order)


def _reached(wanted: Filter) -> Any:
    """The link through which a registration's statements are reached, if an agent or an activity
    is asked for, too: otherwise each of the registration's rows would be read."""
    if wanted.registration is None:
        return None
    if wanted.agent is not None:
        return _A
    return _C if wanted.activity is not None else None


def _with(link: Any, query: Select[Any], reached: Any, place: Any) -> Select[Any]:
    """The query with this link in it; PostgreSQL wants each table named before it is used."""
    return query if link is reached else query.join(link, link.c.statement == place.c.n)


def referring(wanted: Filter, span: Span) -> Select[Any]:
    """Statements that reach a match by references, voided matches included.

    References are few, and everything else is reached from them: _bare() keeps the database from
    starting at an index that half of all statements stand under.
    """
    query = (
        _lines(select(_S.c.n))
        .join(_I, _I.c.statement == _S.c.n)
        .join(_R, and_(_I.c.near == near_of(_R.c.source), _bare(_S.c.school) == _bare(_R.c.school)))
        .join(_J, _J.c.near == near_of(_R.c.target))
        .join(_T, and_(_T.c.n == _J.c.statement, _bare(_T.c.school) == _bare(_R.c.school)))
        .join(_P, _P.c.id == _T.c.operation)
        .where(_S.c.voided.is_(False))
        .where(is_of(_O.c.record, _R.c.source), is_of(_P.c.record, _R.c.target))
        .where(_bare(_R.c.school) == naming.number_of_school(wanted.school))
    )
    if wanted.activity is not None:
        query = query.where(
            _has(_C, _C.c.activity, naming.number_of(wanted.activity), wanted.related_activities)
        )
    if wanted.agent is not None:
        query = query.where(
            _has(_A, _A.c.agent, naming.number_or_name(wanted.agent), wanted.related_agents)
        )
    if wanted.registration is not None:
        query = query.where(_bare(_T.c.registration) == naming.number_of(wanted.registration))
    if wanted.verb is not None:
        query = query.where(_bare(_T.c.verb) == naming.number_of(wanted.verb))
    if wanted.authority is not None:
        query = query.where(_bare(_S.c.authority) == naming.number_or_name(wanted.authority))
    n = _bare(_S.c.n)
    # What is ordered by has to stand among the distinct columns, says PostgreSQL.
    return _ranged(query.add_columns(n).distinct(), wanted, span, n)


def _has(link: Any, column: Any, number: Any, related: bool) -> Any:
    """Whether the target has this agent or activity: one look into the link's own key."""
    found = select(1).where(column == number, link.c.statement == _T.c.n)
    return (found if related else found.where(link.c.direct.is_(True))).exists()


def _bare(column: Any) -> Any:
    """The column's value in a form that no index answers."""
    return func.coalesce(column, column)


def _ranged(query: Select[Any], wanted: Filter, span: Span, n: Any) -> Select[Any]:
    if span.above is not None:
        query = query.where(n > span.above)
    if span.to is not None:
        query = query.where(n <= span.to)
    return query.order_by(n if wanted.ascending else n.desc())


def names_of_agent(session: Session, number: int, pick: Sequence[str]) -> list[JsonObject]:
    """How the latest statements wrote an agent: the objects whose identifier is in `pick`."""
    from server.lrs import actors, statements  # noqa: PLC0415 - only the agents resource asks

    query = (
        _lines(select(_S.c.n))
        .join(_A, _A.c.statement == _S.c.n)
        .where(_A.c.agent == naming.number_or_name(number))
        .order_by(_A.c.statement.desc())
        .limit(_RECENT)
    )
    return [
        agent
        for row in session.execute(query)
        for found, _direct in statements.agents_of(_line(session, row).statement)
        for agent in (found, *found.get("member", ()))
        if actors.identifier(agent) in pick
    ]


_RECENT: Final = 20
"""Statements looked through for the names of an agent."""
