"""What this node knows of its link, its work and its disk, in plain facts."""

import shutil
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.attention import standing
from server.bundles.facts import last_stick
from server.db import db
from server.delivery.trust import untrusted
from server.identity import config, upstream
from server.operations.port import log_store
from server.people.grants import RoleGrant
from server.status import waiting as counted
from server.status.outlook import outlook
from server.timekeeping import keeping
from server.upkeep import pruning
from server.upstream import start_parts
from server.upstream.exchange import last_exchange
from sync.core.ops import OpId
from sync.storage.port import UPSTREAM
from sync.storage.tables import operations


def sync_facts(roles: tuple[RoleGrant, ...] | None = None) -> dict[str, Any]:
    """The facts of the current application, as JSON values; with `roles`, what needs an eye is
    counted as the attention list has it for whoever holds them, else for the whole node.

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
        **(_open(session) if roles is None else standing.counted(session, roles)),
        "log": pruning.facts(session),
        "start": start_parts.facts(store),
        "disk": {"free": disk.free, "total": disk.total},
    }


def _open(session: Session) -> dict[str, int]:
    query = select(operations.c.writer, operations.c.epoch, operations.c.seq).where(
        operations.c.applied == 0, operations.c.outcome == "held"
    )
    judged = standing.judged(session)
    held = (str(OpId(*row)) for row in session.execute(query))
    forks = (str(fork.id) for fork in log_store(session).forks())
    return {
        "held": sum(key not in judged for key in held),
        "forks": sum(key not in judged for key in forks),
        "conflicts": sum(1 for _one in standing.conflicts(session, None)),
    }
