"""Pictures beside questions and papers: found through the record, for whoever may read it."""

from sqlalchemy.orm import Session

from server.changes.documents import render
from server.changes.viewer import Viewer
from server.classroom.files import FoundFile, not_here
from server.errors import not_found
from server.quizzes.models import Paper, Question
from server.uploads.ownership import owned


def question_picture(session: Session, viewer: Viewer, record: str, n: int) -> FoundFile:
    """The n-th picture of a question. Problem 404 when the viewer may not read it, or, as
    `file-not-here`, when its author's phone has not brought it (yet)."""
    _readable(session, viewer, "question", record)
    row = session.get_one(Question, record)
    return _picture(session, row, [row.author or ""], n)


def paper_picture(session: Session, viewer: Viewer, record: str, n: int) -> FoundFile:
    """The n-th picture of a paper; problems as for questions."""
    _readable(session, viewer, "paper", record)
    row = session.get_one(Paper, record)
    return _picture(session, row, row.authors, n)


def _readable(session: Session, viewer: Viewer, kind: str, record: str) -> None:
    if render(session, [(kind, record)], viewer)[kind, record] is None:
        raise not_found()


def _picture(session: Session, row: Question | Paper, authors: list[str], n: int) -> FoundFile:
    if not 0 <= n < len(row.files):
        raise not_found()
    file = row.files[n]
    if not owned(session, ((file["sha256"], author) for author in authors)):
        raise not_here()
    return FoundFile(file["sha256"], file["name"], file["type"])
