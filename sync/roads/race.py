"""Connections that are begun beside each other, of which the first that is up is taken.

A link that was down drops the packets of a handshake, and one that loses some drops one of these in
a quarter of all cases: the system then waits for a second and more before it tries again. Beginning
anew beside it costs less than the second.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from sync.limits import MAX_RACERS, RACE_STEP_S, RACER_PATIENCE_S
from sync.roads.channel import Channel, Dead


@dataclass(slots=True, eq=False)
class Race:
    """`open` begins the nth connection of this race; raises Dead."""

    open: Callable[[int], Channel]
    _running: list[tuple[float, Channel]] = field(default_factory=list)
    _begun: int = 0
    _next_at: float = 0.0

    @property
    def channels(self) -> list[Channel]:
        """Those that are on their way, the oldest first."""
        return [channel for _, channel in self._running]

    def go_on(self, step_s: float = RACE_STEP_S) -> None:
        """Begin another one where it is time, `step_s` after the last one. Raises Dead when that
        fails and none is left."""
        now = time.monotonic()
        if self._running and now < self._next_at:
            return
        if len(self._running) >= MAX_RACERS and not self._make_room(now):
            return
        self._next_at = now + step_s
        try:
            self._running.append((now, self.open(self._begun)))
            self._begun += 1
        except Dead:
            if not self._running:
                raise

    def advance(self, moved: Collection[Channel]) -> Channel | None:
        """Go on with those on which something has happened; the first that is up leaves the race,
        and ends it for the others. Raises Dead when the last one has failed."""
        for racer in list(self._running):
            channel = racer[1]
            try:
                if channel not in moved or not channel.advance():
                    continue
            except Dead as dead:
                channel.close()
                self._running.remove(racer)
                if dead.certificate or not self._running:
                    raise
                continue
            self._running.remove(racer)
            self.close()
            return channel
        return None

    def close(self) -> None:
        for channel in self.channels:
            channel.close()
        self._running.clear()
        self._begun = 0

    def _make_room(self, now: float) -> bool:
        """Give up on one that got no word for so long that the system tries ever more rarely; the
        oldest stays, for links on which a word takes longer than that."""
        for racer in self._running[1:]:
            began, channel = racer
            if not channel.connected and now >= began + RACER_PATIENCE_S:
                channel.close()
                self._running.remove(racer)
                return True
        return False
