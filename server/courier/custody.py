"""What couriers and mailboxes prove: passes, parts that were taken, and receipts for them."""

import io
import threading
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server import clock
from server.bundles import keys, volumes
from server.classroom.central import touch_central
from server.courier.limits import REMEMBERED_PARTS
from server.courier.loads import operations_in
from server.courier.models import OutgoingPart, TakenPart
from server.db import db, write_transaction
from server.identity import config
from server.operations.port import log_store
from server.trust import believing
from sync import upstream
from sync.carried.volumes import Carried
from sync.core.errors import SyncError
from sync.core.knowledge import EMPTY
from sync.limits import MAX_NAMED_PARTS, MAX_PART_BYTES
from sync.roads import courier
from sync.roads.courier import Receipt, Taken
from sync.storage.port import UPSTREAM, Ack, AckChange

_taking: Final = threading.Lock()
"""One part at a time: two couriers may bring pieces of the same file."""


def take(part: str, data: bytes, *, only_from: str | None = None) -> tuple[str, Carried]:
    """Take in a part that is meant for this node: who made it, and what was in it.

    Raises server.bundles.volumes.Left, also where another than `only_from` has made it; nothing
    of the part has been taken then.
    """
    if courier.part_id(data) != part or len(data) > MAX_PART_BYTES:
        raise volumes.Left("damaged")
    with _taking:
        try:
            sender, done = volumes.take(io.BytesIO(data), len(data), only_from=only_from)
        except SyncError as error:
            raise volumes.Left(volumes.reason_of(error)) from error
    with write_transaction() as session:
        session.merge(TakenPart(id=part, node=sender, taken=_strength(done), at_ms=clock.now_ms()))
        session.flush()
        _forget(session, sender)
    return sender, done


def taken(session: Session, node: str, parts: Iterable[str]) -> dict[str, Taken]:
    """Those of `parts` that `node` has made and that were taken in here."""
    rows = session.scalars(
        select(TakenPart).where(TakenPart.node == node, TakenPart.id.in_(list(parts)))
    )
    return {row.id: Taken(row.taken) for row in rows}


def receipt(node: str, parts: Sequence[str]) -> bytes:
    """This node's word, signed, for those of `parts` that it has taken of `node`'s."""
    session = db.session()
    store = log_store(session)
    found = taken(session, node, parts[:MAX_NAMED_PARTS])
    made = Receipt(store.node, node, store.incarnation, found)
    session.rollback()
    return courier.write_receipt(made, keys.private_key(config().home).sign)


def accept(data: bytes) -> tuple[int, AckChange]:
    """Believe a receipt of the node above: how many of its parts are known here, and what is
    newly acknowledged by it.

    Raises Left where it is not signed by the node above for this node, Malformed and
    UnknownVersion where it cannot be read. An old one, or the same again, does no harm.
    """
    found, signed = courier.read_receipt(data)
    with write_transaction() as session:
        store = log_store(session)
        if found.recipient != store.node:
            raise volumes.Left("wrong-recipient")
        sender = found.node
        if not believing.hands(session, sender) or sender != volumes.above():
            raise volumes.Left("unknown-sender")
        if not signed.by(partial(believing.signed_by, session, sender)):
            raise volumes.Left("bad-signature")
        present = store.state(upstream.LIFE) in (None, found.life)
        acks: dict[tuple[str, int], Ack] = {}
        known = 0
        for part, how in found.parts.items():
            operations = operations_in(session, part, found.node)
            if operations is None:
                continue
            known += 1
            _settle(session, part)
            # What a former life of the node above said counts where it was durable, as ever.
            if how is Taken.DURABLE or (how is Taken.RECEIVED and present):
                for writer, seqs in operations.items():
                    had = acks.get(writer, Ack(EMPTY, EMPTY))
                    durable = seqs if how is Taken.DURABLE else EMPTY
                    acks[writer] = Ack(had.received.union(seqs), had.durable.union(durable))
        change = store.record_ack(UPSTREAM, acks)
        touch_central(session, operations=change.durable)
    return known, change


# A synced commit here is called durable, as over a link (sync.peer.Peer).
def _strength(done: Carried) -> Taken:
    return Taken.PARTLY if done.refused or done.forks else Taken.DURABLE


def _settle(session: Session, part: str) -> None:
    row = session.get(OutgoingPart, part)
    if row is not None:
        row.settled_ms = row.settled_ms or clock.now_ms()


def _forget(session: Session, node: str) -> None:
    old = session.scalars(
        select(TakenPart.id)
        .where(TakenPart.node == node)
        .order_by(TakenPart.at_ms.desc(), TakenPart.id)
        .offset(REMEMBERED_PARTS)
    ).all()
    if old:
        session.execute(delete(TakenPart).where(TakenPart.id.in_(old)))
