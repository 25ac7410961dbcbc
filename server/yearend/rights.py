"""Who writes down what the council decided at a year's end."""

from typing import Any

from sqlalchemy.orm import Session

from server.gradebook.rights import (
    NOT_IN_CLASS,
    NOT_LEADER,
    OTHER_RECORD,
    OTHER_SCHOOL,
)
from server.operations.spec import Author, Refusal
from server.people import grants
from server.people.directory import all_classes_of_learner, school_of_class
from sync.core.ops import Operation


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
