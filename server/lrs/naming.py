"""Small numbers for the names (server.lrs.names) that stand in many statements.

A name takes eight bytes in every row and every index, its number here one to three. Numbers are
this database's own and never leave it. A name is never removed, so a number that was read stays
right; names of people are not among them, those of client programs are.
"""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from server.lrs import names
from server.lrs.models import Name
from sync.storage.plain import Plain

_NAMES_PER_QUERY: Final = 400
_N: Final[Any] = Name.__table__
_INSERT: Final = "INSERT INTO lrs_name (name) VALUES (?) ON CONFLICT (name) DO NOTHING"


def number_of(name: Any) -> ScalarSelect[int]:
    """The number of a name inside a query; nothing equals that of one which is not here."""
    return select(_N.c.n).where(_N.c.name == name).scalar_subquery()


def number_or_name(name: int) -> ColumnElement[int]:
    """What stands for an agent in a query: its number where it has one, as clients do, else its
    name, which no number is as large as (server.lrs.names)."""
    return func.coalesce(number_of(name), name)


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
        marks = ",".join("?" * len(some))
        sql = f"SELECT name, n FROM lrs_name WHERE name IN ({marks})"  # noqa: S608 - marks
        found.update(Plain(session.connection()).all(sql, some))
    return found


def given(session: Session, wanted: Collection[int]) -> dict[int, int]:
    """Numbers of all of these names; new ones get theirs now, in order, so that two transactions
    on PostgreSQL never wait for each other."""
    found = known(session, wanted)
    new = sorted(set(wanted) - found.keys())
    if new:
        Plain(session.connection()).many(_INSERT, [(name,) for name in new])
        found |= known(session, new)
    return found
