"""Who this node is: its id, its writer and its keys, drawn once and kept in its database."""

import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

import flask

from server.attention.upgrading import release_known
from server.config import Config
from server.db import db, switch_to, write_transaction
from server.lrs import arrival
from server.operations import feeding
from server.operations.catalogue import catalogue
from server.operations.port import log_store, server_port
from server.people import sealing
from sync.apply import refresh

_UPSTREAM_NAME: Final = "upstream-name"
_UPSTREAM_SEEN: Final = "upstream-last-contact-ms"


def config() -> Config:
    """The configuration of the current application."""
    found: Config = flask.current_app.extensions["tirek.config"]
    return found


def settle() -> None:
    """After a migration: give an empty database its identity, and apply what an older release
    could only keep.

    The databases of one node are the same node, with a writer and a life of its own each.
    """
    shard = flask.g.get("shard", 0)
    switch_to(0)
    known = log_store(db.session()).state("node")
    switch_to(shard)
    with write_transaction() as session:
        store, port = server_port(session)
        store.initialise(known or secrets.token_hex(8), secrets.token_hex(8), secrets.token_hex(8))
        sealing.remember_key(session, store.node, sealing.public_key(config().home))
        refresh(store, catalogue().registry, port)
        arrival.settle(session)
        feeding.fill(store, port)
        release_known(session)


def node_id() -> str:
    """16 hex digits."""
    return log_store(db.session()).node


def remember_upstream(name: Mapping[str, str] | None, seen_ms: int) -> None:
    """Keep when the node above last answered, and how it calls itself in kk, ru, en."""
    with write_transaction() as session:
        store = log_store(session)
        store.set_state(_UPSTREAM_SEEN, str(seen_ms))
        if name is not None:
            store.set_state(_UPSTREAM_NAME, json.dumps(dict(name), ensure_ascii=False))


def upstream() -> tuple[dict[str, Any] | None, int | None]:
    """The upstream's display names and when it last answered (unix ms); None while unknown."""
    store = log_store(db.session())
    name, seen = store.state(_UPSTREAM_NAME), store.state(_UPSTREAM_SEEN)
    return (json.loads(name) if name else None, int(seen) if seen else None)
