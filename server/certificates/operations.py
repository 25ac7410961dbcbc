"""Names, requests and chains as operations: so they travel by link, on sticks and with couriers."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import marshmallow as ma
from marshmallow import fields, validate
from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.api import StrictSchema
from server.certificates.limits import (
    MAX_CHAIN_CERTIFICATE_BYTES,
    MAX_CHAIN_CERTIFICATES,
    MAX_CSR_BYTES,
)
from server.certificates.models import CertificateRequest, SchoolAddress, WebCertificate
from server.certificates.names import is_host_name
from server.certificates.reading import pem_of
from server.operations.spec import Entry, KindSpec, Touch, nobody
from server.people.schemas import RECORD_ID
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge
from sync.core.verdict import CONFIRMED

ADDRESS_SET: Final = "web_address.set"
REQUEST_SET: Final = "web_request.set"
CERTIFICATE_ISSUE: Final = "web_certificate.issue"
_NODE: Final = validate.Regexp(r"[0-9a-f]{16}\Z")


def _bytes(most: int) -> Callable[[object], None]:
    def check(value: object) -> None:
        if not isinstance(value, bytes) or not 1 <= len(value) <= most:
            raise ma.ValidationError(f"1 to {most} bytes are expected")

    return check


def _host(value: str) -> None:
    if not is_host_name(value):
        raise ma.ValidationError("is not the full name of a host")


class AddressSetSchema(StrictSchema):
    """web_address.set version 1: the public name of a school's node; null takes it away."""

    school = fields.String(required=True, validate=RECORD_ID)
    node = fields.String(required=True, validate=_NODE)
    name = fields.String(required=True, allow_none=True, validate=_host)


class RequestSetSchema(StrictSchema):
    """web_request.set version 1: a PKCS #10 request in DER for the node's public name."""

    school = fields.String(required=True, validate=RECORD_ID)
    node = fields.String(required=True, validate=_NODE)
    csr = fields.Raw(required=True, validate=_bytes(MAX_CSR_BYTES))


class CertificateIssueSchema(StrictSchema):
    """web_certificate.issue version 1: the chain in DER, the node's own certificate first."""

    school = fields.String(required=True, validate=RECORD_ID)
    node = fields.String(required=True, validate=_NODE)
    chain = fields.List(
        fields.Raw(required=True, validate=_bytes(MAX_CHAIN_CERTIFICATE_BYTES)),
        required=True,
        validate=validate.Length(1, MAX_CHAIN_CERTIFICATES),
    )


def project_address(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """web_address.set → what the node is called."""
    if view is None or not _of_a_hub(state) or entry.op.record != view["node"]:
        return []
    if view["name"] is None:
        session.execute(delete(SchoolAddress).where(SchoolAddress.node == view["node"]))
    else:
        session.merge(SchoolAddress(node=view["node"], name=view["name"]))
    return []


def project_request(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, _state: MergeState
) -> list[Touch]:
    """web_request.set → what waits for the authority."""
    if view is not None and entry.op.record == view["node"]:
        session.merge(CertificateRequest(node=view["node"], csr=view["csr"]))
    return []


def project_certificate(
    session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """web_certificate.issue → the chain that the node may take."""
    if view is not None and _of_a_hub(state) and entry.op.record == view["node"]:
        session.merge(WebCertificate(node=view["node"], chain=pem_of(view["chain"])))
    return []


def _of_a_hub(state: MergeState) -> bool:
    return state.winner is not None and state.winner.rank >= CONFIRMED


SPECS: Final = (
    KindSpec(
        Kind(ADDRESS_SET, 1, Merge.AUTHORITY, 0, authority=Authority.HUB),
        AddressSetSchema,
        nobody,
        project_address,
    ),
    KindSpec(Kind(REQUEST_SET, 1, Merge.FIELD, 0), RequestSetSchema, nobody, project_request),
    KindSpec(
        Kind(CERTIFICATE_ISSUE, 1, Merge.AUTHORITY, 0, authority=Authority.HUB),
        CertificateIssueSchema,
        nobody,
        project_certificate,
    ),
)

PROJECTIONS: Final = (SchoolAddress, CertificateRequest, WebCertificate)
"""Made anew from the log."""
