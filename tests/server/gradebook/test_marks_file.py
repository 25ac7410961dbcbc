"""Points out of tables as schools have them: any headings, any order, nothing guessed."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from server.gradebook import file_cells, headings, limits
from server.gradebook.file_cells import FileCell
from server.gradebook.headings import Column
from server.gradebook.marks_file import Known, Table, read
from server.roster.naming import Named
from server.roster.rows import RosterRefused
from tests.server.planning.test_plan_file import excel

IIN = "130512500019"
DAILY = Column("daily", "formative", date(2026, 11, 12), "", 10, frozenset({"ФО 12.11 /10"}))
FIRST = Column("first", "section", date(2026, 11, 20), "Бөлшектер", 20, frozenset())
SECOND = Column("second", "section", date(2026, 12, 4), "Теңдеулер", 15, frozenset())
TERM = Column("term", "term", date(2026, 12, 22), "", 30, frozenset())
KNOWN = Known(
    pupils=[
        Named("aru", "Серікбаева", "Ару"),
        Named("dias", "Оспанов", "Диас"),
        Named("dias2", "Оспанов", "Дінмұхамед"),
    ],
    former=[Named("timur", "Ким", "Тимур")],
    columns=[DAILY, FIRST, SECOND, TERM],
    ids={IIN: "aru"},
    logins={"dias.o": "dias"},
    year=2026,
)


def table(
    path: Path, rows: Sequence[Sequence[object]], *merged: str, known: Known = KNOWN, **more: Any
) -> Table:
    return read(excel(path / "points.xlsx", rows, *merged), known, **more)


def taken(found: Table) -> dict[str, str | None]:
    return {one.heading: one.assessment for one in found.columns}


def said(found: Table) -> list[tuple[str | None, list[str | None]]]:
    """Learner and points, or the outcome, or the trouble, in the columns' order."""
    return [
        (
            row.learner,
            [
                cell.points or cell.outcome or cell.trouble
                if (cell := row.cells.get(one.at))
                else None
                for one in found.columns
            ],
        )
        for row in found.rows
    ]


def test_a_journal_with_two_heading_rows_titles_and_sums(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        [
            ["Журнал 5 Ә сынып, математика"],
            ["№", "ФИО учащегося", "ФО", "СОР", None, "СОЧ", None],
            [None, None, "12.11", 1, 2, None, "Итог"],
            [None, "Макс. балл", 10, 20, 15, 30, None],
            [1, "Серікбаева Ару", 9, "13,5", "н", 27, 5],
            [2, "Диас Оспанов", None, "18/20", "осв", "20 из 30", 4],
            [None, "Средний балл", 9, 15, None, 23, None],
            [None, "Классный руководитель", None, None, None, None, None],
        ],
        "D2:E2", "A1:G1", "B2:B3",
    )  # fmt: skip
    assert taken(found) == {
        "ФО 12.11": "daily",
        "СОР 1": "first",
        "СОР 2": "second",
        "СОЧ": "term",
        "СОЧ Итог": None,
    }
    assert said(found) == [
        ("aru", ["9", "13.5", "absent", "27", "5"]),
        ("dias", [None, "18", "exempt", "20", "4"]),
    ]
    assert [cell.most for cell in found.rows[1].cells.values()][:1] == [20]
    assert [row.line for row in found.rows] == [5, 6]


def test_a_column_is_known_by_its_title_its_day_or_its_kind_and_never_against_them(
    tmp_path: Path,
) -> None:
    rows: list[Sequence[object]] = [
        ["Оқушы", "Бөлшектер тақырыбы", "04.12.2026", "ТЖБ", "ҚБ 13.11", "БЖБ (25)", "Сынып"],
        ["Серікбаева Ару", 1, 2, 3, 4, 5, "5 Ә"],
    ]
    assert taken(table(tmp_path, rows)) == {
        "Бөлшектер тақырыбы": "first",
        "04.12.2026": "second",
        "ТЖБ": "term",
        "ҚБ 13.11": None,  # the daily work is of the 12th
        "БЖБ (25)": None,  # no section assessment gives 25 points
    }


