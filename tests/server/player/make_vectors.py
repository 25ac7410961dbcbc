"""Writes `branch_vectors.json` anew: `python -m tests.server.player.make_vectors`.

Sessions of one attempt that knew nothing of each other, and the one that the next goes on from, as
server and app both have to choose. The choice here is the rule said once more, in the plainest way.
"""

import json
import random
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

VECTORS: Final = Path(__file__).with_name("branch_vectors.json")
SEED: Final = 20_261_121
CASES: Final = 200
COMPLETION: Final = ("unknown", "not attempted", "incomplete", "completed")
SUCCESS: Final = ("unknown", "failed", "passed")
# Among them equal ones on other scales, thirds, and such as binary fractions can't tell apart.
SCORES: Final = (
    None,
    [None, "0", "100"],
    ["0", "0", "100"],
    ["0", None, None],
    ["83.3", "0", "100"],
    ["83.30", None, None],
    ["8.33", "0", "10"],
    ["5.831", "0", "7"],
    ["1", "0", "3"],
    ["33.333333333", "0", "100"],
    ["2", "1", "4"],
    ["0.3", "0", "0.9"],
    ["-5", "-10", "10"],
    ["25", "0", "100"],
    ["7", "7", "7"],
    ["100.000000001", "0", "100"],
    ["999999999.999999999", "0", "1000000000"],
    ["999999999.999999998", "0", "1000000000"],
)


def further(session: dict[str, Any]) -> tuple[object, ...]:
    """What decides, the weightiest first."""
    return (
        COMPLETION.index(session["completion"]),
        SUCCESS.index(session["success"]),
        _share(session["score"]),
        session["seconds"],
        session["at"],
        session["op"],
    )


def vectors() -> list[dict[str, Any]]:
    """`sessions`, and under `branch` the operation of the one that is gone on from."""
    dice = random.Random(SEED)
    return [_case(dice) for _ in range(CASES)]


def _case(dice: random.Random) -> dict[str, Any]:
    # Few values each: ties are the rule, and every later part of the order decides somewhere.
    completion = dice.choice([COMPLETION, ("completed",)])
    success = dice.choice([SUCCESS, ("passed",)])
    sessions = [
        {
            "completion": dice.choice(completion),
            "success": dice.choice(success),
            "score": dice.choice(SCORES),
            "seconds": dice.choice([0, 60]),
            "at": dice.choice([1, 2]),
            "op": f"{dice.choice('abc')}.1.{number}",
        }
        for number in range(dice.randrange(2, 5))
    ]
    return {"sessions": sessions, "branch": max(sessions, key=further)["op"]}


def _share(score: list[str | None] | None) -> Fraction:
    if score is None or score[0] is None:
        return Fraction(-1_000_000_000_000)  # below every score, also one below its scale
    low, high = Fraction(score[1] or 0), Fraction(score[2] or 100)
    return (Fraction(score[0]) - low) / (high - low) if high > low else Fraction(0)


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(one) for one in vectors())
    VECTORS.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
