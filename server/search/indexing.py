"""Reading lessons that have come whole, so that their words can be found."""

from itertools import islice

from sqlalchemy import delete, func, insert, select

from content.blobs import BlobStore
from content.description import Description
from content.errors import BlobMissing, DescriptionInvalid
from content.extract import text_of
from content.words import keys
from server.db import db, write_transaction
from server.library.models import ContentManifest
from server.search import limits
from server.search.models import SearchText, SearchWord


def next_unread() -> str | None:
    """A description whose files are all here and whose words are not known yet."""
    session = db.session()
    known = select(SearchText.manifest).where(SearchText.form == limits.FORM)
    query = (
        select(ContentManifest.sha256)
        .where(ContentManifest.complete.is_(True), ContentManifest.sha256.not_in(known))
        .order_by(ContentManifest.sha256)
        .limit(1)
    )
    found = session.scalar(query)
    session.rollback()
    return found


def read_lesson(store: BlobStore, manifest: str) -> None:
    """Keep the words of one lesson; files are read before the transaction begins."""
    try:
        description = Description.from_bytes(store.read(manifest))
        text = text_of(description, store)
    except (BlobMissing, DescriptionInvalid):
        text = ""  # damaged meanwhile: found by its title, and not looked at in every round
    words = sorted(islice(dict.fromkeys(keys(text)), limits.WORDS_OF_TEXT))
    with write_transaction() as session:
        old = session.scalar(select(SearchText.number).where(SearchText.manifest == manifest))
        if old is not None:
            session.execute(delete(SearchWord).where(SearchWord.number == old))
            session.execute(delete(SearchText).where(SearchText.number == old))
        last = session.scalar(select(func.max(SearchText.number))) or 0
        row = {"number": last + 1, "manifest": manifest, "form": limits.FORM, "text": text}
        session.execute(insert(SearchText), row)
        if words:
            rows = [{"word": word, "number": last + 1} for word in words]
            session.execute(insert(SearchWord), rows)


def read_all(store: BlobStore) -> int:
    """Read every lesson that waits; returns how many there were."""
    done = 0
    while (manifest := next_unread()) is not None:
        read_lesson(store, manifest)
        done += 1
    return done