@pytest.mark.parametrize(
    ("text", "part", "on", "number", "most"),
    [
        ("СОР №2 (20 баллов)", "section", None, 2, 20),
        ("БЖБ1", "section", None, 1, None),
        ("CОЧ, макс. балл 30", "term", None, None, 30),  # a Latin C
        ("Суммативное оценивание за раздел 3", "section", None, 3, None),
        ("ҚБ 5 желтоқсан", "formative", date(2026, 12, 5), None, None),
        ("Формативное оценивание\n14.01 /10", "formative", date(2027, 1, 14), None, 10),
        ("46338", None, date(2026, 11, 12), None, None),
        ("Тема 1.2", None, None, None, None),
    ],
)
def test_what_a_heading_says(
    text: str, part: str | None, on: date | None, number: int | None, most: int | None
) -> None:
    found = headings.read(text, 2026)
    assert (found.part, found.on, found.number, found.most) == (part, on, number, most)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("СОР 20.11 Дроби и доли (20 баллов)", "Дроби и доли"),
        ("Формативное оценивание:\nэссе «Ана тілі» 14.01 /10", "эссе «Ана тілі»"),
        ("СОР №2 (20 баллов)", "СОР №2"),
        ("Суммативное оценивание за раздел 3", "Суммативное оценивание за раздел 3"),
        ("Тема 1.2", "Тема 1.2"),
        ("3", "3"),
        ("ФО 12.11 /10", ""),
        ("CОЧ, макс. балл 30", ""),
        ("46338", ""),
        ("", ""),
        ("Ұ" * 250, "Ұ" * 200),
    ],
)
def test_what_a_new_assessment_would_be_called(text: str, title: str) -> None:
    assert headings.read(text, 2026).title == title


def test_a_column_says_what_a_new_assessment_would_be(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [
        ["Оқушы", "БЖБ 25.11 Пайыз", "Диктант", "Тест", "Итог"],
        ["Серікбаева Ару", "13/18", "7/10", 4, 5],
        ["Диас Оспанов", "18/18", "9/12", 3, 4],
    ]
    assert [one[2:] for one in table(tmp_path, rows).columns] == [
        (None, "section", date(2026, 11, 25), "Пайыз", 18, False),
        (None, None, None, "Диктант", None, False),  # the cells don't agree
        (None, None, None, "Тест", None, False),
        (None, None, None, "Итог", None, True),
    ]


@pytest.mark.parametrize(
    "text", ["Оценка за четверть", "Итоговая оценка", "Тоқсандық баға", "СОЧ, %", "Есептелген баға"]
)
def test_what_is_reckoned_is_no_assessment(text: str) -> None:
    assert headings.assign([headings.read(text, 2026)], KNOWN.columns) == [None]


def test_two_columns_that_may_be_one_assessment_are_asked() -> None:
    told = [headings.read(text, 2026) for text in ("СОЧ", "ТЖБ", "СОР")]
    assert headings.assign(told, KNOWN.columns) == [None, None, None]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, None),
        ("–", None),
        (0, FileCell("points", "0")),
        (13.299999999999999, FileCell("points", "13.3")),
        ("13,50", FileCell("points", "13.5")),
        ("H", FileCell("absent")),  # Latin, as half of all journals have it
        ("Болмады", FileCell("absent")),
        ("Освобожден(а)", FileCell("exempt")),
        ("оқымаған", FileCell("not_studied")),
        (datetime(2026, 5, 13), FileCell(None, trouble="a-date", said="13.05.2026")),  # noqa: DTZ001
        (True, FileCell(None, trouble="not-a-number", said="True")),
        (-1, FileCell(None, trouble="not-a-number", said="-1")),
        (float("inf"), FileCell(None, trouble="not-a-number", said="inf")),
        ("зачёт", FileCell(None, trouble="not-a-number", said="зачёт")),
        ("5-", FileCell(None, trouble="not-a-number", said="5-")),
        ("б", FileCell(None, trouble="not-a-number", said="б")),  # болел, or бар: there
    ],
)
def test_a_cell_says_points_a_word_or_neither(value: object, cell: FileCell | None) -> None:
    assert file_cells.read(value) == cell


