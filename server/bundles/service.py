"""Filling a stick, and taking in what lies on one (in an application's context)."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import DiskFull
from server import clock
from server.bundles import keys
from server.bundles.limits import (
    INDEX_ROUNDS,
    MIN_EXPORT_BYTES,
    SCARCE_BYTES,
    STICK_RESERVE_BYTES,
)
from server.bundles.report import Refused, Report, Share
from server.bundles.stick_port import HubStickPort, SchoolStickPort
from server.db import db, write_transaction
from server.hub.models import DownstreamNode
from server.hub.nodes import NodeContext, heard_from
from server.identity import config
from server.identity import upstream as upstream_names
from server.library.index import refresh
from server.library.stores import course_store
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits, log_store
from server.people import sealing
from server.upstream.exchange import alone
from sync import upstream
from sync.carried.agent import CarriedAgent, begin_again
from sync.carried.peer import CarriedPeer
from sync.carried.volumes import COUNTER, Carried, Export, Filled, Put, next_counter
from sync.core.errors import SyncError, UnknownVersion, WrongRecipient
from sync.frames import bundle
from sync.frames.bundle import Incomplete, Volume
from sync.peer import Peer
from sync.roads.usb import Found, Stick, StickFailed

Told = Callable[[str], None]
"""Hears a line about each volume."""


def _nobody(_line: str) -> None:
    """For callers who only want the report."""


class NobodyToWriteTo(Exception):
    """An export has no recipient; the text says what to do."""


class _Left(Exception):
    """A volume is not taken; `reason` is one of server.bundles.report.REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def meet(node: str, key: bytes, signing_key: bytes) -> None:
    """Remember the node above by its keys, as its administrator has told them.

    Raises ValueError for keys that are none, and where another node is above already.
    """
    from server.people.login import seal_for  # noqa: PLC0415 - it needs the whole application

    with write_transaction() as session:
        store = log_store(session)
        before = store.state(upstream.NODE)
        if before and before != node:
            raise ValueError(f"the node above is {before}, and a node has only one")
        keys.remember(session, node, signing_key)
        seal_for(node, key)
        store.set_state(upstream.NODE, node)


def above() -> str | None:
    """The node above, if it has been met."""
    return log_store(db.session()).state(upstream.NODE) or None


# --- writing ------------------------------------------------------------------------------------


def export(
    path: Path, *, to: str | None = None, max_bytes: int | None = None, told: Told = _nobody
) -> Report:
    """Write what each recipient lacks: the node above, and those nodes below whose folders are on
    the stick; or only `to`.

    Raises NobodyToWriteTo and AlreadyExchanging. A failing stick is told in the report.
    """
    report = Report()
    stick = Stick(path)
    with alone(config().home):
        own = log_store(db.session()).node
        targets = _targets(db.session(), stick, own, to)
        db.session.rollback()
        try:
            stick.sweep(own)
            for node in targets:
                report.shares.append(_export_to(stick, own, node, max_bytes, told))
        except (StickFailed, DiskFull) as error:
            report.error = _hint(error)
    return report


def _targets(session: Session, stick: Stick, own: str, to: str | None) -> list[str]:
    higher = above()
    below = _admitted(session)
    if to is not None:
        if to != higher and to not in below:
            raise NobodyToWriteTo(f"No node {to} is known here; see `tirek hub node list`.")
        found = [to]
    else:
        on_stick = {*stick.senders(own), *stick.recipients()}
        found = [*([higher] if higher else []), *sorted(on_stick & below.keys())]
    if not found:
        raise NobodyToWriteTo(
            "Nobody to write to. At a school: `tirek bundle meet` names the hub. At a hub: name the"
            " school's node with --to, or take a stick that comes from the school."
        )
    for node in found:
        if keys.known(session, node) is None or node not in sealing.known_keys(session):
            raise NobodyToWriteTo(
                f"The keys of node {node} are not known. Admit it again with --signing-key (at the"
                " hub), or run `tirek bundle meet` (at the school)."
            )
    return found


def _export_to(stick: Stick, own: str, node: str, max_bytes: int | None, told: Told) -> Share:
    mine = _own_volumes(stick, own, node)
    with write_transaction() as session:
        store = log_store(session)
        counter_here = int(store.state(COUNTER) or 0)
        of_this_life = [one for one in mine if one.life == store.incarnation]
        if any(one.counter > counter_here for one in of_this_life):
            # In this life we wrote what we do not remember: the database was put back.
            begin_again(store)
            of_this_life = []
        seen = max([one.counter for one in mine], default=0)
        counter = next_counter(store, clock.now_ms(), seen)
        lock = sealing.known_keys(session)[node]
    # What they hold is still in the log, or has been acknowledged since. Volumes of another life
    # are left: they may hold what a restore has lost here.
    old = [one.found for one in of_this_life]
    if stick.free_bytes() < SCARCE_BYTES:
        _remove(stick, old)
        old = []
    room = max(MIN_EXPORT_BYTES, stick.free_bytes() - STICK_RESERVE_BYTES)
    budget = room if max_bytes is None else min(room, max_bytes)
    hand = keys.BundleKeys(config().home, own, node, lock)
    written: set[str] = set()

    def put(made: Filled) -> None:
        stick.write(node, own, made.name, made.data)
        written.add(made.name)
        told(f"written: {made.name}, {len(made.data):,} bytes")

    done = _write(node, hand, put, counter, budget)
    _remove(stick, [found for found in old if found.name not in written])
    return Share(node, _name_of(node), done)


