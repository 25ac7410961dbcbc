"""A learner's figures stay and lead to nobody: told again under a pseudonym, then all is erased.

Both halves are operations of one transaction and travel like any other, so restored copies, the
cold log, sticks and the hub come to the same: what erasure guarantees holds here, too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.classroom.provenance import Provenance
from server.db import db, write_transaction
from server.erasure import retelling
from server.erasure.finding import Found, concerning
from server.erasure.pseudonyms import FAMILY_NAME, pseudonym
from server.erasure.service import UnknownPerson, order, plan, remove_files
from server.erasure.statements import statements_about
from server.lrs import packing
from server.lrs.models import Statement
from server.lrs.operations import STATEMENT_PUT
from server.operations.catalogue import catalogue
from server.operations.local import submit
from server.operations.port import log_store
from server.operations.reach import schools_of_person
from server.people.directory import grants_of, kept_record, other_records
from server.people.models import Enrolment
from server.player.models import AttemptAnswer, AttemptSession
from sync.core.merge import view
from sync.core.ops import Operation, OpId
from sync.storage.tables import operations


class StillHere(Exception):
    """The learner is at a school today: what they do from now on would lead back."""


class NotALearner(Exception):
    """Never enrolled anywhere: marks that a teacher gave are the pupils' data and stay as it is."""


def planned(person: str) -> tuple[frozenset[str], Found]:
    """The records of the person (joined ones are one), and what goes or is told again; changes
    nothing. Raises UnknownPerson, NotALearner and StillHere."""
    session = db.session()
    kept = kept_record(session, person)
    people = frozenset({person, kept, *other_records(session, kept)})
    if session.scalar(select(Enrolment.id).where(Enrolment.person.in_(people)).limit(1)) is None:
        plan(person)
        raise NotALearner(person)
    if any(grant.school for one in people for grant in grants_of(session, one, clock.today())):
        raise StillHere(person)
    found = Found()
    for one in sorted(people):
        try:
            found.join(plan(one))
        except UnknownPerson:
            continue
    return people, found


def anonymise(person: str, reason: str) -> dict[str, Any]:
    """Tell the figures again under a pseudonym and erase the person, here at once and elsewhere as
    it travels. Returns what `erase` does, with how much was told again.

    Raises UnknownPerson, NotALearner and StillHere.
    """
    people, found = planned(person)
    session = db.session()
    schools = frozenset().union(*(schools_of_person(session, one) for one in people))
    told = [*_told(session, people, min(schools))]
    db.session.rollback()
    anybody, number = pseudonym()
    with write_transaction():
        name = {"family_name": FAMILY_NAME, "given_name": number, "school": min(schools)}
        submit("person.set", anybody, name)
        _write(told, people, anybody)
        orders = order(found, reason, schools)
    return {
        **found.to_json(),
        "told_again": len(told),
        "orders": orders,
        "files_removed": remove_files(),
    }


_Told = tuple[str, str, Any, str | None]
"""Kind, record (of a statement: its school), what stands there, and who wrote it."""


def _told(session: Session, people: Collection[str], school: str) -> Iterator[_Told]:
    """What stands of the person, in the order of the log."""
    store, registry = log_store(session), catalogue().registry
    origin, seen = Provenance(session), set[tuple[str, str]]()
    ops = [op for one in sorted(people) for op in concerning(store, registry, one)]
    for op in ops:
        verdict = store.verdict_of(op.id)
        if verdict is not None and verdict[1].held:
            continue
        kind = registry.get(op.kind)
        if kind is None or not retelling.tells(op.kind) or (kind.family, op.record) in seen:
            continue
        key = kind.family, op.record
        seen.add(key)
        state = store.merge_states([key]).get(key)
        stands = view(state)
        if state is None or stands is None:
            continue
        winner = state.winner or max(state.versions, key=lambda version: version.precedence)
        yield op.kind, op.record, dict(stands), origin.author(winner)
    yield from _sittings(session, people)
    yield from _statements(session, people, school)


def _sittings(session: Session, people: Collection[str]) -> Iterator[_Told]:
    """Sessions of attempts as the tables have them: of those that have left the log nothing else
    remembers what they came to."""
    answers: defaultdict[str, list[list[str]]] = defaultdict(list)
    given = select(AttemptAnswer).where(AttemptAnswer.learner.in_(people))
    for row in session.scalars(given.order_by(AttemptAnswer.n, AttemptAnswer.question)):
        answers[row.op].append(
            retelling.answer(row.activity, row.question, row.type, row.response, row.share)
        )
    sittings = select(AttemptSession).where(AttemptSession.learner.in_(people))
    for one in session.scalars(sittings.order_by(AttemptSession.order, AttemptSession.op)):
        fields = {name: getattr(one, name) for name in retelling.SITTING}
        fields |= {"cmi": None, "cmi_blob": None, "answers": answers[one.op]}
        yield retelling.ATTEMPT, one.attempt, fields, None


def _statements(session: Session, people: Collection[str], school: str) -> Iterator[_Told]:
    """Statements of the record store, but for those that were taken back."""
    done: set[OpId] = set()
    for one in sorted(people):
        for op in statements_about(session, one):
            if op.id not in done and not _voided(session, op):
                done.add(op.id)
                own = str(op.fields.get("school") or school)
                yield STATEMENT_PUT, own, packing.unpack(op.fields), None


def _voided(session: Session, op: Operation) -> bool:
    query = (
        select(Statement.voided)
        .join(operations, operations.c.id == Statement.operation)
        .where(
            operations.c.writer == op.writer,
            operations.c.epoch == op.epoch,
            operations.c.seq == op.seq,
        )
    )
    return bool(session.scalar(query))


def _write(told: Collection[_Told], people: frozenset[str], anybody: str) -> None:
    again: defaultdict[str, UUID] = defaultdict(uuid4)
    last: dict[str, tuple[str, OpId]] = {}
    for kind, record, stands, actor in told:
        if kind == STATEMENT_PUT:
            whole = retelling.statement(stands, people, record, anybody, again.__getitem__)
            if whole is not None:
                about = {"school": record, "define": False, **packing.pack(whole)}
                submit(kind, str(uuid4()), about)
        elif kind == retelling.ATTEMPT:
            attempt, base = last.get(record, (None, None))
            done = submit(kind, attempt, stands, anybody, base)
            last[record] = attempt or str(done), done
        else:
            fields = retelling.fields(kind, stands, people, anybody)
            if fields is not None:
                writes = None if actor in people else actor
                submit(kind, retelling.record(record, people, anybody), fields, writes)
