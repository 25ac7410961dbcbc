"""What follows a learner into another class in the middle of a year: points, and signed marks.

Both stand in the class where they were given. Who teaches the subject in the learner's present
class is told of them too, and the mark of a term is made of the points of both classes; the family
keeps what its child's points were given for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.changes.scopes import learner_scope, plan_scope, points_scope, work_scope
from server.changes.viewer import Viewer
from server.classroom.models import Assignment, Mark, Submission
from server.gradebook.models import Assessment, Score, TermMark
from server.people import grants
from server.people.directory import all_classes_of_learner, classes_on
from server.people.models import Enrolment, SchoolClass
from server.people.years import SEPTEMBER, grade_in, list_year, year_of
from server.rows import ready, remembered, rows_of
from server.yearend.models import YearMark
from sync.storage.port import Touch


def arrival(session: Session, learner: str, class_id: str, day: date | None) -> Iterator[Touch]:
    """Who comes into a class on a day: what was given in another one in that school year. Classes
    that go up together in summer bring nothing."""
    if day is None or all_classes_of_learner(session, learner) <= {class_id}:
        return
    year = list_year(day)
    for row in rows_of(session, TermMark, [learner], by="learner"):
        if row.term.startswith(f"{year}-"):
            yield from _signed(class_id, row.subject, "term_mark", row.id)
    for row in rows_of(session, YearMark, [learner], by="learner"):
        if row.year == year:
            yield from _signed(class_id, row.subject, "year_mark", row.id)
    begun = date(year, SEPTEMBER, 1)
    for of in (Submission, Mark):
        handed = select(Assignment.id, Assignment.created_ms).where(
            Assignment.id == of.assignment, Assignment.class_id != class_id, of.learner == learner
        )
        for task in ready(session, of, Assignment).execute(handed):
            if clock.school_date(task.created_ms) >= begun:
                yield Touch(learner_scope(learner), "assignment", task.id)
    for kind, query in _points(learner).items():
        for row in ready(session, Score, Mark, Assessment).execute(query):
            if row.class_id != class_id and row.term.startswith(f"{year}-"):
                for scope in _teaching(class_id, row.subject):
                    yield Touch(scope, kind, row.id)
                    yield Touch(scope, "assessment", row.assessment)
                yield Touch(learner_scope(learner), "assessment", row.assessment)


def signed(session: Session, mark: Mapping[str, Any], kind: str, record: str) -> Iterator[Touch]:
    """A mark signed in one class: the learner's other classes hear of it."""
    for other in sorted(all_classes_of_learner(session, mark["learner"]) - {mark["class"]}):
        yield from _signed(other, mark["subject"], kind, record)


def given(
    session: Session, learner: str, of: Sequence[Any], kind: str, record: str
) -> Iterator[Touch]:
    """Points (a score, or the mark of a task) for these assessments: the learner's other classes
    hear of both."""
    if not of:
        return
    classes = all_classes_of_learner(session, learner)
    for one in of:
        for other in sorted(classes - {one.class_id}):
            for scope in _teaching(other, one.subject):
                yield Touch(scope, kind, record)
                yield Touch(scope, "assessment", one.id)
            yield Touch(learner_scope(learner), "assessment", one.id)


def marked(session: Session, learner: str, task: str, record: str) -> Iterator[Touch]:
    """A task's mark is also points of the assessments that it is a column of."""
    yield from given(
        session, learner, rows_of(session, Assessment, [task], by="assignment"), "mark", record
    )


def changed(session: Session, one: Assessment) -> Iterator[Touch]:
    """An assessment was changed: other classes of those who have points in it hear of it."""
    learners = _with_points(session, [one])[one.id]
    for row in rows_of(session, Enrolment, sorted(learners), by="person"):
        if row.class_id != one.class_id:
            for scope in (*_teaching(row.class_id, one.subject), learner_scope(row.person)):
                yield Touch(scope, "assessment", one.id)


def seen(
    session: Session, found: Sequence[Any], viewer: Viewer, *, teaching: bool = False
) -> set[tuple[str, str]]:
    """(assessment, learner) of the points that a viewer sees because of the learner's present
    class, or (unless `teaching`) as the family."""
    year = f"{year_of(viewer.on)}-"
    recent = [one for one in found if not one.withdrawn and one.term.startswith(year)]
    if not recent:
        return set()
    come = remembered(session, f"come:{viewer.person}", lambda: _come(session, viewer))
    known = {one.id: one for one in recent if one.class_id in come}
    return {
        (assessment, learner)
        for assessment, learners in _with_points(session, known.values()).items()
        for learner, classes in come[known[assessment].class_id].items()
        if learner in learners
        and (
            (not teaching and learner_scope(learner) in viewer.scopes)
            or any(
                not viewer.scopes.isdisjoint(_teaching(class_id, known[assessment].subject))
                for class_id in classes
            )
        )
    }


def marks_seen(session: Session, found: Sequence[Mark], viewer: Viewer) -> set[str]:
    """Of these marks of tasks those that are points of who is in the viewer's class now."""
    tasks = sorted({row.assignment for row in found})
    columns = rows_of(session, Assessment, tasks, by="assignment")
    given = seen(session, columns, viewer, teaching=True)
    tasks_of = {one.id: one.assignment for one in columns}
    theirs = {(tasks_of[column], learner) for column, learner in given}
    return {row.id for row in found if (row.assignment, row.learner) in theirs}


