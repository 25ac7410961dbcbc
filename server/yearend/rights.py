"""Who may sign a year's mark, and who writes down what the council decided."""

from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from server.assessment.engine import Score, final_of, year_of_terms
from server.assessment.engine import term as pooled
from server.assessment.policy import presets
from server.gradebook.rights import (
    NEEDS_REASON,
    NOT_IN_CLASS,
    NOT_LEADER,
    NOT_TEACHER,
    OTHER_RECORD,
    OTHER_SCHOOL,
    teaches_subject,
)
from server.operations.spec import Author, Refusal
from server.people import grants
from server.people.directory import all_classes_of_learner, school_of_class
from server.yearend.models import YearMark
from sync.core.ops import Operation


def may_confirm(session: Session, author: Author, op: Operation) -> Refusal | None:
    """year.confirm: a teacher of the subject, for a learner who is or was in the class. The node
    works the marks out once more."""
    fields: Any = op.fields
    if op.record != f"{fields['learner']}~{fields['year']}~{fields['subject']}":
        return OTHER_RECORD
    if not teaches_subject(author.roles, fields["class"], fields["subject"]):
        return NOT_TEACHER
    if fields["class"] not in all_classes_of_learner(session, fields["learner"]):
        return NOT_IN_CLASS
    replaces = op.base is not None and session.get(YearMark, op.record) is not None
    as_reckoned = fields["outcome"] != "mark" or _by_policy(fields)
    return None if fields["reason"] or (as_reckoned and not replaces) else NEEDS_REASON


def _by_policy(fields: Any) -> bool:
    """Whether both marks are what the named policy makes of what is told with them."""
    policy = presets().get(fields["policy"])
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


def may_decide(session: Session, author: Author, op: Operation) -> Refusal | None:
    """year.decide: a leader of the school, for a learner who is or was in the class."""
    fields: Any = op.fields
    if op.record != f"{fields['learner']}~{fields['year']}":
        return OTHER_RECORD
    if not grants.leads(author.roles, fields["school"]):
        return NOT_LEADER
    if school_of_class(session, fields["class"]) != fields["school"]:
        return OTHER_SCHOOL
    known = fields["class"] in all_classes_of_learner(session, fields["learner"])
    return None if known else NOT_IN_CLASS
