"""The mark of a year, as a teacher signs it: `year.confirm` and `year_mark`."""

from fractions import Fraction
from typing import Any, Final

from sqlalchemy.orm import Session

from server.assessment.engine import Score, final_of, year_of_terms
from server.assessment.engine import term as pooled
from server.gradebook.signing import SignedMark
from server.operations.spec import Author, Refusal
from server.policies.reading import policy_of
from server.yearend.models import YearMark
from sync.core.ops import Operation

YEAR_MARK: Final = SignedMark(
    model=YearMark,
    document="year_mark",
    period="year",
    marks=("mark", "exam", "final"),
    grounds=("terms", "inputs"),
    shown=("terms",),
)


def may_confirm(session: Session, author: Author, op: Operation) -> Refusal | None:
    """year.confirm: a teacher of the subject, for a learner who is or was in the class. The node
    works the marks out once more."""
    refused = YEAR_MARK.not_theirs(session, author, op)
    return refused or YEAR_MARK.unreasoned(session, op, _by_policy)


def _by_policy(session: Session, fields: Any) -> bool:
    """Whether both marks are what the named policy makes of what is told with them."""
    policy = policy_of(session, fields["policy"])
    if policy is None:
        return False
    if policy.year == "mean" or fields["scale"] == "pass":
        marks = [one["mark"] for one in fields["terms"] if one["mark"] is not None]
        found = year_of_terms(marks)
    else:
        scores = [
            Score(one["part"], Fraction(one["points"]), Fraction(one["max"]))
            for one in fields["inputs"]
        ]
        planned = frozenset(score.part for score in scores)
        try:
            found = pooled(policy, fields["grade"], scores, planned, fields["scale"]).mark
        except ValueError:
            return False
    if found is None or found != fields["mark"]:
        return False
    final = final_of(policy, found, fields["exam"])
    return bool(final == fields["final"])
