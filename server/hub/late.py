"""Nodes that were shut out and still bring work: people must hear of it, and can settle it.

A box that was lost or stolen may be found again with a month of a school's work in it. Nothing of a
shut-out node is believed, so its work stays with it and on its sticks, whole; an administrator who
knows better admits it anew, and then it brings everything itself.
"""

import json
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.db import write_transaction
from server.hub.limits import LATE_NOTED_EVERY_MS
from server.hub.models import DownstreamNode
from server.operations.port import log_store
from sync.storage.port import LogPort

Road = Literal["link", "stick"]

ROADS: Final[tuple[Road, ...]] = ("link", "stick")


class Late(NamedTuple):
    """A shut-out node that was heard from: first and last in unix ms, and how often by each road,
    counted once in ten minutes on a link."""

    node: str
    name: str
    schools: list[str]
    first_ms: int
    last_ms: int
    calls: int
    volumes: int


def note(node: str, road: Road) -> None:
    """A shut-out node has called with its token, or a volume came with its signature. Outside of
    any transaction."""
    with write_transaction() as session:
        store, now = log_store(session), clock.now_ms()
        first, last, calls, volumes = _read(store, node) or (now, 0, 0, 0)
        if road == "link" and calls and 0 <= now - last < LATE_NOTED_EVERY_MS:
            return
        told = (first, now, calls + (road == "link"), volumes + (road == "stick"))
        store.set_state(_key(node), json.dumps(told))


def listed(session: Session) -> Iterator[Late]:
    """Those that nobody has settled, the latest first."""
    rows = session.scalars(select(DownstreamNode).where(DownstreamNode.revoked_ms.is_not(None)))
    store = log_store(session)
    found = [(row, _read(store, row.node)) for row in rows]
    heard = [Late(row.node, row.name, list(row.schools), *told) for row, told in found if told]
    yield from sorted(heard, key=lambda late: late.last_ms, reverse=True)


def settle(session: Session, node: str) -> None:
    """It was admitted anew, or somebody has seen this; what comes after counts from the beginning.
    Joins an open write transaction."""
    store = log_store(session)
    if store.state(_key(node)):
        store.set_state(_key(node), "")


def _read(store: LogPort, node: str) -> tuple[int, int, int, int] | None:
    raw = store.state(_key(node))
    if not raw:
        return None
    first, last, calls, volumes = json.loads(raw)
    return first, last, calls, volumes


def _key(node: str) -> str:
    return f"peer.{node}.late"
