"""Course files that nothing names any more, removed after a grace period.

A node below a hub keeps, of each course that is for a school of it or was assigned, the present
edition, the one that phones see, and the former one (for attempts under way and as the base of the
next pack); besides, whatever is on its way. A relay keeps the packs between these editions as well,
for its satellites. A hub keeps everything: it is where the others come from.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from content.description import Description
from content.editions import Manifest
from content.errors import ContentError
from server import clock
from server.cmi5.models import Cmi5Course
from server.db import db, write_transaction
from server.delivery import limits
from server.delivery.models import ContentGarbage, CourseShown, EditionOffer, PackOutcome
from server.delivery.ordering import kept_for
from server.identity import config
from server.library.models import ContentFile, ContentManifest, Edition, Item
from server.people.models import School
from server.releases.choosing import needed as release_files
from server.uploads.models import Upload
from server.uploads.service import CONTENT, DONE


def tidy(store: BlobStore) -> int:
    """Mark what nothing names, and remove what has been marked for the grace period; returns how
    many files went. A file that is named again meanwhile is marked no more."""
    if config().role == "hub":
        return 0
    session = db.session()
    named = needed(session, store)
    known = {row.sha256: row.since_ms for row in session.scalars(select(ContentGarbage))}
    session.rollback()
    present = set(store.iter())
    unnamed = present - named
    now = clock.now_ms()
    due = sorted(sha for sha in unnamed if _is_due(known.get(sha), now))[: limits.GARBAGE_BATCH]
    with write_transaction() as writing:
        again = [sha for sha in known if sha not in unnamed]
        writing.execute(delete(ContentGarbage).where(ContentGarbage.sha256.in_([*again, *due])))
        for sha256 in sorted(unnamed - known.keys()):
            writing.add(ContentGarbage(sha256=sha256, since_ms=now))
        _forget(writing, due)
    for sha256 in due:
        store.delete(sha256)
    return len(due)


def _is_due(since_ms: int | None, now: int) -> bool:
    # A clock that jumped ahead and back must not make anything due.
    return since_ms is not None and now - since_ms >= limits.GARBAGE_GRACE_MS


def needed(session: Session, store: BlobStore) -> set[str]:
    """What has to be here or on its way: everything else may have been removed."""
    descriptions: set[str] = set()
    courses = kept_for(session, session.scalars(select(School.id)).all())
    for shown in session.scalars(select(CourseShown)):
        if shown.course in courses:
            descriptions |= {
                item["manifest"] for one in shown.document["lessons"] for item in one["items"]
            }
    present = session.execute(select(Item.course, Item.manifest))
    descriptions |= {manifest for course, manifest in present if course in courses}
    kept: dict[str, int] = {}
    editions = select(Edition).order_by(Edition.course, Edition.edition.desc())
    for edition in session.scalars(editions):
        kept[edition.course] = kept.get(edition.course, 0) + 1
        if edition.course in courses and kept[edition.course] <= limits.KEPT_EDITIONS:
            descriptions |= set(edition.manifests)
    files = select(ContentFile.sha256).where(ContentFile.manifest.in_(descriptions))
    named = descriptions | set(session.scalars(files)) | release_files(session)
    for sha256 in _unpublished(session) - descriptions:
        named |= {sha256, *_files(store, sha256)}
    return named | _offered(session, store, courses, descriptions)


def _unpublished(session: Session) -> set[str]:
    """Descriptions that no edition names: courses that other programs have brought, and imports
    whose teacher may still publish them."""
    found = set(session.scalars(select(Cmi5Course.manifest)))
    done = select(Upload.result).where(Upload.purpose == CONTENT, Upload.state == DONE)
    for result in session.scalars(done):
        lessons = result["lessons"] if result else []
        found |= {item["manifest"] for lesson in lessons for item in lesson["items"]}
    return found


def _files(store: BlobStore, manifest: str) -> set[str]:
    """The files of a description; none where it is damaged or gone."""
    try:
        described = Description.from_bytes(store.read(manifest))
    except ContentError:
        return set()
    return {file.sha256 for file in described.files.values()}


def _offered(
    session: Session, store: BlobStore, courses: set[str], descriptions: set[str]
) -> set[str]:
    """Manifests of editions that are kept, their lists of ranges, and packs that lead to one which
    is not seen yet: the power may fail after a pack's files are here and before it is noted."""
    found: set[str] = set()
    spent = set(session.scalars(select(PackOutcome.sha256)))
    seen = {shown.course: shown.edition for shown in session.scalars(select(CourseShown))}
    passes_on = config().role == "relay"
    for offer in session.scalars(select(EditionOffer)):
        if offer.course in courses and offer.edition > seen.get(offer.course, 0):
            found |= {pack["sha256"] for pack in offer.packs} - spent
        try:
            named = Manifest.read(store.read(offer.manifest)).descriptions
        except ContentError:
            continue
        if set(named) <= descriptions:
            found |= {offer.manifest} | ({offer.ranges} if offer.ranges else set())
            if passes_on:
                found |= {pack["sha256"] for pack in offer.packs}
    return found


def _forget(session: Session, removed: list[str]) -> None:
    """Descriptions that lost a file are no longer complete, so that nobody builds on them."""
    gone = set(removed)
    if not gone:
        return
    inside = select(ContentFile.manifest).where(ContentFile.sha256.in_(gone))
    hit = gone | set(session.scalars(inside))
    for row in session.scalars(select(ContentManifest).where(ContentManifest.sha256.in_(hit))):
        row.complete = False
        row.indexed = row.indexed and row.sha256 not in gone
