"""Writes `vectors.json` anew: `python -m tests.server.assessment.make_vectors`.

The expected marks come from formulas written down here once more, in decimal arithmetic and
policy by policy, not from the engine that they judge.
"""

import json
import random
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parent / "vectors.json"
PER_POLICY = 80
SHAPES = (
    ["formative", "section", "term"],
    ["formative", "section", "term"],
    ["formative", "section"],
    ["formative"],
)


def half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def expected(policy: str, scores: dict[str, list[list[int]]]) -> int:
    """The percentage, a whole number, by the published description of each way to round."""
    getcontext().prec = 60
    shares: dict[str, Fraction] = {}
    if scores.get("formative"):
        found = [Fraction(points, most) for points, most in scores["formative"]]
        mean = sum(found, Fraction(0)) / len(found) * 10
        if policy == "kz-mektep-edu":
            mean = Fraction(half_up(decimal(mean), 1))
        shares["formative"] = mean / 10
    for part in ("section", "term"):
        if scores.get(part):
            shares[part] = Fraction(
                sum(points for points, _ in scores[part]), sum(most for _, most in scores[part])
            )
    weights = {
        "kz-nis": {"section": 50, "term": 50},
        "kz-formative-only": {"formative": 100},
    }.get(policy)
    if weights is None:
        weights = (
            {"formative": 25, "section": 25, "term": 50}
            if "term" in shares and "section" in shares
            else {"formative": 50, "section": 50}
            if "section" in shares
            else {"formative": 100}
        )
    elif policy == "kz-nis" and "term" not in shares:
        weights = {"section": 100}
    places = {"kz-mektep-edu": 0, "kz-tenths": 1}.get(policy)
    total = Fraction(0)
    for part, weight in weights.items():
        got = shares[part] * weight
        total += got if places is None else Fraction(half_up(decimal(got), places))
    return int(half_up(decimal(total), 0))


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def mark(grade: int, percent: int) -> int:
    starts = (21, 51, 81) if grade <= 1 else (40, 65, 85)
    return 2 + sum(percent >= start for start in starts)


def vectors() -> list[dict[str, Any]]:
    rng = random.Random(1)
    made = []
    for policy in ("kz-national", "kz-mektep-edu", "kz-tenths", "kz-nis", "kz-formative-only"):
        for _ in range(PER_POLICY):
            planned = rng.choice(SHAPES)
            if policy == "kz-nis" and "section" not in planned:
                planned = ["formative", "section"]
            scores: dict[str, list[list[int]]] = {}
            able = rng.random()
            for part in planned:
                many = {"formative": rng.randint(1, 14), "section": rng.randint(1, 3), "term": 1}
                mosts = [
                    10 if part == "formative" else rng.randint(8, 40) for _ in range(many[part])
                ]
                scores[part] = [
                    [min(most, max(0, round(most * rng.gauss(able, 0.15)))), most] for most in mosts
                ]
            grade = rng.randint(1, 11)
            percent = expected(policy, scores)
            made.append(
                {
                    "policy": policy,
                    "grade": grade,
                    "planned": planned,
                    "scores": scores,
                    "percent": percent,
                    "mark": mark(grade, percent),
                }
            )
    return made


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(vector) for vector in vectors())
    VECTORS.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
