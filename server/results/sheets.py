"""A class's results as a sheet: CSV that Excel opens as it should, and Excel's own format."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from server import clock
from server.results.limits import RESPONSE_SHOWN
from server.results.queries import Results

Cell = str | int | float
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "kk": (
        "Нәтижелер", "Сұрақтар", "Оқушы", "Басталды", "Соңғы рет", "Барысы", "Қорытынды",
        "Балл", "Ең көп балл", "Уақыты, мин", "Отырыс саны", "Жауап саны",
        "Сұрақ", "Жауап бергендер", "Дұрыс", "Орташа үлес", "Жиі қате жауап", "Қате саны",
        "Ажырату қабілеті",
    ),
    "ru": (
        "Результаты", "Вопросы", "Ученик", "Начато", "В последний раз", "Прохождение", "Итог",
        "Балл", "Наибольший балл", "Время, мин", "Заходов", "Ответов",
        "Вопрос", "Ответили", "Верно", "Средняя доля", "Частый неверный ответ", "Сколько раз",
        "Различающая способность",
    ),
    "en": (
        "Results", "Questions", "Pupil", "Begun", "Last time", "Progress", "Outcome",
        "Points", "Most points", "Time, min", "Sittings", "Answers",
        "Question", "Answered", "Right", "Mean share", "Most frequent wrong answer", "How often",
        "Discrimination",
    ),
}  # fmt: skip
LANGUAGES: Final = tuple(_WORDS)

_STATES: Final[Mapping[str, tuple[str, str, str]]] = {
    "completed": ("аяқталды", "завершено", "completed"),
    "incomplete": ("басталды", "начато", "begun"),
    "passed": ("өтті", "зачтено", "passed"),
    "failed": ("өтпеді", "не зачтено", "failed"),
}


def safe(value: Cell) -> Cell:
    """A text that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def csv_file(found: Results, language: str) -> bytes:
    """The attempts, and the questions below them."""
    questions = [[], *_questions(found, language)] if found.questions else []
    return csv_of([*_attempts(found, language), *questions])


def csv_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark, without which Excel reads Kazakh as noise; semicolons, as Excel has
    them in Kazakh and Russian settings."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(found: Results, language: str) -> bytes:
    """Two sheets: the attempts, and the questions."""
    words = _WORDS[language]
    return xlsx_of(
        [(words[0], _attempts(found, language)), (words[1], _questions(found, language))]
    )


def xlsx_of(sheets: Iterable[tuple[str, Iterable[Sequence[Cell]]]]) -> bytes:
    """Titles with their rows, the first of which are headings."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and only here

    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "B2"
        for letter, width in zip("ABCDEFGHIJ", (32, *[16] * 9), strict=True):
            sheet.column_dimensions[letter].width = width
        for row in rows:
            sheet.append([plain(safe(cell)) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def plain(value: Cell) -> Cell:
    """Without the control characters that XML cannot hold."""
    if not isinstance(value, str):
        return value
    return "".join(one for one in value if one >= " " or one == "\n")


def _attempts(found: Results, language: str) -> Iterator[Sequence[Cell]]:
    yield _WORDS[language][2:12]
    for one in found.attempts:
        raw, _, most = one.score or (None, None, None)
        yield (
            one.name or one.learner,
            _told(one.started_at),
            _told(one.at),
            _state(one.completion, language),
            _state(one.success, language),
            *(_number(raw), _number(most)),
            round(one.seconds / 60, 1),
            one.sittings,
            one.answers,
        )


def _told(moment: str) -> str:
    return f"{clock.school_time(moment):%Y-%m-%d %H:%M}"


def _questions(found: Results, language: str) -> Iterable[Sequence[Cell]]:
    yield _WORDS[language][12:]
    for one in found.questions:
        yield (
            one.question,
            one.answered,
            one.right,
            "" if one.mean is None else one.mean,
            one.wrong.response[:RESPONSE_SHOWN] if one.wrong else "",
            one.wrong.count if one.wrong else "",
            "" if one.discrimination is None else one.discrimination,
        )


def _state(value: str, language: str) -> str:
    found = _STATES.get(value)
    return found[LANGUAGES.index(language)] if found else ""


def _number(text: str | None) -> Cell:
    return "" if text is None else float(text)
