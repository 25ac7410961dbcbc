"""`erasure.order`: names operations whose payload is taken out of every log, table and file."""

from collections.abc import Mapping
from typing import Any, Final

import marshmallow as ma
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from server.api import StrictSchema
from server.operations.spec import Entry, KindSpec, Touch, nobody
from server.people.schemas import RECORD_ID
from server.templates.schemas import AroundSchema
from sync import erasing
from sync.core.errors import Malformed
from sync.core.knowledge import Knowledge
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge
from sync.limits import MAX_ACK_ROWS

REASONS: Final = ("asked", "left", "period-over", "mistake")


def _names_operations(rows: object) -> None:
    try:
        found = Knowledge.from_value(erasing.rows(rows), MAX_ACK_ROWS)
    except Malformed as error:
        raise ma.ValidationError(str(error)) from None
    if not found:
        raise ma.ValidationError("names no operation")


class ErasureOrderSchema(StrictSchema):
    """erasure.order version 1: `operations` as [[writer, epoch, intervals], ...] (the sync
    format's interval sets). It names no person. `around` as in plan_template.set: the district
    whose schools have what it names."""

    school = fields.String(allow_none=True, validate=RECORD_ID)
    reason = fields.String(required=True, validate=validate.OneOf(REASONS))
    operations = fields.Raw(required=True, validate=_names_operations)
    around = fields.Nested(AroundSchema, required=False)


def project(
    _session: Session, _entry: Entry, _view: Mapping[str, Any] | None, _state: MergeState
) -> list[Touch]:
    """Carried out by sync itself (sync.erasing), which tells `server.erasure.rows`."""
    return []


SPECS: Final = (
    KindSpec(
        Kind(erasing.ORDER, 1, Merge.APPEND, 0, authority=Authority.SCHOOL),
        ErasureOrderSchema,
        nobody,
        project,
    ),
)
