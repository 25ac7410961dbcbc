"""sync's view of the server: a log on the session's connection, and the domains' tables."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.attention import index
from server.changes.feed import touch
from server.changes.scopes import (
    district_scope,
    districts_scope,
    national_scope,
    school_scope,
)
from server.db import db, write_transaction
from server.erasure.rows import erased as erased_rows
from server.files import references
from server.lrs import arrival
from server.operations import feeding
from server.operations.catalogue import Catalogue, catalogue
from server.operations.reach import schools_by, schools_of_person
from server.operations.spec import Entry
from server.people.directory import school_of_class
from server.rows import remembered
from sync import folding
from sync.apply import WRITER_ISSUE
from sync.core.merge import MergeState
from sync.core.ops import OpId
from sync.core.registry import Kind
from sync.core.verdict import CONFIRMED
from sync.storage import port as sync_port
from sync.storage.open import open_log
from sync.storage.port import Writer
from sync.storage.sqlite import LogStore

_CLASS_SET: Final = "class.set"


def log_store(session: Session, home: str = "") -> LogStore:
    """The log on this session's connection and in its transaction; `home` as in open_log.

    The same one until the transaction ends, so that it may remember what does not change in it.
    """
    return remembered(session, "log", lambda: open_log(session.connection(), home), anew=bool(home))


def recall(session: Session, op: OpId) -> sync_port.Entry | None:
    """A line of the log; where its payload has left for the cold log, as the merged state of its
    record remembers it. None for what is not known."""
    return folding.recall(log_store(session), catalogue().registry, op)


class ServerPort:
    """sync.storage.port.ApplyPort on the domains' SPECS."""

    def __init__(self, session: Session, store: LogStore, known: Catalogue) -> None:
        self._session = session
        self._store = store
        self._known = known
        self._writers: dict[str, Writer | None] = {}
        self._classes: dict[str, str | None] = {}
        self._feeds: bool | None = None

    def project(
        self,
        kind: Kind,
        entry: sync_port.Entry,
        view: Mapping[str, object] | None,
        state: MergeState,
    ) -> Sequence[sync_port.Touch]:
        """Let the kind's domain write its rows."""
        if kind.name == WRITER_ISSUE:
            self._writers.clear()
        if kind.name == _CLASS_SET:
            self._classes.clear()
        spec = self._known.specs[kind.name]
        ours = Entry(entry.op, entry.verdict, self.author_of(entry))
        touches = spec.project(self._session, ours, view, state)
        if references.refers(ours.op):
            references.note(self._session, ours, self._schools(entry))
        if len(state.versions) > 1:
            index.note(self._session, kind, ours, state, self._schools(entry))
        self._session.flush()
        return touches

    def author_of(self, entry: sync_port.Entry) -> str | None:
        """The person behind an operation: the writer's owner, or the node's own actor."""
        if entry.op.actor is not None:
            return entry.op.actor
        writer = self._writer(entry.op.writer)
        return writer.person if writer else None

    def node_scopes(self, kind: Kind | None, entry: sync_port.Entry) -> Sequence[str]:
        """The schools whose nodes hear of the operation, or those of the district `around` that it
        names, or everybody for national kinds."""
        if self._feeds is None:
            self._feeds = feeding.wanted(self._store)
        if not self._feeds:
            return []
        schools = self._schools(entry)
        if schools:
            return [school_scope(school) for school in sorted(schools)]
        around = entry.op.fields.get("around")
        if isinstance(around, Mapping):
            # Only a hub knows which schools lie together.
            if entry.verdict.rank < CONFIRMED:
                return []
            place = str(around.get("region")), str(around.get("district"))
            return [district_scope(*place), districts_scope()]
        national = kind is not None and kind.scope == "national"
        return [national_scope()] if national else []

    def _writer(self, writer: str) -> Writer | None:
        """A batch is one writer's, and asks for its owner several times an operation."""
        if writer not in self._writers:
            self._writers[writer] = self._store.writer(writer)
        return self._writers[writer]

    def _schools(self, entry: sync_port.Entry) -> frozenset[str]:
        writer = self._writer(entry.op.writer)
        return schools_by(
            entry.op,
            writer.school if writer else None,
            self._school_of_class,
            partial(schools_of_person, self._session),
        )

    def _school_of_class(self, class_id: str) -> str | None:
        if class_id not in self._classes:
            self._classes[class_id] = school_of_class(self._session, class_id)
        return self._classes[class_id]

    def touched(self, touches: Sequence[sync_port.Touch]) -> None:
        """Tell the phones."""
        touch(self._session, touches)

    def erased(
        self, entries: Sequence[sync_port.Entry], *, elsewhere: bool = False
    ) -> Sequence[sync_port.Touch]:
        """Take out what came from them."""
        self._writers.clear()
        self._classes.clear()
        return erased_rows(self._session, self._known.projections, entries, elsewhere=elsewhere)

    def clear(self) -> None:
        """Empty the projections before a rebuild."""
        arrival.set_aside(self._session)
        for table in self._known.projections:
            self._session.execute(delete(table))
        self._session.expunge_all()


def server_port(session: Session, home: str = "") -> tuple[LogStore, ServerPort]:
    """The log and the port on one session."""
    store = log_store(session, home)
    return store, ServerPort(session, store, catalogue())


class ServerUnits:
    """sync.storage.port.Units: transactions for the agent and the peer (application context).

    `schools`, where they are given, are those that its transactions stay within.
    """

    def __init__(self, schools: Collection[str] | None = None) -> None:
        self._schools = schools
        self._home = min(schools, default="") if schools else ""

    @contextmanager
    def write(self) -> Iterator[sync_port.Unit]:
        """A writer's transaction, committed at its end."""
        with write_transaction(self._schools) as session:
            yield sync_port.Unit(*server_port(session, self._home))

    @contextmanager
    def read(self) -> Iterator[sync_port.Unit]:
        """A consistent snapshot."""
        session: Session = db.session()
        try:
            yield sync_port.Unit(*server_port(session))
        finally:
            session.rollback()
