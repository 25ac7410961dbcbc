"""Term marks: how many of each policy's vectors come out wrong, and what one costs."""

import json
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from server.assessment.engine import Score, term
from server.assessment.policy import presets
from tests.bench.figures import Figure

VECTORS = Path("tests/server/assessment/vectors.json")


def measure(full: bool) -> Iterator[Figure]:
    """`marks.wrong` over all policies; `marks.reckon_us` is processor time per term mark."""
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    cases = [
        (
            presets()[vector["policy"]],
            vector["grade"],
            [
                Score(part, Fraction(points), Fraction(most))
                for part, pairs in vector["scores"].items()
                for points, most in pairs
            ],
            frozenset(vector["planned"]),
            vector["mark"],
        )
        for vector in vectors
    ]
    before = time.process_time()
    found = [
        term(policy, grade, scores, planned).mark for policy, grade, scores, planned, _ in cases
    ]
    spent = time.process_time() - before
    wrong = sum(mark != case[-1] for mark, case in zip(found, cases, strict=True))
    yield Figure("marks.wrong", wrong, f"of {len(cases)}", "<=0")
    yield Figure("marks.reckon_us", spent * 1e6 / len(cases), "µs")
