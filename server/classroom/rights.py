"""Who may write what in the classroom, on the day they claim to have done so.

An operation that refers to something this node has not heard of yet is judged by what is known:
a pupil who got a task from another node keeps the right to hand it in here.
"""

from sqlalchemy.orm import Session

from server.classroom.models import Assignment, Mark, Notice, Submission
from server.classroom.provenance import Provenance
from server.classroom.scopes import class_of_assignment
from server.operations.spec import Author, Refusal
from server.people import grants
from server.people.directory import all_classes_of_learner, is_same, kept_record, school_of_class
from sync.core.ops import Operation

NOT_TEACHER = Refusal("not-a-teacher-of-the-class")
NOT_ENROLLED = Refusal("not-enrolled-in-the-class")
RECORD_NOT_OWN = Refusal("record-not-own")


def may_set(session: Session, author: Author, op: Operation) -> Refusal | None:
    """assignment.set and assignment.withdraw: a teacher of the class it is (and was) for."""
    return _may_write(author, op, session.get(Assignment, op.record), session)


def may_notify(session: Session, author: Author, op: Operation) -> Refusal | None:
    """notice.set and notice.withdraw: a teacher of the class it is (and was) for."""
    return _may_write(author, op, session.get(Notice, op.record), session)


def _may_write(
    author: Author, op: Operation, known: Assignment | Notice | None, session: Session
) -> Refusal | None:
    if known is None:
        refusal = _incomplete(op)
        if refusal is not None:
            return refusal
    elif not grants.teaches(author.roles, known.class_id):
        return NOT_TEACHER
    if op.fields.keys().isdisjoint({"class", "school"}):
        return None
    class_id = op.fields.get("class", known.class_id if known else None)
    if not isinstance(class_id, str) or not grants.teaches(author.roles, class_id):
        return NOT_TEACHER
    school = op.fields.get("school", known.school if known else None)
    if school_of_class(session, class_id) != school:
        return Refusal("class-of-another-school")
    return None


def _incomplete(op: Operation) -> Refusal | None:
    """What nobody has heard of must begin here, whole, and under its own name."""
    task = op.kind.startswith("assignment.")
    if op.kind.endswith(".withdraw") or op.base is not None:
        return Refusal("unknown-assignment" if task else "unknown-record")
    if op.record != str(op.id):
        return RECORD_NOT_OWN
    if not {"school", "class", "title"} <= op.fields.keys():
        return Refusal("assignment-incomplete" if task else "record-incomplete")
    return None


def may_acknowledge(session: Session, author: Author, op: Operation) -> Refusal | None:
    """receipt.give: somebody of the class's families, in a record of their own."""
    about = str(op.fields["about"])
    if op.record != f"{about}~{author.person}":
        return RECORD_NOT_OWN
    classes = set(grants.classes_attended(author.roles))
    for child in grants.children(author.roles):
        classes |= all_classes_of_learner(session, child)
    known = session.get(Assignment, about) or session.get(Notice, about)
    if known.class_id not in classes if known else not classes:
        return NOT_ENROLLED
    return None


def may_arrange(session: Session, author: Author, op: Operation) -> Refusal | None:
    """arrangement.set: a teacher of the task's class, for a learner who is or was in it."""
    assignment, learner = str(op.fields["assignment"]), str(op.fields["learner"])
    if op.record != f"{assignment}~{learner}":
        return Refusal("record-not-of-the-assignment")
    return _of_the_class(session, author, assignment, learner)


def may_take_in(session: Session, author: Author, op: Operation) -> Refusal | None:
    """submission.take_in: a teacher of the task's class, for a learner who is or was in it; the
    assistant of that learner."""
    if op.record != str(op.id):
        return RECORD_NOT_OWN
    learner = str(op.fields["learner"])
    if learner in grants.helped(author.roles):
        known = class_of_assignment(session, str(op.fields["assignment"]))
        theirs = all_classes_of_learner(session, learner)
        return None if known is None or known in theirs else Refusal("learner-not-in-the-class")
    return _of_the_class(session, author, str(op.fields["assignment"]), str(op.fields["learner"]))


def _of_the_class(
    session: Session, author: Author, assignment: str, learner: str
) -> Refusal | None:
    known = class_of_assignment(session, assignment)
    classes = all_classes_of_learner(session, learner)
    if known is None:
        return None if classes & grants.classes_taught(author.roles) else NOT_TEACHER
    if not grants.teaches(author.roles, known):
        return NOT_TEACHER
    return None if known in classes else Refusal("learner-not-in-the-class")


def may_hand_in(session: Session, author: Author, op: Operation) -> Refusal | None:
    """submission.hand_in: a learner of the assignment's class, into a record of their own."""
    if op.record != str(op.id):
        return RECORD_NOT_OWN
    attended = grants.classes_attended(author.roles)
    class_id = class_of_assignment(session, str(op.fields["assignment"]))
    if class_id not in attended if class_id else not attended:
        return NOT_ENROLLED
    return None


def may_see(session: Session, author: Author, op: Operation) -> Refusal | None:
    """submission.see: a teacher of the class whose work it is."""
    submission = str(op.fields["submission"])
    if op.record != f"{submission}~seen":
        return Refusal("record-not-of-the-submission")
    known = session.get(Submission, submission)
    assignment = session.get(Assignment, known.assignment) if known else None
    if assignment is not None:
        return None if grants.teaches(author.roles, assignment.class_id) else NOT_TEACHER
    return None if grants.classes_taught(author.roles) else NOT_TEACHER


def may_mark(session: Session, author: Author, op: Operation) -> Refusal | None:
    """mark.give: a teacher of the assignment's class, for a learner who is or was in it."""
    assignment, learner = str(op.fields["assignment"]), str(op.fields["learner"])
    if op.record != f"{assignment}~{learner}":
        return Refusal("record-not-of-the-assignment")
    submission = op.fields.get("submission")
    known = session.get(Assignment, assignment)
    classes = all_classes_of_learner(session, learner)
    if known is None:
        return None if classes & grants.classes_taught(author.roles) else NOT_TEACHER
    if not grants.teaches(author.roles, known.class_id):
        chosen = grants.leads(author.roles, known.school) and _is_a_side(session, op)
        return None if chosen else NOT_TEACHER
    if known.class_id not in classes:
        return Refusal("learner-not-in-the-class")
    work = session.get(Submission, submission) if isinstance(submission, str) else None
    if work is not None and (
        work.assignment != assignment
        or learner not in {work.learner, kept_record(session, work.learner)}
    ):
        return Refusal("work-of-somebody-else")
    return None


def _is_a_side(session: Session, op: Operation) -> bool:
    """Whether this mark is one of several that stand side by side: a leader of the school may end
    such a dispute by choosing, and gives no mark of their own."""
    row = session.get(Mark, op.record)
    if row is None or not row.contested:
        return False
    sides = [(row.mark, row.comment), *((one["mark"], one["comment"]) for one in row.others)]
    return (op.fields.get("mark"), op.fields.get("comment")) in sides


def owns_record(session: Session, author: Author, op: Operation) -> bool:
    """Whether the record began with an operation of the author's own, on any device and under
    any of their records."""
    if op.record == str(op.id):
        return True
    writer = op.record.split(".", 1)[0]
    return is_same(session, author.person, Provenance(session).owner(writer))