def done(session: Session, tasks: Sequence[Assignment], viewer: Viewer) -> set[str]:
    """Of these tasks those that a family has something handed in for, in a class left this year."""
    if not tasks:
        return set()
    come = remembered(session, f"come:{viewer.person}", lambda: _come(session, viewer))
    known = {one.id: come[one.class_id] for one in tasks if one.class_id in come}
    work = rows_of(session, Submission, sorted(known), by="assignment")
    work += rows_of(session, Mark, sorted(known), by="assignment")
    return {
        row.assignment
        for row in work
        if row.learner in known[row.assignment] and learner_scope(row.learner) in viewer.scopes
    }


def _come(session: Session, viewer: Viewer) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """By former class: those of the viewer's learners and children who were in it this year, and
    the classes in which they are now."""
    year, taught = year_of(viewer.on), sorted(grants.classes_taught(viewer.roles))
    people = {row.person for row in rows_of(session, Enrolment, taught, by="class_id")}
    people |= grants.children(viewer.roles) | grants.helped(viewer.roles) | {viewer.person}
    since = date(year, SEPTEMBER, 1)
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for person, stays in _stays(session, people, year).items():
        now = [one for one in stays if one.row.starts_on is None or one.row.starts_on <= viewer.on]
        now = [one for one in now if one.row.ends_on is None or one.row.ends_on >= viewer.on]
        here = frozenset(one.row.class_id for one in now)
        for one in stays:
            over = one.row.ends_on is not None and since <= one.row.ends_on < viewer.on
            if over and one.grade in {each.grade for each in now} and one.row.class_id not in here:
                found[one.row.class_id][person] = here
    return found


class _Stay(NamedTuple):
    """An enrolment, and the grade that it was in a school year."""

    row: Enrolment
    grade: int


def _stays(session: Session, people: Iterable[str], year: int) -> Mapping[str, Sequence[_Stay]]:
    """By person; of those alone who have been in several classes."""
    by_person = defaultdict(list)
    for row in rows_of(session, Enrolment, sorted(people), by="person"):
        by_person[row.person].append(row)
    several = {one: rows for one, rows in by_person.items() if len({r.class_id for r in rows}) > 1}
    ids = {row.class_id for rows in several.values() for row in rows}
    classes = {one.id: one for one in rows_of(session, SchoolClass, sorted(ids))}
    return {
        person: [
            _Stay(row, grade_in(row, classes[row.class_id], year))
            for row in rows
            if row.class_id in classes
        ]
        for person, rows in several.items()
    }


def reaches(session: Session, found: Sequence[Any], viewer: Viewer) -> set[str]:
    """Of these signed marks those that a viewer sees because of the learner's present class."""
    year = year_of(viewer.on)
    recent = [row for row in found if _year(row) == year]
    now = classes_on(session, {row.learner for row in recent}, viewer.on)
    return {
        row.id
        for row in recent
        if any(
            {plan_scope(one, row.subject), work_scope(one)} & viewer.scopes
            for one in now[row.learner]
        )
    }


def brought(
    session: Session, class_id: str, learners: Collection[str], subject: str, terms: Sequence[str]
) -> Mapping[str, Sequence[Assessment]]:
    """By learner of a class: what there is in other classes that they were in, in the same grade
    of the year of these terms."""
    former: dict[str, set[str]] = defaultdict(set)
    year = int(terms[0].partition("-")[0])
    for person, stays in _stays(session, learners, year).items():
        grades = {one.grade for one in stays if one.row.class_id == class_id}
        for one in stays:
            if one.row.class_id != class_id and one.grade in grades:
                former[one.row.class_id].add(person)
    if not former:
        return {}
    query = (
        select(Assessment)
        .where(
            Assessment.class_id.in_(sorted(former)),
            Assessment.subject == subject,
            Assessment.term.in_(terms),
            Assessment.withdrawn.is_(False),
        )
        .order_by(Assessment.on, Assessment.id)
    )
    found: dict[str, list[Assessment]] = defaultdict(list)
    for assessment in session.scalars(query):
        for learner in former[assessment.class_id]:
            found[learner].append(assessment)
    return found


def _year(row: Any) -> int:
    return row.year if hasattr(row, "year") else int(row.term.partition("-")[0])


def _signed(class_id: str, subject: str, kind: str, record: str) -> Iterator[Touch]:
    for scope in (plan_scope(class_id, subject), work_scope(class_id)):
        yield Touch(scope, kind, record)


def _teaching(class_id: str, subject: str) -> tuple[str, str]:
    return plan_scope(class_id, subject), points_scope(class_id)


def _points(learner: str) -> Mapping[str, Any]:
    """By kind: the learner's points, and what they were given in."""
    of = (
        Assessment.id.label("assessment"),
        Assessment.class_id,
        Assessment.subject,
        Assessment.term,
    )
    return {
        "score": select(Score.id, *of)
        .join(Assessment, Assessment.id == Score.assessment)
        .where(Score.learner == learner, Assessment.withdrawn.is_(False)),
        "mark": select(Mark.id, *of)
        .join(Assessment, Assessment.assignment == Mark.assignment)
        .where(Mark.learner == learner, Assessment.withdrawn.is_(False)),
    }


def _with_points(session: Session, found: Iterable[Any]) -> dict[str, set[str]]:
    """By assessment: who has points in it."""
    learners: dict[str, set[str]] = defaultdict(set)
    columns = {one.id: one for one in found}
    for score in rows_of(session, Score, sorted(columns), by="assessment"):
        learners[score.assessment].add(score.learner)
    tasks = defaultdict(list)
    for one in columns.values():
        if one.assignment:
            tasks[one.assignment].append(one.id)
    for mark in rows_of(session, Mark, sorted(tasks), by="assignment"):
        for column in tasks[mark.assignment]:
            learners[column].add(mark.learner)
    return learners
