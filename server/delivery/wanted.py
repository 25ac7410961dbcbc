"""The list of what is lacking, kept during one exchange: it is asked for at every step of it."""

from collections.abc import Sequence

from sqlalchemy import select

from content.blobs import BlobStore
from server.db import db
from server.delivery.wanting import missing_content
from server.library.models import ContentFile
from server.operations.port import log_store


class Wanted:
    """What one exchange wants; looked up anew when operations have come, when a file has that
    leads to others (a manifest, a description, a pack), and when the list is used up."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self._list: list[str] | None = None
        self._asked: tuple[int, int] | None = None

    def first(self, limit: int) -> Sequence[str]:
        """At most `limit` hashes, most wanted first."""
        session = db.session()
        asked = limit, log_store(session).last_row()
        if asked != self._asked or self._list is None:
            self._list = missing_content(self._store, limit)
            # Looking may have written, so what is remembered is what it saw at the least.
            self._asked = asked
        return self._list

    def ended(self, sha256: str) -> None:
        """This file has come, or was not what it should be."""
        session = db.session()
        plain = select(ContentFile.sha256).where(ContentFile.sha256 == sha256).limit(1)
        left = [sha for sha in self._list or () if sha != sha256]
        self._list = left if left and session.scalar(plain) is not None else None
