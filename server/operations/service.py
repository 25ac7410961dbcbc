"""Accepting operations: from phones (judged here) and from frames (judged elsewhere)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import flask
from sqlalchemy.orm import Session

from server import clock, logs
from server.access import PersonContext
from server.config import Config
from server.db import again, db, write_transaction
from server.errors import not_allowed
from server.limits import CLOCK_BEHIND_WRITER_MS
from server.operations import envelope
from server.operations.admission import Judge
from server.operations.catalogue import Catalogue, catalogue
from server.operations.port import ServerPort, log_store, server_port
from server.operations.receipts import receipt_code
from server.operations.spec import Author, KindSpec, Refusal
from server.people.directory import grants_of, other_records
from server.timekeeping.limits import MAX_ASLEEP_MS
from sync.apply import Result, apply
from sync.core import canonical
from sync.core import clock as hlc
from sync.core.knowledge import IntervalSet, Key
from sync.core.ops import Operation
from sync.core.verdict import Verdict
from sync.storage.port import Entry, Writer
from sync.storage.sqlite import LogStore


def accept_batch(person: PersonContext, body: Mapping[str, Any]) -> dict[str, Any]:
    """Judge, log and apply a phone's batch; the answer's shape is envelope.BatchOut.

    All of it is validated before the transaction begins: one for the whole batch, in which each
    operation is judged by itself. At a hub it waits only for those who write in the same schools.
    Raises Problem 403 for a writer that is not the caller's, and 422 naming the index of an
    operation that cannot be read.
    """
    operations = envelope.read(body, catalogue())
    owner = log_store(db.session()).writer(body["writer"])
    # Whoever has two records gets in as the kept one, and sends what waits under the other, too.
    if owner is None or owner.person not in {person.id, *other_records(db.session(), person.id)}:
        raise not_allowed("This writer belongs to somebody else.")
    schools = {grant.school for grant in person.roles if grant.school}
    if owner.school:
        schools.add(owner.school)
    return again(lambda: _accept(owner, body, operations, schools))


def _accept(
    owner: Writer, body: Mapping[str, Any], operations: Sequence[Operation], schools: set[str]
) -> dict[str, Any]:
    with write_transaction(schools or None) as session:
        store, port = server_port(session, min(schools, default=""))
        batch = _Batch(session, store, port, catalogue(), owner)
        results = batch.accept(operations)
        received = store.held(body["writer"], body["epoch"]).to_list()
    numbers = IntervalSet.of(op.seq for op in operations)
    logs.note(operations=f"{body['writer']}.{body['epoch']}.{numbers}")
    return {"results": results, "received": received}


def accept_entries(entries: Sequence[Entry], *, source: str) -> list[Result]:
    """Log and apply entries that another node has judged; its verdicts are obeyed."""
    with write_transaction() as session:
        store, port = server_port(session)
        return apply(store, catalogue().registry, port, entries, source=source)


class _Batch:
    """One batch inside its transaction: what was judged waits until something refers to it."""

    def __init__(
        self,
        session: Session,
        store: LogStore,
        port: ServerPort,
        known: Catalogue,
        owner: Writer,
    ) -> None:
        self._session = session
        self._store = store
        self._port = port
        self._known = known
        self._person = owner.person or ""
        self._earliest = owner.issued_ms - CLOCK_BEHIND_WRITER_MS
        config: Config = flask.current_app.extensions["tirek.config"]
        now = clock.reading()
        self._judge = Judge(
            store.node,
            config.role,
            store.tick(now.believed_ms),
            now.believed_ms,
            unsure=now.doubt is not None,
        )
        self._authors: dict[str, Author] = {}
        self._pending: list[Entry] = []
        self._names: set[str] = set()
        self._forked: set[int] = set()

    def accept(self, operations: Iterable[Operation]) -> list[dict[str, Any]]:
        """Results in the order of the batch."""
        answers = []
        held: dict[Key, IntervalSet] = {}  # before this batch; no number occurs in it twice
        for op in operations:
            body = canonical.encode(op)
            of = op.id[:2]
            if of not in held:
                held[of] = self._store.held(*of)
            known = self._store.verdict_of(op.id) if op.seq in held[of] else None
            repeated = known is not None and known[0] == canonical.hash_of(body)
            verdict = known[1] if known is not None and repeated else self._take(op)
            answers.append((op.seq, verdict, repeated, receipt_code(canonical.hash_of(body))))
        self._flush()
        return [
            {
                "seq": seq,
                "outcome": "fork" if seq in self._forked else verdict.outcome,
                "order": hlc.to_text(verdict.order),
                "reason": verdict.reason,
                "duplicate": repeated,
                "receipt": receipt,
            }
            for seq, verdict, repeated, receipt in answers
        ]

    def _take(self, op: Operation) -> Verdict:
        mentioned = {op.record, *(v for v in op.fields.values() if isinstance(v, str))}
        if op.base is not None:
            mentioned.add(str(op.base))
        if mentioned & self._names:
            self._flush()  # rights may depend on what came before in this batch
        spec = self._spec(op)
        refusal = self._refusal(spec, op) if spec else None
        base = self._store.verdict_of(op.base) if op.base is not None else None
        verdict = self._judge.verdict(op, spec, refusal, base[1].order if base else None)
        self._pending.append(Entry(op, verdict))
        self._names |= {op.record, str(op.id)}
        return verdict

    def _spec(self, op: Operation) -> KindSpec | None:
        kind = self._known.registry.knows(op.kind, op.version)
        return self._known.specs[kind.name] if kind else None

    def _refusal(self, spec: KindSpec, op: Operation) -> Refusal | None:
        """Why the author may not do this, by the rights of the days that count."""
        found: Refusal | None = None
        for day in self._days(op):
            found = spec.authorise(self._session, self._author(op, day), op)
            if found is None:
                return None
        return found

    def _days(self, op: Operation) -> Iterator[date]:
        """The day the author claims, or today where that day cannot be believed.

        Nothing was made before its writer existed, however far back a phone's clock has fallen. A
        node that doubts its own clock holds nothing for a date: any day that may be right counts.
        """
        claimed, wrong = self._judge.ordering(op)
        moment = hlc.physical(claimed)
        if not wrong and moment >= self._earliest:
            yield clock.school_date(moment)
            if not self._judge.unsure:
                return
        yield clock.school_date(self._judge.seen_ms)
        stated = hlc.physical(op.hlc)
        if self._judge.unsure and 0 <= stated - self._judge.seen_ms <= MAX_ASLEEP_MS:
            yield clock.school_date(stated)

    def _author(self, op: Operation, day: date) -> Author:
        """The author with the rights of that day."""
        found = self._authors.get(f"{op.writer}{day}")
        if found is None:
            roles = grants_of(self._session, self._person, day)
            found = Author(self._person, op.writer, roles, day)
            self._authors[f"{op.writer}{day}"] = found
        return found

    def _flush(self) -> None:
        if not self._pending:
            return
        for result in apply(self._store, self._known.registry, self._port, self._pending):
            if result.outcome == "fork":
                self._forked.add(result.id.seq)
        self._pending = []
        self._names = set()
        self._authors = {}


__all__ = ["accept_batch", "accept_entries", "log_store"]
