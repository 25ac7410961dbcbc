"""Points of a class from a table of somebody else's: an exported journal, a teacher's own sheet, or
our own file filled in. Pure but for the file itself.

The table is found by the class: a row that names one of its pupils is a pupil's row, the column
with the names is where most of them are found, and what stands above the first of them are
headings. So no layout has to be known, and none has to be prepared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

from server.gradebook import file_cells, headings, limits
from server.gradebook.file_cells import FileCell
from server.gradebook.headings import Column
from server.planning.cells import number_of, text_of
from server.roster.iin import LENGTH as IIN_LENGTH
from server.roster.naming import Meant, Named, Names, words_of
from server.roster.rows import RosterRefused
from server.roster.spreadsheet import sheets
from server.roster.text import same

_NAME_CELLS: Final = (1, 2, 3)
"""A name stands in one cell, or its parts in cells side by side."""
_TITLES: Final = frozenset(
    map(same, ("№", "№ п/п", "п/п", "р/с", "рет", "рет саны", "no", "nr", "#"))
)
_IDS: Final = frozenset(
    map(same, ("логин", "login", "username", "id", "код", "sourcedid", "sourced id"))
)
_TOTALS: Final = tuple(
    same(one)
    for one in ("барлығы", "жиыны", "орташа", "сапа", "үлгерім", "итого", "всего", "средний",
                "качество", "успеваемость", "total", "average", "mean", "quality", "success")
)  # fmt: skip
_MOST: Final = tuple(
    map(same, ("макс", "ең көп", "ең жоғары", "наибольший", "max", "most", "highest"))
)


@dataclass(frozen=True, slots=True)
class Known:
    """A class and its book. `pupils` are on the book's list, `former` were in the class; `ids` are
    IINs, and `logins` what else they are known by."""

    pupils: Sequence[Named]
    former: Sequence[Named]
    columns: Sequence[Column]
    ids: Mapping[str, str]
    logins: Mapping[str, str]
    year: int


class FileColumn(NamedTuple):
    """A column with points; `assessment` is what it is taken for. The others are what a new one
    would be by its heading, or by what all its cells say of the most points; `reckoned` names a
    result, which is nobody's assessment."""

    at: int
    heading: str
    assessment: str | None
    part: str | None
    on: date | None
    title: str
    most: int | None
    reckoned: bool


class FileRow(NamedTuple):
    """A row that names somebody: `learner` where it is sure whom, else `maybe` to ask about, or
    nobody who is known; `left` the class. `cells` by the column's place."""

    line: int
    written: str
    learner: str | None
    maybe: Sequence[str]
    left: bool
    cells: Mapping[int, FileCell]


class FileSheet(NamedTuple):
    """A sheet that names pupils of the class."""

    at: int
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says. `sheet` is the one that was read."""

    sheets: Sequence[FileSheet]
    sheet: int
    columns: Sequence[FileColumn]
    rows: Sequence[FileRow]


def read(path: Path, known: Known, sheet: int | None = None) -> Table:
    """The points in an .xlsx or .csv file, of the wanted sheet or of the one that fits best.

    Raises RosterRefused `no-pupils`, `too-many-rows`, `too-many-columns`, `too-many-sheets`, or
    what server.roster.spreadsheet.sheets raises.
    """
    reader = _Reader(known)
    found = list(_sheets(path, reader))
    if not found:
        raise RosterRefused("no-pupils")
    chosen = next((one for one in found if one.at == sheet), None)
    if chosen is None:
        chosen = max(found, key=lambda one: (one.taken, one.named, -one.at))
    return Table(
        [FileSheet(one.at, one.title) for one in found], chosen.at, chosen.columns, chosen.rows
    )


@dataclass(slots=True)
class _Read:
    """One sheet, read."""

    at: int
    title: str
    columns: list[FileColumn]
    rows: list[FileRow]

    @property
    def taken(self) -> int:
        return sum(one.assessment is not None for one in self.columns)

    @property
    def named(self) -> int:
        return sum(one.learner is not None for one in self.rows)


def _sheets(path: Path, reader: "_Reader") -> Iterator[_Read]:
    for at, (title, cells) in enumerate(sheets(path, limits.FILE_COLUMNS + 1)):
        if at >= limits.FILE_SHEETS:
            raise RosterRefused("too-many-sheets", limit=limits.FILE_SHEETS)
        lines = list(_filled(cells))
        where = reader.locate(lines)
        if where is not None:
            yield reader.sheet(at, title, lines, where)


class _Line(NamedTuple):
    """A row that holds something; `n` counts from 1."""

    n: int
    raw: Sequence[object]
    texts: Sequence[str]


def _filled(cells: Iterable[Sequence[object]]) -> Iterator[_Line]:
    count = 0
    for n, raw in enumerate(cells, start=1):
        texts = [_text(value) for value in raw]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        count += 1
        if count > limits.FILE_ROWS:
            raise RosterRefused("too-many-rows", limit=limits.FILE_ROWS)
        if len(texts) > limits.FILE_COLUMNS:
            raise RosterRefused("too-many-columns", limit=limits.FILE_COLUMNS)
        yield _Line(n, raw, texts)


def _text(value: object) -> str:
    if isinstance(value, date | datetime):
        return f"{value:%d.%m.%Y}"
    return text_of(value, limits.FILE_CHARACTERS)


class _Where(NamedTuple):
    """Where names stand: `at` the first of `wide` cells, -1 for a table that has ids alone; `first`
    is the place of the first pupil's line."""

    at: int
    wide: int
    first: int


