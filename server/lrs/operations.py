"""`statement.put`: a statement is an operation like any other, and so travels like any other."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validates_schema
from sqlalchemy.orm import Session

from server.lrs import actors, batches, document_operations, packing, projection, statements
from server.lrs.callers import account_of
from server.lrs.errors import Invalid
from server.lrs.models import (
    Document,
    KnownActivity,
    Statement,
    StatementActivity,
    StatementAgent,
    StatementId,
)
from server.lrs.models import StatementReference as Reference
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch
from server.people import grants
from sync.core.merge import MergeState
from sync.core.ops import Operation, OpId
from sync.core.registry import Kind, Merge

STATEMENT_PUT: Final = "statement.put"
_NOT_OWN: Final = Refusal("statement-not-own")


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


def may_put(_session: Session, author: Author, op: Operation) -> Refusal | None:
    """A phone sends what its owner's lessons say of the owner, under the owner's own authority.

    Only lessons played in the app speak so; what they say passed cmi5's rules there already.
    """
    school = op.fields.get("school")
    if not isinstance(school, str) or school not in grants.schools(author.roles):
        return _NOT_OWN
    try:
        statement = packing.unpack(op.fields)
        statements.check({**statement, "id": op.record}, version="1.0")
    except (Invalid, RecursionError):
        return Refusal("statement-invalid")
    own = actors.identifier(account_of(school, author.person))
    speaks = actors.identifier(statement["actor"])
    under = actors.identifier(statement.get("authority", {}))
    if speaks != own or under != own or statements.voids(statement):
        return _NOT_OWN
    if op.fields.get("files") or any(
        "fileUrl" not in one for one in statements.attachments_of(statement)
    ):
        return Refusal("statement-invalid")
    return None


def project(
    session: Session, entry: Entry, _view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """statement.put → the rows that it is found by. Of several bodies the earliest counts.

    Which is the earliest goes by the ordering time, which a phone's wrong clock does not move; when
    it was stored is this node's own matter (server.lrs.arrival). What another school has put under
    the same id is another statement.
    """
    school = entry.op.fields.get("school")
    version = next((one for one in state.heads if one.values.get("school") == school), None)
    if version is None:
        return []
    batch = batches.current(session)
    try:
        own = batch.whole.get(entry.op.id) if batch else None
        own = own or packing.unpack(entry.op.fields)
        whole = own if version.id == entry.op.id else packing.unpack(version.values)
    except Invalid:
        return []  # another release's form: the log keeps it
    if entry.op.fields.get("define") is not False:
        line = _line(entry.op.id, entry.verdict.order, entry.op.record, entry.op.fields)
        projection.define(session, line, own)
    line = _line(version.id, version.order, entry.op.record, version.values)
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
        may_put,
        project,
    ),
    document_operations.SPEC,
)

PROJECTIONS: Final = (
    Statement,
    StatementId,
    StatementAgent,
    StatementActivity,
    Reference,
    KnownActivity,
    Document,
)

__all__ = ["PROJECTIONS", "SPECS", "STATEMENT_PUT", "StatementPutSchema"]
