"""The published release as the administrator of a box is told of it."""

from typing import Any, Final

from server import clock
from server.db import db
from server.library.stores import course_store
from server.releases.choosing import chosen, upgrades_here
from server.releases.models import Release, ReleaseProgress
from server.releases.saying import said
from server.upgrades.service import Upgrades

_NOTHING: Final = {"version": None, "published_at": None, "reason": None, "at": None}


def waiting() -> Release | None:
    """The release that this box is to take and does not run yet."""
    here = upgrades_here()
    release = chosen(db.session(), here)
    return None if release is None or release.version == here.current else release


def told() -> dict[str, Any]:
    """`stage`: nothing, coming, here, switching, failed or taken; `reason` says what a coming or
    waiting one lacks, or why it failed; `at` is when it came to this stage."""
    session, here = db.session(), upgrades_here()
    wish, release = said(session), chosen(session, here)
    until = wish.not_before.isoformat() if wish.not_before else None
    if release is None:
        return {"stage": "nothing", **_NOTHING, "now": False, "not_before": until}
    progress = session.get(ReleaseProgress, release.id) or ReleaseProgress(release=release.id)
    stage, at_ms = _stage(release, progress, here)
    return {
        "stage": stage,
        "version": release.version,
        "published_at": clock.rfc3339(release.published_ms),
        "reason": progress.reason,
        "at": clock.rfc3339(at_ms) if at_ms else None,
        "now": wish.now == release.id,
        "not_before": until,
    }


def _stage(release: Release, progress: ReleaseProgress, here: Upgrades) -> tuple[str, int | None]:
    if release.version == here.current:
        return "taken", progress.taken_ms
    if progress.failed_ms:
        return "failed", progress.failed_ms
    if progress.asked_ms:
        return "switching", progress.asked_ms
    if course_store().has(release.file):
        return "here", progress.received_ms
    return "coming", progress.requested_ms