def _write(node: str, hand: keys.BundleKeys, put: Put, counter: int, budget: int) -> Carried:
    if node == above():
        port = SchoolStickPort(config())
        agent = CarriedAgent(ServerUnits(), catalogue().registry, port)
        return agent.export(hand, put, Export(counter, budget))
    context = _admitted(db.session())[node]
    db.session.rollback()
    return _peer(context).export(node, hand, put, Export(counter, budget))


class _Own(NamedTuple):
    """A volume that this node once wrote."""

    found: Found
    life: str
    counter: int


def _own_volumes(stick: Stick, own: str, node: str) -> list[_Own]:
    """By their signature: names on a stick prove nothing."""
    key = keys.public_key(config().home)
    mine = []
    for one in stick.volumes(node, own):
        with contextlib.suppress(SyncError), stick.open(one) as (source, size):
            volume = Volume(source, size)
            if volume.signed_by(lambda message, hand: keys.verified(key, message, hand)):
                mine.append(_Own(one, volume.header.life, volume.header.counter))
    return mine


def _remove(stick: Stick, volumes: list[Found]) -> None:
    for found in volumes:
        stick.remove(found)


# --- reading ------------------------------------------------------------------------------------


def import_from(path: Path, *, told: Told = _nobody) -> Report:
    """Take in every volume that is meant for this node, each sender's in the order of making.

    A volume that cannot be taken is left where it is and named with its reason; nothing of it is
    imported. Raises AlreadyExchanging. A failing stick or a full disk ends the import early.
    """
    report = Report()
    stick = Stick(path)
    with alone(config().home):
        own = log_store(db.session()).node
        db.session.rollback()
        shares: dict[str, Carried] = {}
        try:
            for found in stick.volumes(own):
                try:
                    sender, done = _take(stick, found, own)
                except _Left as left:
                    report.refused.append(Refused(found.name, found.sender, left.reason))
                    told(f"not taken: {found.name}: {left.reason}")
                    continue
                shares.setdefault(sender, Carried()).add(done)
                told(f"read: {found.name}, {done.bytes:,} bytes")
        except (StickFailed, DiskFull) as error:
            report.error = _hint(error)
        report.shares = [Share(node, _name_of(node), done) for node, done in shares.items()]
        _index_content()
    return report


def _take(stick: Stick, found: Found, own: str) -> tuple[str, Carried]:
    try:
        with stick.open(found) as (source, size):
            volume = Volume(source, size)
            header = volume.header
            if header.recipient != own:
                raise _Left("wrong-recipient")
            context = _allowed(volume)
            for _section in volume.read():
                pass  # every hash is looked at before anything is taken
            unseal = keys.opener(config().home, header.sender, own)
            if context is None:
                settings = config()
                port = SchoolStickPort(settings)
                agent = CarriedAgent(ServerUnits(), catalogue().registry, port)
                return header.sender, agent.take(volume, unseal)
            done = _peer(context).take(header.sender, volume, unseal)
            with write_transaction() as session:
                heard_from(session, header.sender, clock.now_ms())
            return header.sender, done
    except StickFailed:
        raise
    except SyncError as error:
        raise _Left(_reason(error)) from error


def _allowed(volume: Volume) -> NodeContext | None:
    """The node below that signed it; None for the node above."""
    header = volume.header
    session = db.session()
    try:
        row = session.get(DownstreamNode, header.sender)
        key = keys.known(session, header.sender)
        higher = above()
        from_above = header.kind == bundle.DOWN and header.sender == higher
        from_below = header.kind == bundle.UP and row is not None
        if key is None or not (from_above or from_below):
            raise _Left("unknown-sender")
        if from_below and row is not None and row.revoked_ms is not None:
            raise _Left("revoked-node")
        if not volume.signed_by(lambda message, hand: keys.verified(key, message, hand)):
            raise _Left("bad-signature")
        return NodeContext(row.node, frozenset(row.schools)) if row and from_below else None
    finally:
        session.rollback()


def _reason(error: SyncError) -> str:
    for kind, reason in (
        (Incomplete, "incomplete"),
        (UnknownVersion, "newer-version"),
        (WrongRecipient, "wrong-recipient"),
    ):
        if isinstance(error, kind):
            return reason
    return "damaged"


def _peer(context: NodeContext) -> CarriedPeer:
    port = HubStickPort(config(), context)
    return CarriedPeer(Peer(ServerUnits(), catalogue().registry, port), port)


def _admitted(session: Session) -> dict[str, NodeContext]:
    rows = session.scalars(select(DownstreamNode).where(DownstreamNode.revoked_ms.is_(None)))
    return {row.node: NodeContext(row.node, frozenset(row.schools)) for row in rows}


def _name_of(node: str) -> str:
    session = db.session()
    try:
        row = session.get(DownstreamNode, node)
        if row is not None:
            return row.name
        names = upstream_names()[0] if node == above() else None
        return str((names or {}).get("kk") or node)
    finally:
        session.rollback()


def _index_content() -> None:
    """Lessons whose last file has come are shown to the phones."""
    for _round in range(INDEX_ROUNDS):
        if not refresh(course_store()):
            return


def _hint(error: StickFailed | DiskFull) -> str:
    return error.hint if isinstance(error, StickFailed) else "the disk of this server is full"
