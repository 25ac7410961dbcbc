"""What an emulated link does to packets: pure, seeded, by the clock that it is told."""

import heapq
import random
import struct
from dataclasses import dataclass, field
from enum import IntEnum

from tests.linklab.profiles import Profile

_SYN, _RST, _ACK = 0x02, 0x04, 0x10
_TCP = 6


class Way(IntEnum):
    """UP from the school to the hub, DOWN back."""

    UP = 0
    DOWN = 1

    @property
    def back(self) -> "Way":
        return Way.DOWN if self is Way.UP else Way.UP


@dataclass
class Count:
    """IP bytes and packets that arrived, and packets that didn't."""

    bytes: int = 0
    packets: int = 0
    lost: int = 0


@dataclass
class Link:
    """Packets in by `enter`, out by `due`; times in s since the link came up."""

    profile: Profile
    seed: int
    counts: dict[Way, Count] = field(default_factory=lambda: {way: Count() for way in Way})
    _busy_until: list[float] = field(default_factory=lambda: [0.0, 0.0])
    _on_way: list[tuple[float, int, Way, bytes]] = field(default_factory=list)
    _entered: int = 0
    _epoch: int = 0
    _flows: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._dice = random.Random(f"{self.profile.name}-{self.seed}")

    def is_up(self, now: float) -> bool:
        """Whether the link stands, after forgetting what a cut since the last look has taken."""
        period = self.profile.up_s + self.profile.down_s
        if not period:
            return True
        epoch, at = divmod(now, period)
        up = at < self.profile.up_s
        if epoch > self._epoch or (not up and epoch == self._epoch):
            if self._on_way or self._flows:
                self._cut()
            self._epoch = int(epoch) + (0 if up else 1)
        return up

    def enter(self, way: Way, packet: bytes, now: float) -> None:
        """A packet reaches the link's near end."""
        lost = self._dice.random() < self.profile.loss
        if not self.is_up(now):
            self.counts[way].lost += 1
            return
        rate = self.profile.rate / 8
        waiting = max(0.0, self._busy_until[way] - now) * rate
        if waiting + len(packet) > self.profile.queue:
            self.counts[way].lost += 1
            return
        self._busy_until[way] = max(now, self._busy_until[way]) + len(packet) / rate
        if lost:
            self.counts[way].lost += 1  # the radio has spent its time on it all the same
            return
        self._entered += 1
        at = self._busy_until[way] + self.profile.rtt_s / 2
        heapq.heappush(self._on_way, (at, self._entered, way, packet))

    def next_due(self) -> float | None:
        """When the next packet arrives."""
        return self._on_way[0][0] if self._on_way else None

    def due(self, now: float) -> list[tuple[Way, bytes]]:
        """Packets that have arrived by now."""
        self.is_up(now)
        arrived = []
        while self._on_way and self._on_way[0][0] <= now:
            _, _, way, packet = heapq.heappop(self._on_way)
            if self._known(way, packet):
                self.counts[way].bytes += len(packet)
                self.counts[way].packets += 1
                arrived.append((way, packet))
            elif way is Way.UP and (answer := reset_for(packet)):
                self.enter(Way.DOWN, answer, now)
        return arrived

    def _cut(self) -> None:
        self._on_way.clear()
        self._flows.clear()
        self._busy_until = [0.0, 0.0]

    def _known(self, way: Way, packet: bytes) -> bool:
        """Whether the carrier lets it pass: after a cut it knows nothing of older connections."""
        if not self.profile.up_s:
            return True
        tcp = _tcp(packet)
        if tcp is None:
            return True
        flow = _flow(packet, tcp, way)
        flags = packet[tcp + 13]
        if way is Way.UP and flags & _SYN:
            self._flows.add(flow)
        # The carrier's own word that a connection is gone passes, of course.
        return flow in self._flows or bool(way is Way.DOWN and flags & _RST)


def is_tcp(packet: bytes) -> bool:
    return _tcp(packet) is not None


def reset_for(packet: bytes) -> bytes | None:
    """The RST (RFC 9293, 3.5.2) with which a carrier answers a segment of a connection that it
    does not know."""
    tcp = _tcp(packet)
    if tcp is None or packet[tcp + 13] & _RST:
        return None
    ports = packet[tcp + 2 : tcp + 4] + packet[tcp : tcp + 2]
    source, target = packet[12:16], packet[16:20]
    flags = packet[tcp + 13]
    payload = len(packet) - tcp - (packet[tcp + 12] >> 4) * 4
    if flags & _ACK:
        seq, ack, said = packet[tcp + 8 : tcp + 12], bytes(4), _RST
    else:
        (theirs,) = struct.unpack_from("!I", packet, tcp + 4)
        after = (theirs + payload + bool(flags & _SYN)) & 0xFFFFFFFF
        seq, ack, said = bytes(4), struct.pack("!I", after), _RST | _ACK
    segment = ports + seq + ack + struct.pack("!BBHHH", 5 << 4, said, 0, 0, 0)
    pseudo = target + source + struct.pack("!BBH", 0, _TCP, len(segment))
    segment = segment[:16] + _checksum(pseudo + segment) + segment[18:]
    header = struct.pack("!BBHHHBB", 0x45, 0, 20 + len(segment), 0, 0, 64, _TCP)
    header += b"\0\0" + target + source
    return header[:10] + _checksum(header) + header[12:] + segment


def _tcp(packet: bytes) -> int | None:
    """Where the TCP header begins; None for anything else."""
    if len(packet) < 40 or packet[0] >> 4 != 4 or packet[9] != _TCP:
        return None
    start = (packet[0] & 15) * 4
    return start if len(packet) >= start + 20 else None


def _flow(packet: bytes, tcp: int, way: Way) -> bytes:
    """School's address and port, then the hub's."""
    ends = [packet[12:16] + packet[tcp : tcp + 2], packet[16:20] + packet[tcp + 2 : tcp + 4]]
    return b"".join(ends if way is Way.UP else reversed(ends))


def _checksum(data: bytes) -> bytes:
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return struct.pack("!H", ~total & 0xFFFF)