@dataclass(slots=True)
class _Reader:
    known: Known
    _pupils: Names = field(init=False)
    _former: Names = field(init=False)

    def __post_init__(self) -> None:
        self._pupils, self._former = Names(self.known.pupils), Names(self.known.former)

    def locate(self, lines: Sequence[_Line]) -> _Where | None:
        """The column of names: where most of the class is found; None for a table of others."""
        best: tuple[int, int, int, int] | None = None
        words = [[_words(text) for text in line.texts] for line in lines]
        for wide in _NAME_CELLS:
            hits: dict[int, list[int]] = {}
            for place, row in enumerate(words):
                for at in range(len(row) - wide + 1):
                    parts = row[at : at + wide]
                    if (
                        all(parts)
                        and self._among([one for part in parts for one in part]) != Meant()
                    ):
                        hits.setdefault(at, []).append(place)
            for at, places in hits.items():
                # As many in fewer cells is better: the cell beside it holds something else.
                rank = (len(places), -wide, -at, -places[0])
                best = rank if best is None else max(best, rank)
        if best is not None:
            return _Where(-best[2], -best[1], -best[3])
        ids = (place for place, line in enumerate(lines) if self._by_iin(line))
        first = next(ids, None)
        return None if first is None else _Where(-1, 0, first)

    def sheet(self, at: int, title: str, lines: Sequence[_Line], where: _Where) -> _Read:
        above = lines[max(0, where.first - limits.FILE_HEADER_ROWS) : where.first]
        width = max(len(line.texts) for line in lines)
        texts, most = _headings(above, where, width)
        names = range(where.at, where.at + where.wide)
        logins = [n for n, text in enumerate(texts) if same(text) in _IDS and n not in names]
        # Left of the names stand numbers of the list.
        open_ = [
            n
            for n in range(max(where.at, 0), width)
            if n not in names and n not in logins and same(texts[n]) not in _TITLES
        ]
        rows = [
            row
            for line in lines[where.first :]
            if (row := self._row(line, where, logins, open_)) is not None
        ]
        rows = _once(rows)
        filled = sorted({n for row in rows for n in row.cells})
        told = [headings.read(texts[n], self.known.year, most.get(n)) for n in filled]
        taken = dict(zip(filled, headings.assign(told, self.known.columns), strict=True))
        points = {n for row in rows for n, cell in row.cells.items() if cell.outcome is not None}
        # Of the other columns, a class or a day of birth, nobody expects points.
        columns = [
            FileColumn(
                n,
                " ".join(texts[n].split()),
                taken[n],
                one.part,
                one.on,
                one.title,
                one.most or _most_of(row.cells.get(n) for row in rows),
                one.result,
            )
            for n, one in zip(filled, told, strict=True)
            if n in points or taken[n] is not None
        ]
        kept = {one.at for one in columns}
        rows = [
            row._replace(cells={n: cell for n, cell in row.cells.items() if n in kept})
            for row in rows
        ]
        return _Read(at, title, columns, rows)

    def _row(
        self, line: _Line, where: _Where, logins: Sequence[int], open_: Sequence[int]
    ) -> FileRow | None:
        written = _joined(line, where.at, where.wide) if where.wide else ""
        sure = self._by_iin(line) or self._by_login(line, logins)
        if sure is None and (not same(written) or same(written).startswith(_TOTALS)):
            return None
        meant = Meant(sure) if sure else self._among(words_of(written))
        cells = {
            n: cell
            for n in open_
            if n < len(line.texts) and (cell := file_cells.read(line.raw[n])) is not None
        }
        if meant == Meant() and all(cell.outcome is None for cell in cells.values()):
            return None  # a heading once more, a signature, a remark below the table
        left = any(one.id == meant.sure for one in self.known.former)
        return FileRow(line.n, written, meant.sure, meant.maybe, left, cells)

    def _among(self, words: Sequence[str]) -> Meant:
        found = self._pupils.among(words)
        return self._former.among(words) if found == Meant() else found

    def _by_iin(self, line: _Line) -> str | None:
        for text in line.texts:
            digits = text.partition(".")[0]
            # Excel takes a number's leading noughts away.
            if IIN_LENGTH - 2 <= len(digits) <= IIN_LENGTH and digits.isdecimal():
                found = self.known.ids.get(digits.zfill(IIN_LENGTH))
                if found is not None:
                    return found
        return None

    def _by_login(self, line: _Line, places: Sequence[int]) -> str | None:
        texts = (line.texts[n] for n in places if n < len(line.texts))
        return next((found for one in texts if (found := self.known.logins.get(one))), None)


