"""Certificates and revocations as operations: so they travel on every road there is."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import marshmallow as ma
from marshmallow import fields, validate
from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.api import StrictSchema
from server.operations.spec import Entry, KindSpec, Touch, nobody
from server.people.schemas import RECORD_ID
from server.trust.models import KeyOffer, NodeCertificates, NodeRevocation
from sync.core.certificates import KEY_BYTES, SIGNATURE_BYTES
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge
from sync.core.verdict import CONFIRMED
from sync.limits import MAX_CERTIFICATE_BYTES, MAX_CERTIFIED_SCHOOLS

CERTIFICATE_ISSUE: Final = "certificate.issue"
REVOCATION_SET: Final = "revocation.set"
KEY_OFFER: Final = "key.offer"
COVERAGE_SET: Final = "coverage.set"
_NODE: Final = validate.Regexp(r"[0-9a-f]{16}\Z")


def _is(least: int, most: int) -> Callable[[object], None]:
    def check(value: object) -> None:
        if not isinstance(value, bytes) or not least <= len(value) <= most:
            raise ma.ValidationError(f"{least} to {most} bytes are expected")

    return check


_IS_KEY: Final = _is(KEY_BYTES, KEY_BYTES)
_IS_CERTIFICATE: Final = _is(1, MAX_CERTIFICATE_BYTES)


class CertificateIssueSchema(StrictSchema):
    """certificate.issue version 1: `present` and `following` as sync.core.certificates writes
    them, under the hub's `identity`. Of a hub's own `school` is null."""

    school = fields.String(required=True, allow_none=True, validate=RECORD_ID)
    node = fields.String(required=True, validate=_NODE)
    identity = fields.Raw(required=True, validate=_IS_KEY)
    present = fields.Raw(required=True, validate=_IS_CERTIFICATE)
    following = fields.Raw(required=True, allow_none=True, validate=_IS_CERTIFICATE)


class RevocationSetSchema(StrictSchema):
    """revocation.set version 1: a node is shut out since then, or again admitted (null)."""

    node = fields.String(required=True, validate=_NODE)
    revoked_at = fields.DateTime(required=True, allow_none=True, format="iso")


class CoverageSetSchema(StrictSchema):
    """coverage.set version 1: schools that a node served once and serves no more, each with the
    moment (unix ms) at which it left. `school` is one that it serves."""

    school = fields.String(required=True, validate=RECORD_ID)
    node = fields.String(required=True, validate=_NODE)
    left = fields.Dict(
        keys=fields.String(validate=RECORD_ID),
        values=fields.Integer(strict=True, validate=validate.Range(0)),
        required=True,
        validate=validate.Length(max=MAX_CERTIFIED_SCHOOLS),
    )


class KeyOfferSchema(StrictSchema):
    """key.offer version 1: the node's next signing key, signed with its present one."""

    school = fields.String(required=True, validate=RECORD_ID)
    node = fields.String(required=True, validate=_NODE)
    key = fields.Raw(required=True, validate=_IS_KEY)
    proof = fields.Raw(required=True, validate=_is(SIGNATURE_BYTES, SIGNATURE_BYTES))


def project_certificate(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """certificate.issue → what stands for the node."""
    if view is None or not _of_a_hub(state) or entry.op.record != view["node"]:
        return []
    session.merge(
        NodeCertificates(
            node=view["node"],
            identity=view["identity"],
            present=view["present"],
            following=view["following"],
        )
    )
    return []


def project_revocation(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """revocation.set → the node is shut out here, too."""
    if view is None or not _of_a_hub(state) or entry.op.record != view["node"]:
        return []
    session.execute(delete(NodeRevocation).where(NodeRevocation.node == view["node"]))
    if view["revoked_at"] is not None:
        since = datetime.fromisoformat(view["revoked_at"])
        revoked_ms = int(since.timestamp() * 1000)
        session.add(NodeRevocation(node=view["node"], revoked_ms=revoked_ms))
    return []


def project_coverage(
    _session: Session, _entry: Entry, _view: Mapping[str, Any] | None, _state: MergeState
) -> list[Touch]:
    """coverage.set: the node that it names acts on it (server.upstream.forgetting)."""
    return []


def project_offer(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, _state: MergeState
) -> list[Touch]:
    """key.offer → a key that waits for its certificate."""
    if view is not None and entry.op.record == view["node"]:
        session.merge(KeyOffer(node=view["node"], public_key=view["key"], proof=view["proof"]))
    return []


def _of_a_hub(state: MergeState) -> bool:
    return state.winner is not None and state.winner.rank >= CONFIRMED


SPECS: Final = (
    KindSpec(
        Kind(CERTIFICATE_ISSUE, 1, Merge.AUTHORITY, 0, authority=Authority.HUB, scope="national"),
        CertificateIssueSchema,
        nobody,
        project_certificate,
    ),
    KindSpec(
        Kind(REVOCATION_SET, 1, Merge.AUTHORITY, 0, authority=Authority.HUB, scope="national"),
        RevocationSetSchema,
        nobody,
        project_revocation,
    ),
    KindSpec(
        Kind(COVERAGE_SET, 1, Merge.AUTHORITY, 0, authority=Authority.HUB),
        CoverageSetSchema,
        nobody,
        project_coverage,
    ),
    KindSpec(Kind(KEY_OFFER, 1, Merge.FIELD, 0), KeyOfferSchema, nobody, project_offer),
)

PROJECTIONS: Final = (NodeCertificates, NodeRevocation, KeyOffer)
