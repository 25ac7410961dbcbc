"""Making and taking single volumes, whoever carries them (in an application's context)."""

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.bundles import keys
from server.bundles.limits import INDEX_ROUNDS
from server.bundles.stick_port import HubStickPort, SchoolStickPort
from server.db import db, write_transaction
from server.delivery.wanting import settle
from server.hub import late
from server.hub.models import DownstreamNode
from server.hub.nodes import NodeContext, context_of, heard_from, readmit
from server.identity import config
from server.identity import upstream as upstream_names
from server.library.index import refresh
from server.library.stores import course_store
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits, log_store
from server.people import sealing
from server.trust import believing, issuing, rotating
from sync import upstream
from sync.carried.agent import CarriedAgent
from sync.carried.peer import CarriedPeer
from sync.carried.volumes import Carried, Export, Put
from sync.core.errors import SyncError, UnknownVersion, WrongRecipient
from sync.frames import bundle
from sync.frames.bundle import Incomplete, Source, Volume
from sync.limits import SNAPSHOT_FROM_OPERATIONS
from sync.peer import Peer


class Left(Exception):
    """A volume is not taken; `reason` is one of server.bundles.report.REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def above() -> str | None:
    """The node above, if it has been met."""
    return log_store(db.session()).state(upstream.NODE) or None


def admitted(session: Session) -> dict[str, NodeContext]:
    """The nodes below that may exchange."""
    rows = session.scalars(select(DownstreamNode).where(DownstreamNode.revoked_ms.is_(None)))
    return {row.node: context_of(row) for row in rows}


def can_write_to(session: Session, node: str) -> bool:
    """Whether both keys of a node are known: the one that signs and the one that seals."""
    return keys.known(session, node) is not None and node in sealing.known_keys(session)


def write(node: str, put: Put, export: Export) -> Carried:
    """An export to the node above or to one below, volume by volume."""
    session = db.session()
    own, lock = log_store(session).node, sealing.known_keys(session)[node]
    higher, below = above(), admitted(session)
    session.rollback()
    if node != higher:
        with write_transaction() as writing:
            issuing.certify_itself(writing)
            issuing.renew(writing, node)
    hand = keys.BundleKeys(config().home, own, node, lock, rotating.own_certificate())
    if node == higher:
        return _agent().export(hand, put, export)
    return _peer(below[node]).export(node, hand, put, export)


def digest(node: str) -> bytes:
    """Changes whenever an export to this node would hold something else."""
    session = db.session()
    higher, below = above(), admitted(session)
    session.rollback()
    return _agent().digest() if node == higher else _peer(below[node]).digest(node)


def take(source: Source, size: int, *, only_from: str | None = None) -> tuple[str, Carried]:
    """Take a volume that is meant for this node: its sender, and what was in it.

    Raises Left for what may not be taken (nor from another than `only_from`), and what the volume
    itself raises (see `reason_of`); nothing of it has been imported then.
    """
    volume = Volume(source, size)
    header = volume.header
    session = db.session()
    own = log_store(session).node
    session.rollback()
    if header.recipient != own:
        raise Left("wrong-recipient")
    if only_from not in (None, header.sender):
        raise Left("unknown-sender")
    try:
        context = _allowed(volume)
    except Left as left:
        if left.reason == "revoked-node" and volume.signed_by(
            partial(believing.signed_by, session, header.sender)
        ):
            late.note(header.sender, "stick")
        raise
    for _section in volume.read():
        pass  # every hash is looked at before anything is taken
    unseal = keys.opener(config().home, header.sender, own)
    if context is None:
        done = _agent().take(volume, unseal)
        rotating.settle()
        return header.sender, done
    done = _peer(context).take(header.sender, volume, unseal)
    with write_transaction() as writing:
        heard_from(writing, header.sender, clock.now_ms())
    return header.sender, done


def reason_of(error: SyncError) -> str:
    """One of server.bundles.report.REASONS."""
    for kind, reason in (
        (Incomplete, "incomplete"),
        (UnknownVersion, "newer-version"),
        (WrongRecipient, "wrong-recipient"),
    ):
        if isinstance(error, kind):
            return reason
    return "damaged"


def name_of(node: str) -> str:
    """How people call a node."""
    session = db.session()
    try:
        row = session.get(DownstreamNode, node)
        if row is not None:
            return row.name
        names = upstream_names()[0] if node == above() else None
        return str((names or {}).get("kk") or node)
    finally:
        session.rollback()


def index_content() -> None:
    """Lessons whose last file has come are shown to the phones."""
    for _round in range(INDEX_ROUNDS):
        if not refresh(course_store()):
            break
    settle(course_store())


def _agent() -> CarriedAgent:
    return CarriedAgent(ServerUnits(), catalogue().registry, SchoolStickPort(config()))


def _peer(context: NodeContext) -> CarriedPeer:
    port = HubStickPort(config(), context)
    peer = Peer(ServerUnits(), catalogue().registry, port)
    return CarriedPeer(peer, port, SNAPSHOT_FROM_OPERATIONS)


def _allowed(volume: Volume) -> NodeContext | None:
    """The node below that signed it; None for the node above."""
    header = volume.header
    with write_transaction() as session:
        sender = header.sender
        if believing.revoked(session, sender):
            raise Left("revoked-node")
        shown = believing.believed(session, header.certificate)
        shown = shown if shown is not None and shown.node == sender else None
        row = session.get(DownstreamNode, sender)
        if row is None and shown is not None and header.kind == bundle.UP:
            # A hub that was put back from a copy knows its own word for a node again.
            row = readmit(session, shown)
        from_above = header.kind == bundle.DOWN and sender == above()
        from_below = header.kind == bundle.UP and row is not None
        known = believing.hands(session, sender) or ([shown.key] if shown else [])
        if not known or not (from_above or from_below):
            raise Left("unknown-sender")
        if from_below and row is not None and row.revoked_ms is not None:
            raise Left("revoked-node")
        if not volume.signed_by(partial(believing.signed_by, session, sender)):
            if shown is None or not volume.signed_by(partial(keys.verified, shown.key)):
                raise Left("bad-signature")
            if not believing.take(session, shown):
                raise Left("bad-signature")
        if from_below and issuing.run_out(session, sender):
            raise Left("certificate-expired")
        return context_of(row) if row and from_below else None
