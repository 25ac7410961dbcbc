"""A timetable from a table: classes as columns, or a lesson in each row. Pure but for the file
itself and what it is told of the school. Says of every cell what was understood."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.planning import limits
from server.planning.cells import Headings, number_of, text_of
from server.roster.rows import RosterRefused
from server.roster.spreadsheet import sheets
from server.roster.text import class_key, class_name, same

_LIST: Final = Headings(
    {
        "class": ("сынып", "сыныбы", "класс", "class"),
        "day": ("апта күні", "күні", "күн", "день недели", "день", "weekday", "day"),
        "bell": (
            "сабақ №", "сабақ", "сабақ нөмірі", "нешінші сабақ", "рет", "урок", "урок №",
            "номер урока", "lesson", "period", "bell",
        ),
        "subject": ("пән", "пәні", "предмет", "subject"),
        "teacher": ("мұғалім", "мұғалімі", "пән мұғалімі", "учитель", "педагог", "teacher"),
        "room": ("кабинет", "каб", "бөлме", "room"),
    }
)  # fmt: skip
_DAYS: Final = {
    same(name): number
    for number, names in enumerate(
        (
            ("дүйсенбі", "дс", "понедельник", "пн", "monday", "mon"),
            ("сейсенбі", "сс", "вторник", "вт", "tuesday", "tue"),
            ("сәрсенбі", "ср", "среда", "wednesday", "wed"),
            ("бейсенбі", "бс", "четверг", "чт", "thursday", "thu"),
            ("жұма", "жм", "пятница", "пт", "friday", "fri"),
            ("сенбі", "сн", "суббота", "сб", "saturday", "sat"),
            ("жексенбі", "жк", "воскресенье", "вс", "sunday", "sun"),
        ),
        start=1,
    )
    for name in names
}
_ROOM: Final = re.compile(r"(?:каб(?:инет)?\.?\s*|№\s*)(\w{1,6})|(\w{1,6})\s*-?\s*каб\.?", re.I)
_INITIALS: Final = re.compile(r"\b[^\W\d_]\.\s*(?:[^\W\d_]\.)?")
_BARE_ROOM: Final = re.compile(r"\b(\d{1,3}[а-яa-zәғқңөұүһі]?)$", re.I)
_TIME: Final = re.compile(r"\d{1,2}[:.]\d{2}")
_HEADER_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class Known:
    """What the school knows: label → class, name → subject's code, person → (family, given) name;
    `teaching` are (person, class, subject or None for all) of the lists."""

    classes: Mapping[str, str]
    subjects: Mapping[str, str]
    people: Mapping[str, tuple[str, str]]
    teaching: frozenset[tuple[str, str, str | None]] = frozenset()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of the week that was understood; a `subject` without a code is new to the school."""

    line: int
    sheet: str
    class_id: str
    weekday: int
    bell: int
    subject: str
    new: bool
    teachers: tuple[str, ...]
    room: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cell that is not taken (or whose teacher is not): why, and what it says."""

    line: int
    sheet: str
    trouble: str
    said: str


@dataclass(slots=True)
class Timetable:
    lessons: list[Lesson] = field(default_factory=list)
    problems: list[Trouble] = field(default_factory=list)


def read(path: Path, known: Known) -> Timetable:
    """The timetable in an .xlsx or .csv file.

    Raises RosterRefused `no-timetable-heading`, `too-many-rows`, or what
    server.roster.spreadsheet.sheets raises.
    """
    reader = _Reader(known)
    headed = False
    for title, cells in sheets(path):
        headed = reader.sheet(title, cells) or headed
    if not headed:
        raise RosterRefused("no-timetable-heading")
    return reader.found


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stands for one lesson, before it is understood."""

    label: str
    day: int | None
    bell: int
    text: str
    who: str = ""
    room: str = ""


