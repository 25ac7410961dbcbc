"""The monthly headcount: who was there, who came, who left; from enrolments alone."""

import calendar
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from server.people.directory import under_kept
from server.people.models import Enrolment, Person
from server.people.names import register_order
from server.people.years import label_in, year_of
from server.reports.reading import Asked
from server.reports.sheet import Cell, Page, Report, Table
from server.reports.words import day_text


class _Stay(NamedTuple):
    """One enrolment, open dates filled in."""

    person: str
    name: str
    class_id: str
    first: date
    last: date
    provisional: bool
    came: bool
    """To the school, and not from another class of it."""
    left: bool

    def on(self, day: date) -> bool:
        return self.first <= day <= self.last


def headcount(asked: Asked, month: date) -> Report:
    """Classes of the school in the month of a day, and each movement by name."""
    first = month.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    words, classes, stays = asked.words, asked.classes(), _stays(asked)
    before, year = first - timedelta(days=1), year_of(first)
    rows: list[list[Cell]] = []
    for one in classes:
        own = [stay for stay in stays if stay.class_id == one.id]
        at_end = [stay for stay in own if stay.on(last)]
        rows.append(
            [
                label_in(one, year),
                one.language or "",
                len({stay.person for stay in own if stay.on(before)}),
                len(_came(own, first, last)),
                len(_left(own, first, last)),
                len({stay.person for stay in at_end}),
                len({stay.person for stay in at_end if stay.provisional}),
            ]
        )
    if rows:
        sums = [sum(int(row[at] or 0) for row in rows) for at in range(2, 7)]
        rows.append([words["total"], "", *sums])
    heads = words.of("class", "language", "at_start", "came", "left", "at_end", "provisional")
    tables = [Table(words["by_class"], heads, rows, words=2, sums=1)]
    labels = {one.id: label_in(one, year) for one in classes}
    moves = [
        *((stay, "came", stay.first) for stay in _came(stays, first, last)),
        *((stay, "left", stay.last) for stay in _left(stays, first, last)),
    ]
    if moves:
        told: list[list[Cell]] = [
            [day_text(day), stay.name, labels.get(stay.class_id, ""), words[what]]
            for stay, what, day in sorted(
                moves, key=lambda move: (move[2], register_order(move[0].name))
            )
        ]
        named = words.of("date", "pupil", "class", "what")
        tables.append(Table(words["movement"], named, told, words=4))
    facts = asked.heading(("month", words.month(first)))
    signed = [asked.signature("director", asked.director())]
    page = Page(words["headcount"], facts, tables, [], signed)
    about = frozenset(stay.person for stay, _, _ in moves)
    title, name = words["headcount"], asked.school.name
    return Report("headcount", title, name, asked.today, False, [page], about)


def _stays(asked: Asked) -> list[_Stay]:
    query = (
        select(Enrolment, Person)
        .join(Person, Person.id == Enrolment.person)
        .where(Enrolment.school == asked.school.id)
    )
    everybody = {row: person for row, person in asked.session.execute(query)}  # noqa: C416 - rows are typed so
    names = {person.id: person.display_name for person in everybody.values()}
    found: list[tuple[str, Enrolment]] = []
    within: dict[tuple[str, str], list[tuple[date, date]]] = defaultdict(list)
    # Of two joined records the kept one's enrolment counts, and of the other's what goes beyond it.
    for who, row in reversed(under_kept(asked.session, everybody, by="person")):
        span = row.starts_on or date.min, row.ends_on or date.max
        if not any(a <= span[0] and span[1] <= b for a, b in within[who, row.class_id]):
            within[who, row.class_id].append(span)
            found.append((who, row))
    spans = defaultdict(list)
    for who, row in found:
        spans[who].append((row.starts_on or date.min, row.ends_on or date.max))
    return [
        _Stay(
            who,
            names.get(who, everybody[row].display_name),
            row.class_id,
            first := row.starts_on or date.min,
            last := row.ends_on or date.max,
            row.provisional,
            not any(a < first <= _next(b) for a, b in spans[who]),
            not any(a <= _next(last) and last < b for a, b in spans[who]),
        )
        for who, row in found
    ]


def _next(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _came(stays: Sequence[_Stay], first: date, last: date) -> list[_Stay]:
    return [stay for stay in stays if stay.came and first <= stay.first <= last]


def _left(stays: Sequence[_Stay], first: date, last: date) -> list[_Stay]:
    """The last day of an enrolment is the day of leaving."""
    return [stay for stay in stays if stay.left and first <= stay.last <= last]


def _by_day_and_name(move: tuple[_Stay, str, date]) -> tuple[date, tuple[int, ...]]:
    return move[2], register_order(move[0].name)
