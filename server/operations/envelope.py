"""A phone's batch in JSON, checked whole before anything is written."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from server.api import StrictSchema
from server.errors import Problem
from server.limits import MAX_BATCH_OPERATIONS
from server.operations.catalogue import Catalogue, schema_of
from sync.core import canonical
from sync.core.clock import from_text
from sync.core.errors import Malformed
from sync.core.ops import Operation, OpId

WRITER = validate.Regexp(r"\A[0-9a-f]{16}\Z")


class BatchIn(StrictSchema):
    """POST /operations: operations of one writer and epoch, in their JSON form."""

    writer = fields.String(required=True, validate=WRITER)
    epoch = fields.Integer(required=True, strict=True, validate=validate.Range(1))
    operations = fields.List(
        fields.Dict(),
        required=True,
        validate=validate.Length(1, MAX_BATCH_OPERATIONS),
        metadata={"description": "Each {seq, hlc, kind, v, base, record, fields}"},
    )


class OperationIn(StrictSchema):
    """One operation: {"seq":17,"hlc":"…","kind":"…","v":1,"base":"w.e.s"|null,…}."""

    seq = fields.Integer(required=True, strict=True)
    hlc = fields.String(required=True)
    kind = fields.String(required=True)
    v = fields.Integer(required=True, strict=True)
    base = fields.String(allow_none=True, load_default=None)
    record = fields.String(required=True)
    fields_ = fields.Dict(required=True, data_key="fields")


class ResultOut(ma.Schema):
    """What became of one operation."""

    seq = fields.Integer(required=True)
    outcome = fields.String(
        required=True, validate=validate.OneOf(("admitted", "corrected", "held", "fork"))
    )
    order = fields.String(required=True)
    reason = fields.String(allow_none=True, required=True)
    duplicate = fields.Boolean(required=True)
    receipt = fields.String(required=True)


class BatchOut(ma.Schema):
    """The answer; `received` holds the intervals of this writer and epoch that are here."""

    results = fields.List(fields.Nested(ResultOut), required=True)
    received = fields.List(fields.List(fields.Integer()), required=True)


def read(body: Mapping[str, Any], known: Catalogue) -> list[Operation]:
    """The batch's operations, all of them valid; Problem 422 names the first bad one's index."""
    rows: Sequence[Any] = body["operations"]
    found = [_operation(body["writer"], body["epoch"], i, row) for i, row in enumerate(rows)]
    seen: set[int] = set()
    for index, op in enumerate(found):
        if op.seq in seen:
            raise _bad(index, {"seq": ["occurs twice in this batch"]})
        seen.add(op.seq)
        _check_fields(index, op, known)
    return found


def _operation(writer: str, epoch: int, index: int, row: Any) -> Operation:
    try:
        parts: Any = schema_of(OperationIn).load(row)
        op = Operation(
            writer=writer,
            epoch=epoch,
            seq=parts["seq"],
            hlc=from_text(parts["hlc"]),
            kind=parts["kind"],
            version=parts["v"],
            base=OpId.parse(parts["base"]) if parts["base"] is not None else None,
            actor=None,
            record=parts["record"],
            fields=parts["fields_"],
        )
        canonical.encode(op)  # size, depth, and values that have a canonical form
    except ma.ValidationError as error:
        raise _bad(index, error.messages) from None
    except Malformed as error:
        raise _bad(index, {error.operation: [f"{error.subject}: {error.hint}"]}) from None
    return op


def _check_fields(index: int, op: Operation, known: Catalogue) -> None:
    kind = known.registry.knows(op.kind, op.version)
    if kind is None:
        return  # kept verbatim and held: see admission
    try:
        current = known.registry.upcast(kind, op.version, op.fields)
        schema_of(known.specs[op.kind].schema).load(dict(current))
    except ma.ValidationError as error:
        raise _bad(index, {"fields": error.messages}) from None


def _bad(index: int, errors: Any) -> Problem:
    return Problem(
        422,
        "invalid-operation",
        "An operation of the batch cannot be read",
        detail=f"Operation {index} of the batch; nothing of it was kept.",
        hint="Update the app; if it stays, show this message to the administrator.",
        index=index,
        errors=errors,
    )
