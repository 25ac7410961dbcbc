"""What is known of a person, one thing after the other: rows, operations, statements."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.erasure.finding import concerning, forked
from server.erasure.statements import statements_about
from server.lrs import packing
from server.lrs.document_operations import DOCUMENT_SET, PACKED, PLAIN, content_of
from server.lrs.errors import Invalid
from server.lrs.operations import STATEMENT_PUT
from server.operations.catalogue import catalogue
from server.operations.port import log_store
from server.roster.models import Identifier
from server.roster.service import opened
from server.rows import table_of
from server.takeout.limits import ROWS_AT_A_TIME
from server.takeout.places import SECRET_FIELDS, Place, is_theirs, places, written_columns
from sync.core.clock import physical
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation


def tables(session: Session, person: str) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Names of tables, each with the rows about the person; read one table before the next."""
    for place in places(person):
        yield place.table.name, _rows(session, place, person)


def _rows(session: Session, place: Place, person: str) -> Iterator[dict[str, Any]]:
    columns = written_columns(place.table)
    key = [*place.table.primary_key.columns]
    query = select(place.table).where(place.where).order_by(*key)
    found = session.execute(query.execution_options(yield_per=ROWS_AT_A_TIME))
    for row in found.mappings():
        if not is_theirs(place, dict(row), person):
            continue
        told = {name: row[place.table.c[name]] for name in columns}
        if place.table is table_of(Identifier):
            told["value"] = _identifier(session, told["id"])
        yield told


def _identifier(session: Session, record: str) -> str | None:
    row = session.get(Identifier, record)
    return None if row is None else opened(row)


def operations_of(session: Session, person: str, told: Knowledge) -> Iterator[Operation]:
    """The log's operations that an erasure would name, with those that took their ids as well, but
    for what was told in confidence; `told` is given their ids."""
    store, known = log_store(session), catalogue()
    everything = (concerning(store, known.registry, person), forked(store, known.registry, person))
    for op in chain(*everything):
        spec = known.specs.get(op.kind)
        if spec is None or spec.confided is None:
            told.add(op.id)
            yield op


def as_told(op: Operation) -> dict[str, Any]:
    """An operation in plain values, without what opens anything."""
    return {
        "id": str(op.id),
        "kind": op.kind,
        "record": op.record,
        "at": clock.rfc3339(physical(op.hlc)),
        "fields": _fields(op),
    }


def _fields(op: Operation) -> Mapping[str, Any]:
    fields = {name: value for name, value in op.fields.items() if name not in SECRET_FIELDS}
    if op.kind == STATEMENT_PUT:
        rest = {
            key: value
            for key, value in fields.items()
            if key not in (packing.PLAIN, packing.PACKED)
        }
        return {**rest, "statement": statement_of(op)}
    if op.kind == DOCUMENT_SET:
        fields.pop(PACKED, None)
        return {**fields, PLAIN: content_of(op.fields)}
    return fields


def statement_of(op: Operation) -> dict[str, Any] | None:
    """The statement of an operation, None for one that another release packed."""
    try:
        return packing.unpack(op.fields)
    except Invalid:
        return None


def statements(session: Session, person: str, told: Knowledge) -> Iterator[Operation]:
    """What others have written of the person as statements: those not among the operations
    `told`."""
    for op in statements_about(session, person):
        if not told.has(op.id):
            yield op
