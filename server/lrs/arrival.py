# ruff: noqa: S608 - only marks and constants are ever interpolated into SQL
"""When a statement came into this record store: its number `n`, and `stored`.

Both are this database's own and rise strictly within a school, in the order in which transactions
commit: whoever has read up to one of them misses nothing that comes later, however long ago it was
said. What a phone brings home in autumn is stored in autumn, here and again at the hub; its place
among operations (cmi5's earlier result, the latest definition) goes by their ordering time.

`stored` is Unix time in microseconds.
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import flask
from sqlalchemy import Connection, delete
from sqlalchemy.orm import Session

from server import clock
from server.limits import NUMBERS_AT_ONCE
from server.lrs.models import FormerArrival
from server.rows import ready, take_turns
from sync.storage.plain import Plain

_US: Final = 1_000
_TOLD: Final = "tirek.lrs_told"
_NUMBERS: Final = "lrs_statement_n"
"""PostgreSQL's sequence of numbers: transactions of other schools take from it meanwhile."""
_OPERATIONS_PER_QUERY: Final = 400
_NOTHING: Final = (0, 0)
_LAST: Final = "SELECT n, stored FROM lrs_statement WHERE school = ? ORDER BY n DESC LIMIT 1"
_FLOOR: Final = "SELECT n, stored FROM lrs_floor WHERE school = ?"
_NEXT: Final = (
    "SELECT n, stored FROM lrs_statement WHERE school = ? AND n > ? AND n <= ? ORDER BY n LIMIT 1"
)
_HIGHEST: Final = (
    "SELECT max(coalesce((SELECT max(n) FROM lrs_statement), 0),"
    " coalesce((SELECT max(n) FROM lrs_floor), 0))"
)
_RAISE: Final = (
    " ON CONFLICT (school) DO UPDATE SET"
    " n = CASE WHEN excluded.n > lrs_floor.n THEN excluded.n ELSE lrs_floor.n END,"
    " stored = CASE WHEN excluded.stored > lrs_floor.stored THEN excluded.stored"
    " ELSE lrs_floor.stored END"
)
_RAISE_TO: Final = "INSERT INTO lrs_floor (school, n, stored) VALUES (?,?,?)" + _RAISE
_RAISE_ALL: Final = (
    "INSERT INTO lrs_floor (school, n, stored)"
    # without a WHERE, SQLite takes what follows for a part of the SELECT
    " SELECT school, max(n), max(stored) FROM lrs_statement WHERE n > 0 GROUP BY school" + _RAISE
)
_ANY_FORMER: Final = "SELECT 1 FROM lrs_arrival LIMIT 1"
_SET_ASIDE: Final = (
    "INSERT INTO lrs_arrival (operation, n, stored) SELECT operation, n, stored FROM lrs_statement"
)


class New(NamedTuple):
    """A statement that gets its place: its school's name and number (server.lrs.naming), and its
    row in the log."""

    name: int
    school: int
    operation: int


class Place(NamedTuple):
    """Where a statement stands among those of its school."""

    n: int
    stored: int


def now_us() -> int:
    """The moment, on the scale of `stored`."""
    return clock.now_ms() * _US


def turn(name: int) -> str:
    """What whoever gives places in the school of this name takes turns under, until the commit. A
    school's number would not do: it has none before its first statement is committed."""
    return f"lrs_statement {name}"


def promise(name: int, stored: int) -> None:
    """Give nothing up to this moment any more in the school of this name, were the clock set back;
    as far as this process gives it."""
    told = _told()
    told[name] = max(stored, told.get(name, 0))


def _told() -> dict[int, int]:
    found: dict[int, int] = flask.current_app.extensions.setdefault(_TOLD, {})
    return found


def given(session: Session, new: Sequence[New]) -> list[Place]:
    """Places for new statements, in this order. The clock is read while nobody else gives places
    in these schools, so that nothing earlier can be committed later."""
    for name in sorted({one.name for one in new}):
        take_turns(session, turn(name))
    connection = session.connection()
    former = _former(connection, [one.operation for one in new])
    latest = {
        school: max(last(connection, school).stored, _told().get(name, 0))
        for name, school in {(one.name, one.school) for one in new}
    }
    now = now_us()
    numbers = _numbers(connection)
    made = []
    for one in new:
        place = former.get(one.operation)
        if place is None:
            # above the moment at which others may have been told that nothing is under way
            latest[one.school] = stored = max(now, latest[one.school]) + 1
            place = Place(next(numbers), stored)
        made.append(place)
    return made


def last(connection: Connection, school: int) -> Place:
    """The highest place that was given in a school and is committed, or of this transaction."""
    plain = Plain(connection)
    places = plain.one(_LAST, (school,)) or _NOTHING, plain.one(_FLOOR, (school,)) or _NOTHING
    return Place(*max(places))


def up_to(connection: Connection, school: int, stored: int) -> int:
    """The highest number in a school whose statement was stored by this moment; 0 for none.

    Both rise together, so a few rows tell it, and no index has the moments.
    """
    plain = Plain(connection)
    low, high = 0, (plain.one(_LAST, (school,)) or _NOTHING)[0]
    while low < high:
        middle = (low + high) // 2
        found = plain.one(_NEXT, (school, middle, high))
        if found is not None and found[1] <= stored:
            low = found[0]
        else:
            high = middle
    return low


def left(session: Session, school: int, place: Place) -> None:
    """A statement was taken out: nobody else gets its place, nor one before it."""
    Plain(session.connection()).run(_RAISE_TO, (school, *place))


def set_aside(session: Session) -> None:
    """Before the tables are made anew from the log: each statement will have its place again."""
    connection = ready(session)
    connection.execute(delete(FormerArrival))
    connection.exec_driver_sql(_RAISE_ALL)
    connection.exec_driver_sql(_SET_ASIDE)


def settle(session: Session) -> None:
    """They have been made anew: what has not come again gets a new place if it ever does."""
    connection = ready(session)
    # Emptying an empty table is a write, too: none is made at a start, which a full disk allows.
    if Plain(connection).one(_ANY_FORMER) is not None:
        connection.execute(delete(FormerArrival))


def _former(connection: Connection, operations: Sequence[int]) -> dict[int, Place]:
    """Places that were set aside for these operations; they are given once."""
    plain = Plain(connection)
    if plain.one(_ANY_FORMER) is None:
        return {}
    found: dict[int, Place] = {}
    for start in range(0, len(operations), _OPERATIONS_PER_QUERY):
        some = operations[start : start + _OPERATIONS_PER_QUERY]
        marks = ",".join("?" * len(some))
        here = f"FROM lrs_arrival WHERE operation IN ({marks})"
        rows = plain.all(f"SELECT operation, n, stored {here}", some)
        found.update((operation, Place(n, stored)) for operation, n, stored in rows)
        plain.run(f"DELETE {here}", some)
    return found


def _numbers(connection: Connection) -> Iterator[int]:
    """Numbers above all that were ever given; on PostgreSQL some are never used."""
    if connection.dialect.name == "sqlite":
        yield from itertools.count(Plain(connection).one(_HIGHEST)[0] + 1)
    while True:
        first: int = connection.exec_driver_sql(f"SELECT nextval('{_NUMBERS}')").scalar_one()
        yield from range(first, first + NUMBERS_AT_ONCE)


__all__ = [
    "New", "Place", "given", "last", "left", "now_us", "promise", "set_aside",
    "settle", "turn", "up_to",
]  # fmt: skip
