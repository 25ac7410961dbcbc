"""policy.publish: only a hub writes it, and it becomes what schools reckon marks by."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.scopes import national_scope
from server.operations.spec import Entry, KindSpec, Touch, nobody
from server.policies.models import PublishedPolicy
from server.policies.schemas import PolicyPublishSchema
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge
from sync.core.verdict import CONFIRMED

POLICY_PUBLISH: Final = "policy.publish"
_AFTER_AUDIENCES: Final = 4
"""Priority: for whom it is (0) is known before the policy comes."""


def project_published(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """policy.publish → published_policy, if a hub stands behind it; phones of its schools hear."""
    winner = state.winner
    if view is None or winner is None or winner.rank < CONFIRMED:
        return []
    session.merge(
        PublishedPolicy(
            id=entry.op.record,
            starts_on=date.fromisoformat(view["starts_on"]),
            title=dict(view["title"]),
            order=view["order"],
            rules=dict(view["rules"]),
            published_ms=physical(winner.order),
            op=str(winner.id),
        )
    )
    session.flush()
    return [Touch(national_scope(), "published_policy", entry.op.record)]


SPECS: Final = (
    KindSpec(
        Kind(
            POLICY_PUBLISH,
            1,
            Merge.AUTHORITY,
            _AFTER_AUDIENCES,
            authority=Authority.HUB,
            scope="national",
            family="published_policy",
        ),
        PolicyPublishSchema,
        nobody,
        project_published,
    ),
)

PROJECTIONS: Final = (PublishedPolicy,)
