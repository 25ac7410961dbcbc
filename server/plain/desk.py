"""What a pupil does on the plain pages, by the same ways in and out as the app's."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from server import clock
from server.access import PersonContext
from server.changes.service import Cursor, changes_since
from server.changes.viewer import viewer_of
from server.classroom.models import Receipt
from server.db import db
from server.limits import MAX_PAGE_RECORDS
from server.operations.port import log_store
from server.operations.service import accept_batch
from server.people.grants import PARENT, PUPIL, children
from server.people.login import FIRST_EPOCH
from server.plain.limits import MAX_NOTICES, MAX_PAGES, MAX_PHOTO_BYTES, MAX_TASKS
from server.rows import rows_of
from server.uploads import service as uploads
from sync.core.clock import pack, tick, to_text

_SIGNS: Final[Mapping[bytes, str]] = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}
_KINDS: Final = ("assignment", "submission", "mark", "arrangement", "notice", "person")


class BadPhoto(ValueError):
    """Bytes that are no photo, or too many of them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's documents by type and id. `learners`: whose work it shows, one's own or that of
    one's children; only one's own is handed in here."""

    person: str
    learners: frozenset[str]
    documents: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def hands_in(self) -> bool:
        """Whether the person is a learner."""
        return self.person in self.learners

    def tasks(self) -> list[Mapping[str, Any]]:
        """The newest first."""
        return self._newest("assignment", "created_at")[:MAX_TASKS]

    def notices(self) -> list[Mapping[str, Any]]:
        """The newest first."""
        return self._newest("notice", "created_at")[:MAX_NOTICES]

    def works(self, assignment: str) -> list[Mapping[str, Any]]:
        """What the learners have handed in for a task, the newest first."""
        return self._about("submission", assignment, "received_at")

    def marks(self, assignment: str) -> list[Mapping[str, Any]]:
        """The learners' marks for a task, the newest first."""
        return self._about("mark", assignment, "made_at")

    def standing(self, assignment: str) -> str:
        """How a task is with the learner: `again`, `done` or, while it is owed, nothing."""
        works, marks = self.works(assignment), self.marks(assignment)
        if marks and marks[0]["returned"]:
            since = works and works[0]["received_at"] > marks[0]["made_at"]
            return "done" if since else "again"
        on_paper = any(one["on_paper"] for one in self._arranged(assignment))
        return "done" if works or marks or on_paper else ""

    def due_at(self, task: Mapping[str, Any]) -> str | None:
        """When its time ends: the learner's own end before everybody's."""
        own = [one["due_at"] for one in self._arranged(task["id"]) if one["due_at"]]
        return str(own[0]) if own else task["due_at"]

    def name(self, learner: str) -> str:
        """Of one of several children, empty where nobody could be mixed up."""
        known = self.documents["person"].get(learner) if len(self.learners) > 1 else None
        return str(known["name"]) if known else ""

    def _arranged(self, assignment: str) -> list[Mapping[str, Any]]:
        return self._about("arrangement", assignment, "id")

    def _about(self, kind: str, assignment: str, order: str) -> list[Mapping[str, Any]]:
        return [
            one
            for one in self._newest(kind, order)
            if one["assignment"] == assignment and one["learner"] in self.learners
        ]

    def _newest(self, kind: str, order: str) -> list[Mapping[str, Any]]:
        return sorted(self.documents[kind].values(), key=lambda one: one[order], reverse=True)


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
    learns = any(one.role == PUPIL for one in person.roles)
    return Desk(person.id, frozenset({person.id}) if learns else children(person.roles), found)


def acknowledge(person: PersonContext, about: Sequence[str], step: str) -> None:
    """Tell the teachers that these tasks or notices came here, or were read, as a phone does; what
    they know already is not told again."""
    if not any(one.role in {PUPIL, PARENT} for one in person.roles):
        return
    records = {f"{one}~{person.id}": one for one in about}
    known = {
        row.id
        for row in rows_of(db.session(), Receipt, list(records))
        if step == "delivered" or row.opened_ms is not None
    }
    db.session.rollback()
    untold = [
        ("receipt.give", record, {"about": one, "step": step})
        for record, one in records.items()
        if record not in known
    ]
    if untold:
        _send(person, untold)


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
    fields = {
        "assignment": assignment,
        "text": text,
        "files": files,
        "attempts": [],
        "made_at": clock.rfc3339(clock.now_ms()),
    }
    (result,) = _send(person, [("submission.hand_in", None, fields)])
    return bool(result["outcome"] in {"admitted", "corrected"})


def _send(
    person: PersonContext, said: Sequence[tuple[str, str | None, Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """Send (kind, record, fields), a record of None beginning one; what became of each."""
    store = log_store(db.session())
    held = store.held(person.writer, FIRST_EPOCH).to_list()
    last_hlc = store.last_hlc()
    db.session.rollback()
    first = max((end for _start, end in held), default=0) + 1
    hlc = max(tick(last_hlc, clock.now_ms()), pack(clock.now_ms(), 0))
    operations = [
        {
            "seq": seq,
            "hlc": to_text(hlc + seq - first),
            "kind": kind,
            "v": 1,
            "base": None,
            "record": record or f"{person.writer}.{FIRST_EPOCH}.{seq}",
            "fields": fields,
        }
        for seq, (kind, record, fields) in enumerate(said, first)
    ]
    body = {"writer": person.writer, "epoch": FIRST_EPOCH, "operations": operations}
    return list(accept_batch(person, body)["results"])
