"""What a pupil does on the plain pages, by the same ways in and out as the app's."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from server import clock
from server.access import PersonContext
from server.changes.service import Cursor, changes_since
from server.changes.viewer import viewer_of
from server.db import db
from server.limits import MAX_PAGE_RECORDS
from server.operations.port import log_store
from server.operations.service import accept_batch
from server.people.login import FIRST_EPOCH
from server.plain.limits import MAX_PAGES, MAX_PHOTO_BYTES, MAX_TASKS
from server.uploads import service as uploads
from sync.core.clock import pack, tick, to_text

_SIGNS: Final[Mapping[bytes, str]] = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}
_KINDS: Final = ("assignment", "submission", "mark")


class BadPhoto(ValueError):
    """Bytes that are no photo, or too many of them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's documents by type and id."""

    person: str
    documents: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)

    def tasks(self) -> list[Mapping[str, Any]]:
        """The newest first."""
        found = sorted(
            self.documents["assignment"].values(), key=lambda one: one["created_at"], reverse=True
        )
        return found[:MAX_TASKS]

    def works(self, assignment: str) -> list[Mapping[str, Any]]:
        """What this person has handed in for a task, the newest first."""
        own = (one for one in self.documents["submission"].values()
               if one["assignment"] == assignment and one["learner"] == self.person)  # fmt: skip
        return sorted(own, key=lambda one: one["received_at"], reverse=True)

    def marks(self, assignment: str) -> list[Mapping[str, Any]]:
        """This person's marks for a task."""
        return [
            one
            for one in self.documents["mark"].values()
            if one["assignment"] == assignment and one["learner"] == self.person
        ]


def desk_of(person: PersonContext) -> Desk:
    """Everything that the app of this person would show of tasks."""
    session = db.session()
    viewer = viewer_of(session, person.id, person.roles, clock.today())
    incarnation = log_store(session).incarnation
    found: dict[str, dict[str, Mapping[str, Any]]] = {kind: {} for kind in _KINDS}
    since: Cursor | None = None
    for _ in range(MAX_PAGES):
        page = changes_since(session, viewer, since, incarnation, MAX_PAGE_RECORDS)
        for record in page.records:
            if record["type"] in found and record["doc"] is not None:
                found[record["type"]][record["id"]] = record["doc"]
        since = page.cursor
        if not page.more:
            break
    db.session.rollback()
    return Desk(person.id, found)


def keep_photo(person: PersonContext, data: bytes) -> dict[str, Any]:
    """A photo on the server's disk, as an operation names it. Raises BadPhoto, and what an upload
    raises (Problem)."""
    kind = next((kind for sign, kind in _SIGNS.items() if data.startswith(sign)), None)
    if kind is None or len(data) > MAX_PHOTO_BYTES:
        raise BadPhoto
    name = "photo.jpg" if kind == "image/jpeg" else "photo.png"
    told = {"sha256": hashlib.sha256(data).hexdigest(), "name": name, "type": kind}
    told |= {"size": len(data)}  # type: ignore[dict-item]
    upload, _new = uploads.begin(person, {**told, "purpose": "submission"})
    if upload.state == uploads.RECEIVING:
        uploads.receive(person.id, upload.id, upload.received, data[upload.received :])
    return dict(told)


def hand_in(person: PersonContext, assignment: str, text: str, files: list[dict[str, Any]]) -> bool:
    """Hand a work in as an operation of the login's own writer; False where it is held."""
    store = log_store(db.session())
    held = store.held(person.writer, FIRST_EPOCH).to_list()
    last_hlc = store.last_hlc()
    db.session.rollback()
    seq = max((end for _start, end in held), default=0) + 1
    operation = {
        "seq": seq,
        "hlc": to_text(max(tick(last_hlc, clock.now_ms()), pack(clock.now_ms(), 0))),
        "kind": "submission.hand_in",
        "v": 1,
        "base": None,
        "record": f"{person.writer}.{FIRST_EPOCH}.{seq}",
        "fields": {
            "assignment": assignment,
            "text": text,
            "files": files,
            "attempts": [],
            "made_at": clock.rfc3339(clock.now_ms()),
        },
    }
    body = {"writer": person.writer, "epoch": FIRST_EPOCH, "operations": [operation]}
    (result,) = accept_batch(person, body)["results"]
    return bool(result["outcome"] in {"admitted", "corrected"})
