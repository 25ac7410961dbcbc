"""Taking statements in: checked before the transaction, written in one with their operations."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

import flask
from sqlalchemy.orm import Session

from server import clock
from server.config import Config
from server.db import in_write_transaction, write_transaction
from server.errors import Problem
from server.library.stores import personal_store
from server.lrs import (
    batches,
    comparison,
    consistency,
    names,
    packing,
    reading,
    signatures,
    statements,
    timestamps,
)
from server.lrs.callers import DEFINE, Caller
from server.lrs.errors import Invalid
from server.lrs.operations import STATEMENT_PUT
from server.lrs.values import JsonObject
from server.operations.admission import rank_for
from server.operations.catalogue import catalogue
from server.operations.port import server_port
from sync.apply import apply
from sync.core.ops import Operation, OpId
from sync.core.verdict import Verdict
from sync.storage.port import Entry

_KEYS_PER_QUERY: Final = 400


@dataclass(frozen=True, slots=True)
class Given:
    """One checked statement: `id` is None where the client gave none, `sent` is what came."""

    id: str | None
    statement: JsonObject
    fields: Mapping[str, Any]
    sent: JsonObject


@dataclass(frozen=True, slots=True)
class Attached:
    """The bytes of an attachment that came with the request."""

    content_type: str
    data: bytes


def prepare(
    caller: Caller,
    documents: Sequence[Any],
    attached: Mapping[str, Attached],
    *,
    version: str,
    batch: bool,
) -> list[Given]:
    """Check a request's statements and keep their files; nothing is written to the database.

    Raises Invalid and TooLarge naming the path, and Problem 403 where a person speaks for another.
    """
    major = "2.0" if version.startswith("2") else "1.0"
    for index, document in enumerate(documents):
        at = f"[{index}]" if batch else ""
        statements.check(document, at, version=major)
        caller.require_own(document["actor"])
    _once_each(documents)
    used: set[str] = set()
    for index, document in enumerate(documents):
        _check_attachments(document, attached, f"[{index}]." if batch else "", used)
    if set(attached) - used:
        raise Invalid("body", "has a part that is no attachment of a statement")
    kept = _keep_files(attached)
    files = {sha2: (kept[sha2], len(part.data)) for sha2, part in attached.items()}
    return [
        _given(caller, document, files, major, f"[{index}]" if batch else "")
        for index, document in enumerate(documents)
    ]


def put(caller: Caller, given: Sequence[Given]) -> list[str]:
    """Write the statements and give their ids, all of them or none.

    One that is here already and is the same changes nothing; Problem 409 for a different one.
    """
    known = catalogue()
    kind = known.specs[STATEMENT_PUT].kind
    config: Config = flask.current_app.extensions["tirek.config"]
    with write_transaction() as session:
        store, port = server_port(session)
        present = _present(session, caller.school, [g.id for g in given if g.id is not None])
        new = [one for one in given if one.id is None or one.id not in present]
        for one in given:
            if one.id in present and not comparison.same(present[one.id], one.statement):
                raise _conflict(one.id)
        if caller.gate is not None:
            caller.gate.admit(session, [one.sent for one in new])
        now = clock.now_ms()
        rank = rank_for(kind.authority, config.role)
        node = store.node
        entries = []
        whole: dict[OpId, JsonObject] = {}
        made: dict[int, str] = {}
        numbered = store.allocate_many(now, len(new))
        taken = _taken(
            session,
            caller.school,
            [str(id_) for one, (id_, _) in zip(new, numbered, strict=True) if one.id is None],
        )
        for one, (op_id, hlc) in zip(new, numbered, strict=True):
            op = Operation(
                writer=op_id.writer,
                epoch=op_id.epoch,
                seq=op_id.seq,
                hlc=hlc,
                kind=kind.name,
                version=kind.version,
                base=None,
                actor=caller.person,
                record=one.id or taken.get(str(op_id), str(op_id)),
                fields=one.fields,
            )
            entries.append(Entry(op, Verdict("admitted", hlc, rank, None, node, now)))
            whole[op.id] = one.statement
            made[id(one)] = names.uuid_text(names.statement_id(op.record))
        batch = batches.begin(
            session,
            [(caller.school, names.statement_id(entry.op.record)) for entry in entries],
            whole,
        )
        try:
            apply(store, known.registry, port, entries)
            batch.flush()
        finally:
            batches.end(session)
        if caller.gate is not None:
            caller.gate.kept(session)
    if batch.latest and not in_write_transaction():
        consistency.tell_kept(batch.latest)
    return [made.get(id(one)) or str(one.id) for one in given]


def _once_each(documents: Sequence[JsonObject]) -> None:
    seen: set[str] = set()
    for index, document in enumerate(documents):
        found = document.get("id")
        if found is not None:
            if found.lower() in seen:
                raise Invalid(f"[{index}].id", "stands twice in one batch")
            seen.add(found.lower())


def _given(
    caller: Caller, document: JsonObject, kept: Mapping[str, tuple[str, int]], major: str, at: str
) -> Given:
    sent = dict(document)
    made = comparison.normalised(document)
    found = made.pop("id", None)
    made.pop("stored", None)
    made["authority"] = caller.authority
    made.setdefault("version", "2.0.0" if major == "2.0" else "1.0.0")
    if major == "2.0":
        for half in (made, made["object"]):
            if "timestamp" in half:
                half["timestamp"] = timestamps.in_utc(half["timestamp"])
    fields: dict[str, Any] = {"school": caller.school, **packing.pack(made, at)}
    if not caller.may(DEFINE):
        fields["define"] = False
    files = [
        {"sha256": kept[sha2][0], "name": sha2, "type": item["contentType"], "size": kept[sha2][1]}
        for item in statements.attachments_of(made)
        if (sha2 := item["sha2"].lower()) in kept
    ]
    if files:
        fields["files"] = files
    return Given(found.lower() if found else None, made, fields, sent)


def _check_attachments(
    document: JsonObject, attached: Mapping[str, Attached], start: str, used: set[str]
) -> None:
    """Every attachment has its bytes here or says where they are; signatures are right.

    Its hash names the part. A wrong length refuses nothing: clients count it before encoding.
    """
    for index, item in enumerate(statements.attachments_of(document)):
        at = f"{start}attachments[{index}]"
        sha2 = item["sha2"].lower()
        here = attached.get(sha2)
        if here is None:
            if "fileUrl" not in item or item["usageType"] == statements.SIGNATURE:
                raise Invalid(at, "has neither a part of this request nor a fileUrl")
            continue
        used.add(sha2)
        if item["usageType"] == statements.SIGNATURE:
            signatures.check(document, here.data, at)


def _keep_files(attached: Mapping[str, Attached]) -> dict[str, str]:
    """Bytes into the store of personal files; SHA-256 there by the hash that the client uses."""
    store = personal_store()
    return {sha2: store.put(part.data)[0] for sha2, part in attached.items()}


def right_hash(sha2: str, data: bytes) -> bool:
    """Whether these bytes have this SHA-2 hash, whose length tells which."""
    name = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}[len(sha2)]
    return hashlib.new(name, data).hexdigest() == sha2.lower()


def _present(session: Session, school: str, ids: Sequence[str]) -> dict[str, JsonObject]:
    found: dict[str, JsonObject] = {}
    for start in range(0, len(ids), _KEYS_PER_QUERY):
        keys = [UUID(text).bytes for text in ids[start : start + _KEYS_PER_QUERY]]
        if not reading.any_with_ids(session, keys):
            continue  # new to every school, as nearly all are
        for line in reading.with_ids(session, school, keys):
            found[line.id] = line.statement
    return found


def _taken(session: Session, school: str, records: Sequence[str]) -> dict[str, str]:
    """Other ids for those of these records whose own a client has used before."""
    keys = {names.uuid_text(names.statement_id(record)): record for record in records}
    return {keys[key]: str(uuid4()) for key in _present(session, school, list(keys))}


def _conflict(statement: str) -> Problem:
    return Problem(
        409,
        "statement-conflict",
        "Another statement has this id",
        detail=f"{statement} is here with other content; nothing of the request was kept.",
        hint="Give the new statement an id of its own.",
        statement=statement,
    )


__all__ = ["Attached", "Given", "prepare", "put", "right_hash"]
