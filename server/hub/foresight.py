"""What the projections of a batch will ask for one by one, asked for all of them at once."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from server.classroom.provenance import look_for_files
from server.classroom.scopes import look_for_classes
from server.files.references import files_of
from sync.core.ops import Operation
from sync.storage.port import Stored
from sync.storage.sqlite import LogStore


def look_ahead(session: Session, store: LogStore, lines: Sequence[Stored]) -> None:
    """Remember, until this transaction ends, the answers that do not change within it."""
    ops = [line.op for line in lines]
    store.look_for_writers({op.writer for op in ops})
    look_for_files(session, {file.sha256 for op in ops for file in files_of(op)})
    look_for_classes(session, _assignments(ops))


def _assignments(ops: Iterable[Operation]) -> set[str]:
    named = {op.fields.get("assignment") for op in ops}
    return {one for one in named if isinstance(one, str)}
