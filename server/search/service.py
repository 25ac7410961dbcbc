"""Finding lessons by their titles and their words, among those the caller may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from content.words import Wanted, excerpt, fits, wanted
from server.changes.viewer import Viewer
from server.library.models import Course, Item, Lesson
from server.library.scopes import course_scope
from server.search import limits
from server.search.models import SearchText, SearchWord

TITLE_WEIGHT: Final = 10
"""How much a hit in a title counts over one in the text."""


@dataclass(frozen=True, slots=True)
class Found:
    """One result; `item` is None where the lesson itself was found."""

    course: str
    lesson: str
    item: str | None
    title: str
    course_title: str
    language: str
    where: str
    excerpt: str
    rank: int


def search(session: Session, viewer: Viewer, query: str, limit: int) -> list[Found]:
    """The best results, each lesson once; empty for a query without words."""
    words = wanted(query)
    if not words:
        return []
    courses = {
        row.id: row
        for row in session.scalars(select(Course))
        if course_scope(row.school) in viewer.scopes
    }
    lessons = _rows(session, Lesson, courses)
    items = _rows(session, Item, courses)
    found = [*_by_title(words, courses, lessons, items), *_by_text(session, words, courses, items)]
    best: dict[tuple[str, str], Found] = {}
    titles = {(row.course, row.id): row.title for row in lessons}
    for one in sorted(found, key=lambda one: (-one.rank, one.where != "title", one.title)):
        if (one.course, one.lesson) in titles:
            best.setdefault((one.course, one.lesson), one)
    return list(best.values())[:limit]


def _rows(session: Session, table: Any, courses: Iterable[str]) -> list[Any]:
    known = set(courses)
    return [row for row in session.scalars(select(table)) if row.course in known]


def _by_title(
    words: tuple[Wanted, ...], courses: Mapping[str, Course], lessons: Sequence[Lesson],
    items: Sequence[Item],
) -> list[Found]:  # fmt: skip
    found = []
    for lesson in lessons:
        course = courses[lesson.course]
        rank = max(
            fits(lesson.title, words) * TITLE_WEIGHT,
            fits(f"{lesson.title} {course.title} {course.subject}", words) * (TITLE_WEIGHT // 2),
            fits(lesson.summary, words),
        )
        if rank:
            found.append(_result(course, lesson.id, None, lesson.title, "title", "", rank))
    for item in items:
        rank = fits(item.title, words) * TITLE_WEIGHT
        if rank:
            course = courses[item.course]
            found.append(_result(course, item.lesson, item.id, item.title, "title", "", rank))
    return found


def _by_text(
    session: Session, words: tuple[Wanted, ...], courses: Mapping[str, Course],
    items: Sequence[Item],
) -> list[Found]:  # fmt: skip
    ranks = _ranked(session, words)
    if not ranks:
        return []
    by_manifest: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_manifest[item.manifest].append(item)
    seen = select(SearchText.number, SearchText.manifest)
    hits = [
        (row.number, item)
        for row in session.execute(seen.where(SearchText.number.in_(ranks)))
        for item in by_manifest.get(row.manifest, ())
    ]
    hits.sort(key=lambda hit: (-ranks[hit[0]], hit[1].title))
    texts = _texts(session, {number for number, _ in hits[: limits.RESULTS_MAX]})
    return [
        _result(
            courses[item.course],
            item.lesson,
            item.id,
            item.title,
            "text",
            excerpt(texts.get(number, ""), words),
            ranks[number],
        )
        for number, item in hits[: limits.RESULTS_MAX]
    ]


def _ranked(session: Session, words: tuple[Wanted, ...]) -> dict[int, int]:
    """Numbers of the texts that have every word, with how well they fit."""
    total: dict[int, int] | None = None
    for one in words:
        here = _weights(session.execute(_lookup(one)), one)
        if total is None:
            total = here
        else:
            total = {number: total[number] + here[number] for number in total.keys() & here.keys()}
        if not total:
            return {}
    best = sorted((total or {}).items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(best[: limits.CANDIDATES_MAX])


def _lookup(one: Wanted) -> Any:
    """Words that begin like one, or that one begins with; ranges, since indices know those."""
    begins = [SearchWord.word.between(stem, stem + chr(0x10FFFF)) for stem in one.stems]
    shorter = [SearchWord.word.in_(one.shorter)] if one.shorter else []
    return select(SearchWord.word, SearchWord.number).where(or_(*begins, *shorter))


def _weights(rows: Iterable[Row[Any]], one: Wanted) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in rows:
        word, number = row.word, row.number
        found[number] = max(found.get(number, 0), one.weight(word))
    return {number: weight for number, weight in found.items() if weight}


def _texts(session: Session, numbers: set[int]) -> dict[int, str]:
    query = select(SearchText.number, SearchText.text).where(SearchText.number.in_(numbers))
    return {row.number: row.text for row in session.execute(query)}


def _result(  # noqa: PLR0917 - the columns of a result, in order
    course: Course, lesson: str, item: str | None, title: str, where: str, piece: str, rank: int
) -> Found:
    return Found(course.id, lesson, item, title, course.title, course.language, where, piece, rank)
