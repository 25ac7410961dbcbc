"""Connections begun beside each other: when, which one is taken, and what a failure ends."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from sync.limits import MAX_RACERS, MAX_UNHEARD, RACE_STEP_S, RACER_PATIENCE_S
from sync.roads import race
from sync.roads.channel import Channel, Dead, Memory
from sync.roads.race import Race


@dataclass(eq=False)
class Runner:
    """A connection that does what the test says."""

    number: int
    connected: bool = False
    up: bool = False
    dead: Dead | None = None
    closed: bool = False

    def advance(self) -> bool:
        if self.dead is not None:
            raise self.dead
        return self.up

    def close(self) -> None:
        self.closed = True


@dataclass
class Track:
    """A race on a clock of its own."""

    now: float = 100.0
    refused: bool = False
    begun: list[Runner] = field(default_factory=list)

    def begin(self, number: int) -> Channel:
        if self.refused:
            raise Dead("no", refused=True)
        self.begun.append(Runner(number))
        return cast("Channel", self.begun[-1])

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def track(monkeypatch: pytest.MonkeyPatch) -> Track:
    made = Track()
    monkeypatch.setattr(race, "time", made)
    return made


def all_of(found: Race) -> Any:
    return set(found.channels)


def test_another_one_is_begun_a_while_after_the_one_before(track: Track) -> None:
    running = Race(track.begin)
    for number in range(MAX_RACERS):
        running.go_on()
        running.go_on()
        assert len(running.channels) == number + 1
        track.now += RACE_STEP_S
    assert [one.number for one in track.begun] == list(range(MAX_RACERS))


def test_the_first_that_is_up_is_taken_and_the_others_are_closed(track: Track) -> None:
    running = Race(track.begin)
    for _ in range(2):
        running.go_on()
        track.now += RACE_STEP_S
    first, second = track.begun
    second.up = True
    assert running.advance(set()) is None
    assert cast("Any", running.advance(all_of(running))) is second
    assert (first.closed, second.closed, running.channels) == (True, False, [])
    running.go_on()
    assert track.begun[-1].number == 0


def test_one_that_fails_ends_the_race_only_when_it_was_the_last(track: Track) -> None:
    running = Race(track.begin)
    for _ in range(2):
        running.go_on()
        track.now += RACE_STEP_S
    first, second = track.begun
    first.dead = Dead("reset")
    assert running.advance(all_of(running)) is None
    assert first.closed
    track.refused = True
    running.go_on()  # another one cannot be begun, but one is still running
    second.dead = Dead("reset")
    with pytest.raises(Dead, match="reset"):
        running.advance(all_of(running))
    with pytest.raises(Dead, match="no"):
        running.go_on()


def test_a_certificate_that_is_not_trusted_ends_it_at_once(track: Track) -> None:
    running = Race(track.begin)
    for _ in range(2):
        running.go_on()
        track.now += RACE_STEP_S
    track.begun[0].dead = Dead("expired", certificate=True)
    with pytest.raises(Dead, match="expired"):
        running.advance(all_of(running))


def test_what_hears_nothing_for_long_gives_way_except_the_oldest(track: Track) -> None:
    """On a link that is down for minutes a fresh one is always under way; on one whose round trip
    is longer than our patience the oldest gets its answer."""
    running = Race(track.begin)
    for _ in range(int(20 / RACE_STEP_S)):
        running.go_on()
        track.now += RACE_STEP_S
    assert not track.begun[0].closed
    assert track.begun[1].closed
    assert len(running.channels) == MAX_RACERS
    assert len(track.begun) >= MAX_RACERS + int(20 / RACER_PATIENCE_S) - 2
    kept = track.begun[-1]
    kept.connected = True
    track.now += 10 * RACER_PATIENCE_S
    running.go_on()
    assert not kept.closed


def test_what_never_arrives_in_a_first_packet_is_not_tried_for_ever() -> None:
    memory = Memory()
    for _ in range(2):
        for _ in range(MAX_UNHEARD - 1):
            memory.note_at_once(arrived=False)
        assert memory.says_at_once
        memory.note_at_once(arrived=True)
    for _ in range(MAX_UNHEARD):
        memory.note_at_once(arrived=False)
    assert not memory.says_at_once
