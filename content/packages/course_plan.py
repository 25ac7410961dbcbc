"""The plan of a package that becomes several things to open, in one lesson or in several."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from content import quiz as quizzes
from content.description import Format, Item
from content.limits import MAX_PIECE_TITLE_CHARS
from content.packages.plan import single_item
from content.packages.qti import Converted
from content.report import Finding


@dataclass(frozen=True)
class PlannedPiece:
    """One thing to open: a path map of its own over the package's files.

    `files` are paths of the package that belong to it, under the same names; `made` are files
    that the import wrote, and take precedence.
    """

    format: Format
    title: str
    language: str | None
    launch: str
    items: tuple[Item, ...]
    files: frozenset[str]
    made: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedLesson:
    """A lesson of a course: a title and its pieces in order, at least one."""

    title: str
    pieces: tuple[PlannedPiece, ...]


@dataclass(frozen=True)
class CoursePlan:
    """At least one lesson; paths are relative to `root`, a folder of the archive."""

    title: str
    language: str | None
    lessons: tuple[PlannedLesson, ...]
    root: str = ""
    findings: tuple[Finding, ...] = ()


def quiz_piece(converted: Converted, title: str, language: str | None) -> PlannedPiece:
    """A quiz as a piece, with its pictures and, where something was lost, its originals."""
    name = short(title or converted.title())
    quiz = {**converted.quiz, "language": language, "title": name}
    return PlannedPiece(
        format="quiz",
        title=name,
        language=language,
        launch=quizzes.QUIZ_FILE,
        items=single_item(name, quizzes.QUIZ_FILE),
        files=frozenset((*quizzes.files(quiz), *converted.originals)),
        made={quizzes.QUIZ_FILE: quizzes.encode(json.loads(json.dumps(quiz)))},
    )


def short(title: str) -> str:
    """A title that fits beside forty others in one operation."""
    cut = " ".join(title.split())
    return cut if len(cut) <= MAX_PIECE_TITLE_CHARS else cut[: MAX_PIECE_TITLE_CHARS - 1] + "…"
