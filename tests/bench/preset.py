"""Makes the dictionary that small frames are compressed with: `python -m tests.bench.preset FILE`.

It is trained on tight bodies of invented schools, none of which appears in a figure. The result is
kept in the repository, since both ends must have the same bytes for ever; run this again only to
make a dictionary with a new number.
"""

import random
import sys
from pathlib import Path

from backports import zstd

from sync.core.clock import pack
from sync.core.ops import Operation, OpId
from sync.core.verdict import Verdict
from sync.frames import tight
from sync.storage.port import Entry
from tests.bench.populations import answer, attempt_fields, dice
from tests.bench.traffic import School, moment

SCHOOLS = 160
SIZES = (1, 2, 3, 5, 8, 12, 20, 30, 30, 45, 60, 100)
DICTIONARY_BYTES = 24 * 1024
LEVEL = 19


def samples() -> list[bytes]:
    made = []
    for number in range(SCHOOLS):
        school = School(f"preset-{number}")
        chance = random.Random(f"preset-{number}")
        size = chance.choice(SIZES)
        kind = chance.choice(("mixed", "mixed", "mixed", "own", "outside", "release"))
        if kind == "mixed":
            entries = school.mixed(size)
        elif kind == "release":
            entries = release(school, size)
        else:
            entries = school.statements(size, outside=kind == "outside")
        made.append(b"".join(tight.build([tight.line(one) for one in entries], school.node)))
    return made


def release(school: School, size: int) -> list[Entry]:
    """Kinds of this release that the figures' population leaves out."""
    chance = dice(school.name)
    made = []
    for number in range(size):
        hand = chance.choice(school.devices)
        key = OpId(hand.writer, 1, hand.seq)
        hand.seq += 1
        ms = school.now + number * 5000
        kind, fields = chance.choice(
            (
                ("attempt.commit", attempt_fields(chance, moment(ms), number)),
                ("submission.see", {"submission": f"{hand.writer}.1.{hand.seq}"}),
                (
                    "assignment.set",
                    {
                        "school": "dala", "class": chance.choice(school.classes),
                        "title": answer(chance)[:40], "instructions": answer(chance),
                        "course": "matematika-5", "lesson": "taqyryp-3", "item": None,
                        "due_at": None, "max_mark": 10, "accepts": ["text", "photo"], "files": [],
                    },
                ),
            )
        )  # fmt: skip
        hlc = pack(ms)
        op = Operation(*key, hlc, kind, 1, None, None, str(key), fields)
        made.append(Entry(op, Verdict("admitted", hlc, 1, None, school.node, ms + 80)))
    return made


def main() -> None:
    found = samples()
    trained = zstd.train_dict(found, DICTIONARY_BYTES)
    finished = zstd.finalize_dict(trained, found, DICTIONARY_BYTES, LEVEL)
    Path(sys.argv[1]).write_bytes(finished.dict_content)
    print(len(finished.dict_content), "bytes from", len(found), "bodies")  # noqa: T201


if __name__ == "__main__":
    main()
