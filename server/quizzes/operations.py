"""What each operation on quizzes becomes in the tables, and who hears of it."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.changes.scopes import class_scope, person_scope, staff_scope
from server.classroom.provenance import Provenance
from server.operations.spec import Entry, KindSpec, Touch
from server.quizzes import rights, schemas
from server.quizzes.models import Paper, Question, Quiz
from sync.core.merge import MergeState, Version
from sync.core.registry import Kind, Merge

View = Mapping[str, Any] | None
_PAPER_PRIORITY: Final = 1
_BANK_PRIORITY: Final = 3
_RULES: Final = ("attempts", "minutes", "opens_at", "closes_at", "draw")


def project_quiz(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """quiz.set and quiz.withdraw → quiz."""
    record = entry.op.record
    fields = _said(state) if view is None else view
    if not {"school", "title"} <= fields.keys():
        return []  # the rest of it is still on its way
    before = session.get(Quiz, record)
    was_shared = before is not None and before.shared
    written = _written(state)
    author = Provenance(session).author(written[0])
    row = Quiz(
        id=record,
        school=fields["school"],
        author=author,
        title=fields["title"],
        subject=fields.get("subject", ""),
        grades=list(fields.get("grades", ())),
        language=fields.get("language", "kk"),
        introduction=fields.get("introduction", ""),
        question_order=list(fields.get("order", ())),
        shared=fields.get("shared", False),
        created_ms=written[0].order >> 16,
        withdrawn=view is None,
        op=_last(state),
    )
    session.merge(row)
    session.flush()
    touches = _bank_touches("quiz", record, author, row.school)
    if before is None or was_shared != row.shared:
        # Colleagues hear of its questions with it; the author's phone knows them already.
        of_quiz = select(Question.id).where(Question.quiz == record)
        for one in session.scalars(of_quiz):
            touches += _bank_touches("question", one, author, row.school)
    return touches


def project_question(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """question.set and question.withdraw → quiz_question."""
    record = entry.op.record
    fields = _said(state) if view is None else view
    if not {"quiz", "body"} <= fields.keys():
        return []
    author = Provenance(session).author(_written(state)[0])
    session.merge(
        Question(
            id=record,
            quiz=fields["quiz"],
            author=author,
            body=dict(fields["body"]),
            objective=fields.get("objective", ""),
            strand=fields.get("strand", ""),
            files=[dict(file) for file in fields.get("files", ())],
            withdrawn=view is None,
            op=_last(state),
        )
    )
    session.flush()
    quiz = session.get(Quiz, fields["quiz"])
    return _bank_touches("question", record, author, quiz.school if quiz else None)


def project_paper(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """paper.set and paper.withdraw → quiz_paper."""
    record = entry.op.record
    fields = _said(state) if view is None else view
    if not {"school", "class", "title", "parts"} <= fields.keys():
        return []
    before = session.get(Paper, record)
    classes = {fields["class"]} | ({before.class_id} if before else set())
    origin = Provenance(session)
    written = _written(state)
    came = schemas.parts_of(fields)
    whole = len(came) >= fields["parts"]
    session.merge(
        Paper(
            id=record,
            school=fields["school"],
            class_id=fields["class"],
            authors=sorted({one for one in map(origin.author, written) if one}),
            quiz=fields.get("quiz"),
            mode=fields.get("mode", "task"),
            title=fields["title"],
            subject=fields.get("subject", ""),
            language=fields.get("language", "kk"),
            introduction=fields.get("introduction", ""),
            rules={
                **{name: fields.get(name) for name in _RULES},
                "shuffle": fields.get("shuffle", True),
                "answers": fields.get("answers", "at_once"),
            },
            parts=fields["parts"],
            questions=[one for part in came for one in part] if whole else [],
            files=[dict(file) for file in fields.get("files", ())],
            created_ms=written[0].order >> 16,
            withdrawn=view is None,
            op=_last(state),
        )
    )
    session.flush()
    return [Touch(class_scope(one), "paper", record) for one in sorted(classes)]


def _written(state: MergeState) -> list[Version]:
    found = [version for version in state.versions if version.fields is not None]
    return sorted(found, key=lambda version: (version.order, version.id))


def _said(state: MergeState) -> Mapping[str, Any]:
    """What a withdrawn record said: its history still belongs to somebody."""
    said: dict[str, Any] = {}
    for version in sorted(state.versions, key=lambda version: version.precedence):
        said.update(version.values)
    return said


def _last(state: MergeState) -> str:
    return str(max(state.versions, key=lambda version: version.precedence).id)


def _bank_touches(kind: str, record: str, author: str | None, school: str | None) -> list[Touch]:
    scopes = [person_scope(author)] if author else []
    scopes += [staff_scope(school)] if school else []
    return [Touch(scope, kind, record) for scope in scopes]


SPECS: Final = (
    KindSpec(
        Kind("quiz.set", 1, Merge.FIELD, _BANK_PRIORITY),
        schemas.QuizSetSchema,
        rights.may_write_quiz,
        project_quiz,
    ),
    KindSpec(
        Kind("quiz.withdraw", 1, Merge.TOMBSTONE, _BANK_PRIORITY),
        schemas.WithdrawSchema,
        rights.may_write_quiz,
        project_quiz,
    ),
    KindSpec(
        Kind("question.set", 1, Merge.FIELD, _BANK_PRIORITY),
        schemas.QuestionSetSchema,
        rights.may_write_question,
        project_question,
    ),
    KindSpec(
        Kind("question.withdraw", 1, Merge.TOMBSTONE, _BANK_PRIORITY),
        schemas.WithdrawSchema,
        rights.may_write_question,
        project_question,
    ),
    KindSpec(
        Kind("paper.set", 1, Merge.FIELD, _PAPER_PRIORITY),
        schemas.PaperSetSchema,
        rights.may_write_paper,
        project_paper,
    ),
    KindSpec(
        Kind("paper.withdraw", 1, Merge.TOMBSTONE, _PAPER_PRIORITY),
        schemas.WithdrawSchema,
        rights.may_write_paper,
        project_paper,
    ),
)

PROJECTIONS: Final = (Quiz, Question, Paper)
