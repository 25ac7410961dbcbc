"""Taking what came from erased operations out of the tables, and noting their files."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import String, Table, delete, select
from sqlalchemy.orm import Session

from server.accounts.models import LoginCard
from server.changes.models import PhoneFeed
from server.cmi5.models import Cmi5Registration, Cmi5Session
from server.db import Model
from server.drafts.models import DraftCopy
from server.erasure.models import ErasedFile, ErasedLogin
from server.files.models import FileReference
from server.files.references import files_of
from server.lrs import projection
from server.lrs.callers import HOME
from server.notes.models import OwnNote
from server.people.models import Credential, Token
from server.player.models import AttemptSession
from server.rows import table_of
from server.uploads.models import PersonalFile, Upload
from sync.apply import WRITER_ISSUE
from sync.core.ops import Operation
from sync.storage.port import Entry, Touch

_KEYS_PER_QUERY = 200


def erased(
    session: Session,
    projections: Sequence[type[Model]],
    entries: Sequence[Entry],
    *,
    elsewhere: bool = False,
) -> list[Touch]:
    """Delete every row whose key is one of these operations or their records; what is left of a
    record is projected again by the caller. Says which phones held a document of them.

    `elsewhere`: these people go on at another node, so their phones keep what has not been sent.
    """
    ops = [entry.op for entry in entries]
    keys = sorted({op.record for op in ops} | {str(op.id) for op in ops})
    touches = list(_held_by_phones(session, keys))
    _note_files(session, ops)
    tables: list[type[Model]] = [*projections, OwnNote]  # notes are of people and of records, too
    for model in tables:
        table = table_of(model)
        for column in table.primary_key.columns:
            if isinstance(column.type, String):
                _delete(session, table, column, keys)
    projection.forget(session, ops)
    _end_access(session, ops, elsewhere=elsewhere)
    session.expire_all()
    return touches


def _held_by_phones(session: Session, records: Collection[str]) -> Iterator[Touch]:
    for some in _batches(records):
        rows = session.execute(
            select(PhoneFeed.scope, PhoneFeed.type, PhoneFeed.record).where(
                PhoneFeed.record.in_(some)
            )
        )
        for scope, kind, record in rows:
            yield Touch(scope, kind, record)


def _note_files(session: Session, ops: Sequence[Operation]) -> None:
    for op in ops:
        names = {file.sha256 for file in files_of(op)}
        blob = op.fields.get("cmi_blob")
        if isinstance(blob, str):
            names.add(blob)
        for sha256 in sorted(names):
            session.merge(ErasedFile(sha256=sha256))
    for some in _batches([str(op.id) for op in ops]):
        # Of a sitting whose words have left the log its row is what still names the file.
        rows = select(AttemptSession.cmi_blob).where(AttemptSession.op.in_(some))
        for blob in filter(None, session.scalars(rows).all()):
            session.merge(ErasedFile(sha256=blob))
        session.execute(delete(FileReference).where(FileReference.operation.in_(some)))


def _end_access(session: Session, ops: Sequence[Operation], *, elsewhere: bool) -> None:
    """Passwords and logins of whoever's record or writer is gone."""
    people = {op.record for op in ops if op.kind == "person.set"}
    writers = {str(op.fields.get("writer")) for op in ops if op.kind == WRITER_ISSUE}
    for some in _batches(people):
        session.execute(delete(Credential).where(Credential.person.in_(some)))
        logins = select(Token.sha256).where(Token.person.in_(some))
        for sha256 in () if elsewhere else session.scalars(logins).all():
            session.merge(ErasedLogin(sha256=sha256))
        session.execute(delete(Token).where(Token.person.in_(some)))
        session.execute(delete(LoginCard).where(LoginCard.person.in_(some)))
        session.execute(delete(DraftCopy).where(DraftCopy.person.in_(some)))
        _leave_uploads(session, some)
    _leave_courses(session, people)
    for some in _batches(writers):
        session.execute(delete(Token).where(Token.writer.in_(some)))


def _leave_uploads(session: Session, people: Collection[str]) -> None:
    """What they have brought: names of files, and files that no operation ever named."""
    theirs = PersonalFile.person.in_(people)
    brought = set(session.scalars(select(PersonalFile.sha256).where(theirs)))
    session.execute(delete(PersonalFile).where(theirs))
    session.execute(delete(Upload).where(Upload.person.in_(people)))
    for some in _batches(brought):
        query = select(PersonalFile.sha256).where(PersonalFile.sha256.in_(some))
        for sha256 in sorted({*some} - {*session.scalars(query)}):
            session.merge(ErasedFile(sha256=sha256))


def _leave_courses(session: Session, people: Collection[str]) -> None:
    """Registrations for cmi5 courses, with their launches: they are of this node alone, so no
    operation names them."""
    if not people:
        return
    rows = session.execute(select(Cmi5Registration.id, Cmi5Registration.actor))
    theirs = [row.id for row in rows if _is_one_of(row.actor, people)]
    for some in _batches(theirs):
        session.execute(delete(Cmi5Session).where(Cmi5Session.registration.in_(some)))
        session.execute(delete(Cmi5Registration).where(Cmi5Registration.id.in_(some)))


def _is_one_of(actor: Mapping[str, Any], people: Collection[str]) -> bool:
    account = actor.get("account") or {}
    return account.get("name") in people and str(account.get("homePage", "")).startswith(HOME)


def _delete(session: Session, table: Table, column: Any, keys: Collection[str]) -> None:
    for some in _batches(keys):
        session.execute(delete(table).where(column.in_(some)))


def _batches(items: Collection[str]) -> Iterator[list[str]]:
    every = sorted(items)
    for start in range(0, len(every), _KEYS_PER_QUERY):
        yield every[start : start + _KEYS_PER_QUERY]
