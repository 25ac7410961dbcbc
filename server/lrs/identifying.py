"""Finding statements by their ids, of which the index has eight bytes.

Sixteen random bytes lie in the log's record already. The index has half of them, and whoever finds
a row there compares the record. Ids that were derived (server.lrs.names) are in no record: of those
the half has to do, which nobody chooses.
"""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, LargeBinary, String, func, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from server.lrs import names

_BYTES: Final = 8


def near(id_: bytes) -> bytes:
    """What the index has of an id."""
    return id_[:_BYTES]


def near_of(id_: Any) -> ColumnElement[bytes]:
    """The same of a column."""
    return func.substr(id_, 1, _BYTES, type_=LargeBinary)


def texts(ids: Iterable[bytes]) -> list[str]:
    """The records of the statements that have these ids as their own."""
    return [names.uuid_text(id_) for id_ in ids]


def compared(record: Any, wanted: Any) -> ColumnElement[bool]:
    """Whether a record that was found near some ids is one of them; `wanted` are their `texts`.
    What the log has lost or erased is taken for it: nothing else is left to tell by."""
    return or_(record.in_(wanted), record.is_(None), func.substr(record, 9, 1) != "-")


def is_of(record: Any, id_: Any) -> ColumnElement[bool]:
    """The same where the id is a column."""
    return or_(record == _uuid_text(id_), func.substr(record, 9, 1) != "-")


class _uuid_text(GenericFunction[str]):  # noqa: N801 - an SQL function
    """16 bytes as the text of a UUID."""

    type = String()
    inherit_cache = True


@compiles(_uuid_text, "postgresql")
def _on_postgres(call: Any, compiler: Any, **words: Any) -> str:
    return f"encode({compiler.process(call.clauses, **words)}, 'hex')::uuid::text"


@compiles(_uuid_text, "sqlite")
def _on_sqlite(call: Any, compiler: Any, **words: Any) -> str:
    digits = f"lower(hex({compiler.process(call.clauses, **words)}))"
    spans = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return "||'-'||".join(f"substr({digits},{start},{size})" for start, size in spans)


__all__ = ["compared", "is_of", "near", "near_of", "texts"]
