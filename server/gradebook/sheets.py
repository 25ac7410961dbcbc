"""Books and reports as sheets, in the three languages of schools here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from server.assessment.explain import number
from server.gradebook.models import Assessment
from server.gradebook.reading import Book, Line
from server.gradebook.reports import SubjectReport
from server.results.sheets import Cell, csv_of, xlsx_of

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "pupil": {"kk": "Оқушы", "ru": "Ученик", "en": "Pupil"},
    "percent": {"kk": "Пайыз", "ru": "Процент", "en": "Percent"},
    "mark": {"kk": "Есептелген баға", "ru": "Расчётная оценка", "en": "Reckoned mark"},
    "signed": {"kk": "Қойылған баға", "ru": "Выставленная оценка", "en": "Signed mark"},
    "formative": {"kk": "ҚБ", "ru": "ФО", "en": "FA"},
    "section": {"kk": "БЖБ", "ru": "СОР", "en": "SAU"},
    "term": {"kk": "ТЖБ", "ru": "СОЧ", "en": "SAT"},
    "absent": {"kk": "ж", "ru": "н", "en": "abs"},
    "exempt": {"kk": "босатылған", "ru": "осв.", "en": "exempt"},
    "not_studied": {"kk": "оқымаған", "ru": "н/и", "en": "not studied"},
    "unattested": {"kk": "аттестацияланбады", "ru": "н/а", "en": "unattested"},
    "not_certified": {
        "kk": "сертификатталмады", "ru": "не сертифицирован(а)", "en": "not certified",
    },
    "passed": {"kk": "сынақ", "ru": "зачёт", "en": "passed"},
    "failed": {"kk": "сынақ жоқ", "ru": "незачёт", "en": "not passed"},
    "subject": {"kk": "Пән", "ru": "Предмет", "en": "Subject"},
    "learners": {"kk": "Оқушы саны", "ru": "Учеников", "en": "Pupils"},
    "without": {"kk": "Бағасыз", "ru": "Без оценки", "en": "Without a mark"},
    "success": {"kk": "Үлгерім, %", "ru": "Успеваемость, %", "en": "Success, %"},
    "quality": {"kk": "Сапа, %", "ru": "Качество, %", "en": "Quality, %"},
    "blank": {"kk": "Жоқ ұпай", "ru": "Нет баллов", "en": "Points missing"},
    "kind": {"kk": "Түрі", "ru": "Вид", "en": "Kind"},
    "title": {"kk": "Атауы", "ru": "Название", "en": "Title"},
    "day": {"kk": "Күні", "ru": "Дата", "en": "Date"},
    "wrote": {"kk": "Жазғаны", "ru": "Писали", "en": "Wrote"},
    "low": {"kk": "Төмен 0–39 %", "ru": "Низкий 0–39 %", "en": "Low 0–39 %"},
    "middle": {"kk": "Орта 40–84 %", "ru": "Средний 40–84 %", "en": "Middle 40–84 %"},
    "high": {"kk": "Жоғары 85–100 %", "ru": "Высокий 85–100 %", "en": "High 85–100 %"},
    "mean": {"kk": "Орташа, %", "ru": "Средний, %", "en": "Mean, %"},
    "weak": {"kk": "Әлсіз мақсаттар", "ru": "Слабые цели", "en": "Weak objectives"},
    "marks": {"kk": "Үлгерім мен сапа", "ru": "Успеваемость и качество", "en": "Marks"},
    "assessments": {"kk": "БЖБ және ТЖБ талдауы", "ru": "Анализ СОР и СОЧ", "en": "Assessments"},
}  # fmt: skip

Rows = Iterator[Sequence[Cell]]
Word = Callable[[str], str]


def book_csv(book: Book, language: str) -> bytes:
    """One book for a spreadsheet or another journal."""
    return csv_of(book_rows(book, language))


def book_xlsx(book: Book, language: str) -> bytes:
    """The same for Excel."""
    return xlsx_of([(f"{book.label} {book.term}", book_rows(book, language))])


def heading(one: Assessment, language: str) -> str:
    """What stands above an assessment: its kind, day, title and most points."""
    text = f"{_WORDS[one.part][language]} {one.on:%d.%m} {one.title} /{one.max}"
    return text.replace("  ", " ")


def book_rows(book: Book, language: str) -> Rows:
    """A heading, then a learner per row in the order of the list."""

    def word(key: str) -> str:
        return _WORDS[key][language]

    yield [
        word("pupil"),
        *(heading(one, language) for one in book.columns),
        *map(word, ("percent", "mark", "signed")),
    ]
    for line in book.lines:
        cells = [
            _points(cell.points)
            if cell.points is not None
            else ("" if cell.outcome == "none" else word(cell.outcome))
            for cell in line.cells
        ]
        result = line.reckoned.result
        percent = result.so_far if result else None
        yield [
            line.name,
            *cells,
            "" if percent is None else _number(percent),
            _mark(line.reckoned.mark, book, word),
            _signed(line, book, word),
        ]


def report_xlsx(rows: Sequence[SubjectReport], names: Mapping[str, str], language: str) -> bytes:
    """Two sheets: marks by subject, and the section and term assessments."""
    words = {key: texts[language] for key, texts in _WORDS.items()}
    return xlsx_of(
        [
            (words["marks"], _marks(rows, names, words)),
            (words["assessments"], _assessments(rows, names, words)),
        ]
    )


def _marks(rows: Sequence[SubjectReport], names: Mapping[str, str], words: dict[str, str]) -> Rows:
    heads = ("without", "success", "quality", "blank")
    yield [words["subject"], words["learners"], 5, 4, 3, 2, *(words[key] for key in heads)]
    for row in rows:
        marks = row.marks
        yield [
            names.get(row.subject, row.subject),
            marks.learners,
            *(marks.counts[mark] for mark in (5, 4, 3, 2)),
            marks.without,
            "" if marks.success is None else marks.success,
            "" if marks.quality is None else marks.quality,
            row.blank,
        ]


def _assessments(
    rows: Sequence[SubjectReport], names: Mapping[str, str], words: dict[str, str]
) -> Rows:
    heads = ("subject", "kind", "title", "day", "wrote", "low", "middle", "high", "mean")
    yield [words[key] for key in (*heads, "success", "quality", "weak")]
    for row in rows:
        for one in row.assessments:
            found = one.summary
            yield [
                names.get(row.subject, row.subject),
                words[one.part],
                one.title,
                f"{one.on:%d.%m.%Y}",
                *(found.wrote, found.low, found.middle, found.high),
                *("" if one is None else one for one in (found.mean, found.success, found.quality)),
                "; ".join(
                    f"{goal.objective} ({goal.percent} %)" for goal in one.objectives if goal.weak
                ),
            ]


def _points(value: Fraction) -> Cell:
    """Not rounded: what is filled in elsewhere and read again must not change (marks_file.py)."""
    return int(value) if value.denominator == 1 else float(value)


def _number(value: Fraction) -> Cell:
    return int(value) if value.denominator == 1 else float(number(value, "en"))


def _mark(mark: int | None, book: Book, word: Word) -> Cell:
    if mark is None:
        return ""
    return mark if book.scale == "marks" else word("passed" if mark else "failed")


def _signed(line: Line, book: Book, word: Word) -> Cell:
    if line.signed is None:
        return ""
    if line.signed.outcome != "mark":
        return word(line.signed.outcome)
    return _mark(line.signed.mark, book, word)