def test_who_is_not_sure_is_asked_and_who_left_is_said(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        [
            ["Pupil", "СОЧ"],
            ["Оспанов Д.", 1],
            ["Ким Тимур", 2],
            ["Ахметов Али", 3],
            ["Серікбаева Ару", 4],
            ["Ару Серікбаева", 5],
        ],
    )
    assert [(row.learner, tuple(row.maybe), row.left) for row in found.rows] == [
        (None, ("dias", "dias2"), False),
        ("timur", (), True),
        (None, (), False),
        (None, ("aru",), False),
        (None, ("aru",), False),
    ]


def test_names_in_three_cells_and_people_by_iin_or_login(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [
        ["№", "Фамилия", "Имя", "Отчество", "Логин", "СОЧ"],
        [1, "Серікбаева", "Ару", "Ерланқызы", None, 11],
        [2, "Осипов", "Денис", None, "dias.o", 12],
    ]
    assert said(table(tmp_path, rows)) == [("aru", ["11"]), ("dias", ["12"])]
    by_iin: list[Sequence[object]] = [["ЖСН", "ТЖБ"], [int(IIN), 13]]
    found = table(tmp_path, by_iin)
    assert said(found) == [("aru", ["13"])]
    assert IIN not in repr(found)


def test_the_sheet_with_this_term_s_assessments_is_taken_and_another_can_be_wanted(
    tmp_path: Path,
) -> None:
    book = Workbook()
    for title, heading in (("1 четверть", "Итог"), ("2 четверть", "СОЧ"), ("Пусто", "")):
        sheet = book.create_sheet(title)
        if heading:
            sheet.append(["ФИО", heading])
            sheet.append(["Серікбаева Ару", 5])
    book.save(tmp_path / "terms.xlsx")
    found = read(tmp_path / "terms.xlsx", KNOWN)
    assert [one.title for one in found.sheets] == ["1 четверть", "2 четверть"]
    assert found.sheet == found.sheets[1].at
    first = read(tmp_path / "terms.xlsx", KNOWN, found.sheets[0].at)
    assert taken(first) == {"Итог": None}


def test_a_csv_of_windows_with_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes("ФИО;СОЧ\r\nСерикбаева Ару;13,5\r\n".encode("cp1251"))
    assert said(read(path, KNOWN)) == [("aru", ["13.5"])]


def test_files_that_cannot_be_one_class_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"

    def written(rows: Sequence[Sequence[object]]) -> Path:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        return path

    wide = [f"n{n}" for n in range(limits.FILE_COLUMNS + 1)]
    refusals: list[tuple[list[Sequence[object]], str]] = [
        ([["Серікбаева Ару", 1]] * 10_000, "too-many-rows"),
        ([wide], "too-many-columns"),
        ([["ФИО", "СОЧ"], ["Иванова Ольга", 5]], "no-pupils"),
        ([], "no-pupils"),
    ]
    for rows, reason in refusals:
        with pytest.raises(RosterRefused) as refused:
            read(written(rows), KNOWN)
        assert refused.value.reason == reason


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.integers(),
                st.floats(),
                st.dates(),
                st.text(max_size=12),
                st.sampled_from(["Серікбаева Ару", "Оспанов Д.", "СОЧ", "12.11", "н", "Ким Тимур"]),
            ),
            max_size=6,
        ),
        max_size=8,
    )
)
def test_whatever_a_table_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[object]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    try:
        found = read(path, KNOWN)
    except RosterRefused:  # and nothing else
        return
    ids = [one.assessment for one in found.columns if one.assessment]
    assert len(ids) == len(set(ids))
    sure = [row.learner for row in found.rows if row.learner and not row.left]
    assert len(sure) == len(set(sure))
