"""State and profile documents with their entity tags (xAPI-Comm 2.2, 3.1)."""

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.http import parse_etags

from server import clock
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.lrs import actors, names, values
from server.lrs.calls import Call, bad
from server.lrs.errors import Invalid
from server.lrs.limits import MAX_DOCUMENT_BYTES, MAX_DOCUMENTS_LISTED, MAX_ID_CHARS
from server.lrs.models import Document
from server.lrs.values import JsonObject
from server.operations.port import log_store
from sync.core.clock import tick

STATE: Final = "state"
AGENT_PROFILE: Final = "agent-profile"
ACTIVITY_PROFILE: Final = "activity-profile"
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where documents lie: `owner` digests school, resource, activity and agent.

    `registration` is empty for documents without one.
    """

    resource: str
    owner: bytes
    registration: str = ""


def shelf(
    resource: str, school: str, *, activity: str = "", agent: JsonObject | None = None,
    registration: str | None = None,
) -> Shelf:  # fmt: skip
    """The shelf of an activity, an agent, or both."""
    who = actors.identifier(agent) or "" if agent else ""
    return Shelf(resource, names.digest(school, resource, activity, who), registration or "")


def get(place: Shelf, name: str) -> Document:
    """A document; Problem 404 when there is none."""
    found = db.session().get(Document, (place.owner, place.registration, name))
    if found is None:
        raise not_found()
    return found


def ids(place: Shelf, since: int | None, *, any_registration: bool = False) -> list[str]:
    """Ids of the documents of a shelf, updated after `since` (on the scale of `stored`)."""
    query = select(Document.id).where(Document.owner == place.owner).distinct()
    if not any_registration:
        query = query.where(Document.registration == place.registration)
    if since is not None:
        query = query.where(Document.updated > since)
    return list(db.session().scalars(query.order_by(Document.id).limit(MAX_DOCUMENTS_LISTED)))


def put(call: Call, place: Shelf, name: str) -> None:
    """Replace a document, or make it."""
    _check_body(call)
    with write_transaction() as session:
        known = session.get(Document, (place.owner, place.registration, name))
        _check_tags(call, known)
        if not call.headers.get("If-Match") and not call.headers.get("If-None-Match"):
            _check_blind(call, place, known)
        kind = call.headers.get("Content-Type", "")
        _write(session, place, name, known, content_type=kind, content=call.body)


def post(call: Call, place: Shelf, name: str) -> None:
    """Make a document, or merge the top level of a JSON object into the one that is there."""
    fresh = _check_body(call)
    with write_transaction() as session:
        known = session.get(Document, (place.owner, place.registration, name))
        _check_tags(call, known)
        content, kind = call.body, call.headers.get("Content-Type", "")
        if known is not None:
            content = _merged(known, call, fresh)
            kind = known.content_type
        _write(session, place, name, known, content_type=kind, content=content)


def remove(call: Call, place: Shelf, name: str) -> None:
    """Delete a document; nothing happens where there is none."""
    with write_transaction() as session:
        known = session.get(Document, (place.owner, place.registration, name))
        _check_tags(call, known)
        if known is not None:
            session.delete(known)


def remove_all(place: Shelf, *, any_registration: bool) -> None:
    """Empty a shelf."""
    query = delete(Document).where(Document.owner == place.owner)
    if not any_registration:
        query = query.where(Document.registration == place.registration)
    with write_transaction() as session:
        session.execute(query)


def keep(session: Session, place: Shelf, name: str, content_type: str, content: bytes) -> None:
    """Write a document of the server's own, whatever was there."""
    known = session.get(Document, (place.owner, place.registration, name))
    _write(session, place, name, known, content_type=content_type, content=content)


def _check_body(call: Call) -> object:
    """The JSON of a JSON body, else None. Raises Problem 400 and 413."""
    if len(call.body) > MAX_DOCUMENT_BYTES:
        raise Problem(413, "too-large", "The document is too large", limit_bytes=MAX_DOCUMENT_BYTES)
    if call.content_type != JSON:
        return None
    try:
        return values.parse_json(call.body)
    except Invalid as error:
        raise bad("body", error.rule) from None


def _check_tags(call: Call, known: Document | None) -> None:
    """Problem 412 when a precondition fails (RFC 9110 13.1)."""
    match, none_match = call.headers.get("If-Match"), call.headers.get("If-None-Match")
    if match is not None and (known is None or known.etag not in parse_etags(match)):
        raise _precondition("If-Match")
    if none_match is not None and known is not None and known.etag in parse_etags(none_match):
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
        before = values.parse_json(bytes(known.content)) if both_json else None
    except Invalid:
        before = None
    if not isinstance(before, dict) or not isinstance(fresh, dict):
        raise bad("body", "can be merged only where both documents are JSON objects")
    return json.dumps({**before, **fresh}, ensure_ascii=False, separators=(",", ":")).encode()


def _write(
    session: Session,
    place: Shelf,
    name: str,
    known: Document | None,
    *,
    content_type: str,
    content: bytes,
) -> None:
    if len(content) > MAX_DOCUMENT_BYTES:
        raise _too_large()
    if not 0 < len(name) <= MAX_ID_CHARS:
        raise bad("id", f"must have 1 to {MAX_ID_CHARS} characters")
    row = known or Document(owner=place.owner, registration=place.registration, id=name)
    row.content_type = content_type[:MAX_ID_CHARS] or "application/octet-stream"
    row.content = content
    row.etag = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # xAPI-Comm 3.1 says SHA-1
    row.updated = tick(log_store(session).last_hlc(), clock.now_ms())
    session.add(row)


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
