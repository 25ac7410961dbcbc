"""Filling a stick, and taking in what lies on one (in an application's context)."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from content.errors import DiskFull
from server import clock
from server.bundles import claims, keys, volumes
from server.bundles.limits import (
    MIN_EXPORT_BYTES,
    SCARCE_BYTES,
    STICK_RESERVE_BYTES,
)
from server.bundles.report import Refused, Report, Share
from server.db import db, write_transaction
from server.identity import config
from server.operations.port import log_store
from server.trust import believing, rotating
from server.upstream import forgetting
from server.upstream.exchange import alone
from sync import upstream
from sync.carried.agent import begin_again
from sync.carried.volumes import COUNTER, Carried, Export, Filled, next_counter
from sync.core.errors import SyncError
from sync.frames.bundle import Volume
from sync.roads.usb import Found, Stick, StickFailed

Told = Callable[[str], None]
"""Hears a line about each volume."""


def _nobody(_line: str) -> None:
    """For callers who only want the report."""


class NobodyToWriteTo(Exception):
    """An export has no recipient; the text says what to do."""


def meet(node: str, key: bytes, signing_key: bytes, identity: bytes | None = None) -> None:
    """Remember the node above by its keys, as its administrator has told them.

    Without its `identity` the first one is trusted that vouches for its signing key.

    Raises ValueError for keys that are none, and where another node is above already.
    """
    from server.people.login import seal_for  # noqa: PLC0415 - it needs the whole application

    with write_transaction() as session:
        store = log_store(session)
        before = store.state(upstream.NODE)
        if before and before != node:
            raise ValueError(f"the node above is {before}, and a node has only one")
        keys.remember(session, node, signing_key)
        believing.trust(session, node, identity)
        seal_for(node, key)
        store.set_state(upstream.NODE, node)


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
        higher = volumes.above()
        db.session.rollback()
        try:
            stick.sweep(own)
            for place, node in enumerate(targets):
                if node == higher:
                    claims.put(stick, own, node)
                left = len(targets) - place
                done = _export_to(stick, own, node, told, left=left, max_bytes=max_bytes)
                report.shares.append(done)
        except (StickFailed, DiskFull) as error:
            report.error = _hint(error)
    return report


def _targets(session: Session, stick: Stick, own: str, to: str | None) -> list[str]:
    higher = volumes.above()
    below = volumes.admitted(session)
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
        if not volumes.can_write_to(session, node):
            raise NobodyToWriteTo(
                f"The keys of node {node} are not known. Admit it again with --signing-key (at the"
                " hub), or run `tirek bundle meet` (at the school)."
            )
    return found


def _share_of(stick: Stick, left: int) -> int:
    """Bytes for the next of the recipients that are left: the first one's courses would fill the
    stick, and the others got not even their rosters. What one does not need is there for the next.
    """
    return max(MIN_EXPORT_BYTES, (stick.free_bytes() - STICK_RESERVE_BYTES) // left)


def _export_to(
    stick: Stick, own: str, node: str, told: Told, *, left: int, max_bytes: int | None
) -> Share:
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
    # What they hold is still in the log, or has been acknowledged since. Volumes of another life
    # are left: they may hold what a restore has lost here.
    old = [one.found for one in of_this_life]
    if stick.free_bytes() < SCARCE_BYTES:
        _remove(stick, old)
        old = []
    room = _share_of(stick, left)
    budget = room if max_bytes is None else min(room, max_bytes)
    written: set[str] = set()

    def put(made: Filled) -> None:
        stick.write(node, own, made.name, made.data)
        written.add(made.name)
        told(f"written: {made.name}, {len(made.data):,} bytes")

    done = volumes.write(node, put, Export(counter, budget))
    _remove(stick, [found for found in old if found.name not in written])
    return Share(node, volumes.name_of(node), done)


class _Own(NamedTuple):
    """A volume that this node once wrote."""

    found: Found
    life: str
    counter: int


def _own_volumes(stick: Stick, own: str, node: str) -> list[_Own]:
    """By their signature: names on a stick prove nothing."""
    mine = []
    for one in stick.volumes(node, own):
        with contextlib.suppress(SyncError), stick.open(one) as (source, size):
            volume = Volume(source, size)
            if rotating.is_own(volume):
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
            claims.take(stick, own, report)
            for found in stick.volumes(own):
                try:
                    sender, done = _take(stick, found)
                except volumes.Left as left:
                    report.refused.append(Refused(found.name, found.sender, left.reason))
                    told(f"not taken: {found.name}: {left.reason}")
                    continue
                shares.setdefault(sender, Carried()).add(done)
                told(f"read: {found.name}, {done.bytes:,} bytes")
        except (StickFailed, DiskFull) as error:
            report.error = _hint(error)
        report.shares = [Share(node, volumes.name_of(node), done) for node, done in shares.items()]
        claims.heard(volumes.above(), shares.keys())
        volumes.index_content()
        forgetting.forget()
    return report


def _take(stick: Stick, found: Found) -> tuple[str, Carried]:
    try:
        with stick.open(found) as (source, size):
            return volumes.take(source, size)
    except StickFailed:
        raise
    except SyncError as error:
        raise volumes.Left(volumes.reason_of(error)) from error


def _hint(error: StickFailed | DiskFull) -> str:
    return error.hint if isinstance(error, StickFailed) else "the disk of this server is full"
