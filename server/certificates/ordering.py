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
    ASK_RENEWAL_SECONDS,
    FIRST_RETRY_SECONDS,
    LAST_RETRY_SECONDS,
    MAX_PROBLEM_CHARS,
    ORDERS_AT_ONCE,
    REVOKE_RETRY_SECONDS,
)
from server.certificates.models import (
    CertificateOrder,
    CertificateRequest,
    SchoolAddress,
    WebCertificate,
)
from server.certificates.operations import CERTIFICATE_ISSUE
from server.db import db, write_transaction
from server.hub.models import DownstreamNode
from server.identity import config
from server.operations.local import submit

log = logging.getLogger(__name__)

_AUTHORITY: Final = "tirek.certificate_authority"


class Issuer(Protocol):
    """An authority: the chain (PEM) for a request (DER) for `name`; the first certificate of a
    chain revoked; and the moment (unix ms) from which on it wants that one replaced, None where it
    does not say. Each raises OrderFailed."""

    def order(self, csr: bytes, name: str) -> bytes: ...

    def revoke(self, chain: bytes) -> None: ...

    def renewal_ms(self, chain: bytes) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Due:
    """One order to be made."""

    node: str
    school: str
    name: str
    csr: bytes
    tries: int


def look(stopped: Callable[[], bool]) -> int:
    """Order what is due, and revoke what thieves may hold; the number of certificates issued."""
    issuer = _issuer()
    if issuer is None:
        return 0
    revoke_due(issuer, stopped)
    ask_renewals(issuer, stopped)
    return order_due(issuer, stopped)


def order_due(issuer: Issuer, stopped: Callable[[], bool] = lambda: False) -> int:
    """As `look`, at this authority."""
    issued = 0
    for _shard in shards.each():
        for one in due()[:ORDERS_AT_ONCE]:
            if stopped():
                return issued
            issued += _order(issuer, one)
    return issued


def revoke_due(issuer: Issuer, stopped: Callable[[], bool] = lambda: False) -> int:
    """Have the certificates of nodes that were shut out revoked; how many were."""
    revoked = 0
    for _shard in shards.each():
        for order, chain in _held_by_outsiders()[:ORDERS_AT_ONCE]:
            if stopped():
                return revoked
            revoked += _revoke(issuer, order, chain)
    return revoked


def _held_by_outsiders() -> list[tuple[str, bytes]]:
    """(node, chain) whose certificate has not ended yet and is to be revoked now."""
    query = (
        select(CertificateOrder.node, WebCertificate.chain)
        .join(DownstreamNode, DownstreamNode.node == CertificateOrder.node)
        .join(WebCertificate, WebCertificate.node == CertificateOrder.node)
        .where(DownstreamNode.revoked_ms.is_not(None))
        .where(CertificateOrder.done, CertificateOrder.revoked.is_(False))
        .where(CertificateOrder.next_ms <= clock.now_ms())
        .order_by(CertificateOrder.node)
    )
    found = [(node, chain.encode("ascii")) for node, chain in db.session.execute(query)]
    db.session.rollback()
    now = clock.now_ms()
    return [(node, chain) for node, chain in found if not reading.shown(chain).over(now)]


def _revoke(issuer: Issuer, node: str, chain: bytes) -> bool:
    from server.certificates.acme_road import OrderFailed  # noqa: PLC0415 - only at a hub

    problem = ""
    try:
        issuer.revoke(chain)
    except OrderFailed as why:
        problem = str(why)
        log.warning("a certificate is not revoked yet", extra={"node": node, "why": problem})
    with write_transaction() as session:
        row = session.get(CertificateOrder, node)
        if row is not None:
            row.revoked = not problem
            row.problem = problem[:MAX_PROBLEM_CHARS]
            row.next_ms = clock.now_ms() + (REVOKE_RETRY_SECONDS * 1000 if problem else 0)
    if not problem:
        log.info("a certificate is revoked", extra={"node": node})
    return not problem


def ask_renewals(issuer: Issuer, stopped: Callable[[], bool] = lambda: False) -> int:
    """Ask which certificates the authority wants replaced now (RFC 9773); they are due at once,
    for the same requests. How many."""
    found = 0
    for _shard in shards.each():
        for node, chain in _unasked():
            if stopped():
                return found
            found += _ask(issuer, node, chain)
    return found


def _unasked() -> list[tuple[str, bytes]]:
    before = clock.now_ms() - ASK_RENEWAL_SECONDS * 1000
    query = (
        select(CertificateOrder.node, WebCertificate.chain)
        .join(DownstreamNode, DownstreamNode.node == CertificateOrder.node)
        .join(WebCertificate, WebCertificate.node == CertificateOrder.node)
        .where(DownstreamNode.revoked_ms.is_(None), CertificateOrder.revoked.is_(False))
        .where(CertificateOrder.done, CertificateOrder.asked_ms <= before)
        .order_by(CertificateOrder.asked_ms, CertificateOrder.node)
        .limit(ORDERS_AT_ONCE)
    )
    found = [(node, chain.encode("ascii")) for node, chain in db.session.execute(query)]
    db.session.rollback()
    return found


def _ask(issuer: Issuer, node: str, chain: bytes) -> bool:
    from server.certificates.acme_road import OrderFailed  # noqa: PLC0415 - only at a hub

    now = clock.now_ms()
    try:
        moment = issuer.renewal_ms(chain)
    except OrderFailed as why:
        log.info("the authority did not say when to renew", extra={"node": node, "why": str(why)})
        moment = None
    # An ended one is replaced when its box asks: it may be a box that was put away.
    wanted = moment is not None and moment <= now and not reading.shown(chain).over(now)
    with write_transaction() as session:
        row = session.get(CertificateOrder, node)
        if row is not None:
            row.asked_ms = now
            if wanted:
                row.done, row.next_ms = False, 0
    return wanted


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
        # Who was shut out and is back needs another certificate for the same request.
        same = order is not None and not order.revoked and order.csr_sha256 == _digest(csr)
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
            revoked=False,
            asked_ms=clock.now_ms(),
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
