"""The emulated link itself: what it lets through, when, and what it forgets."""

import struct

import pytest

from tests.linklab.packets import Link, Way, reset_for
from tests.linklab.profiles import Profile

PLAIN = Profile("plain", 80_000, 0.4)  # 10,000 bytes a second
SCHOOL, HUB = b"\x0a\x4d\x00\x01", b"\x0a\x4d\x00\x02"
SYN, ACK, RST = 0x02, 0x10, 0x04


def segment(flags: int, size: int = 0, *, way: Way = Way.UP, seq: int = 7, ack: int = 9) -> bytes:
    ends = (SCHOOL, HUB) if way is Way.UP else (HUB, SCHOOL)
    ports = (50_000, 443) if way is Way.UP else (443, 50_000)
    head = struct.pack("!BBHHHBBH", 0x45, 0, 40 + size, 0, 0, 64, 6, 0) + b"".join(ends)
    tcp = struct.pack("!HHIIBBHHH", *ports, seq, ack, 5 << 4, flags, 1000, 0, 0)
    return head + tcp + bytes(size)


def test_packets_take_their_time_and_half_a_round_trip() -> None:
    link = Link(PLAIN, 1)
    for _ in range(2):
        link.enter(Way.UP, bytes(1000), 0.0)
    assert link.next_due() == pytest.approx(0.3)
    assert link.due(0.29) == []
    assert [way for way, _ in link.due(0.35)] == [Way.UP]
    assert len(link.due(0.4)) == 1
    assert (link.counts[Way.UP].bytes, link.counts[Way.DOWN].bytes) == (2000, 0)


def test_a_full_queue_drops_what_comes_behind() -> None:
    link = Link(Profile("short", 80_000, 0.4, queue=2_500), 1)
    for _ in range(5):
        link.enter(Way.DOWN, bytes(1000), 0.0)
    assert len(link.due(9.0)) == 2
    assert link.counts[Way.DOWN].lost == 3


def test_loss_follows_from_the_seed_and_costs_the_link_its_time() -> None:
    lossy = Profile("lossy", 80_000, 0.4, queue=10**9, loss=0.5)

    def arrivals(seed: int) -> list[float]:
        link = Link(lossy, seed)
        found = []
        for number in range(40):
            link.enter(Way.UP, bytes(100 + number), 0.0)
        while (due := link.next_due()) is not None:
            found.append(due)
            link.due(due)
        return found

    assert arrivals(1) == arrivals(1) != arrivals(2)
    assert 8 < len(arrivals(1)) < 32
    assert arrivals(1)[-1] > 0.4, "what was lost took no time"


def cut_link() -> tuple[Link, float]:
    """A link with cuts, and a moment at which it has just come up."""
    link = Link(Profile("cut", 80_000, 0.1, up_s=10, down_s=2), 1)
    now = 0.0
    while link.is_up(now):
        now += 0.01
    while not link.is_up(now):
        now += 0.01
    return link, now


def test_a_cut_loses_what_is_under_way_and_what_comes_during_it() -> None:
    link, now = cut_link()
    link.enter(Way.UP, segment(SYN), now)
    assert len(link.due(now + 1)) == 1
    link.enter(Way.UP, segment(ACK, 500), now + 9.98)
    link.enter(Way.UP, segment(ACK, 500), now + 11)
    assert link.due(now + 13) == []
    assert link.counts[Way.UP].lost == 1


def test_after_a_cut_an_old_connection_is_reset_and_a_new_one_works() -> None:
    link, now = cut_link()
    link.enter(Way.UP, segment(SYN), now)
    link.due(now + 1)
    later = now + 12.5
    link.enter(Way.DOWN, segment(ACK, 100, way=Way.DOWN), later)
    link.enter(Way.UP, segment(ACK, 100), later)
    assert link.due(later + 0.08) == []
    ((way, answer),) = link.due(later + 1)
    assert way is Way.DOWN
    assert answer == reset_for(segment(ACK, 100))
    link.enter(Way.UP, segment(SYN), later + 1)
    link.enter(Way.DOWN, segment(SYN | ACK, way=Way.DOWN), later + 2)
    assert [way for way, _ in link.due(later + 3)] == [Way.UP, Way.DOWN]


def test_a_reset_says_what_the_standard_says() -> None:
    answer = reset_for(segment(ACK, 10, seq=7, ack=9))
    assert answer is not None
    assert (answer[12:16], answer[16:20]) == (HUB, SCHOOL)
    assert struct.unpack_from("!HHII", answer, 20) == (443, 50_000, 9, 0)
    assert answer[33] == RST
    opened = reset_for(segment(SYN, seq=7))
    assert opened is not None
    assert struct.unpack_from("!HHII", opened, 20) == (443, 50_000, 0, 8)
    assert opened[33] == RST | ACK
    assert reset_for(segment(RST)) is None
    words = struct.unpack("!10H", answer[:20])
    assert sum(words) % 0xFFFF == 0, "the header's checksum is wrong"
