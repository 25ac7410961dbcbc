"""The mark of a term, as a teacher signs it: `term.confirm` and `term_mark`."""

from fractions import Fraction
from typing import Any, Final

from sqlalchemy.orm import Session

from server.assessment.engine import Score
from server.assessment.engine import term as term_result
from server.gradebook.models import TermMark
from server.gradebook.rights import LOCKED, is_locked
from server.gradebook.signing import SignedMark
from server.operations.spec import Author, Refusal
from server.policies.reading import policy_of
from sync.core.ops import Operation

TERM_MARK: Final = SignedMark(
    model=TermMark,
    document="term_mark",
    period="term",
    marks=("percent", "mark"),
    grounds=("inputs",),
    shown=("inputs",),
)


def may_confirm(session: Session, author: Author, op: Operation) -> Refusal | None:
    """term.confirm: a teacher of the subject, for a learner who is or was in the class, until the
    term is closed. The node works the mark out once more."""
    refused = TERM_MARK.not_theirs(session, author, op)
    if refused is not None:
        return refused
    if is_locked(session, op, str(op.fields["class"]), str(op.fields["term"])):
        return LOCKED
    return TERM_MARK.unreasoned(session, op, _by_policy)


def _by_policy(session: Session, fields: Any) -> bool:
    """Whether percentage and mark are what the named policy makes of the inputs."""
    policy = policy_of(session, fields["policy"])
    if policy is None:
        return False
    scores = [
        Score(one["part"], Fraction(one["points"]), Fraction(one["max"]))
        for one in fields["inputs"]
    ]
    planned = frozenset(score.part for score in scores)
    try:
        found = term_result(policy, fields["grade"], scores, planned, fields["scale"])
    except ValueError:
        return False
    percent = None if fields["percent"] is None else Fraction(fields["percent"])
    return (found.percent, found.mark) == (percent, fields["mark"])
