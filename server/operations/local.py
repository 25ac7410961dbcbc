"""The node's own writer: how the command line, a login or an import changes anything."""

from collections.abc import Mapping
from typing import Any

import flask
import marshmallow as ma

from server import clock
from server.config import Config
from server.db import write_transaction
from server.operations.admission import rank_for
from server.operations.catalogue import catalogue, schema_of
from server.operations.port import server_port
from sync.apply import apply
from sync.core.ops import Operation, OpId
from sync.core.verdict import Verdict
from sync.storage.port import Entry


def submit(
    kind: str,
    record: str | None,
    fields: Mapping[str, Any],
    actor: str | None = None,
    base: OpId | None = None,
    *,
    rank: int | None = None,
) -> OpId:
    """Write one operation as this node; a record of None takes the operation's id as its own.

    A `rank` stands in place of the node's own, for what somebody has yet to confirm.

    Joins an open write transaction, else makes its own. Raises ValueError for fields that the
    kind's schema refuses, LookupError for a kind nobody declared.
    """
    known = catalogue()
    if kind not in known.specs:
        raise LookupError(f"no domain declares {kind}")
    spec = known.specs[kind]
    try:
        schema_of(spec.schema).load(dict(fields))
    except ma.ValidationError as error:
        raise ValueError(f"{kind}: {error.messages}") from None
    config: Config = flask.current_app.extensions["tirek.config"]
    with write_transaction() as session:
        store, port = server_port(session)
        now = clock.now_ms()
        op_id, hlc = store.allocate(now)
        op = Operation(
            writer=op_id.writer,
            epoch=op_id.epoch,
            seq=op_id.seq,
            hlc=hlc,
            kind=kind,
            version=spec.kind.version,
            base=base,
            actor=actor,
            record=record if record is not None else str(op_id),
            fields=fields,
        )
        behind = rank_for(spec.kind.authority, config.role) if rank is None else rank
        verdict = Verdict("admitted", hlc, behind, None, store.node, now)
        apply(store, known.registry, port, [Entry(op, verdict)])
    return op_id
