"""Small numbers for the names (server.lrs.names) that stand in many statements.

A name takes eight bytes in every row and every index, its number here one to three. Numbers are
this database's own and never leave it. A name is never removed, so a number that was read stays
right; names of people are not among them.
"""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any, Final

from sqlalchemy import Insert, ScalarSelect, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.lrs import names
from server.lrs.models import Name

_NAMES_PER_QUERY: Final = 400
_N: Final[Any] = Name.__table__
_FIND: Final = select(_N.c.name, _N.c.n).where(_N.c.name.in_(bindparam("names", expanding=True)))


def number_of(name: Any) -> ScalarSelect[int]:
    """The number of a name inside a query; nothing equals that of one which is not here."""
    return select(_N.c.n).where(_N.c.name == name).scalar_subquery()


def number_of_school(school: Any) -> ScalarSelect[int]:
    """The same for a school by its id."""
    return number_of(school_name(school))


def school_name(school: str) -> int:
    """What stands for the school itself."""
    return names.number(school, names.SCHOOL, "")


def known(session: Session, wanted: Collection[int]) -> dict[int, int]:
    """Numbers of those of these names that have one."""
    found: dict[int, int] = {}
    every = sorted(wanted)
    for start in range(0, len(every), _NAMES_PER_QUERY):
        some = every[start : start + _NAMES_PER_QUERY]
        rows = session.connection().execute(_FIND, {"names": some})
        found.update((row.name, row.n) for row in rows)
    return found


def given(session: Session, wanted: Collection[int]) -> dict[int, int]:
    """Numbers of all of these names; new ones get theirs now, in order, so that two transactions
    on PostgreSQL never wait for each other."""
    found = known(session, wanted)
    new = sorted(set(wanted) - found.keys())
    if new:
        connection = session.connection()
        connection.execute(_insert(connection.dialect.name), [{"name": name} for name in new])
        found |= known(session, new)
    return found


@cache
def _insert(dialect: str) -> Insert:
    # Both dialects have the statement, but SQLAlchemy gives it no common type.
    insert: Callable[[Any], Any] = (sqlite if dialect == "sqlite" else postgresql).insert
    made: Insert = insert(_N).on_conflict_do_nothing(index_elements=[_N.c.name])
    return made
