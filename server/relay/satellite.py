"""At the satellite: an exchange with the node above through the mailbox of a relay.

Knowledge and acknowledgements stay between this node and the one above; of the relay it only has
to know what lies there. What lies in the mailbox is not sent twice; what the relay says it has
dropped is sent again.
"""

import hashlib
import logging
from collections.abc import Iterable

from sqlalchemy import select

from server.bundles import volumes
from server.config import Config
from server.courier import custody, loads
from server.courier.address import learn
from server.courier.models import OutgoingPart
from server.db import db, write_transaction
from server.operations.port import log_store
from server.relay.limits import KEEP_HOURS, MAIL_BYTES, MAX_FETCHES
from server.upstream.agent_port import SchoolPort
from sync.asking import Shelf, Summary
from sync.core.errors import RoadFailed, SyncError
from sync.limits import MAX_WANTED_BLOBS
from sync.roads.mail import Mailbox, MailRoadPort
from sync.storage.port import UPSTREAM

log = logging.getLogger(__name__)

_SENT = "mail.sent"


def exchange_by_mail(config: Config, road: MailRoadPort) -> Summary:
    """One exchange: take what lies there, fetch course files that the relay has, leave what is
    new. A failing link ends it early and is told in `error`."""
    summary = Summary()
    try:
        hub = volumes.above()
        if hub is None:
            raise RoadFailed(
                "mail", "the node above", "tell this node who it is: `tirek bundle meet`",
                retry=False,
            )  # fmt: skip
        there = road.look()
        learn(there.courier_address)
        _reconcile(road, there, hub)
        _take(road, there, summary)
        _fetch_content(config, road, summary)
        _leave(road, hub, summary)
        summary.finished = True
    except SyncError as error:
        summary.error = error
    session = db.session()
    store = log_store(session)
    summary.waiting = store.waiting(UPSTREAM)
    summary.files_waiting = len(store.blobs_wanted(UPSTREAM, MAX_WANTED_BLOBS))
    session.rollback()
    summary.bytes_up, summary.bytes_down = road.up, road.down
    return summary


def _reconcile(road: MailRoadPort, there: Mailbox, hub: str) -> None:
    """What lies no longer in the mailbox is in nobody's hands but ours."""
    session = db.session()
    query = select(OutgoingPart.id).where(OutgoingPart.node == hub, OutgoingPart.custody.is_(True))
    mine = set(session.scalars(query))
    session.rollback()
    lost = mine - there.held - there.done
    for name in sorted(lost):
        why = there.dropped.get(name, "unknown")
        log.warning("mail was dropped, and is sent again", extra={"part": name, "why": why})
    _let_go(lost, again=True)
    for name in sorted(there.dropped):
        road.forget(name)


def _let_go(names: Iterable[str], *, again: bool) -> None:
    with write_transaction() as session:
        for name in names:
            row = session.get(OutgoingPart, name)
            if row is not None:
                row.custody = False
            if again:
                log_store(session).set_state(_SENT, "")


def _take(road: MailRoadPort, there: Mailbox, summary: Summary) -> None:
    for name in there.mail:
        summary.requests += 1
        try:
            _, done = custody.take(name, road.get(name))
        except volumes.Left as left:
            log.warning("mail was not taken", extra={"part": name, "why": left.reason})
            if left.reason in ("damaged", "incomplete"):
                raise RoadFailed("mail", name, "it was damaged on its way", retry=True) from left
            road.forget(name)
            continue
        summary.operations_down += done.operations
        summary.operations_up += done.acknowledged
        summary.content_down += done.content
        summary.files_down += done.files
        road.forget(name)
    # Their answer has been taken in: what it acknowledges is known, the rest goes again.
    _let_go(there.done, again=False)
    for name in sorted(there.done):
        road.forget(name)
    volumes.index_content()


def _fetch_content(config: Config, road: MailRoadPort, summary: Summary) -> None:
    """Course files that the relay holds; those that it lacks are asked for from the node above."""
    port = SchoolPort(config)
    skip: set[str] = set()
    for _ in range(MAX_FETCHES):
        lacking = port.lacking(Shelf.COURSE, MAX_WANTED_BLOBS + len(skip))
        sha = next((one for one in lacking if one not in skip), None)
        if sha is None:
            return
        have = port.part_size(Shelf.COURSE, sha)
        found = road.content(sha, have)
        if found is None:
            skip.add(sha)
            continue
        data, size = found
        if data:
            port.write_part(Shelf.COURSE, sha, have, data)
        if have + len(data) >= size:
            if port.finish_part(Shelf.COURSE, sha):
                summary.content_down += 1
            else:
                skip.add(sha)
        elif not data:
            skip.add(sha)
        volumes.index_content()


def _leave(road: MailRoadPort, hub: str, summary: Summary) -> None:
    loads.follow(hub)
    digest = hashlib.sha256(volumes.digest(hub)).hexdigest()
    session = db.session()
    sent = log_store(session).state(_SENT)
    session.rollback()
    if digest == sent:
        return
    ready = loads.prepare(hub, MAIL_BYTES, keep_hours=KEEP_HOURS)
    for part in ready.parts:
        path = loads.part_path(part.id)
        if path is None:
            raise RoadFailed("mail", part.id, "it was replaced meanwhile", retry=True)
        road.leave(path.read_bytes())
        summary.requests += 1
        with write_transaction() as session_:
            row = session_.get(OutgoingPart, part.id)
            if row is not None:
                row.custody = True
    if not ready.facts["left"]:
        with write_transaction() as session_:
            log_store(session_).set_state(_SENT, digest)
