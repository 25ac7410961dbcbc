"""At a hub: requests that have come from schools become certificates.

A request is only ever ordered for the name that this hub has given to that very node, so that no
school can have a certificate for another's.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import flask
from sqlalchemy import select

from server import clock, shards
from server.certificates import reading, requesting
from server.certificates.dns import from_settings
from server.certificates.limits import (
    FIRST_RETRY_SECONDS,
    LAST_RETRY_SECONDS,
    MAX_PROBLEM_CHARS,
    ORDERS_AT_ONCE,
)
from server.certificates.models import CertificateOrder, CertificateRequest, SchoolAddress
from server.certificates.operations import CERTIFICATE_ISSUE
from server.db import db, write_transaction
from server.hub.models import DownstreamNode
from server.identity import config
from server.operations.local import submit

log = logging.getLogger(__name__)

_AUTHORITY: Final = "tirek.certificate_authority"


class Issuer(Protocol):
    """An authority: the chain (PEM) for a request (DER) for `name`, or OrderFailed."""

    def order(self, csr: bytes, name: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Due:
    """One order to be made."""

    node: str
    school: str
    name: str
    csr: bytes
    tries: int


def look(stopped: Callable[[], bool]) -> int:
    """Order what is due; the number of certificates that were issued."""
    issuer = _issuer()
    return order_due(issuer, stopped) if issuer is not None else 0


def order_due(issuer: Issuer, stopped: Callable[[], bool] = lambda: False) -> int:
    """As `look`, at this authority."""
    issued = 0
    for _shard in shards.each():
        for one in due()[:ORDERS_AT_ONCE]:
            if stopped():
                return issued
            issued += _order(issuer, one)
    return issued


def due() -> list[Due]:
    """The orders to be made now, in this database; the transaction is ended."""
    query = (
        select(CertificateRequest.csr, DownstreamNode, SchoolAddress.name, CertificateOrder)
        .join(DownstreamNode, DownstreamNode.node == CertificateRequest.node)
        .join(SchoolAddress, SchoolAddress.node == CertificateRequest.node)
        .outerjoin(CertificateOrder, CertificateOrder.node == CertificateRequest.node)
        .where(DownstreamNode.revoked_ms.is_(None))
        .order_by(CertificateRequest.node)
    )
    now, found = clock.now_ms(), []
    for csr, node, name, order in db.session.execute(query):
        same = order is not None and order.csr_sha256 == _digest(csr)
        if same and (order.done or order.next_ms > now):
            continue
        found.append(Due(node.node, min(node.schools), name, csr, order.tries if same else 0))
    db.session.rollback()
    return found


def _order(issuer: Issuer, one: Due) -> bool:
    from server.certificates.acme_road import OrderFailed  # noqa: PLC0415 - only at a hub

    try:
        key = requesting.key_asked_for(one.csr, one.name)
        chain = issuer.order(one.csr, one.name)
        reading.checked(chain, [key], one.name, None)
        ders = reading.ders_of(chain)
    except (OrderFailed, requesting.BadRequest, reading.BadChain) as why:
        log.warning("an order failed", extra={"node": one.node, "why": str(why)})
        with write_transaction():
            _note(one, problem=str(why))
        return False
    with write_transaction():
        submit(CERTIFICATE_ISSUE, one.node,
               {"school": one.school, "node": one.node, "chain": ders})  # fmt: skip
        _note(one, problem="")
    log.info("a certificate is issued", extra={"node": one.node, "host": one.name})
    return True


def _note(one: Due, problem: str) -> None:
    pause = min(FIRST_RETRY_SECONDS * 2**one.tries, LAST_RETRY_SECONDS) if problem else 0
    db.session.merge(
        CertificateOrder(
            node=one.node,
            csr_sha256=_digest(one.csr),
            done=not problem,
            tries=one.tries + 1,
            next_ms=clock.now_ms() + pause * 1000,
            problem=problem[:MAX_PROBLEM_CHARS],
        )
    )


def _issuer() -> Issuer | None:
    kept: Issuer | None = flask.current_app.extensions.get(_AUTHORITY)
    settings = config()
    records = from_settings(settings)
    if kept is not None or settings.acme_directory is None or records is None:
        return kept
    from server.certificates.acme_road import Authority  # noqa: PLC0415 - only at a hub

    made = Authority(
        settings.home,
        settings.acme_directory,
        records,
        contact=settings.acme_contact,
        ca=settings.acme_ca,
    )
    flask.current_app.extensions[_AUTHORITY] = made
    return made


def _digest(csr: bytes) -> str:
    return hashlib.sha256(csr).hexdigest()
