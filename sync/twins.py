"""Noticing that two databases go by one identity: a copied card in a second box.

Each of them, finding that the upstream knows more than it, begins a life of its own; so lives that
the upstream has seen before come back in turn. A node put back from a copy brings a former life
back, too, but once: it begins a new one in the same exchange.
"""

from typing import Final

from sync.storage.port import LogPort

_LIVES_KEPT: Final = 16
_RETURNS_OF_TWINS: Final = 2


def life_changed(store: LogPort, node: str, before: str | None, life: str) -> None:
    """Note that a node has come in another life than the last time."""
    lives = (store.state(_lives(node)) or "").split()
    if life in lives:
        returns = int(store.state(_returns(node)) or 0) + 1
        store.set_state(_returns(node), str(returns))
    if before and before not in lives:
        lives.append(before)
    store.set_state(_lives(node), " ".join(lives[-_LIVES_KEPT:]))


def suspected(store: LogPort, node: str) -> bool:
    """Whether two databases seem to speak as this node: an administrator has to end it."""
    return int(store.state(_returns(node)) or 0) >= _RETURNS_OF_TWINS


def settled(store: LogPort, node: str) -> None:
    """The node was admitted anew: what was seen before says nothing any more."""
    store.set_state(_returns(node), "0")
    store.set_state(_lives(node), "")


def _lives(node: str) -> str:
    return f"peer.{node}.lives"


def _returns(node: str) -> str:
    return f"peer.{node}.returns"
