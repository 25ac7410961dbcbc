"""What this node knows of its link, its work and its disk, in plain facts."""

import shutil
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server import clock
from server.attention.models import Conflict, Judgement
from server.bundles.facts import last_stick
from server.db import db
from server.delivery.trust import untrusted
from server.identity import config, upstream
from server.operations.port import log_store
from server.status import waiting as counted
from server.status.outlook import outlook
from server.timekeeping import keeping
from server.upkeep import pruning
from server.upstream import start_parts
from server.upstream.exchange import last_exchange
from sync.core.ops import OpId
from sync.storage.port import UPSTREAM
from sync.storage.tables import operations


def sync_facts() -> dict[str, Any]:
    """The facts of the current application, as JSON values.

    Sizes in bytes, moments in RFC 3339. `upstream` is null for a node that stands alone;
    `last_error` names what ended
    the last exchange early (null while it went well); `held` counts operations that were
    kept and not applied, `conflicts` records of which several versions stand, `forks` works that
    came twice under one number, each without those somebody has dealt with; `stick` tells of
    the last stick (server.bundles.facts); `untrusted` lists editions that phones are not shown
    (server.delivery.trust); `clock` tells how far the machine's own clock is believed
    (server.timekeeping); `log` tells of the cold log (server.upkeep.pruning), `start` of a snapshot
    that is on its way down (server.upstream.start_parts).
    `waiting.classes` counts by class of data, `refused` what the node above would not take;
    `window`, `estimate` and `why` are null without a node above (server.status.outlook).
    """
    session = db.session()
    store = log_store(session)
    settings = config()
    names, contact = upstream()
    last = last_exchange()
    waiting = store.waiting(UPSTREAM)
    disk = shutil.disk_usage(settings.home)
    shares = counted.by_class(session)
    refused = counted.refused(session)
    ahead: dict[str, Any] = {"window": None, "estimate": None, "why": None}
    if settings.upstream_url:
        ahead = outlook(session, settings, shares, refused, last.error if last else None)
    return {
        "time": clock.rfc3339(clock.now_ms()),
        "clock": keeping.facts(),
        "version": current_app.config["API_VERSION"],
        "upstream": {"name": names} if settings.upstream_url else None,
        "last_contact": clock.rfc3339(contact) if contact else None,
        "last_error": last.error if last else None,
        "stick": last_stick(),
        "waiting": {
            "operations": waiting.operations,
            "bytes": waiting.bytes,
            "files": len(store.blobs_wanted(UPSTREAM, counted.FILES_COUNTED)),
            "classes": shares,
        },
        "refused": refused,
        **ahead,
        "untrusted": untrusted(session),
        "held": _held(session),
        "forks": _forks(session),
        "conflicts": _conflicts(session),
        "log": pruning.facts(session),
        "start": start_parts.facts(store),
        "disk": {"free": disk.free, "total": disk.total},
    }


def _held(session: Session) -> int:
    """Held back, and not yet dealt with by anybody (server.attention)."""
    query = select(operations.c.writer, operations.c.epoch, operations.c.seq).where(
        operations.c.applied == 0, operations.c.outcome == "held"
    )
    judged = _judged(session)
    return sum(str(OpId(*row)) not in judged for row in session.execute(query))


def _forks(session: Session) -> int:
    judged = _judged(session)
    return sum(str(fork.id) not in judged for fork in log_store(session).forks())


def _judged(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(Judgement.target)))


def _conflicts(session: Session) -> int:
    query = select(func.count()).select_from(Conflict).where(Conflict.settled_ms.is_(None))
    return session.scalar(query) or 0
