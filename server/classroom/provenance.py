"""Where a version of a record comes from: its author, its verdict, and how high it has risen."""

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.identity import config
from server.operations.port import log_store, recall
from server.operations.spec import Entry
from server.rows import remembered
from server.uploads.models import PersonalFile
from sync.core.merge import MergeState, Version
from sync.core.ops import OpId
from sync.storage.base import chunks
from sync.storage.port import UPSTREAM
from sync.storage.port import Entry as Line
from sync.storage.sqlite import LogStore

_FILES: Final = "files that are here"
_KEYS_PER_QUERY: Final = 400


class Provenance:
    """Questions to the log on the session's connection; made anew for each projection."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def store(self) -> LogStore:
        return log_store(self._session)

    def author(self, version: Version) -> str | None:
        """The person behind a version: the node's own actor, or the writer's owner."""
        if version.actor is not None:
            return version.actor
        writer = self.store.writer(version.id.writer)
        return writer.person if writer else None

    def beside(self, state: MergeState, *names: str) -> list[dict[str, Any]]:
        """What was said of a record at the same time as what stands: of each version these values,
        its `author`, and the `op` by which whoever settles it names it as a base."""
        return [
            {
                **{name: head.values[name] for name in names},
                "author": self.author(head),
                "op": str(head.id),
            }
            for head in state.heads[1:]
        ]

    def owner(self, writer: str) -> str | None:
        """The person whose writer this is."""
        found = self.store.writer(writer)
        return found.person if found else None

    def line(self, entry: Entry, op: OpId) -> Line:
        """The operation with its verdict, from the log unless it is the entry's own."""
        if entry.op.id == op:
            return Line(entry.op, entry.verdict)
        found = recall(self._session, op)
        if found is None:
            raise LookupError(f"{op} is merged but not in the log")
        return found

    def judge(self, op: str) -> str:
        """The node that first took an operation of the log."""
        found = self.store.verdict_of(OpId.parse(op))
        if found is None:
            raise LookupError(f"{op} is in the tables but not in the log")
        return found[1].node

    def is_central(self, op: OpId, judge: str, sha256s: Iterable[str] = ()) -> bool:
        """Whether the operation and all these files are kept for good above this node.

        A hub is the top: there only the files may still be on their way. What a school got from
        above has been kept there before it came down.
        """
        shas = set(sha256s)
        if config().role == "hub":
            return _are_here(self._session, shas)
        from_above = config().role == "school" and judge != self.store.node
        if not from_above and not self.store.durable_at(UPSTREAM, op):
            return False
        return all(self.store.blob_held(UPSTREAM, sha) for sha in shas)


def look_for_files(session: Session, sha256s: Collection[str]) -> None:
    """Ask for all of them at once, in a transaction that only applies operations: what brings a
    file is another one, which is alone (server.db.write_transaction)."""
    known = _known_files(session)
    for some in chunks(sha256s, _KEYS_PER_QUERY):
        known.update(dict.fromkeys(some, False))
        query = select(PersonalFile.sha256).where(PersonalFile.sha256.in_(some))
        known.update(dict.fromkeys(session.scalars(query), True))


def _are_here(session: Session, sha256s: Collection[str]) -> bool:
    known = _known_files(session)
    rest = [sha for sha in sha256s if sha not in known]
    found: set[str] = set()
    if rest:
        query = select(PersonalFile.sha256).where(PersonalFile.sha256.in_(rest))
        found.update(session.scalars(query))
    return all(known.get(sha, sha in found) for sha in sha256s)


def _known_files(session: Session) -> dict[str, bool]:
    return remembered(session, _FILES, dict)
