"""`statement.put`: a statement is an operation like any other, and so travels like any other."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validates_schema
from sqlalchemy.orm import Session

from server.lrs import packing, projection
from server.lrs.errors import Invalid
from server.lrs.models import KnownActivity, Statement, StatementActivity, StatementAgent
from server.lrs.models import StatementReference as Reference
from server.operations.spec import Entry, KindSpec, Touch, nobody
from sync.core.merge import MergeState
from sync.core.ops import OpId
from sync.core.registry import Kind, Merge

STATEMENT_PUT: Final = "statement.put"


class StatementPutSchema(Schema):
    """`statement.put` version 1.

    The record is the statement's id, or the operation's own id for a statement that brought none.
    Exactly one of `statement` (see server.lrs.packing) and `zstd` holds it, without `id` and
    `stored`. `files` are the attachments that came with it, `name` being the hash they are called
    by; `define` is false where the client may not define activities.
    """

    class Meta:
        unknown = RAISE

    school = fields.String(required=True)
    statement = fields.Raw(required=False)
    zstd = fields.Raw(required=False)
    define = fields.Boolean(required=False)
    files = fields.List(fields.Raw(), required=False)

    @validates_schema
    def holds_one(self, data: Mapping[str, Any], **_: Any) -> None:
        """There is a statement in it."""
        if (packing.PLAIN in data) == (packing.PACKED in data):
            raise ValidationError("Give either statement or zstd.", packing.PLAIN)


def project(
    session: Session, entry: Entry, _view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """statement.put → the rows that it is found by. Of several bodies the earliest counts."""
    version = state.winner
    if version is None:
        return []
    try:
        own = packing.unpack(entry.op.fields)
        whole = own if version.id == entry.op.id else packing.unpack(version.values)
    except Invalid:
        return []  # another release's form: the log keeps it
    if entry.op.fields.get("define") is not False:
        line = _line(entry.op.id, entry.op.hlc, entry.op.record, entry.op.fields)
        projection.define(session, line, own)
    line = _line(version.id, version.hlc, entry.op.record, version.values)
    projection.put(session, line, whole)
    return []


def _line(made: OpId, hlc: int, record: str, values: Mapping[str, Any]) -> projection.Line:
    return projection.Line(made, hlc, record, str(values.get("school") or ""))


SPECS: Final = (
    KindSpec(
        Kind(
            STATEMENT_PUT,
            1,
            Merge.UNION,
            2,
            personal=frozenset({packing.PLAIN, packing.PACKED, "files"}),
        ),
        StatementPutSchema,
        nobody,
        project,
    ),
)

PROJECTIONS: Final = (Statement, StatementAgent, StatementActivity, Reference, KnownActivity)

__all__ = ["PROJECTIONS", "SPECS", "STATEMENT_PUT", "StatementPutSchema"]
