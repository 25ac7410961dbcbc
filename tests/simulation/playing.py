"""Playing a seed from its first step to rest, and finding the few steps that a failure needs.

Every step has dice of its own, so leaving one out does not change what the others do. A failing
seed is therefore shrunk by leaving out steps while it still fails, and told as a command that
replays just those.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from tests.support.effort import FULL

STEPS = 120
# Where many seeds are played, in every other run than the full one: what goes wrong mostly does so
# early, and coming to rest, which a seed always does, shows it.
USUAL_STEPS = STEPS if FULL else 60
# Times a failing seed is played again to make it shorter; each takes some tenths of a second.
MAX_TRIES = 150


class Playable(Protocol):
    def step(self, number: int) -> None: ...
    def settle(self) -> None: ...
    def close(self) -> None: ...


_W = TypeVar("_W", bound=Playable)


class Broken(AssertionError):
    """An invariant does not hold; says which one, and how to see it again."""


class Game(Generic[_W]):
    """A family of worlds: how one is made, what must hold at rest, and which file plays it."""

    def __init__(self, make: Callable[[int], _W], check: Callable[[_W], None], file: str) -> None:
        self.make = make
        self.check = check
        self.file = file

    def play(self, seed: int, steps: Sequence[int] = range(STEPS)) -> _W:
        """Raises Broken when an invariant does not hold, or when a node fails."""
        world = self.make(seed)
        try:
            for number in steps:
                world.step(number)
            world.settle()
            self.check(world)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            raise Broken(f"seed {seed}: {told}\n{self.replay(seed, steps)}") from error
        finally:
            world.close()
        return world

    def shortened(self, seed: int, steps: Sequence[int] = range(STEPS)) -> _W:
        """As `play`; a failure is told with as few steps as were found to be enough for it."""
        try:
            return self.play(seed, steps)
        except Broken:
            raise self.story(seed, steps) from None

    def story(self, seed: int, steps: Sequence[int] = range(STEPS)) -> Broken:
        """The failure of a seed that is known to fail, with few steps."""
        found: list[Broken] = []

        def fails(steps: Sequence[int]) -> bool:
            try:
                self.play(seed, steps)
            except Broken as broken:
                found.append(broken)
                return True
            return False

        fails(shrunk(steps, fails))
        return found[-1]

    def replay(self, seed: int, steps: Sequence[int]) -> str:
        some = f" TIREK_STEPS={','.join(map(str, steps))}" if len(steps) < STEPS else ""
        return f"replay with: TIREK_SEED={seed}{some} .venv/bin/pytest {self.file} -k replay"

    def asked_for(self) -> _W:
        """The seed and the steps that TIREK_SEED and TIREK_STEPS name."""
        named = os.environ.get("TIREK_STEPS")
        steps: Sequence[int] = range(STEPS)
        if named is not None:
            steps = [int(number) for number in named.split(",") if number]
        return self.play(int(os.environ.get("TIREK_SEED", "0")), steps)

    def caught(self, patience: int, first: int = 0) -> str:
        """What the first failing one of so many seeds says; used with a bug put in on purpose."""
        for seed in range(first, first + patience):
            try:
                self.play(seed)
            except Broken as broken:
                return str(broken)
        raise AssertionError(f"{patience} seeds played and nothing was noticed")


def shrunk(steps: Sequence[int], fails: Callable[[Sequence[int]], bool]) -> list[int]:
    """A short subsequence that still fails: halves are left out first, then ever smaller pieces."""
    left = list(steps)
    size, tries = len(left) // 2, MAX_TRIES
    while size and tries:
        at = 0
        while at < len(left) and tries:
            tries -= 1
            shorter = left[:at] + left[at + size :]
            if fails(shorter):
                left = shorter
            else:
                at += size
        size //= 2
    return left


def seeds(usual: int, batch: int = 0, batches: int = 1, *, one_in: int = 1) -> range:
    """This batch of `usual` seeds, or of as many as TIREK_SEEDS asks for (`one_in` so many, for
    worlds that take longer)."""
    asked = os.environ.get("TIREK_SEEDS")
    count = usual if asked is None else max(1, int(asked) // one_in)
    each = -(-count // batches)
    return range(batch * each, min(count, (batch + 1) * each))


def digests(game: "Game[Any]", *of: int) -> list[bytes]:
    return [game.play(seed).trace.digest() for seed in of]
