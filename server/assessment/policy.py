"""An assessment policy as dated data: weights, bands, and the rounding steps that are part of it.

Three published implementations of one national rule give up to 5 % of pupils another mark, by their
order of rounding alone. So a policy says every step, and a mark keeps the id of the policy that
made it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Part = Literal["formative", "section", "term"]
PARTS: tuple[Part, ...] = ("formative", "section", "term")


@dataclass(frozen=True, slots=True)
class Band:
    """From this percentage (a whole number, 0–100) the mark is `mark`."""

    from_percent: int
    mark: int


@dataclass(frozen=True, slots=True)
class Policy:
    """`weights` holds rows of percent per part that add up to 100; which row counts depends on the
    parts that are planned for the subject in the term. Places are decimal places to which a step
    is rounded half up; None means that the step isn't rounded."""

    id: str
    valid_from: date
    valid_to: date | None
    title: Mapping[str, str]
    formative_mean_places: int | None
    part_places: int | None
    total_places: int
    weights: Sequence[Mapping[Part, int]]
    bands: Sequence[tuple[int, int, Sequence[Band]]]
    pass_from: int
    year: Literal["mean", "pooled"]
    exam_weight: int
    """Percent that an exam has in the final mark; the year's mark has the rest."""

    def row(self, planned: frozenset[Part]) -> Mapping[Part, int] | None:
        """The weights for what is planned; parts that the policy doesn't count are left out."""
        counted = {part for row in self.weights for part in row}
        wanted = planned & counted
        return next((row for row in self.weights if set(row) == wanted), None)

    def bands_of(self, grade: int) -> Sequence[Band]:
        """Ascending. Raises ValueError for a grade that the policy doesn't know."""
        for first, last, bands in self.bands:
            if first <= grade <= last:
                return bands
        raise ValueError(f"policy {self.id} has no bands for grade {grade}")


def parse(document: Mapping[str, Any]) -> Policy:
    """A policy from its JSON form. Raises ValueError naming what is wrong."""
    policy = Policy(
        id=str(document["id"]),
        valid_from=date.fromisoformat(document["from"]),
        valid_to=date.fromisoformat(document["to"]) if document["to"] else None,
        title=dict(document["title"]),
        formative_mean_places=document["formative_mean_places"],
        part_places=document["part_places"],
        total_places=document["total_places"],
        weights=tuple(dict(row) for row in document["weights"]),
        bands=tuple(
            (row["grades"][0], row["grades"][1], tuple(Band(*pair) for pair in row["from"]))
            for row in document["bands"]
        ),
        pass_from=document["pass_from"],
        year=document["year"],
        exam_weight=document["exam_weight"],
    )
    for weights in policy.weights:
        if sum(weights.values()) != 100 or not set(weights) <= set(PARTS):
            raise ValueError(f"weights of policy {policy.id} don't add up to 100: {weights}")
    if not 0 <= policy.exam_weight <= 100:
        raise ValueError(f"the exam of policy {policy.id} can't weigh {policy.exam_weight} %")
    for _, _, bands in policy.bands:
        starts = [band.from_percent for band in bands]
        if starts[:1] != [0] or starts != sorted(set(starts)) or starts[-1] > 100:
            raise ValueError(f"bands of policy {policy.id} must ascend from 0: {starts}")
    return policy


@cache
def presets() -> Mapping[str, Policy]:
    """The policies that come with Tirek, by id; a hub may publish others."""
    return {policy.id: policy for policy in map(parse, presets_as_written())}


def presets_as_written() -> list[dict[str, Any]]:
    """The same in their JSON form."""
    text = files("server.assessment").joinpath("policies.json").read_text(encoding="utf-8")
    return list(json.loads(text))
