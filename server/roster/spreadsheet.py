"""Class lists as schools keep them: Excel or CSV, any column order, headings in three languages.

A list may have a class column, a heading row above each class, a merged cell, or a sheet per
class; the name may stand in one column or three. Nothing of the layout has to be prepared.
"""

import csv
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

from content.archive import Archive
from content.errors import ContentRefused
from server.roster import limits
from server.roster.iin import LENGTH as IIN_LENGTH
from server.roster.iin import is_iin
from server.roster.rows import Problem, Reading, RosterRefused, Row, Trouble
from server.roster.text import ClassName, class_name, cleaned, is_name, same

Sheet = tuple[str, Iterable[Sequence[object]]]

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "family_name": ("тегі", "фамилия", "family name", "surname", "last name"),
    "given_name": ("аты", "есімі", "имя", "given name", "first name"),
    "patronymic": ("әкесінің аты", "отчество", "patronymic", "middle name"),
    "full_name": (
        "аты-жөні",
        "тегі аты",
        "тегі, аты",
        "тегі, аты, әкесінің аты",
        "оқушының аты-жөні",
        "фио",
        "ф.и.о.",
        "фио ученика",
        "ф.и.о. учащегося",
        "фамилия имя",
        "фамилия, имя",
        "фамилия, имя, отчество",
        "full name",
        "name",
    ),
    "class": ("сынып", "сыныбы", "класс", "class"),
    "grade": ("параллель", "grade"),
    "iin": ("жсн", "иин", "iin"),
    "login": ("логин", "login", "username"),
    "language": ("оқу тілі", "тілі", "язык обучения", "язык", "language"),
    "role": ("рөлі", "лауазымы", "қызметі", "роль", "должность", "role"),
    "subject": ("пән", "пәні", "предмет", "subject"),
    "parent": ("ата-анасы", "ата-ана", "родитель", "родители", "законный представитель", "parent"),
}
_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "pupil": ("оқушы", "ученик", "ученица", "учащийся", "pupil", "student"),
    "teacher": ("мұғалім", "учитель", "педагог", "teacher"),
    "class_teacher": ("сынып жетекшісі", "классный руководитель", "class teacher"),
    "director": ("директор", "director"),
    "deputy": ("директордың орынбасары", "завуч", "заместитель директора", "deputy"),
    "admin": ("әкімші", "администратор", "admin"),
}
_LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "kk": ("қазақ", "қазақша", "казахский", "kk", "kazakh"),
    "ru": ("орыс", "орысша", "русский", "ru", "russian"),
}
_KEYS: Final = {same(text): key for key, texts in _HEADINGS.items() for text in texts}
_ROLE_KEYS: Final = {same(text): key for key, texts in _ROLES.items() for text in texts}
_LANGUAGE_KEYS: Final = {same(text): key for key, texts in _LANGUAGES.items() for text in texts}
_NUMBER: Final = re.compile(r"\d+(?:\.0+)?")


def read(path: Path) -> Reading:
    """The rows of an .xlsx or .csv file. Raises RosterRefused for one that is no list of people."""
    return _Reader().read(sheets(path))


