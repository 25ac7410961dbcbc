"""What of a learner is told again under a name that leads to nobody: the figures, without a word
that somebody wrote. Pure.

A kind that is not here goes with the person: work handed in, portfolios, support, files, clubs.
"""

from collections.abc import Callable, Collection, Mapping, Set
from typing import Any, Final
from uuid import UUID

from server.lrs.callers import account_of, is_ours
from server.lrs.statements import VOIDED
from server.lrs.values import JsonObject

Fields = Mapping[str, Any]

_WORDLESS: Final[Mapping[str, Fields]] = {
    "enrolment.set": {"provisional": False},
    "attendance.set": {"note": ""},
    "score.give": {"comment": ""},
    "term.confirm": {"reason": ""},
    "year.confirm": {"reason": ""},
    "year.decide": {"protocol": "—"},
    "mark.give": {"comment": "", "submission": None},
}
"""Kinds of which what stands is told again, and the fields in which there might be more."""

_LEFT_OUT: Final = frozenset({"drawing", "files"})
ATTEMPT: Final = "attempt.commit"
SITTING: Final = (
    "item", "lesson", "course", "edition", "session", "started_at", "completion", "success",
    "score", "total_time_s", "manifest",
)  # fmt: skip
"""Of a session of an attempt: result and time, without the course's memory."""
CHOSEN: Final = frozenset({"choice", "true-false", "likert", "numeric", "matching", "sequencing"})
"""Kinds of questions whose answers are no words of the learner's own."""


def tells(kind: str) -> bool:
    """Whether what stands in a record of this kind is told again."""
    return kind in _WORDLESS


def fields(kind: str, stands: Fields, people: Collection[str], pseudonym: str) -> Fields | None:
    """The fields of the record under the pseudonym; None for work that was merely sent back."""
    if kind == "mark.give" and stands.get("returned"):
        return None
    told = {name: value for name, value in stands.items() if name not in _LEFT_OUT}
    for name in ("person", "learner"):
        if told.get(name) in people:
            told[name] = pseudonym
    return {**told, **{name: value for name, value in _WORDLESS[kind].items() if name in told}}


def record(known: str, people: Set[str], pseudonym: str) -> str | None:
    """The id of the record under the pseudonym; None where it takes its operation's."""
    parts = known.split("~")
    if not people & {*parts}:
        return None
    return "~".join(pseudonym if part in people else part for part in parts)


def answer(activity: str, question: str, kind: str, response: str, share: str | None) -> list[str]:
    """An answer as `attempt.commit` states it, without the learner's own words."""
    result = "" if share is None else share
    return [activity, question, kind, response if kind in CHOSEN else "", result]


def statement(
    whole: JsonObject, people: Collection[str], school: str, pseudonym: str,
    again: Callable[[str], UUID],
) -> JsonObject | None:  # fmt: skip
    """A statement about the pseudonym, without attachments, words and outside names; None for one
    that voids. `again` gives another registration for each one, always the same."""
    if whole["verb"]["id"] == VOIDED:
        return None
    told = {
        name: _agents(value, people, school, pseudonym)
        for name, value in whole.items()
        if name not in ("id", "stored", "attachments")
    }
    if "result" in told:
        kept = ("score", "success", "completion", "duration")
        told["result"] = {name: told["result"][name] for name in kept if name in told["result"]}
    if "context" in told:
        dropped = ("extensions", "statement", "contextAgents", "contextGroups", "team")
        told["context"] = {
            name: value for name, value in told["context"].items() if name not in dropped
        }
        if "registration" in told["context"]:
            told["context"]["registration"] = str(again(told["context"]["registration"]))
    return told


def _agents(value: Any, people: Collection[str], school: str, pseudonym: str) -> Any:
    """The same with our person's account replaced wherever it stands."""
    if isinstance(value, dict):
        account = value.get("account")
        if isinstance(account, dict) and account.get("name") in people and is_ours(account):
            return account_of(school, pseudonym)
        return {name: _agents(one, people, school, pseudonym) for name, one in value.items()}
    if isinstance(value, list):
        return [_agents(one, people, school, pseudonym) for one in value]
    return value
