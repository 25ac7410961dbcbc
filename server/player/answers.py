"""The answers inside a data model: what a lesson reports of single questions. Pure.

Both editions of SCORM speak of interactions (1.2: RTE 3.4.2.7; 2004: RTE 4.2.9); quizzes and H5P
are kept in the same form. Everything here was written by content: what is odd is left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.player import limits

_INTERACTION: Final = re.compile(r"cmi\.interactions\.(\d{1,4})\.([a-z_]{1,40})")
_DECIMAL: Final = re.compile(r"(?:0|1)(?:\.\d{1,9})?")
_OTHER: Final = "tirek.other|"
_CURRENT: Final = "tirek.activity"
_SHARES: Final = {"correct": "1", "wrong": "0", "incorrect": "0", "unanticipated": "0"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer to a question in one session.

    `share` of the question's worth as a decimal text, "1" for a right answer; None where nobody
    has judged it. `n` is the question's place.
    """

    activity: str
    question: str
    n: int
    type: str
    response: str
    share: str | None


def answers_of(fields: Mapping[str, Any]) -> list[Answer]:
    """The answers of an `attempt.commit`, at most ANSWERS, the last to each question.

    Of a data model that travels as a file the operation has them in `answers`.
    """
    rows = _stated(fields.get("answers") or ()) if fields.get("cmi") is None else None
    found: dict[tuple[str, str], Answer] = {}
    for answer in rows if rows is not None else _interactions(fields["cmi"]):
        if len(found) < limits.ANSWERS or (answer.activity, answer.question) in found:
            found[answer.activity, answer.question] = answer
    return list(found.values())


def _stated(rows: Iterable[Sequence[str]]) -> list[Answer]:
    return [
        Answer(_cut(activity), _cut(question), n, kind[: limits.WORD], response, share_of(result))
        for n, (activity, question, kind, response, result) in enumerate(rows)
    ]


def _interactions(cmi: Mapping[str, Any]) -> list[Answer]:
    current = _text(cmi.get(_CURRENT))
    found: dict[tuple[str, int], dict[str, str]] = {}
    for name, value in cmi.items():
        activity, element = _place(name, current)
        match = _INTERACTION.fullmatch(element)
        if match:
            found.setdefault((activity, int(match[1])), {})[match[2]] = _text(value)
    return [
        Answer(
            activity=_cut(activity),
            question=_cut(row["id"]),
            n=n,
            type=row.get("type", "")[: limits.WORD],
            response=_response(row)[: limits.RESPONSE],
            share=share_of(row.get("result", "")),
        )
        for (activity, n), row in sorted(found.items())
        if row.get("id")
    ]


def _place(name: str, current: str) -> tuple[str, str]:
    if not name.startswith(_OTHER):
        return current, name
    activity, _, element = name[len(_OTHER) :].rpartition("|")
    return activity, element


def _response(row: Mapping[str, str]) -> str:
    return row.get("student_response") or row.get("learner_response") or ""


def share_of(result: str) -> str | None:
    """A result's share of what the question is worth; None for neutral ones and strange numbers."""
    if result in _SHARES:
        return _SHARES[result]
    if not _DECIMAL.fullmatch(result) or float(result) > 1:
        return None
    return (result.rstrip("0").rstrip(".") if "." in result else result) or "0"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _cut(text: str) -> str:
    return text[: limits.NAME]