def sheets(path: Path, columns: int = limits.MAX_COLUMNS) -> Iterable[Sheet]:
    """The tables of an .xlsx or .csv file, whatever they say: title, and rows of cells; of a
    workbook's sheets the first `columns`.

    Raises RosterRefused for a file that is too large or no table.
    """
    if path.stat().st_size > limits.MAX_FILE_BYTES:
        raise RosterRefused("file-too-large", limit_mb=limits.MAX_FILE_BYTES // 2**20)
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK"):
        return _excel(path, columns)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise RosterRefused("old-excel")
    return [("", _delimited(path.read_bytes()))]


def _excel(path: Path, columns: int) -> Iterator[Sheet]:
    try:
        with Archive(path, path.name):  # bombs and overlaps are refused before openpyxl unpacks
            pass
    except ContentRefused:
        raise RosterRefused("not-a-list") from None
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and only here

    with path.open("rb") as file:  # openpyxl would judge the file by its name's ending
        with _broken_told():
            book = load_workbook(file, read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = sheet.iter_rows(max_row=limits.MAX_ROWS + 1, max_col=columns, values_only=True)
            yield sheet.title or "", _read_on(rows)


def _read_on(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    """The rows; a sheet is parsed while it is read, so that is when a broken one is found."""
    with _broken_told():
        yield from rows


@contextmanager
def _broken_told() -> Iterator[None]:
    """openpyxl believes what it reads: from parts that somebody broke or made up by hand come all
    these, XML's own among them, which are kinds of SyntaxError."""
    try:
        yield
    except (
        SyntaxError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        OSError,
        EOFError,
        BadZipFile,
        zlib.error,
    ) as error:
        raise RosterRefused("not-a-list") from error


def _delimited(data: bytes) -> Iterable[Sequence[object]]:
    text = _decoded(data)
    first = text[: text.find("\n")]
    delimiter = max(";\t,", key=first.count)
    return csv.reader(io.StringIO(text), delimiter=delimiter)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterRefused("not-a-list")


class _Reader:
    """Collects rows over all sheets."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.parents: list[Row] = []
        self.problems: list[Problem] = []
        self.repairs: Counter[str] = Counter()
        self._line = self._at = 0

    def read(self, sheets: Iterable[Sheet]) -> Reading:
        headed = False
        for self._at, (title, cells) in enumerate(sheets):
            headed = self._sheet(title, cells) or headed
        if not headed:
            raise RosterRefused("no-heading")
        if not self.rows and not self.problems:
            raise RosterRefused("no-people")
        return Reading([*self.rows, *self.parents], self.problems, dict(self.repairs))

    def _sheet(self, title: str, cells: Iterable[Sequence[object]]) -> bool:
        columns: dict[str, int] = {}
        current = class_name(title)
        for number, raw in enumerate(cells, start=1):
            if number > limits.MAX_ROWS:
                raise RosterRefused("too-many-rows", limit=limits.MAX_ROWS)
            self._line = number
            texts = [self._text(value) for value in raw[: limits.MAX_COLUMNS]]
            if not columns:
                columns = _columns(texts)
                if not columns and number > limits.MAX_HEADER_ROW:
                    return False
                continue
            filled = [text for text in texts if text]
            if not filled:
                continue
            heading = class_name(filled[0]) if len(filled) == 1 else None
            if heading:
                current = heading
                continue
            current = self._person(_Cells(texts, columns), current)
        return bool(columns)

    def _text(self, value: object) -> str:
        if value is None:
            return ""
        raw = str(value)[: limits.MAX_CELL_CHARS]
        text = cleaned(raw)
        self.repairs["look-alike-letters"] += text != " ".join(raw.split())
        return text

    def _person(self, cells: "_Cells", current: ClassName | None) -> ClassName | None:
        """Takes a row; returns the class that counts for the rows below it."""
        written = cells["class"]
        named = class_name(written) if written else current
        name = cells.name()
        role = _ROLE_KEYS.get(same(cells["role"])) if cells["role"] else "pupil"
        trouble = None
        if name is None:
            trouble = Trouble.NAME_MISSING
        elif not all(is_name(part) for part in name if part):
            trouble = Trouble.NAME_UNREADABLE
        elif role is None:
            trouble = Trouble.ROLE_UNKNOWN
        elif written and named is None:
            trouble = Trouble.CLASS_UNREADABLE
        elif role == "pupil" and named is None:
            trouble = Trouble.CLASS_MISSING
        iin = self._iin(cells["iin"])
        if trouble is None and cells["iin"] and not is_iin(iin):
            trouble = Trouble.IIN_WRONG
        grade = self._grade(cells["grade"], named) if trouble is None else None
        if trouble is None and cells["grade"] and grade is None:
            trouble = Trouble.GRADE_WRONG
        if trouble or name is None or role is None:
            shown = " ".join(filter(None, [cells["family_name"] or cells["full_name"], written]))
            self.problems.append(Problem(self._line, trouble or Trouble.NAME_MISSING, shown))
            return named or current
        self.rows.append(
            Row(
                line=self._line,
                family_name=name[0],
                given_name=name[1],
                patronymic=name[2],
                role=role,
                class_label=named.label if named else None,
                grades=named.grades if named else (),
                grade=grade,
                subject=cells["subject"] or None,
                iin=iin or None,
                login=cells["login"] or None,
                language=_LANGUAGE_KEYS.get(same(cells["language"])),
                sheet=self._at,
            )
        )
        self._parent(cells["parent"], self.rows[-1])
        return named or current

    def _iin(self, text: str) -> str:
        if not text or not _NUMBER.fullmatch(text):
            return text
        digits = text.partition(".")[0]
        if len(digits) < IIN_LENGTH:  # Excel takes the number's leading noughts away
            self.repairs["iin-noughts"] += 1
        return digits.zfill(IIN_LENGTH)

    @staticmethod
    def _grade(text: str, named: ClassName | None) -> int | None:
        grades = named.grades if named else ()
        if not text:
            return grades[0] if len(grades) == 1 else None
        digits = text.partition(".")[0]
        if not digits.isdecimal() or not digits.isascii() or int(digits) not in grades:
            return None
        return int(digits)

    def _parent(self, text: str, child: Row) -> None:
        parts = text.split(" ")
        if len(parts) >= 2 and all(is_name(part) for part in parts):
            self.parents.append(
                Row(
                    line=self._line,
                    family_name=parts[0],
                    given_name=parts[1],
                    patronymic=" ".join(parts[2:]) or None,
                    role="parent",
                    sheet=child.sheet,
                    children=(child.reference,),
                )
            )


class _Cells:
    """A row by the names of its columns; what isn't there is the empty text."""

    def __init__(self, texts: Sequence[str], columns: Mapping[str, int]) -> None:
        self._texts, self._columns = texts, columns

    def __getitem__(self, key: str) -> str:
        at = self._columns.get(key)
        return self._texts[at] if at is not None and at < len(self._texts) else ""

    def name(self) -> tuple[str, str, str | None] | None:
        """Family name, given name, patronymic; None where one of the first two is missing."""
        if "full_name" in self._columns:
            parts = self["full_name"].split(" ")
            if len(parts) < 2:
                return None
            return parts[0], parts[1], " ".join(parts[2:]) or None
        if not self["family_name"] or not self["given_name"]:
            return None
        return self["family_name"], self["given_name"], self["patronymic"] or None


def _columns(texts: Sequence[str]) -> dict[str, int]:
    """Where each column stands, if this row is the heading: it must name people."""
    found: dict[str, int] = {}
    for at, text in enumerate(texts):
        key = _KEYS.get(same(text))
        if key and key not in found:
            found[key] = at
    named = "full_name" in found or {"family_name", "given_name"} <= set(found)
    return found if named else {}
