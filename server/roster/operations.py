"""identifier.set: what another system calls a person."""

import base64
from typing import Final

import marshmallow as ma
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from server.api import StrictSchema
from server.limits import MAX_RECORD_CHARS, MAX_SEALED_BYTES
from server.operations.spec import Entry, KindSpec, Touch, View, nobody
from server.people.schemas import NODE_ID, RECORD_ID
from server.roster.models import Identifier
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge

IIN: Final = "iin"
SOURCED_ID: Final = "sourced-id"


def _is_sealed(value: object) -> None:
    if not isinstance(value, bytes) or not 0 < len(value) <= MAX_SEALED_BYTES:
        raise ma.ValidationError("is not sealed")


class IdentifierSet(StrictSchema):
    """identifier.set: a `value` in clear, or one `sealed` per node that may read it."""

    person = fields.String(required=True, validate=RECORD_ID)
    school = fields.String(allow_none=True, validate=RECORD_ID)
    scheme = fields.String(required=True, validate=validate.OneOf((IIN, SOURCED_ID)))
    value = fields.String(allow_none=True, validate=validate.Length(1, MAX_RECORD_CHARS))
    sealed = fields.Dict(
        keys=fields.String(validate=NODE_ID),
        values=fields.Raw(validate=_is_sealed),
        allow_none=True,
    )


def project_identifier(
    session: Session, entry: Entry, view: View, _state: MergeState
) -> list[Touch]:
    """identifier.set → identifier; no phone hears of it."""
    record = entry.op.record
    row = session.get(Identifier, record)
    if view is None:
        if row is not None:
            session.delete(row)
            session.flush()
        return []
    sealed = view.get("sealed")
    session.merge(
        Identifier(
            id=record,
            person=view["person"],
            scheme=view["scheme"],
            value=view.get("value"),
            sealed={node: base64.b64encode(text).decode() for node, text in sealed.items()}
            if sealed
            else None,
        )
    )
    return []


SPECS: Final = (
    KindSpec(
        Kind(
            name="identifier.set",
            version=1,
            merge=Merge.OWNER,
            priority=0,
            authority=Authority.SCHOOL,
            scope="school",
            personal=frozenset({"value", "sealed"}),
        ),
        IdentifierSet,
        nobody,
        project_identifier,
    ),
)

PROJECTIONS: Final = (Identifier,)
