"""Statements as files: JSON, CSV and Excel, made while they are sent."""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from server import clock
from server.insights.rows import Row
from server.lrs.formats import one_language
from server.lrs.reading import Line
from server.results.sheets import LANGUAGES, safe

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "kk": (
        "Уақыты", "Оқушы", "Іс-әрекет", "Неде", "Аяқтады", "Дұрыс", "Балл үлесі", "Секунд",
        "Жауабы", "Тіркеу", "Мекенжайы", "Нөмірі",
    ),
    "ru": (
        "Время", "Ученик", "Действие", "Где", "Завершено", "Верно", "Доля балла", "Секунд",
        "Ответ", "Регистрация", "Адрес", "Номер",
    ),
    "en": (
        "Time", "Learner", "Action", "Where", "Completed", "Right", "Share of points", "Seconds",
        "Answer", "Registration", "Address", "Id",
    ),
}  # fmt: skip
_PIECE_BYTES: Final = 64 * 1024
Cell = str | int | float
Names = Callable[[str], str]


def json_pieces(lines: Iterable[Line]) -> Iterator[bytes]:
    """The whole statements as one array."""
    before = b"["
    for line in lines:
        yield before + json.dumps(line.statement, ensure_ascii=False).encode()
        before = b",\n"
    yield b"]" if before != b"[" else b"[]"


def csv_pieces(rows: Iterable[Row], language: str, names: Names) -> Iterator[bytes]:
    """UTF-8 with its mark and semicolons, as Excel opens it in Kazakh and Russian settings."""
    yield b"\xef\xbb\xbf" + _csv_line(_WORDS[language])
    for row in rows:
        yield _csv_line(_cells(row, language, names))


def xlsx_pieces(rows: Iterable[Row], language: str, names: Names) -> Iterator[bytes]:
    """Excel's own format; it is put together in a temporary file, never in memory."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and only here

    book = Workbook(write_only=True)
    sheet = book.create_sheet("xAPI")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJKL", (24, 28, 18, 40, *[12] * 4, *[36] * 4), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(_WORDS[language])
    for row in rows:
        sheet.append([_plain(cell) for cell in _cells(row, language, names)])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _cells(row: Row, language: str, names: Names) -> list[Cell]:
    made: list[Any] = [
        f"{clock.school_time(row.timestamp):%Y-%m-%d %H:%M:%S}",
        names(row.learner) or row.actor,
        in_language(row.verb_names, language) or row.verb.rpartition("/")[2],
        in_language(row.object_names, language) or row.object,
        _flag(row.completion),
        _flag(row.success),
        "" if row.scaled is None else row.scaled,
        "" if row.seconds is None else row.seconds,
        row.response or "",
        row.registration or "",
        row.object,
        row.id,
    ]
    return [safe(cell) for cell in made]


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text that fits best; empty where there is none."""
    found: Mapping[str, Any] = one_language(texts, [language, *LANGUAGES])
    return str(next(iter(found.values()), ""))


def _flag(value: bool | None) -> Cell:
    return "" if value is None else int(value)


def _plain(value: Cell) -> Cell:
    """Without the control characters that XML cannot hold."""
    if not isinstance(value, str):
        return value
    return "".join(one for one in value if one >= " " or one == "\n")


def _csv_line(cells: Iterable[Cell]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()
