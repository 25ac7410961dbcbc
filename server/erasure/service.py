"""Giving an order, and removing the files that it has left behind."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db import db, write_transaction
from server.erasure.finding import Found, find
from server.erasure.limits import MAX_ORDER_SPANS
from server.erasure.models import ErasedFile
from server.erasure.statements import statements_about
from server.files.models import FileReference
from server.library.stores import personal_store
from server.operations.catalogue import catalogue
from server.operations.local import submit
from server.operations.port import log_store
from server.operations.reach import schools_of_person
from server.people.models import Person
from sync import erasing
from sync.core.knowledge import IntervalSet, Knowledge


class UnknownPerson(LookupError):
    """Nobody with that id has left a trace here."""


def plan(person: str) -> Found:
    """What an erasure would name; changes nothing. Raises UnknownPerson."""
    session = db.session()
    found = find(log_store(session), catalogue().registry, person)
    for op in statements_about(session, person):
        found.add(op)
    if not found.ids and session.get(Person, person) is None:
        raise UnknownPerson(person)
    return found


def erase(person: str, reason: str) -> dict[str, Any]:
    """Erase what the log knows of a person, here at once and elsewhere as the order travels.

    Returns what was found, the number of orders and of files removed. Raises UnknownPerson.
    """
    found = plan(person)
    with write_transaction() as session:
        orders = order(found, reason, schools_of_person(session, person))
    return {**found.to_json(), "orders": orders, "files_removed": remove_files()}


def order(found: Found, reason: str, schools: Collection[str]) -> int:
    """Name what was found in orders, to each of the schools; how many. Joins an open write
    transaction."""
    made = 0
    to: list[str | None] = [*sorted(schools)]
    for ids in _pieces(found.ids):
        for school in to or [None]:
            fields = {"reason": reason, erasing.OPERATIONS: erasing.to_field(ids)}
            submit(erasing.ORDER, None, {**fields, "school": school})
            made += 1
    return made


def remove_files() -> int:
    """Delete files of erased operations that nothing refers to any more; returns how many."""
    session = db.session()
    due = list(session.scalars(select(ErasedFile.sha256)))
    session.rollback()
    removed = 0
    for sha256 in due:
        if not _referred(session, sha256):
            removed += personal_store().delete(sha256)
        session.rollback()
        with write_transaction() as writing:
            row = writing.get(ErasedFile, sha256)
            if row is not None:
                writing.delete(row)
    return removed


def _referred(session: Session, sha256: str) -> bool:
    query = select(FileReference.sha256).where(FileReference.sha256 == sha256).limit(1)
    return session.scalar(query) is not None


def _pieces(ids: Knowledge) -> Iterator[Knowledge]:
    """Parts that fit one order each."""
    made, spans = Knowledge(), 0
    for key in sorted(ids):
        every = ids[key].spans
        for start in range(0, len(every), MAX_ORDER_SPANS):
            some = every[start : start + MAX_ORDER_SPANS]
            if spans + len(some) + 1 > MAX_ORDER_SPANS and made:
                yield made
                made, spans = Knowledge(), 0
            made = made.union({key: IntervalSet(some)})
            spans += len(some) + 1
    if made:
        yield made
