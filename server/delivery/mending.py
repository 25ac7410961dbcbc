"""A damaged course file is mended by its damaged ranges, found with the edition's list of ranges.

It is set aside under another name, so that nobody reads it; the list is fetched if it is not here;
then the file becomes an unfinished download with holes. Where no list is offered, the file comes
whole again.
"""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from content.errors import BlobMissing, ContentError
from content.limits import RANGE_BYTES
from content.ranges import FileRanges, RangeList
from server.config import Config
from server.db import db
from server.delivery.models import EditionOffer
from server.delivery.offering import trusted
from server.files.mending import MendedParts
from server.identity import config
from server.library.models import ContentFile, Edition


def parts_of(settings: Config, store: BlobStore) -> MendedParts:
    """Unfinished course files of this node."""
    return MendedParts(settings.home / "parts" / "course", store)


def set_aside(store: BlobStore, sha256: str) -> None:
    """Take a damaged file out of the store; a small one is not worth mending."""
    try:
        size = store.size(sha256)
    except BlobMissing:
        return
    if size <= RANGE_BYTES:
        store.delete(sha256)
        return
    store.path(sha256).replace(_aside(sha256))


def mend(store: BlobStore) -> None:
    """Make unfinished downloads of what was set aside, as far as lists of ranges are here."""
    for path in _all_aside():
        sha256 = path.stem
        names = _lists(db.session(), sha256)
        if store.has(sha256) or not names:
            path.unlink(missing_ok=True)
            continue
        ranges = _ranges(store, names, sha256)
        if ranges is None:
            continue
        with path.open("r+b") as stream:
            holes = ranges.damaged(stream)
            stream.truncate(ranges.size)
        if holes:
            parts_of(config(), store).adopt(sha256, path, holes)
        else:
            path.unlink()  # every range is right and the whole is not: the list is of no use


def waiting(session: Session, store: BlobStore) -> dict[str, str]:
    """Files set aside that wait for a list of ranges → that list. Neither is here."""
    found = {}
    for path in _all_aside():
        names = _lists(session, path.stem)
        if names and not any(store.has(name) for name in names):
            found[path.stem] = names[0]
    return found


def _folder() -> Path:
    folder = config().home / "parts" / "course"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _aside(sha256: str) -> Path:
    return _folder() / f"{sha256}.damaged"


def _all_aside() -> list[Path]:
    return sorted(_folder().glob("*.damaged"))


def _lists(session: Session, sha256: str) -> list[str]:
    """Lists of ranges, offered and signed, of editions that have this file; the latest first."""
    inside = set(session.scalars(select(ContentFile.manifest).where(ContentFile.sha256 == sha256)))
    query = (
        select(EditionOffer, Edition.manifests)
        .join(
            Edition,
            (Edition.course == EditionOffer.course) & (Edition.edition == EditionOffer.edition),
        )
        .where(EditionOffer.ranges.is_not(None))
        .order_by(EditionOffer.edition.desc())
    )
    found = [
        offer.ranges
        for offer, manifests in session.execute(query)
        if inside & set(manifests) and trusted(session, offer)
    ]
    return list(dict.fromkeys(name for name in found if name is not None))


def _ranges(store: BlobStore, names: list[str], sha256: str) -> FileRanges | None:
    for name in names:
        try:
            found = RangeList.read(store.read(name)).files.get(sha256)
        except ContentError:
            continue
        if found is not None:
            return found
    return None
