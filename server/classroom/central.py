"""The hook of the exchange between nodes: what has risen to the centre is told to the phones."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.changes.feed import touch
from server.classroom.files import refresh_submission
from server.classroom.models import Mark, Submission, SubmissionFile
from server.classroom.provenance import Provenance
from server.classroom.scopes import mark_touches, submission_touches
from server.player.models import Attempt
from server.player.scopes import attempt_touches
from sync.core.knowledge import IntervalSet, Key, Knowledge
from sync.core.ops import OpId
from sync.storage.port import Touch

_CHUNK = 500
"""Ids per query; SQLite takes 32,766 parameters."""


def touch_central(
    session: Session,
    *,
    operations: Mapping[Key, IntervalSet] | None = None,
    files: Iterable[str] = (),
) -> int:
    """Operations that the upstream newly holds for good, and files that it has verified.

    Called in the transaction that journals the acknowledgement, after it has been journalled.
    Returns how many records have changed their tick.
    """
    arrived = list(files)
    refreshed = _Refresh(session)
    for ids in _chunks([str(op) for op in Knowledge(operations or {}).ids()]):
        refreshed.operations(ids)
    for shas in _chunks(arrived):
        refreshed.files(shas)
    session.flush()
    touch(session, refreshed.touches)
    return refreshed.changed


class _Refresh:
    """Looks again at records, and collects whom to tell."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._origin = Provenance(session)
        self.touches: list[Touch] = []
        self.changed = 0

    def operations(self, ids: list[str]) -> None:
        session = self._session
        for work in session.scalars(select(Submission).where(Submission.op.in_(ids))):
            self._work(work)
        for mark in session.scalars(select(Mark).where(Mark.op.in_(ids))):
            if self._tick(mark, mark.op, self._origin.judge(mark.op)):
                self.touches += mark_touches(session, mark)
        for attempt in session.scalars(select(Attempt).where(Attempt.head.in_(ids))):
            if self._tick(attempt, attempt.head, attempt.judge):
                self.touches += attempt_touches(session, attempt.id, attempt.learner)

    def files(self, sha256s: list[str]) -> None:
        query = select(Submission).join(SubmissionFile, SubmissionFile.submission == Submission.id)
        for work in self._session.scalars(query.where(SubmissionFile.sha256.in_(sha256s))).unique():
            self._work(work)

    def _work(self, row: Submission) -> None:
        if refresh_submission(self._session, self._origin, row):
            self.changed += 1
            self.touches += submission_touches(self._session, row)

    def _tick(self, row: Mark | Attempt, op: str, judge: str) -> bool:
        central = self._origin.is_central(OpId.parse(op), judge)
        changed = central != row.central
        row.central = central
        self.changed += changed
        return changed


def _chunks(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
