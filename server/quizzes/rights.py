"""Who may write quizzes, their questions and papers, on the day they claim to have done so."""

from sqlalchemy.orm import Session

from server.classroom.rights import NOT_TEACHER, RECORD_NOT_OWN
from server.operations.spec import Author, Refusal
from server.people import grants
from server.people.directory import school_of_class
from server.quizzes.models import Paper, Question, Quiz
from sync.core.ops import Operation

_UNKNOWN = Refusal("unknown-record")
_INCOMPLETE = Refusal("record-incomplete")


def may_write_quiz(session: Session, author: Author, op: Operation) -> Refusal | None:
    """quiz.set and quiz.withdraw: a teacher of the school; afterwards only who began it."""
    known = session.get(Quiz, op.record)
    if known is None:
        refusal = _beginning(op, {"school", "title"})
        if refusal is not None:
            return refusal
    elif known.author != author.person:
        return RECORD_NOT_OWN
    school = op.fields.get("school", known.school if known else None)
    if not isinstance(school, str) or not grants.holds(
        author.roles, grants.TEACHING | grants.LEADING, school
    ):
        # A teacher of a class holds the grant for the class: its school is the grant's own.
        return Refusal("not-a-teacher-of-the-school")
    return None


def may_write_question(session: Session, author: Author, op: Operation) -> Refusal | None:
    """question.set and question.withdraw: whose quiz it is (and was) in."""
    known = session.get(Question, op.record)
    if known is None:
        refusal = _beginning(op, {"quiz", "body"})
        if refusal is not None:
            return refusal
    elif known.author != author.person:
        return RECORD_NOT_OWN
    quiz = session.get(Quiz, str(op.fields.get("quiz", known.quiz if known else "")))
    if quiz is None:
        return _UNKNOWN
    return None if quiz.author == author.person else RECORD_NOT_OWN


def may_write_paper(session: Session, author: Author, op: Operation) -> Refusal | None:
    """paper.set and paper.withdraw: a teacher of the class it is (and was) for."""
    known = session.get(Paper, op.record)
    if known is None:
        refusal = _beginning(op, {"school", "class", "title", "parts"})
        if refusal is not None:
            return refusal
    elif not grants.teaches(author.roles, known.class_id):
        return NOT_TEACHER
    class_id = op.fields.get("class", known.class_id if known else None)
    if not isinstance(class_id, str) or not grants.teaches(author.roles, class_id):
        return NOT_TEACHER
    school = op.fields.get("school", known.school if known else None)
    if school_of_class(session, class_id) != school:
        return Refusal("class-of-another-school")
    return None


def _beginning(op: Operation, needed: set[str]) -> Refusal | None:
    """What nobody has heard of must begin here, whole, and under its own name."""
    if op.kind.endswith(".withdraw") or op.base is not None:
        return _UNKNOWN
    if op.record != str(op.id):
        return RECORD_NOT_OWN
    return None if needed <= op.fields.keys() else _INCOMPLETE
