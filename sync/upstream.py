"""What a node remembers of the one above it, whichever road told it."""

from collections.abc import Sequence
from typing import Final

from sync.core import canonical, seals
from sync.core import verdict as verdicts
from sync.storage.port import UPSTREAM, Entry, LogPort

# Names in the node's own state.
NODE: Final = "upstream.node"
LIFE: Final = "upstream.incarnation"
OFFER: Final = "upstream.offer"
COVERS: Final = "upstream.covers"
READS: Final = "upstream.reads"
REFUSES: Final = "upstream.refuses-proofs"
_REFUSES: Final = "1"
_REFUSED: Final = "once"


def meet(store: LogPort, node: str, life: str) -> bool:
    """Note who is above and in which life; true when it is another than before, so that
    everything has to be compared anew."""
    before = store.state(NODE), store.state(LIFE)
    if before == (node, life):
        return False
    store.set_state(NODE, node)
    store.set_state(LIFE, life)
    if not before[0]:
        return False
    # Restored from a backup, or another upstream: what only we remember of it is worth nothing
    # but what it had called durable itself.
    store.offer_again(UPSTREAM, keep_durable=before[0] == node)
    store.drop_cursors(UPSTREAM)
    store.set_state(OFFER, "1")
    return True


def announced(store: LogPort, capabilities: Sequence[str]) -> None:
    """Note what the node above reads; nothing known means what every release reads.

    What went up without its proof until it said so, and was refused, is tried again with the proof
    in the exchange after.
    """
    refused = store.state(REFUSES)
    if not capabilities:
        store.set_state(REFUSES, _REFUSES)
    elif refused == _REFUSES:
        store.set_state(REFUSES, _REFUSED)
    elif refused:
        store.set_state(REFUSES, "")
        store.send_deferred(UPSTREAM)
    names = " ".join(name for name in capabilities if " " not in name)
    if store.state(READS) != names:
        store.set_state(READS, names)


def reads(store: LogPort) -> tuple[str, ...]:
    """What the node above last announced."""
    return tuple((store.state(READS) or "").split())


def takes_back(store: LogPort) -> bool:
    """Whether what the node above has lost of its own may be given back with proofs: whoever
    seals reads them, until it has gone back to an older release."""
    return store.state(REFUSES) != _REFUSES


def keep_seal(store: LogPort, signer: str, entries: Sequence[Entry], signature: bytes) -> None:
    """Keep the seal of a frame that has been applied, for what others than this node judged."""
    foreign = [entry.op.id for entry in entries if entry.verdict.node != store.node]
    if not signature or not foreign:
        return
    places = {entry.op.id: place for place, entry in enumerate(entries, 1)}
    wanted = {op: places[op] for op in foreign}
    leaves = [seals.leaf(canonical.op_hash(op), verdicts.encode(said)) for op, said in entries]
    store.keep_seal(signer, signature, leaves, wanted)


def covered(store: LogPort, schools: Sequence[str]) -> None:
    """Note for which schools this node may send; what was refused is tried again on a change."""
    covers = ",".join(schools)
    if store.state(COVERS) != covers:
        store.set_state(COVERS, covers)
        store.send_deferred(UPSTREAM)
