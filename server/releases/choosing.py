"""At a box: the release that was published for it, and whether its file should come."""

import platform
from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from server import clock
from server.audience.models import Audience
from server.audience.naming import RELEASE, named
from server.audience.reaching import reaches
from server.db import db, write_transaction
from server.identity import config
from server.install.releases import bytes_to_switch
from server.people.models import School
from server.releases import limits
from server.releases.models import Release, ReleaseProgress
from server.upgrades.opening import ARCHITECTURES
from server.upgrades.release_file import BadRelease, Manifest, file_bytes, verified
from server.upgrades.service import Upgrades
from server.upgrades.versions import is_older

NOT_SIGNED: Final = "not-signed"
OLDER: Final = "older"
ROOM: Final = "room"


def upgrades_here() -> Upgrades:
    """The release files of this node."""
    return Upgrades(config().home)


def chosen(session: Session, here: Upgrades) -> Release | None:
    """The latest release that was published for this machine and for a school of this node; None
    at a hub, whose operators upgrade it themselves, and where nothing can be switched."""
    if config().role == "hub" or here.current is None:
        return None
    query = (
        select(Release, Audience)
        .join(Audience, Audience.record == f"{RELEASE}~" + Release.id)
        .where(Release.architecture == ARCHITECTURES.get(platform.machine()), Audience.share > 0)
        .order_by(Release.published_ms.desc(), Release.id.desc())
    )
    schools = list(session.scalars(select(School)))
    for release, audience in session.execute(query):
        if any(reaches(audience, at.id, at.region, at.language) for at in schools):
            found: Release = release
            return found
    return None


def is_for(session: Session, release: str, school: School) -> bool:
    """Whether a release was published for this school."""
    audience = session.get(Audience, named(RELEASE, release))
    return audience is not None and reaches(audience, school.id, school.region, school.language)


def signed(release: Release, here: Upgrades) -> Manifest:
    """What the release's signed part says. Raises BadRelease where it was not signed by whom this
    box trusts, or where the record says other than what was signed."""
    told = release.manifest.encode()
    manifest = verified(told, bytes.fromhex(release.signature), here.key())
    said = (release.version, release.architecture, release.bytes)
    if said != (manifest.version, manifest.architecture, file_bytes(told, manifest)):
        raise BadRelease("the record does not say what was signed")
    return manifest


def unfit(release: Release, here: Upgrades) -> str | None:
    """Why this box will not take it, whatever comes; None where it may."""
    try:
        manifest = signed(release, here)
    except BadRelease:
        return NOT_SIGNED
    current = here.current
    back = current is not None and is_older(release.version, current)
    return OLDER if back and not manifest.downgrade else None


def has_room(store: BlobStore, release: Release) -> bool:
    """Whether the disk takes the release, unpacked and installed, and the switch to it."""
    needed = limits.ROOM_FACTOR * release.bytes + bytes_to_switch(config().home)
    return store.free_bytes() >= needed


def lacking(session: Session, store: BlobStore) -> Iterator[str]:
    """The file of the release that this box is to take, if it is not here. Nothing is asked for
    before the signature was found good and there is room."""
    here = upgrades_here()
    release = chosen(session, here)
    if release is None or release.version == here.current or store.has(release.file):
        return
    progress = session.get(ReleaseProgress, release.id)
    if progress is not None and (progress.failed_ms or progress.taken_ms):
        return
    reason = unfit(release, here)
    if reason is not None:
        note(release.id, failed_ms=clock.now_ms(), reason=reason)
        return
    if not has_room(store, release):
        note(release.id, reason=ROOM)
        return
    if progress is None or progress.requested_ms is None:
        note(release.id, requested_ms=clock.now_ms(), reason=None)
    yield release.file


def needed(session: Session) -> set[str]:
    """Files that a box keeps: of the release that it has not taken yet; at a relay, whose
    satellites fetch it from there, of the one it has."""
    here = upgrades_here()
    release = chosen(session, here)
    if release is None or (release.version == here.current and config().role != "relay"):
        return set()
    return {release.file}


def note(release: str, **told: int | str | None) -> None:
    """Write down how far this node is, where that is news."""
    known = db.session.get(ReleaseProgress, release)
    if known is not None and all(getattr(known, name) == value for name, value in told.items()):
        return
    with write_transaction() as session:
        row = session.get(ReleaseProgress, release)
        if row is None:
            row = ReleaseProgress(release=release)
            session.add(row)
        for name, value in told.items():
            setattr(row, name, value)
