"""Tables of quizzes: what teachers write, and the papers that classes were given."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class Quiz(Model):
    """A teacher's collection of questions. Those that `question_order` does not name come last.
    `shared`: colleagues of the school may read it and copy from it."""

    __tablename__ = "quiz"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    author: Mapped[str | None] = mapped_column(Id)
    title: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    grades: Mapped[list[int]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(16))
    introduction: Mapped[str] = mapped_column(Text)
    question_order: Mapped[list[str]] = mapped_column(JSON)
    shared: Mapped[bool] = mapped_column(Boolean)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class Question(Model):
    """A question of a quiz; `body` is a question of content.quiz without its id."""

    __tablename__ = "quiz_question"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    quiz: Mapped[str] = mapped_column(Id, index=True)
    author: Mapped[str | None] = mapped_column(Id)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    objective: Mapped[str] = mapped_column(Text)
    strand: Mapped[str] = mapped_column(String(20))
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class Paper(Model):
    """Questions as a class was given them: what is changed in the quiz later does not reach them.

    `rules` say how it is taken (see PaperSetSchema). `parts`: how many operations its questions
    come in; it is whole once `questions` hold as many.
    """

    __tablename__ = "quiz_paper"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    class_id: Mapped[str] = mapped_column(Id, index=True)
    authors: Mapped[list[str]] = mapped_column(JSON)
    quiz: Mapped[str | None] = mapped_column(Id)
    mode: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    introduction: Mapped[str] = mapped_column(Text)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    parts: Mapped[int] = mapped_column(Integer)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)
