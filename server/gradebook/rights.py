"""Who may write what in the gradebook, on the day they claim to have done so.

What refers to something this node has not heard of yet is judged by what is known, as in the
classroom. After a term is closed its marks stand until a leader opens it again by an order.
"""

from typing import Any

from sqlalchemy.orm import Session

from server.gradebook.models import Assessment, TermLock
from server.gradebook.models import Score as ScoreRow
from server.operations.spec import Author, Refusal
from server.people import grants
from server.people.directory import all_classes_of_learner, school_of_class
from server.policies.reading import policy_of
from sync.core.clock import physical
from sync.core.ops import Operation

NOT_TEACHER = Refusal("not-a-teacher-of-the-subject")
NOT_LEADER = Refusal("not-a-leader-of-the-school")
NOT_IN_CLASS = Refusal("learner-not-in-the-class")
OTHER_RECORD = Refusal("record-not-of-the-gradebook")
OTHER_SCHOOL = Refusal("class-of-another-school")
INCOMPLETE = Refusal("record-incomplete")
LOCKED = Refusal("term-locked")
REMOVED = Refusal("assessment-removed")
NEEDS_REASON = Refusal("reason-needed")

_WHOLE = frozenset({"school", "class", "subject", "term", "part", "title", "date", "max"})


def teaches_subject(roles: tuple[grants.RoleGrant, ...], class_id: str, subject: str) -> bool:
    """A teacher of this subject in this class, or of all subjects there (primary school)."""
    return any(
        one.role == grants.TEACHER and one.class_id == class_id and one.subject in (None, subject)
        for one in roles
    )


def may_assess(session: Session, author: Author, op: Operation) -> Refusal | None:
    """assessment.set and assessment.remove: a teacher of the subject in the class it is (and was)
    for, or a leader of the school, until the term is closed."""
    known = session.get(Assessment, op.record)
    fields: Any = op.fields
    refusal = None if known else _begins(op)
    if refusal is not None:
        return refusal
    places = {(known.school, known.class_id, known.subject, known.term)} if known else set()
    if known is None or not fields.keys().isdisjoint({"school", "class", "subject", "term"}):
        places.add(
            (
                fields.get("school", known.school if known else ""),
                fields.get("class", known.class_id if known else ""),
                fields.get("subject", known.subject if known else ""),
                fields.get("term", known.term if known else ""),
            )
        )
    for school, class_id, subject, term in sorted(places):
        leads = grants.leads(author.roles, school)
        if not leads and not teaches_subject(author.roles, class_id, subject):
            return NOT_TEACHER
        if school_of_class(session, class_id) != school:
            return OTHER_SCHOOL
        if is_locked(session, op, class_id, term):
            return LOCKED
    return None


def _begins(op: Operation) -> Refusal | None:
    """An assessment nobody has heard of begins here, whole, and under its own name."""
    if op.kind == "assessment.remove" or op.base is not None:
        return Refusal("unknown-record")
    if op.record != str(op.id):
        return Refusal("record-not-own")
    return None if op.fields.keys() >= _WHOLE else INCOMPLETE


def may_score(session: Session, author: Author, op: Operation) -> Refusal | None:
    """score.give: a teacher of the subject, for a learner who is or was in the class, until the
    term is closed or the assessment removed; a leader ends a dispute by choosing one of its sides.

    Points for a removed assessment would stand in no book: they wait, and may be let count once it
    is put back.
    """
    assessment, learner = str(op.fields["assessment"]), str(op.fields["learner"])
    if op.record != f"{assessment}~{learner}":
        return OTHER_RECORD
    known = session.get(Assessment, assessment)
    classes = all_classes_of_learner(session, learner)
    if known is None:
        return None if classes & grants.classes_taught(author.roles) else NOT_TEACHER
    if not teaches_subject(author.roles, known.class_id, known.subject):
        row = session.get(ScoreRow, op.record)
        sides = [] if row is None else [(row.outcome, row.points), *_said(row.others)]
        chosen = (op.fields["outcome"], op.fields["points"]) in sides
        if not (row and row.contested and chosen and grants.leads(author.roles, known.school)):
            return NOT_TEACHER
    if known.class_id not in classes:
        return NOT_IN_CLASS
    if known.withdrawn:
        return REMOVED
    return LOCKED if is_locked(session, op, known.class_id, known.term) else None


def _said(others: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    return [(one["outcome"], one["points"]) for one in others]


def may_adopt(session: Session, author: Author, op: Operation) -> Refusal | None:
    """policy.adopt: a leader of the school, of a policy that is known."""
    fields: Any = op.fields
    if op.record != f"{fields['school']}~{fields['starts_on']}":
        return OTHER_RECORD
    if not grants.leads(author.roles, fields["school"]):
        return NOT_LEADER
    return None if policy_of(session, fields["policy"]) else Refusal("unknown-policy")


def may_lock(session: Session, author: Author, op: Operation) -> Refusal | None:
    """term.lock: a leader of the school; opening a closed term needs an order's words."""
    known = session.get(TermLock, op.record)
    fields: Any = op.fields
    if known is None and not fields.keys() >= {"school", "class", "term", "locked"}:
        return INCOMPLETE
    school = fields.get("school", known.school if known else "")
    class_id = fields.get("class", known.class_id if known else "")
    if op.record != f"{class_id}~{fields.get('term', known.term if known else '')}":
        return OTHER_RECORD
    if not grants.leads(author.roles, school):
        return NOT_LEADER
    if school_of_class(session, class_id) != school:
        return OTHER_SCHOOL
    opens = fields.get("locked") is False and known is not None and known.locked
    return NEEDS_REASON if opens and not fields.get("order") else None


def is_locked(session: Session, op: Operation, class_id: str, term: str) -> bool:
    """Whether the term was closed when this was written. What was written before and comes late
    still counts: the term mark then shows that it rests on older points."""
    lock = session.get(TermLock, f"{class_id}~{term}")
    return lock is not None and lock.locked and lock.made_ms <= physical(op.hlc)