def _most_of(cells: Iterable[FileCell | None]) -> int | None:
    """The most points that the cells of a column name («13/20»), where they name one."""
    named = {cell.most for cell in cells if cell is not None and cell.most is not None}
    return named.pop() if len(named) == 1 else None


def _words(text: str) -> Sequence[str]:
    """A cell that may hold (part of) a name, in words."""
    if len(text) > limits.FILE_NAME_CHARACTERS or not any(one.isalpha() for one in text):
        return ()
    return words_of(text)


def _joined(line: _Line, at: int, wide: int) -> str:
    parts = line.texts[at : at + wide]
    return " ".join(" ".join(parts).split()) if all(parts) and len(parts) == wide else ""


def _once(rows: Sequence[FileRow]) -> list[FileRow]:
    """Which of two rows of one pupil counts is asked."""
    named = [row.learner for row in rows if row.learner]
    return [
        row._replace(learner=None, maybe=(row.learner,))
        if row.learner and named.count(row.learner) > 1 and not row.left
        else row
        for row in rows
    ]


def _headings(
    above: Sequence[_Line], where: _Where, width: int
) -> tuple[list[str], Mapping[int, int]]:
    """What stands above each column, row by row, and the most points where a row says them."""
    most: dict[int, int] = {}
    rows = []
    for line in above:
        filled = [n for n, text in enumerate(line.texts) if text]
        if any(same(line.texts[n]).startswith(_MOST) for n in filled if n <= max(where.at, 0)):
            numbers = ((n, number_of(line.texts[n])) for n in filled)
            most |= {n: number for n, number in numbers if number}
        elif not _is_title(filled, where) and not _counts(line, filled, where):
            rows.append(line.texts)
    texts = []
    for n in range(width):
        told = []
        for place, row in enumerate(rows):
            own = row[n] if n < len(row) else ""
            # A cell merged over several columns holds its text in the first of them.
            lower = any(n < len(one) and one[n] for one in rows[place + 1 :])
            told.append(own or (_left_of(row, n, where) if lower else ""))
        texts.append("\n".join(filter(None, told)))
    return texts, most


def _left_of(row: Sequence[str], n: int, where: _Where) -> str:
    beside = row[where.at + where.wide : n] if where.wide else row[:n]
    return next((text for text in reversed(beside) if text), "")


def _is_title(filled: Sequence[int], where: _Where) -> bool:
    """One cell over the names is the table's title."""
    return len(filled) == 1 and filled[0] <= max(where.at, 0)


def _counts(line: _Line, filled: Sequence[int], where: _Where) -> bool:
    """1, 2, 3 … below the headings are the columns' numbers."""
    numbers = [number_of(line.texts[n]) for n in filled]
    return filled[0] <= max(where.at, 0) and numbers == list(range(1, len(numbers) + 1))
