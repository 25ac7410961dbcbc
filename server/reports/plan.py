"""A calendar-thematic plan (КТЖ) for the file and for an inspector: rows with the days they were
taught, or will be by the timetable."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from server.journal.models import JournalLesson
from server.people.models import SchoolClass
from server.planning import flow
from server.planning.models import PlanRow
from server.planning.reading import as_calendar, calendar_ahead, calendars_of, closures_of, slots_of
from server.reports.reading import Asked
from server.reports.sheet import Cell, Page, Report, Table


def plan(asked: Asked, one: SchoolClass, subject: str | None) -> Report:
    """A page for each subject of a class, and for each grade of a joined one."""
    words, names = asked.words, asked.names()
    query = select(PlanRow).where(PlanRow.class_id == one.id)
    if subject is not None:
        query = query.where(PlanRow.subject == subject)
    rows: dict[tuple[str, int | None], list[PlanRow]] = defaultdict(list)
    for row in asked.session.scalars(query):
        rows[row.subject, row.grade].append(row)
    pages = []
    for (code, grade), own in sorted(rows.items(), key=lambda it: (it[0][0], it[0][1] or 0)):
        own.sort(key=lambda row: (row.position, row.id))
        days = _days(asked, one, flow.Taught(one.id, grade, code), own)
        heads = words.of("number", "section_of_plan", "topic", "objectives", "hours", "date")
        lines: list[list[Cell]] = [
            [
                n,
                row.section,
                row.topic,
                ", ".join(row.objectives),
                row.hours,
                ", ".join(f"{day:%d.%m}" for day in days.get(row.id, ())),
            ]
            for n, row in enumerate(own, start=1)
        ]
        lines.append([None, words["total"], "", "", sum(row.hours for row in own), ""])
        label = one.label if grade is None else f"{one.label}, {grade}"
        facts = asked.heading(("class", label), ("subject", names.get(code, code)))
        signed = [words["teacher"], words["deputy"]]
        table = Table("", heads, lines, words=6, sums=1)
        pages.append(Page(words["plan"], facts, [table], [], signed))
    return Report("plan", words["plan"], asked.school.name, asked.today, True, pages)


def _days(
    asked: Asked, one: SchoolClass, taught: flow.Taught, rows: Sequence[PlanRow]
) -> Mapping[str, Sequence[date]]:
    """Days by row: those the journal has, and those that follow from the timetable."""
    written = {
        entry.id: entry
        for entry in asked.session.scalars(
            select(JournalLesson).where(
                JournalLesson.class_id == one.id, JournalLesson.subject == taught.subject
            )
        )
        if entry.grade == taught.grade
    }
    found: dict[str, list[date]] = defaultdict(list)
    for entry in written.values():
        if entry.state == "held" and entry.plan_row is not None:
            found[entry.plan_row].append(entry.on)
    calendar = calendar_ahead(one, asked.today, calendars_of(asked.session, one.school))
    if calendar is not None:
        year = as_calendar(calendar)
        first = min(term.first for term in year.terms if term.first)
        lessons = flow.occasions(
            year,
            slots_of(asked.session, one.school),
            closures_of(asked.session, one.school),
            taught,
        )
        settled = {
            key: flow.Settled(entry.state == "held", entry.plan_row)
            for key, entry in written.items()
            if entry.on >= first
        }
        held = [(row_id, day) for row_id, days in found.items() for day in days]
        every = [flow.Row(row.id, row.position, row.hours, row.on, row.year) for row in rows]
        planned = flow.of_year(every, held, first)
        flowed = flow.flow(planned, lessons, settled)
        by_record = {lesson.record: lesson.day for lesson in lessons}
        for record, row_id in flowed.items():
            if row_id is not None:
                found[row_id].append(by_record[record])
    return {key: sorted(days) for key, days in found.items()}
