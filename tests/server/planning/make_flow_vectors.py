"""Writes `flow_vectors.json` anew: `python -m tests.server.planning.make_flow_vectors`.

The answers are those of server/planning/flow.py, whose own tests say why they are right; the file
holds the app's copy to them.
"""

import json
import random
from datetime import date, timedelta
from typing import Any

from tests.server.planning.flow_cases import VECTORS, answer

CASES = 40
SEPTEMBER = date(2026, 9, 1)


def iso(days: int) -> str:
    return (SEPTEMBER + timedelta(days)).isoformat()


def case(chance: random.Random) -> dict[str, Any]:
    """A month or two of a small school, with all that happens to a timetable."""
    length = chance.randrange(20, 60)
    subjects = ["mathematics", "kazakh-language"]
    grades = [None, 2, 3]
    slots = [
        {
            "id": f"slot{n}",
            "weekday": chance.randrange(1, 7),
            "bell": chance.randrange(1, 7),
            "span": chance.choice([[None, None], [iso(10), None], [None, iso(25)]]),
            "lines": [
                [line, ["5a", chance.choice(grades), chance.choice(subjects)]]
                for line in range(1, chance.randrange(2, 4))
            ],
        }
        for n in range(chance.randrange(2, 9))
    ]
    rows = [
        {
            "id": f"row{n}",
            "position": chance.randrange(0, 50),
            "hours": chance.choice([1, 1, 1, 2, 3]),
            "on": chance.choice([None, None, None, iso(chance.randrange(length))]),
        }
        for n in range(chance.randrange(0, 20))
    ]
    made: dict[str, Any] = {
        "calendar": {
            "terms": [[iso(0), iso(length // 2)], [iso(length // 2 + 5), iso(length)]],
            "holidays": [[iso(14), iso(14 + chance.randrange(3))]],
            "weekdays": chance.choice([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]]),
            "moved": [[iso(14), chance.randrange(1, 7)]] if chance.random() < 0.5 else [],
        },
        "slots": slots,
        "closures": [
            {"span": [iso(20), iso(23)], "classes": chance.choice([[], ["5a"], ["4a"]])},
        ],
        "taught": ["5a", chance.choice(grades), chance.choice(subjects)],
        "rows": rows,
        "settled": {},
    }
    for record, row in answer(made)[: chance.randrange(0, 8)]:
        if chance.random() < 0.8:
            made["settled"][record] = [chance.random() < 0.7, row]
    return made


def main() -> None:
    chance = random.Random(20_260_901)
    found: list[dict[str, Any]] = []
    while len(found) < CASES:
        made = case(chance)
        made["answer"] = answer(made)
        if made["answer"]:
            found.append(made)
    lines = ",\n".join(json.dumps(made, separators=(",", ":")) for made in found)
    VECTORS.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
