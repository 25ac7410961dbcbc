"""State and profile documents with their entity tags (xAPI-Comm 2.2, 3.1).

Every change is an operation (server.lrs.document_operations). A document that a phone keeps in its
attempt (server.lrs.played) is read here, too; of several the one that was written last is shown.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from werkzeug.http import parse_etags

from content.errors import BlobMissing
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.library.stores import personal_store
from server.lrs import document_operations as operations
from server.lrs import permitted, values
from server.lrs.calls import Call, bad
from server.lrs.document_operations import DOCUMENT_SET, STATE, Shelf
from server.lrs.errors import Invalid
from server.lrs.limits import (
    MAX_DOCUMENT_BYTES,
    MAX_DOCUMENTS_LISTED,
    MAX_ID_CHARS,
    MERGE_TRIES,
)
from server.lrs.models import Document
from server.lrs.timestamps import of_order
from server.operations.local import submit
from sync.core.ops import OpId

JSON: Final = "application/json"
_OCTETS: Final = "application/octet-stream"


def get(place: Shelf, name: str) -> Document:
    """A document; Problem 404 when there is none."""
    found = _there(db.session(), place, name)
    if found is None:
        raise not_found()
    return found


def content_of(row: Document) -> bytes:
    """A document's bytes. Problem 404 while the file of a large one is still on its way."""
    if row.content is not None:
        return bytes(row.content)
    try:
        return personal_store().read(str(row.blob))
    except BlobMissing:
        raise Problem(
            404,
            "file-not-here",
            "The document has not arrived here yet",
            hint="Ask again once the node that took it in has been in touch.",
        ) from None


def ids(place: Shelf, since: int | None, *, any_registration: bool = False) -> list[str]:
    """Ids of the documents of a shelf, updated after `since` (Unix time in microseconds)."""
    shown = _shown(db.session(), place, any_registration=any_registration)
    found = {row.id for row in shown if since is None or of_order(row.updated) > since}
    return sorted(found)[:MAX_DOCUMENTS_LISTED]


def put(call: Call, place: Shelf, name: str) -> None:
    """Replace a document, or make it."""
    _check_body(call)
    kept = _kept(name, call.headers.get("Content-Type", ""), call.body)
    with write_transaction() as session:
        known = _there(session, place, name)
        _check_tags(call, place, known)
        if not call.headers.get("If-Match") and not call.headers.get("If-None-Match"):
            _check_blind(call, place, known)
        _write(session, place, name, kept, actor=call.caller.person)


def post(call: Call, place: Shelf, name: str) -> None:
    """Make a document, or merge the top level of a JSON object into the one that is there."""
    fresh = _check_body(call)
    for _ in range(MERGE_TRIES):
        known = _there(db.session(), place, name)
        _check_tags(call, place, known)
        content, kind = call.body, call.headers.get("Content-Type", "")
        if known is not None:
            content, kind = _merged(known, call, fresh), known.content_type
        kept = _kept(name, kind, content)
        before = known.head if known else None
        with write_transaction() as session:
            now = _there(session, place, name)
            if (now.head if now else None) == before:
                _write(session, place, name, kept, actor=call.caller.person)
                return
    raise Problem(
        409,
        "conflict",
        "Others keep changing this document",
        hint="Send the request again.",
    )


def remove(call: Call, place: Shelf, name: str) -> None:
    """Delete a document; nothing happens where there is none."""
    with write_transaction() as session:
        known = _there(session, place, name)
        _check_tags(call, place, known)
        if known is not None:
            _write(session, place, name, {operations.GONE: True}, actor=call.caller.person)


def remove_all(call: Call, place: Shelf, *, any_registration: bool) -> None:
    """Empty a shelf."""
    with write_transaction() as session:
        for row in list(_shown(session, place, any_registration=any_registration)):
            here = replace(place, registration=row.registration)
            _write(session, here, row.id, {operations.GONE: True}, actor=call.caller.person)


def keep(session: Session, place: Shelf, name: str, content_type: str, content: bytes) -> None:
    """Write a small document of the server's own, whatever was there."""
    held = operations.held(content)
    if held is None:
        raise _too_large()
    _write(session, place, name, {"type": content_type, **held}, actor=None)


