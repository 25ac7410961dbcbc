"""A calendar-thematic plan (КТЖ) from a table as teachers keep it: one row per topic or per
lesson, headings in any of three languages, sections as merged rows or columns. Pure but for the
file itself. Nothing is guessed in silence: what was repaired or left out is said row by row."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from server.planning import limits
from server.planning.cells import Headings, day_of, number_of, text_of
from server.roster.rows import RosterRefused
from server.roster.spreadsheet import sheets
from server.roster.text import same

_HEADINGS: Final = Headings(
    {
        "number": ("№", "р/с", "рет саны", "рет", "№ п/п", "no", "number"),
        "section": (
            "бөлім", "бөлімі", "бөлімдер", "бөлім атауы", "тарау", "ортақ тақырып",
            "ортақ тақырыптар", "раздел", "разделы", "сквозные темы", "сквозная тема", "section",
            "unit", "ұзақ мерзімді жоспар бөлімі", "раздел долгосрочного плана",
        ),
        "topic": (
            "сабақтың тақырыбы", "сабақ тақырыбы", "сабақтың тақырыптары", "сабақ тақырыптары",
            "тақырып", "тақырыбы", "тақырыптар", "тақырыптары", "тақырып атауы", "тема урока",
            "темы уроков", "тема", "темы", "тема занятия", "содержание", "мазмұны", "topic",
            "topics", "lesson topic",
        ),
        "objectives": (
            "оқу мақсаты", "оқу мақсаттары", "оқыту мақсаты", "оқыту мақсаттары", "мақсаты",
            "мақсаттары", "цель обучения", "цели обучения", "цели", "цель", "учебные цели",
            "learning objectives", "learning objective", "objectives", "objective",
        ),
        "hours": (
            "сағат саны", "сағат", "сағаты", "сағ", "сағ саны", "количество часов",
            "кол во часов", "кол часов", "часы", "часов", "час", "hours", "number of hours",
        ),
        "date": (
            "мерзімі", "мерзім", "өткізу мерзімі", "өтетін күні", "күні", "жоспарланған күні",
            "дата", "даты", "дата проведения", "сроки", "срок", "сроки проведения",
            "календарные сроки", "date", "dates",
        ),
        "homework": (
            "үй тапсырмасы", "үйге тапсырма", "үйге", "домашнее задание", "дом задание",
            "д/з", "дз", "homework",
        ),
        "resources": (
            "ресурстар", "ресурс", "ресурстары", "оқу ресурстары", "көрнекілік", "көрнекіліктер",
            "құралдар", "ресурсы", "оборудование", "resources", "materials",
        ),
        "note": ("ескерту", "ескертпе", "ескертулер", "примечание", "примечания", "notes", "note"),
    }
)  # fmt: skip
_SUBHEADINGS: Final = frozenset(
    same(text)
    for text in ("жоспар", "жоспарлы", "нақты", "іс жүзінде", "план", "факт", "фактически",
                 "по плану", "plan", "planned", "fact", "actual")
)  # fmt: skip
_TOTALS: Final = tuple(
    same(text) for text in ("барлығы", "жиыны", "қорытынды сағат", "итого", "всего", "total")
)
_TERM: Final = re.compile(
    r"(?:[1-4]|i{1,3}|iv)\s*(?:и|и\s)?(?:токсан|четверть|полугодие|жартыжылдык|term)\b.*"
)
_TERM_SUMMATIVE: Final = re.compile(r"\b(?:тжб|соч|токсандык жиынтык багалау)\b")
_SECTION_SUMMATIVE: Final = re.compile(r"\b(?:бжб|сор|болим бойынша жиынтык багалау)\b")
_CODE: Final = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}\.\d{1,2}(?:\.\d{1,2})?(?![\d])")
_HEADER_ROWS: Final = 20
_LEAST_COLUMNS: Final = 2


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row that was understood. `said` are the stable names of what was repaired or guessed."""

    line: int
    sheet: str
    topic: str
    section: str = ""
    hours: int = 1
    on: date | None = None
    objectives: tuple[str, ...] = ()
    homework: str = ""
    resources: tuple[str, ...] = ()
    summative: str = "none"
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that is not taken: why (`topic-missing`, `hours-wrong`), and what it says."""

    line: int
    sheet: str
    trouble: str
    said: str


@dataclass(slots=True)
class Plan:
    """What a file says. `columns` are the keys of the columns that were found, in their order."""

    rows: list[PlanRow] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


def read(path: Path, year: int) -> Plan:
    """The plan in an .xlsx or .csv file; `year` is that of its September.

    Raises RosterRefused `no-plan-heading`, `no-plan-rows`, `too-many-rows`, or what
    server.roster.spreadsheet.sheets raises.
    """
    plan = Plan()
    for title, cells in sheets(path):
        _Sheet(title, year, plan).read(cells)
    if not plan.columns:
        raise RosterRefused("no-plan-heading")
    if not plan.rows and not plan.problems:
        raise RosterRefused("no-plan-rows")
    return plan


class _Sheet:
    """One sheet: finds its heading, then takes its rows into the plan."""

    def __init__(self, title: str, year: int, plan: Plan) -> None:
        self._title, self._year, self._plan = title, year, plan
        self._columns: dict[str, int] = {}
        self._section = ""
        self._first = len(plan.rows)

    def read(self, cells: Iterable[Sequence[object]]) -> None:
        below_heading = False
        for line, raw in enumerate(cells, start=1):
            texts = [text_of(value, limits.TEXT_CHARACTERS) for value in raw]
            filled = [at for at, text in enumerate(texts) if text]
            if not filled:
                continue
            if not self._columns:
                if line > _HEADER_ROWS:
                    return
                below_heading = self._heading(texts)
                continue
            if below_heading and all(_explains(texts[at]) for at in filled):
                continue
            below_heading = False
            self._row(line, raw, texts, filled)
            if len(self._plan.rows) + len(self._plan.problems) > limits.PLAN_FILE_ROWS:
                raise RosterRefused("too-many-rows", limit=limits.PLAN_FILE_ROWS)

    def _heading(self, texts: Sequence[str]) -> bool:
        found = _HEADINGS.columns(texts)
        if "topic" not in found or len(found) < _LEAST_COLUMNS:
            return False
        self._columns = found
        self._plan.columns += [
            key
            for key in sorted(found, key=lambda key: found[key])
            if key not in self._plan.columns
        ]
        return True

    def _row(
        self, line: int, raw: Sequence[object], texts: Sequence[str], filled: Sequence[int]
    ) -> None:
        cell = self._cells(texts)
        first = texts[filled[0]]
        plain = same(first)
        if plain.startswith(_TOTALS) or _HEADINGS.columns(texts).get("topic") is not None:
            return  # a sum, or the heading once more on the next page
        if len(filled) == 1 and self._banner(filled[0], first, plain):
            return
        if cell["section"]:
            self._section = " ".join(cell["section"].split())
        if not cell["topic"]:
            self._without_topic(line, cell, texts, filled)
            return
        self._take(line, raw, cell)

    def _banner(self, at: int, text: str, plain: str) -> bool:
        """A row of one cell names a term or a section, unless it is a topic in its own column."""
        if _TERM.fullmatch(plain):
            return True
        if at == self._columns["topic"] and (at != 0 or "hours" not in self._columns):
            return False
        self._section = " ".join(text.split())
        return True

    def _cells(self, texts: Sequence[str]) -> Mapping[str, str]:
        keys = ("section", "topic", "objectives", "hours", "homework", "resources", "note")
        return {
            key: texts[at] if (at := self._columns.get(key)) is not None and at < len(texts) else ""
            for key in keys
        }

    def _without_topic(
        self, line: int, cell: Mapping[str, str], texts: Sequence[str], filled: Sequence[int]
    ) -> None:
        """Below a merged topic the row is one more lesson of it; else it can't be taken."""
        rows = self._plan.rows
        goes_on = not cell["section"] and not cell["homework"] and len(rows) > self._first
        if goes_on:
            last = rows[-1]
            more = number_of(cell["hours"]) if cell["hours"] else 1
            hours = last.hours + (more or 1)
            if hours <= limits.MAX_HOURS:
                objectives = last.objectives + _objectives(cell["objectives"])
                rows[-1] = PlanRow(
                    line=last.line, sheet=last.sheet, topic=last.topic, section=last.section,
                    hours=hours, on=last.on,
                    objectives=tuple(dict.fromkeys(objectives))[: limits.OBJECTIVES_PER_ROW],
                    homework=last.homework, resources=last.resources, summative=last.summative,
                    said=tuple(dict.fromkeys((*last.said, "joined"))),
                )  # fmt: skip
                return
        shown = " ".join(texts[at] for at in filled)[: limits.NAME_CHARACTERS]
        self._plan.problems.append(Trouble(line, self._title, "topic-missing", shown))

    def _take(self, line: int, raw: Sequence[object], cell: Mapping[str, str]) -> None:
        said: list[str] = []
        topic = " ".join(cell["topic"].split())
        hours = 1
        if cell["hours"]:
            read_hours = number_of(cell["hours"])
            if read_hours is None or not 0 < read_hours <= limits.MAX_HOURS:
                self._plan.problems.append(
                    Trouble(line, self._title, "hours-wrong", f"{topic}: {cell['hours']}")
                )
                return
            hours = read_hours
        elif "hours" in self._columns:
            said.append("hours-guessed")
        at = self._columns.get("date")
        written = raw[at] if at is not None and at < len(raw) else None
        day = day_of(written, self._year)
        if written not in (None, "") and day is None:
            said.append("date-unread")
        if any(_repaired(raw, self._columns.get(key)) for key in ("topic", "section")):
            said.append("look-alike-letters")
        self._plan.rows.append(
            PlanRow(
                line=line,
                sheet=self._title,
                topic=topic,
                section=self._section,
                hours=hours,
                on=day,
                objectives=_objectives(cell["objectives"]),
                homework=cell["homework"],
                resources=tuple(cell["resources"].splitlines())[: limits.RESOURCES_PER_ROW],
                summative=_summative(f"{topic} {cell['note']}"),
                said=tuple(said),
            )
        )


def _explains(text: str) -> bool:
    """What stands below a heading: «plan» and «fact» of its days, or the columns' numbers."""
    return same(text) in _SUBHEADINGS or text.isdecimal()


def _repaired(raw: Sequence[object], at: int | None) -> bool:
    value = raw[at] if at is not None and at < len(raw) else None
    if not isinstance(value, str):
        return False
    return " ".join(text_of(value, limits.TEXT_CHARACTERS).split()) != " ".join(value.split())


def _objectives(text: str) -> tuple[str, ...]:
    """Objectives by their codes (5.1.2.4), else by lines."""
    starts = [match.start() for match in _CODE.finditer(text)]
    if starts:
        ends = [*starts[1:], len(text)]
        parts = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    else:
        parts = text.splitlines()
    plain = (" ".join(part.split()).strip(" ;,") for part in parts)
    return tuple(one[: limits.OBJECTIVE_CHARACTERS] for one in plain if one)[
        : limits.OBJECTIVES_PER_ROW
    ]


def _summative(text: str) -> str:
    plain = same(text)
    if _TERM_SUMMATIVE.search(plain):
        return "term"
    return "section" if _SECTION_SUMMATIVE.search(plain) else "none"
