"""At a hub: every name, and how far its certificate is."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from server.certificates import reading
from server.certificates.models import (
    CertificateOrder,
    CertificateRequest,
    SchoolAddress,
    WebCertificate,
)
from server.db import db


def lines_of(now_ms: int) -> Iterator[dict[str, Any]]:
    """Plain rows of this database, by name: `waiting` is a request that nobody has answered yet."""
    query = (
        select(SchoolAddress, CertificateRequest.csr, WebCertificate.chain, CertificateOrder)
        .outerjoin(CertificateRequest, CertificateRequest.node == SchoolAddress.node)
        .outerjoin(WebCertificate, WebCertificate.node == SchoolAddress.node)
        .outerjoin(CertificateOrder, CertificateOrder.node == SchoolAddress.node)
        .order_by(SchoolAddress.name)
    )
    for address, csr, chain, order in db.session.execute(query):
        told = reading.shown(chain.encode("ascii")).to_json(now_ms) if chain else {}
        digest = hashlib.sha256(csr).hexdigest() if csr else None
        answered = order is not None and order.done and order.csr_sha256 == digest
        yield {
            "node": address.node,
            "name": address.name,
            "until": told.get("until"),
            "days_left": told.get("days_left"),
            "waiting": bool(csr) and not answered,
            "problem": order.problem if order is not None else "",
        }
    db.session.rollback()
