"""Marks as forms show them."""

from collections.abc import Mapping
from typing import Any, Final

from server.assessment.explain import number
from server.gradebook.reading import Line
from server.reports.sheet import Cell
from server.reports.words import Words

_OUTCOMES: Final[Mapping[str, str]] = {
    "unattested": "unattested_short",
    "exempt": "exempt",
    "not_studied": "not_studied",
    "not_certified": "not_certified",
}


def mark_text(row: Any | None, words: Words) -> Cell:
    """A signed mark: its figure, or the word that stands in its place."""
    if row is None:
        return None
    if row.outcome != "mark":
        return words[_OUTCOMES[row.outcome]]
    if row.scale == "pass":
        return words["passed" if row.mark else "failed"]
    return int(row.mark)


def percent_text(line: Line, words: Words) -> Cell:
    """What the points come to so far."""
    result = line.reckoned.result
    if result is None or result.so_far is None:
        return None
    return number(result.so_far, words.language)
