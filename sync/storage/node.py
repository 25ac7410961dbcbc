"""The node's own identity, clock and numbering, as rows of `node_state`."""

import secrets
from collections.abc import Callable

from sync.core import clock
from sync.core.errors import StorageBroken
from sync.core.ops import OpId, is_node_id
from sync.limits import CLOCK_CEILING_MS, EPOCH_CHANCE_BITS
from sync.storage.base import Rows


class NodeRows(Rows):
    # So many bits of chance; a world that has to be the same twice draws its own.
    draw: Callable[[int], int] = staticmethod(secrets.randbits)

    def initialise(self, node: str, incarnation: str, writer: str) -> None:
        """Give an empty database its identity; does nothing when it has one already.

        All three are 16 hex digits that the caller drew at random.
        """
        if self.state("node") is not None:
            return
        for name, value in (("node", node), ("incarnation", incarnation), ("writer", writer)):
            if not is_node_id(value):
                raise StorageBroken("initialise", name, "16 lower-case hex digits are expected")
            self.set_state(name, value)
        self.set_state("epoch", "1")
        self.set_state("seq", "0")
        self.set_state("hlc", "0")

    @property
    def node(self) -> str:
        return self._must("node")

    @property
    def incarnation(self) -> str:
        return self._must("incarnation")

    @property
    def own_writer(self) -> str:
        return self._must("writer")

    def new_incarnation(self, incarnation: str, physical_ms: int) -> None:
        """Begin a new life after a restore or a clone: peers compare everything again, and this
        node numbers from a new epoch, so that nothing of the former life is overwritten."""
        if not is_node_id(incarnation):
            raise StorageBroken("incarnation", incarnation[:20], "16 hex digits are expected")
        self.set_state("incarnation", incarnation)
        if self.state("restored-at-row") is None:
            # The first restore counts: what was judged again after it stays in doubt (`offer`).
            newest = self._one("SELECT coalesce(max(id), 0) FROM operations")[0]
            self.set_state("restored-at-row", str(newest))
        self.open_epoch(physical_ms)

    def open_epoch(self, physical_ms: int) -> int:
        """Number from 1 in an epoch that no life of this database has used.

        Chance keeps two lives that go on from one copy apart, in whatever second each begins and
        however its clock stands; unix seconds only say to people when it was.
        """
        known = self._one("SELECT max(epoch) FROM knowledge WHERE writer = ?", (self.own_writer,))
        highest = max(int(self._must("epoch")), known[0] or 0)
        epoch = max(highest + 1, physical_ms // 1000) + self.draw(EPOCH_CHANCE_BITS)
        self.set_state("epoch", str(epoch))
        self.set_state("seq", "0")
        self.set_state("epoch-spent", "")
        return epoch

    def allocate(self, physical_ms: int) -> tuple[OpId, int]:
        """The next id of the node's own writer and its timestamp, inside the write transaction.

        When the log has shown that another life of this node used the epoch, a new one opens.
        """
        return self.allocate_many(physical_ms, 1)[0]

    def allocate_many(self, physical_ms: int, count: int) -> list[tuple[OpId, int]]:
        """As `allocate`, for `count` operations made at once; empty for none."""
        if count < 1:
            return []
        self._lock_own_writer()
        if self.state("epoch-spent"):
            self.open_epoch(physical_ms)
        writer, epoch, before = self._own_life()
        first = clock.tick(self.last_hlc(), physical_ms)
        self.set_state("seq", str(before + count))
        self._set_hlc(first + count - 1)
        return [(OpId(writer, epoch, before + 1 + n), first + n) for n in range(count)]

    def last_hlc(self) -> int:
        return int(self.state("hlc") or 0)

    def tick(self, physical_ms: int) -> int:
        """The node's next timestamp, above everything in its log."""
        hlc = clock.tick(self.last_hlc(), physical_ms)
        self._set_hlc(hlc)
        return hlc

    def _witness(self, order: int) -> None:
        """Keep the clock at or above a timestamp of the log."""
        order = min(order, clock.pack(CLOCK_CEILING_MS))
        if order > self.last_hlc():
            self._set_hlc(order)

    def _set_hlc(self, hlc: int) -> None:
        self.set_state("hlc", str(hlc))

    def _lock_own_writer(self) -> None:
        """Until the commit nobody else numbers as this node."""

    def _own_life(self) -> tuple[str, int, int]:
        """The node's writer with its epoch and last seq; ("", 0, 0) before initialisation."""
        found = self.states("node", "writer", "epoch", "seq")
        if "node" not in found:
            return "", 0, 0
        return found["writer"], int(found["epoch"]), int(found["seq"])
