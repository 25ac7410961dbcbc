"""What a learner's other phone needs to go on: the data model where an attempt stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from content.errors import BlobMissing
from server.errors import Problem, not_found
from server.library.stores import personal_store
from server.operations.port import log_store
from server.people.directory import is_same
from server.player import limits
from server.player.models import Attempt, AttemptSession
from server.uploads.ownership import owned
from sync.core.ops import OpId

_FAMILY: Final = "attempt"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The session that a new one goes on from.

    `after` are operations that it follows, however many sessions lie between: a phone whose last
    one is among them has nothing that this one lacks.
    """

    op: str
    session: str
    cmi: Mapping[str, str]
    after: tuple[str, ...]


def snapshot(session: Session, person: str, attempt: str) -> Snapshot:
    """Where the person's own attempt stands. Problem 404 for anybody else's, and `file-not-here`
    while the data model's file is on its way."""
    row = session.get(Attempt, attempt)
    if row is None or not is_same(session, person, row.learner):
        raise not_found()
    head = session.get_one(AttemptSession, row.head)
    store = log_store(session)
    line = store.get(OpId.parse(row.head))
    if line is None:
        raise not_found()
    cmi = line.op.fields.get("cmi")
    if head.cmi_blob is not None:
        cmi = model_in_file(session, head.cmi_blob, person)
    state = store.merge_states([(_FAMILY, attempt)]).get((_FAMILY, attempt))
    after = [str(op) for op in state.spent] if state else []
    texts = cmi.items() if isinstance(cmi, Mapping) else ()
    return Snapshot(
        op=row.head,
        session=head.session,
        cmi={name: value for name, value in texts if isinstance(value, str)},
        after=tuple(after[-limits.FOLLOWED :]),
    )


def model_in_file(session: Session, sha256: str, person: str) -> Any:
    """A data model that travelled as this person's file. Problem 404, as for `snapshot`."""
    if not owned(session, [(sha256, person)]):
        raise _not_here()
    store = personal_store()
    try:
        if store.size(sha256) > limits.SNAPSHOT_BYTES:
            raise not_found()
        return json.loads(store.read(sha256))
    except BlobMissing:
        raise _not_here() from None
    except (ValueError, RecursionError):
        raise not_found() from None  # a person's file, but no data model


def _not_here() -> Problem:
    return Problem(
        404,
        "file-not-here",
        "The place in this lesson has not arrived here yet",
        hint="Open the lesson on the other phone while it is connected, then open it here.",
    )
