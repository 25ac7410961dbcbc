"""`document.set`: a state or profile document is an operation, and so travels like any other.

Each change names the one it was made on top of (`base`), so what two nodes wrote without knowing of
each other stays as two branches. The one with the later ordering time is shown; the next writer
goes on from it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema
from sqlalchemy.orm import Session

from server.lrs import actors, names
from server.lrs.callers import person_of
from server.lrs.limits import (
    DOCUMENT_PLAIN_BYTES,
    DOCUMENT_ROOM_BYTES,
    MAX_DOCUMENT_BYTES,
    MAX_ID_CHARS,
)
from server.lrs.models import Document
from server.lrs.values import JsonObject
from server.operations.spec import Entry, KindSpec, Touch, nobody
from server.rows import put, put_parts
from sync.core.merge import MergeState
from sync.core.registry import Kind, Merge

DOCUMENT_SET: Final = "document.set"
FAMILY: Final = "document"
STATE: Final = "state"
AGENT_PROFILE: Final = "agent-profile"
ACTIVITY_PROFILE: Final = "activity-profile"
RESOURCES: Final = (STATE, AGENT_PROFILE, ACTIVITY_PROFILE)
PLAIN: Final = "content"
PACKED: Final = "zstd"
FILES: Final = "files"
GONE: Final = "gone"
_HOLDING: Final = (PLAIN, PACKED, FILES, GONE)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where documents lie. `agent` is an identifier (server.lrs.actors); what a resource does not
    have is empty. `learner` is the person behind an account of our own."""

    resource: str
    school: str
    activity: str = ""
    agent: str = ""
    registration: str = ""
    learner: str | None = None

    @property
    def owner(self) -> bytes:
        """What rows name the shelf by, the registration aside."""
        return names.digest(self.school, self.resource, self.activity, self.agent)

    def record(self, name: str) -> str:
        """The record of a document: the same on every node."""
        parts = (self.school, self.resource, self.activity, self.agent, self.registration, name)
        return names.digest(*parts).hex()

    def fields(self, name: str) -> dict[str, Any]:
        """The part of the operation's fields that says where the document lies."""
        return {**asdict(self), "id": name}


def shelf(
    resource: str, school: str, *, activity: str = "", agent: JsonObject | None = None,
    registration: str | None = None,
) -> Shelf:  # fmt: skip
    """The shelf of an activity, an agent, or both."""
    who = actors.identifier(agent) or "" if agent else ""
    return Shelf(resource, school, activity, who, registration or "", person_of(agent))


class DocumentSetSchema(Schema):
    """`document.set` version 1: a document as it is from now on.

    Exactly one of `content` (bytes), `zstd` (the same compressed), `files` (one file that holds it,
    with `sha1` for its entity tag) and `gone` (it was deleted) says what it is. The record is a
    digest of where it lies.
    """

    class Meta:
        unknown = RAISE

    resource = fields.String(required=True, validate=validate.OneOf(RESOURCES))
    school = fields.String(required=True)
    activity = fields.String(required=True, validate=validate.Length(max=MAX_ID_CHARS))
    agent = fields.String(required=True)
    registration = fields.String(required=True, validate=validate.Length(max=36))
    learner = fields.String(required=True, allow_none=True)
    id = fields.String(required=True, validate=validate.Length(1, MAX_ID_CHARS))
    type = fields.String(required=False, validate=validate.Length(1, MAX_ID_CHARS))
    content = fields.Raw(required=False)
    zstd = fields.Raw(required=False)
    files = fields.List(fields.Raw(), required=False)
    sha1 = fields.String(required=False)
    gone = fields.Boolean(required=False)

    @validates_schema
    def holds_one(self, data: Mapping[str, Any], **_: Any) -> None:
        """It is said once what the document is."""
        if sum(name in data for name in _HOLDING) != 1:
            raise ValidationError(f"Give one of {', '.join(_HOLDING)}.", PLAIN)


def held(content: bytes) -> dict[str, Any] | None:
    """The fields that hold a document's bytes; None for those that have to be a file."""
    if len(content) <= DOCUMENT_PLAIN_BYTES:
        return {PLAIN: content}
    from backports import zstd  # noqa: PLC0415 - rare, and not needed at start

    packed = zstd.compress(content, level=12)
    return {PACKED: packed} if len(packed) <= DOCUMENT_ROOM_BYTES else None


def tag(content: bytes) -> str:
    """The entity tag, without its quotes; xAPI-Comm 3.1 says SHA-1."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def project(
    session: Session, entry: Entry, _view: Mapping[str, Any] | None, state: MergeState
) -> list[Touch]:
    """document.set → the document; one that was deleted leaves its row, so that the next
    writer goes on from it."""
    head = state.winner
    record = entry.op.record
    if head is None:
        put_parts(session, Document, "source", record, ())
        return []
    fields_ = head.values
    content = None if fields_.get(GONE) else content_of(fields_)
    named = [one for one in _files(fields_) if isinstance(one.get("sha256"), str)]
    put(
        session,
        Document,
        {
            "owner": Shelf(*(str(fields_[name]) for name in _PLACE)).owner,
            "registration": str(fields_["registration"]),
            "id": str(fields_["id"]),
            "source": record,
            "content_type": str(fields_.get("type") or ""),
            "etag": str(fields_.get("sha1") or "") if content is None else tag(content),
            "content": content,
            "blob": named[0]["sha256"] if named else None,
            "updated": head.order,
            "head": str(head.id),
        },
    )
    return []


_PLACE: Final = ("resource", "school", "activity", "agent")


def _files(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = values.get(FILES)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def content_of(values: Mapping[str, Any]) -> bytes | None:
    """What a document.set holds; None for a deletion, a file, or another release's form."""
    plain, packed = values.get(PLAIN), values.get(PACKED)
    if isinstance(plain, bytes):
        return plain
    if not isinstance(packed, bytes):
        return None
    from backports import zstd  # noqa: PLC0415 - as above

    try:
        opener = zstd.ZstdDecompressor()
        found = opener.decompress(packed, max_length=MAX_DOCUMENT_BYTES + 1)
    except zstd.ZstdError:
        return None  # another release's form: the log keeps it
    return found if opener.eof else None


SPEC: Final = KindSpec(
    Kind(
        DOCUMENT_SET,
        1,
        Merge.BRANCH,
        2,
        personal=frozenset({"agent", "learner", PLAIN, PACKED, FILES}),
    ),
    DocumentSetSchema,
    nobody,
    project,
)
