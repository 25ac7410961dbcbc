"""Whether this node keeps feeds for nodes below it, and what they lack when it begins to.

Nobody below asks a school that has a hub itself: its operations stand in no feed, which were as
long as its log. It may become a relay later.
"""

from typing import TYPE_CHECKING, Final

import flask

from server.config import Config
from server.operations.catalogue import catalogue
from sync.limits import REBUILD_BATCH
from sync.storage.base import chunks
from sync.storage.port import UPSTREAM, Entry
from sync.storage.sqlite import LogStore

if TYPE_CHECKING:
    from server.operations.port import ServerPort

_LEFT_OUT: Final = "feeds.left-out"
_YES, _NO = "1", "0"


def wanted(store: LogStore) -> bool:
    """Whether what is logged now goes into feeds; notes that it did not (inside a writer's
    transaction)."""
    if _answers_below() or store.state(UPSTREAM) is None:
        return True
    if store.state(_LEFT_OUT) != _YES:
        store.set_state(_LEFT_OUT, _YES)
    return False


def fill(store: LogStore, port: "ServerPort") -> None:
    """Put into the feeds what was left out, if nodes below may ask now."""
    if not _answers_below() or store.state(_LEFT_OUT) != _YES:
        return
    store.set_state(_LEFT_OUT, _NO)
    registry = catalogue().registry
    fed = store.fed_rows()
    for lines in chunks(store.entries(), REBUILD_BATCH):
        store.feed_append(
            [
                (scope, line.row)
                for line in lines
                if line.row not in fed
                for scope in port.node_scopes(
                    registry.get(line.op.kind), Entry(line.op, line.verdict)
                )
            ]
        )


def _answers_below() -> bool:
    config: Config = flask.current_app.extensions["tirek.config"]
    return config.role != "school"
