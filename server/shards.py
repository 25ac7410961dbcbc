"""One hub on several databases: each holds whole schools, and all of them what is national.

A request works on the database that knows its caller's token; a login on the one where the password
fits; a node's schools are together. Nothing is ever asked of two databases in one transaction, so
one that is down stops only its own schools. What the hub itself makes for the whole country is
written to the first database and follows to the others like anything that is fed downwards.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import flask
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.changes.scopes import districts_scope, national_scope, school_scope
from server.db import db, shards, switch_to, write_transaction
from server.hub.models import DownstreamNode
from server.limits import MAX_KNOWN_CALLERS, REPLICATION_BATCH
from server.lrs.models import ClientKey
from server.operations.catalogue import catalogue
from server.operations.port import log_store, server_port
from server.people.models import Token
from sync.apply import apply
from sync.storage.port import Cursor, Entry

_Found = TypeVar("_Found")

HOME: Final = 0
"""The database of what is national, of what has no school, and of whoever is not known."""
_PEER: Final = "the-first-shard"
_MOVING: Final = "moving-from-shard-"
_MOVED: Final = "shards.moved"
_CALLERS: Final = "tirek.callers_shards"


def register(app: Flask) -> None:
    """Let each request find its database, where there are several."""
    if len(shards(app)) > 1:
        app.extensions[_CALLERS] = {}
        app.before_request(_route)


@contextmanager
def on(shard: int) -> Iterator[None]:
    """Work on one of the databases; outside of any transaction."""
    before = flask.g.get("shard", HOME)
    switch_to(shard)
    try:
        yield
    finally:
        switch_to(before)


def each() -> Iterator[int]:
    """Work on one after the other."""
    for shard in shards(flask.current_app):
        with on(shard):
            yield shard


def first(ask: Callable[[], _Found | None]) -> _Found | None:
    """The first answer of any database; the caller goes on working on that one.

    One that is down is passed over.
    """
    all_of_them = shards(flask.current_app)
    for shard in all_of_them:
        switch_to(shard)
        try:
            answer = ask()
        except DBAPIError:
            if len(all_of_them) == 1:
                raise
            db.session.remove()
            continue
        if answer is not None:
            return answer
    switch_to(HOME)
    return None


def place(schools: Collection[str]) -> int:
    """The database for these schools of one node: where one of them is already, else by the name
    of the first, so that it does not depend on who is asked."""

    def known() -> int | None:
        rows = db.session.scalars(select(DownstreamNode.schools))
        return flask.g.shard if any(set(schools) & set(row) for row in rows) else None

    moved = [at for _ in each() for school, at in departed().items() if school in schools]
    found = moved[0] if moved else first(known)
    switch_to(HOME)
    if found is not None:
        return found
    return zlib.crc32(min(schools).encode()) % len(shards(flask.current_app))


def replicate() -> int:
    """Bring what is national, or for a district, to the other databases, and what was still written
    of a school at the place that it has left; returns how many operations."""
    done = 0
    for shard in shards(flask.current_app)[1:]:
        for scope in (national_scope(), districts_scope()):
            while some := _replicate_to(shard, scope):
                done += some
    return done + follow()


def follow() -> int:
    """Let what came of moved schools at their old places follow; returns how many operations."""
    if len(shards(flask.current_app)) == 1:
        return 0
    left = [(source, dict(departed())) for source in each()]
    return sum(
        carry(source, target, [school])
        for source, moved in left
        for school, target in moved.items()
    )


def carry(source: int, target: int, schools: Collection[str]) -> int:
    """Bring what is fed to the nodes of these schools from one database to another, from where the
    last time has ended; returns how many operations."""
    return sum(_carry(source, target, school_scope(school)) for school in sorted(schools))


def note_moved(session: Session, schools: Collection[str], target: int) -> None:
    """Remember at their old place where schools have gone. Joins an open write transaction."""
    moved = {**departed(), **dict.fromkeys(schools, target)}
    log_store(session).set_state(_MOVED, json.dumps(moved, sort_keys=True))


def note_arrived(session: Session, schools: Collection[str]) -> None:
    """Schools are (again) at home here. Joins an open write transaction."""
    moved = {school: at for school, at in departed().items() if school not in schools}
    log_store(session).set_state(_MOVED, json.dumps(moved, sort_keys=True))


def departed() -> dict[str, int]:
    """Schools that have left this database, and for where."""
    found: dict[str, int] = json.loads(log_store(db.session()).state(_MOVED) or "{}")
    return found


def _carry(source: int, target: int, scope: str) -> int:
    peer, done = f"{_MOVING}{source}", 0
    while True:
        with on(source):
            life = log_store(db.session()).incarnation
        with on(target):
            at = log_store(db.session()).cursors(peer).get(scope)
        after = at.seq if at is not None and at.incarnation == life else 0
        with on(source):
            lines = log_store(db.session()).feed_after(scope, after, REPLICATION_BATCH)
            db.session.rollback()
        if not lines:
            return done
        with on(target), write_transaction() as session:
            store, port = server_port(session)
            entries = [Entry(line.op, line.verdict) for _, line in lines]
            apply(store, catalogue().registry, port, entries)
            store.set_cursors(peer, {scope: Cursor(life, lines[-1][0])})
        done += len(lines)


def _replicate_to(shard: int, scope: str) -> int:
    with on(HOME):
        life = log_store(db.session()).incarnation
    with on(shard):
        at = log_store(db.session()).cursors(_PEER).get(scope)
    after = at.seq if at is not None and at.incarnation == life else 0
    with on(HOME):
        lines = log_store(db.session()).feed_after(scope, after, REPLICATION_BATCH)
    if not lines:
        return 0
    with on(shard), write_transaction() as session:
        store, port = server_port(session)
        entries = [Entry(line.op, line.verdict) for _, line in lines]
        apply(store, catalogue().registry, port, entries, source=_PEER)
        store.set_cursors(_PEER, {scope: Cursor(life, lines[-1][0])})
    return len(lines)


def _route() -> None:
    """Before anything else of a request: whose database is it?"""
    header = flask.request.headers.get("Authorization", "")
    if not header:
        return
    known: dict[bytes, int] = flask.current_app.extensions[_CALLERS]
    key = hashlib.sha256(header.encode()).digest()
    shard = known.get(key)
    if shard is not None:
        # Its school may have moved since, by another process.
        switch_to(shard)
        if not _knows(header):
            known.pop(key, None)
            shard = None
    if shard is None:
        shard = first(lambda: flask.g.shard if _knows(header) else None)
        if shard is None:
            return  # the home database answers that nobody knows it
        if len(known) >= MAX_KNOWN_CALLERS:
            known.clear()
        known[key] = shard
    switch_to(shard)


def _knows(header: str) -> bool:
    """Whether the database has the token of a person or a node, or the key of a client."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "basic":
        auth = flask.request.authorization
        return auth is not None and db.session.get(ClientKey, auth.username or "") is not None
    digest = hashlib.sha256(rest.strip().encode()).digest()
    person = select(Token.id).where(Token.sha256 == digest)
    node = select(DownstreamNode.node).where(DownstreamNode.token_sha256 == digest)
    return any(db.session.execute(query).first() is not None for query in (person, node))