def _kept(name: str, kind: str, content: bytes) -> dict[str, Any]:
    """The fields of a document's operation; what is large becomes a file first."""
    if len(content) > MAX_DOCUMENT_BYTES:
        raise _too_large()
    if not 0 < len(name) <= MAX_ID_CHARS:
        raise bad("id", f"must have 1 to {MAX_ID_CHARS} characters")
    type_ = kind[:MAX_ID_CHARS] or _OCTETS
    held = operations.held(content)
    if held is None:
        sha256, size = personal_store().put(content)
        file = {"sha256": sha256, "name": "document", "type": type_, "size": size}
        held = {operations.FILES: [file], "sha1": operations.tag(content)}
    return {"type": type_, **held}


def _write(
    session: Session, place: Shelf, name: str, kept: dict[str, Any], *, actor: str | None
) -> None:
    record = place.record(name)
    query = select(Document.head).where(Document.source == record)
    head = session.scalar(query)
    base = OpId.parse(head) if head else None
    submit(DOCUMENT_SET, record, {**place.fields(name), **kept}, actor=actor, base=base)


def _there(session: Session, place: Shelf, name: str) -> Document | None:
    """The document as it was written last, None where that was its end."""
    query = _of(place).where(Document.registration == place.registration, Document.id == name)
    found = session.scalar(query.limit(1))
    return found if found is not None and not _is_gone(found) else None


def _shown(session: Session, place: Shelf, *, any_registration: bool) -> Iterator[Document]:
    query = _of(place)
    if not any_registration:
        query = query.where(Document.registration == place.registration)
    seen = set()
    for row in session.scalars(query):
        key = row.registration, row.id
        if key not in seen and not _is_gone(row):
            yield row
        seen.add(key)


def _of(place: Shelf) -> Select[Document]:
    """The rows of a shelf in all registrations, what was written last before the rest."""
    query = select(Document).where(Document.owner == place.owner)
    ordered = query.order_by(Document.updated.desc(), Document.source)
    return ordered.execution_options(populate_existing=True)


def _is_gone(row: Document) -> bool:
    return row.content is None and row.blob is None


def _check_body(call: Call) -> object:
    """The JSON of a JSON body, else None. Raises Problem 400 and 413."""
    if len(call.body) > MAX_DOCUMENT_BYTES:
        raise _too_large()
    if call.content_type != JSON:
        return None
    try:
        return values.parse_json(call.body)
    except Invalid as error:
        raise bad("body", error.rule) from None


def _check_tags(call: Call, place: Shelf, known: Document | None) -> None:
    """Problem 412 when a precondition fails (RFC 9110 13.1).

    From whom the document is hidden its tag is, too, since it is a hash of the content: no guess
    holds against it, and no writing finds out by guessing what reading would not tell.
    """
    match, none_match = call.headers.get("If-Match"), call.headers.get("If-None-Match")
    if match is None and none_match is None:
        return
    hidden = permitted.hides(db.session(), call.caller, place.learner)
    if match is not None and (hidden or known is None or known.etag not in parse_etags(match)):
        raise _precondition("If-Match")
    if none_match is None or known is None:
        return
    if hidden or known.etag in parse_etags(none_match):
        raise _precondition("If-None-Match")


def _check_blind(call: Call, place: Shelf, known: Document | None) -> None:
    """A PUT that names no tag: 1.0.3 refuses it for profiles, 2.0 where it would overwrite."""
    if known is not None and (call.is_2 or place.resource != STATE):
        raise Problem(
            409,
            "conflict",
            "There is a document here, and the request does not say which it replaces",
            detail="Send its ETag as If-Match.",
            hint="Load it again and repeat the change.",
        )
    if known is None and not call.is_2 and place.resource != STATE:
        raise bad("If-None-Match", "or If-Match is required to PUT a profile")


def _merged(known: Document, call: Call, fresh: object) -> bytes:
    both_json = known.content_type.partition(";")[0].strip().lower() == JSON == call.content_type
    try:
        before = values.parse_json(content_of(known)) if both_json else None
    except Invalid:
        before = None
    if not isinstance(before, dict) or not isinstance(fresh, dict):
        raise bad("body", "can be merged only where both documents are JSON objects")
    return json.dumps({**before, **fresh}, ensure_ascii=False, separators=(",", ":")).encode()


def _too_large() -> Problem:
    return Problem(413, "too-large", "The document is too large", limit_bytes=MAX_DOCUMENT_BYTES)


def _precondition(header: str) -> Problem:
    return Problem(
        412,
        "precondition-failed",
        "The document is not what the request expects",
        detail=f"{header} does not hold.",
        hint="Load it again and repeat the change.",
    )
