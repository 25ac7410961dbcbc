"""At a hub: certificates for the nodes below and for itself, renewed in time; revocations."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from server import clock
from server.bundles import keys
from server.errors import Problem
from server.hub.models import DownstreamNode
from server.identity import config
from server.operations.local import submit
from server.operations.port import log_store
from server.people import sealing
from server.trust.believing import revoked, standing
from server.trust.models import KeyOffer, NodeCertificates
from server.trust.operations import CERTIFICATE_ISSUE, COVERAGE_SET, REVOCATION_SET
from sync.core import certificates
from sync.core.certificates import Certificate
from sync.core.clock import distrusts, physical, tick
from sync.limits import MAX_CERTIFICATE_BYTES, MAX_CERTIFIED_SCHOOLS


def certify(session: Session, node: str, schools: Sequence[str]) -> None:
    """Certify the keys that are known of a node, anew; what stood before stands no more.

    Nothing happens where no signing key is known, or for more schools than a certificate names.
    Joins an open write transaction.
    """
    key, lock = keys.known(session, node), sealing.known_keys(session).get(node)
    if config().role != "hub" or key is None or lock is None:
        return
    made = _made(session, node, key, lock, tuple(schools))
    if len(schools) <= MAX_CERTIFIED_SCHOOLS and len(made) <= MAX_CERTIFICATE_BYTES:
        _issue(session, node, schools, made, None)


def due(session: Session, node: str) -> bool:
    """Whether something is to be issued for a node below: it has none that this hub's identity
    vouches for, its certificate ages, or it has a new key."""
    if config().role != "hub" or _in_doubt(session):
        return False
    found = standing(session, node)
    if not found:
        return _certifiable(session, node)
    if all(one.over(clock.now_ms()) for one in found):
        return False
    offer = session.get(KeyOffer, node)
    if offer is not None and all(one.key != offer.public_key for one in found):
        return _proven(offer, found)
    return found[-1].ageing(clock.now_ms())


def renew(session: Session, node: str) -> bool:
    """Issue what is due as the following certificate; the present one goes on standing. False
    where nothing was. Joins an open write transaction."""
    row = session.get(DownstreamNode, node)
    if row is None or row.revoked_ms is not None or not due(session, node):
        return False
    found = standing(session, node)
    if not found:
        certify(session, node, row.schools)
        return True
    offer = session.get(KeyOffer, node)
    key = offer.public_key if offer is not None and _proven(offer, found) else found[-1].key
    lock = sealing.known_keys(session).get(node, found[-1].lock)
    made = _made(session, node, key, lock, tuple(row.schools))
    rows = session.get(NodeCertificates, node)
    assert rows is not None  # noqa: S101 - `standing` has read it
    # Who has used its following certificate needs the one before no more.
    present = rows.following if len(found) > 1 and rows.following else rows.present
    _issue(session, node, row.schools, present, made)
    return True


def own_due(session: Session) -> bool:
    """Whether this hub has no certificate of its own for its present key, or an ageing one."""
    settings = config()
    if settings.role != "hub":
        return False
    found = standing(session, log_store(session).node)
    if not found or found[0].key != keys.public_key(settings.home):
        return True
    return found[0].ageing(clock.now_ms()) and not _in_doubt(session)


def certify_itself(session: Session) -> None:
    """Vouch for the present signing key with the identity, if that is due. Joins an open write
    transaction."""
    if not own_due(session):
        return
    home, node = config().home, log_store(session).node
    key, lock = keys.public_key(home), sealing.public_key(home)
    _issue(session, node, (), _made(session, node, key, lock, ()), None)


def require_standing(session: Session, node: str) -> None:
    """Problem 403 where a node's certificates have run out.

    A hub whose own certificate seems to have run out blames its clock and lets everybody in: it
    renews its own in good time while it runs.
    """
    if run_out(session, node):
        raise Problem(
            403,
            "certificate-expired",
            "The certificate of this node has run out",
            hint="Ask the administrator of the hub to admit the node anew: tirek hub node add.",
        )


def run_out(session: Session, node: str) -> bool:
    """Whether a node had certificates, and by a clock that can be believed none stands any more."""
    found = standing(session, node)
    if not found or not all(one.over(clock.now_ms()) for one in found):
        return False
    return not _in_doubt(session)


def tell_revoked(session: Session, node: str, revoked_ms: int | None) -> None:
    """Tell everybody below that a node is shut out, or (None) admitted again; nothing is told
    twice. Joins an open write transaction."""
    if config().role != "hub" or revoked(session, node) == (revoked_ms is not None):
        return
    since = None if revoked_ms is None else clock.rfc3339(revoked_ms)
    submit(REVOCATION_SET, node, {"node": node, "revoked_at": since})


def tell_left(node: str, schools: Sequence[str], left: Mapping[str, int]) -> None:
    """Tell a node below which schools it has left, and when (unix ms). Joins an open write
    transaction."""
    if config().role == "hub":
        latest = sorted(left, key=lambda school: left[school])[-MAX_CERTIFIED_SCHOOLS:]
        named = {school: left[school] for school in latest}
        submit(COVERAGE_SET, node, {"school": min(schools), "node": node, "left": named})


def _certifiable(session: Session, node: str) -> bool:
    row = session.get(DownstreamNode, node)
    few = row is not None and len(row.schools) <= MAX_CERTIFIED_SCHOOLS
    return few and keys.known(session, node) is not None and node in sealing.known_keys(session)


def _in_doubt(session: Session) -> bool:
    """Whether this hub has reason to doubt its own clock: it stands before the log, or after the
    end of the hub's own certificate."""
    store, now = log_store(session), clock.now_ms()
    own = standing(session, store.node)
    return distrusts(store.last_hlc(), now) or (bool(own) and own[0].over(now))


def _proven(offer: KeyOffer, found: Sequence[Certificate]) -> bool:
    told = certificates.next_key_message(offer.node, offer.public_key)
    return any(keys.verified(one.key, told, offer.proof) for one in found)


def _made(session: Session, node: str, key: bytes, lock: bytes, schools: tuple[str, ...]) -> bytes:
    store = log_store(session)
    now_ms = physical(tick(store.last_hlc(), clock.now_ms()))
    before = max((one.number for one in standing(session, node)), default=0)
    made = certificates.issued(
        store.node,
        node,
        # By the clock it is also above those that a hub has lost with a restore.
        number=max(before + 1, now_ms // 1000),
        key=key,
        lock=lock,
        schools=schools,
        now_ms=now_ms,
    )
    return certificates.encode(made, keys.identity(config().home).sign)


def _issue(
    session: Session,
    node: str,
    schools: Sequence[str],
    present: bytes,
    following: bytes | None,
) -> None:
    submit(
        CERTIFICATE_ISSUE,
        node,
        {
            "school": min(schools) if schools else None,
            "node": node,
            "identity": keys.identity_public(config().home),
            "present": present,
            "following": following,
        },
    )
    session.flush()
