"""audience.set: a hub says for which schools a national record is.

Its record is the course's, or another type, `~` and the id: `calendar~year-2026`.
"""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import fields, validate
from sqlalchemy.orm import Session

from server.api import StrictSchema
from server.audience import limits
from server.audience.models import Audience
from server.audience.naming import whose
from server.changes.scopes import national_scope
from server.library.schemas import LANGUAGES
from server.operations.spec import Entry, KindSpec, Touch, nobody
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge
from sync.core.verdict import CONFIRMED

AUDIENCE_SET: Final = "audience.set"
_BEFORE_ALL: Final = 0
"""Priority: what is not for a school must not come before this is known."""


class AudienceSetSchema(StrictSchema):
    """audience.set version 1: the whole audience of the national record that it names.

    `regions` and `languages` are those of schools, empty where they do not narrow; of the schools
    that fit, it is for `share` percent, and for the same ones when the share grows.
    """

    regions = fields.List(
        fields.String(validate=validate.Length(1, 120)),
        required=True,
        validate=validate.Length(max=limits.MAX_REGIONS),
    )
    languages = fields.List(
        fields.String(validate=validate.OneOf(LANGUAGES)),
        required=True,
        validate=validate.Length(max=len(LANGUAGES)),
    )
    share = fields.Integer(required=True, strict=True, validate=validate.Range(0, limits.WHOLE))


def project_audience(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """audience.set → audience, if a hub stands behind it; phones look at the record anew."""
    winner = state.winner
    if view is None or winner is None or winner.rank < CONFIRMED:
        return []
    session.merge(
        Audience(
            record=entry.op.record,
            regions=list(view["regions"]),
            languages=list(view["languages"]),
            share=view["share"],
            op=str(winner.id),
        )
    )
    session.flush()
    return [Touch(national_scope(), *whose(entry.op.record))]


SPECS: Final = (
    KindSpec(
        Kind(
            AUDIENCE_SET,
            1,
            Merge.AUTHORITY,
            _BEFORE_ALL,
            authority=Authority.HUB,
            scope="national",
        ),
        AudienceSetSchema,
        nobody,
        project_audience,
    ),
)

PROJECTIONS: Final = (Audience,)
