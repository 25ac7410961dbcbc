"""Who may offer a plan to the schools around, and take it back."""

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.operations.spec import Author, Refusal
from server.people import grants
from server.people.models import SchoolClass
from server.templates import limits
from server.templates.models import PlanTemplate
from sync.core.ops import Operation

WHOLE: Final = frozenset({"school", "subject", "grade", "language", "title", "parts"})
"""What the first operation on a record has to say, beside its first rows."""

NOT_TEACHER: Final = Refusal("not-a-teacher-of-the-subject")
TOO_MANY: Final = Refusal("too-many-plans-offered")
INCOMPLETE: Final = Refusal("record-incomplete")
NOT_OWN: Final = Refusal("record-not-own")


def may_share(session: Session, author: Author, op: Operation) -> Refusal | None:
    """shared_plan.set: whoever may write such a plan at the school offers it, which is who teaches
    the subject in a class of the grade, or leads the school. It names no class, so that no other
    school hears of one. Only its author or a leader takes it back: it bears the school's name.

    What is offered stays as it is; a newer version is a record of its own.
    """
    known = session.get(PlanTemplate, op.record)
    if known is None:
        return _begins(session, author, op)
    school = known.school
    if school is None or known.region is not None:
        return NOT_OWN
    led = grants.leads(author.roles, school)
    works = grants.holds(author.roles, grants.TEACHING, school)
    if not led and not (works and known.author == author.person):
        return NOT_OWN
    names = set(op.fields)
    if known.rows == 0 and names and all(name.startswith("part_") for name in names):
        return None  # the rest of its rows
    if names != {"withdrawn"}:
        return NOT_OWN
    again = known.withdrawn and op.fields["withdrawn"] is False
    return TOO_MANY if again and _offered(session, school) >= limits.OFFERED_PER_SCHOOL else None


def _begins(session: Session, author: Author, op: Operation) -> Refusal | None:
    fields: Any = op.fields
    if op.base is not None or "school" not in fields:
        return Refusal("unknown-record")
    if op.record != str(op.id):
        return NOT_OWN
    if not fields.keys() >= WHOLE | {"part_1"}:
        return INCOMPLETE
    school = fields["school"]
    if not grants.leads(author.roles, school) and not _teaches(session, author, fields):
        return NOT_TEACHER
    return TOO_MANY if _offered(session, school) >= limits.OFFERED_PER_SCHOOL else None


def _teaches(session: Session, author: Author, fields: Any) -> bool:
    taught = {
        grant.class_id
        for grant in author.roles
        if grant.role in grants.TEACHING
        and grant.school == fields["school"]
        and grant.subject in (None, fields["subject"])
        and grant.class_id
    }
    classes = session.scalars(select(SchoolClass).where(SchoolClass.id.in_(taught)))
    return any(one.school == fields["school"] and fields["grade"] in one.grades for one in classes)


def _offered(session: Session, school: str) -> int:
    query = select(func.count()).where(
        PlanTemplate.school == school,
        PlanTemplate.region.is_(None),
        PlanTemplate.withdrawn.is_(False),
        PlanTemplate.rows > 0,
    )
    return session.scalar(query) or 0