class _Reader:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._classes = {class_key(label): class_id for label, class_id in known.classes.items()}
        self._subjects = {same(name): code for name, code in known.subjects.items()}
        self._seen: set[tuple[str, int, int, str]] = set()
        self._where = (0, "")
        self.found = Timetable()

    def sheet(self, title: str, cells: Iterable[Sequence[object]]) -> bool:
        """Read one sheet; whether it had a heading."""
        listed: dict[str, int] = {}
        grid: dict[int, str] = {}
        day: int | None = None
        bell = 0
        for line, raw in enumerate(cells, start=1):
            texts = [text_of(value, limits.NAME_CHARACTERS) for value in raw]
            if not any(texts):
                continue
            if len(self.found.lessons) > limits.TIMETABLE_FILE_LESSONS:
                raise RosterRefused("too-many-rows", limit=limits.TIMETABLE_FILE_LESSONS)
            self._where = (line, title)
            heading = {} if listed else self._grid(texts)
            if heading:
                grid = heading
                continue
            if not grid and not listed:
                columns = _LIST.columns(texts)
                listed = columns if {"class", "day", "bell", "subject"} <= columns.keys() else {}
                if not listed and line > _HEADER_ROWS:
                    return False
                continue
            if listed:
                day = self._listed(texts, listed, day)
            else:
                day, bell = self._row(texts, grid, day, bell)
        return bool(grid or listed)

    def _grid(self, texts: Sequence[str]) -> dict[int, str]:
        """Column → class, if this row is the heading of a grid: classes, and little else."""
        found = {at: text for at, text in enumerate(texts) if _class_heading(text)}
        first = min(found, default=0)
        alone = all(at in found or not text for at, text in enumerate(texts) if at > first)
        return found if first > 0 and alone else {}

    def _row(
        self, texts: Sequence[str], grid: Mapping[int, str], day: int | None, bell: int
    ) -> tuple[int | None, int]:
        """A row of a grid: day and number at its left, a lesson below each class."""
        left = [text for text in texts[: min(grid)] if text]
        named = next((found for text in left if (found := _day(text))), None)
        if named is not None and named != day:
            day, bell = named, 0
        numbers = [n for text in left if not _TIME.search(text) and (n := number_of(text))]
        bell = numbers[0] if numbers else bell + 1
        if all(at >= len(texts) or not texts[at] for at in grid):
            # A row that is only a day's name is no lesson.
            return day, bell if numbers else max(bell - 1, 0)
        for at, label in grid.items():
            text = texts[at] if at < len(texts) else ""
            if same(text):
                self._take(_Cell(label, day, bell, text))
        return day, bell

    def _listed(
        self, texts: Sequence[str], columns: Mapping[str, int], day: int | None
    ) -> int | None:
        cell = {key: texts[at] if at < len(texts) else "" for key, at in columns.items()}
        day = _day(cell["day"]) or (day if not cell["day"] else None)
        bell = number_of(cell["bell"])
        who = cell.get("teacher", "")
        room = cell.get("room", "")
        self._take(_Cell(cell["class"], day, bell or 0, cell["subject"], who, room))
        return day

    def _trouble(self, why: str, said: str) -> None:
        line, sheet = self._where
        said = " ".join(said.split())
        self.found.problems.append(Trouble(line, sheet, why, said))

    def _take(self, cell: "_Cell") -> None:
        class_id = self._classes.get(class_key(cell.label))
        said = f"{cell.label}: {cell.text}"
        if class_id is None:
            return self._trouble("class-unknown", cell.label)
        if cell.day is None:
            return self._trouble("day-unknown", said)
        if not 0 < cell.bell <= limits.BELLS:
            return self._trouble("bell-unknown", said)
        subject, new, rest = self._subject(cell.text)
        if subject == "":
            return self._trouble("subject-unknown", said)
        key = (class_id, cell.day, cell.bell, subject)
        if key in self._seen:
            return self._trouble("repeated", said)
        self._seen.add(key)
        teachers = self._named(cell.who or rest)
        if cell.who and not teachers:
            self._trouble("teacher-unknown", f"{cell.label}: {cell.who}")
        elif not teachers:
            teachers = self._by_lists(class_id, subject)
        line, sheet = self._where
        room = cell.room or _room(rest)
        self.found.lessons.append(
            Lesson(line, sheet, class_id, cell.day, cell.bell, subject, new, teachers, room)
        )
        return None

    def _subject(self, text: str) -> tuple[str, bool, str]:
        """Code (or new name), whether it is new, and what else the cell says."""
        flat = " ".join(re.split(r"[\n,;/()]+", text)).strip()
        words = flat.split()
        for count in range(len(words), 0, -1):
            code = self._subjects.get(same(" ".join(words[:count])))
            if code is not None:
                return code, False, " ".join(words[count:])
        name = _INITIALS.split(re.split(r"[\n,;/(]", text.strip())[0])[0].strip()
        if not re.search(r"[^\W\d_]{3,}", name):
            return "", False, ""
        return name, True, flat[len(name) :].strip()

    def _named(self, text: str) -> tuple[str, ...]:
        """Everybody whose family name stands there."""
        words = same(text).split()
        named = [
            person
            for person, (family, given) in self._known.people.items()
            if same(family) in words and _given_fits(same(given), same(family), words)
        ]
        return tuple(sorted(named))[: limits.TEACHERS_PER_SLOT]

    def _by_lists(self, class_id: str, subject: str) -> tuple[str, ...]:
        """Who has the subject there by the lists, if it is one person."""
        listed = {
            person
            for person, taught_in, taught in self._known.teaching
            if taught_in == class_id and taught == subject
        }
        return tuple(listed) if len(listed) == 1 else ()


def _given_fits(given: str, family: str, words: Sequence[str]) -> bool:
    """«Есенов М.» is Марат and no Болат; without an initial the family name does."""
    at = words.index(family)
    after = words[at + 1] if at + 1 < len(words) else ""
    return after == "" or len(after) > 1 or not after.isalpha() or given.startswith(after)


def _class_heading(text: str) -> bool:
    named = class_name(text) if text and len(text) <= limits.CLASS_HEADING_CHARACTERS else None
    return named is not None and (bool(re.search(r"[^\W\d_]|[-–—]", text)))


def _day(text: str) -> int | None:
    return _DAYS.get(same(text)) or _DAYS.get(same(text).replace(" ", ""))


def _room(text: str) -> str:
    if match := _ROOM.search(text):
        return next(one for one in match.groups() if one)
    match = _BARE_ROOM.search(text)
    return match[1] if match else ""
