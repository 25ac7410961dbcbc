"""Plans as teachers keep them: merged cells, letters of two scripts, days in every shape."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from server.planning.cells import day_of, number_of
from server.planning.plan_file import Plan, read
from server.roster.rows import RosterRefused

MIXED = "Бөлшeктeр"  # with two Latin letters
FIRST = datetime(2026, 9, 7)  # noqa: DTZ001 - Excel's days have no time zone
THIRD = datetime(2026, 9, 9)  # noqa: DTZ001
GOALS = "5.1.1.1 ажырату;\n5.1.1.2 оқу"


def excel(path: Path, rows: Sequence[Sequence[object]], *merged: str) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for place in merged:
        sheet.merge_cells(place)
    book.save(path)
    return path


def plan(path: Path, rows: Sequence[Sequence[object]], *merged: str) -> Plan:
    return read(excel(path / "plan.xlsx", rows, *merged), 2026)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (FIRST, date(2026, 9, 7)),
        ("07.09", date(2026, 9, 7)),
        ("7.9.26", date(2026, 9, 7)),
        ("12.01", date(2027, 1, 12)),
        ("7 қыркүйек", date(2026, 9, 7)),
        ("7 сентября 2026 г.", date(2026, 9, 7)),
        ("07.09, 09.09", date(2026, 9, 7)),
        ("12 қаңтар", date(2027, 1, 12)),
        (46272, date(2026, 9, 7)),
        ("46272", date(2026, 9, 7)),
        ("2026-09-07", date(2026, 9, 7)),
        ("31.02", None),
        ("1-апта", None),
        (None, None),
    ],
)
def test_a_day_is_read_in_whatever_shape_it_stands(value: object, day: date | None) -> None:
    assert day_of(value, 2026) == day


def test_hours_are_read_with_or_without_their_word() -> None:
    assert [number_of(text) for text in ("2", "2.0", "2 сағ.", "екі")] == [2, 2, 2, None]


def test_a_kazakh_plan_with_merged_sections_and_days_under_one_heading(tmp_path: Path) -> None:
    found = plan(
        tmp_path,
        [
            ["Математика пәнінен күнтізбелік-тақырыптық жоспар"],
            ["Р/с", "Бөлім", "Сабақтың тақырыбы", "Оқу мақсаттары", "Сағат саны", "Мерзімі", None,
             "Үй тапсырмасы"],
            [None, None, None, None, None, "жоспар", "нақты", None],
            ["1-тоқсан (40 сағат)"],
            [1, MIXED, "Жай бөлшек ұғымы", GOALS, 2, "07.09", None, "№ 1"],
            [2, None, "БЖБ № 1", "5.1.1.1", 1, THIRD, None, None],
            ["Барлығы", None, None, None, 3],
        ],
        "F2:G2", "B5:B6", "A4:H4",
    )  # fmt: skip
    first, second = found.rows
    assert found.problems == []
    assert first.section == second.section == "Бөлшектер"
    assert (first.topic, first.hours, first.on) == ("Жай бөлшек ұғымы", 2, date(2026, 9, 7))
    assert first.objectives == ("5.1.1.1 ажырату", "5.1.1.2 оқу")
    assert (first.homework, first.line, first.summative) == ("№ 1", 5, "none")
    assert first.said == ("look-alike-letters",)
    assert (second.summative, second.on) == ("section", date(2026, 9, 9))
    assert found.columns == [
        "number",
        "section",
        "topic",
        "objectives",
        "hours",
        "date",
        "homework",
    ]


def test_a_russian_plan_with_section_rows_and_topics_over_several_lessons(tmp_path: Path) -> None:
    found = plan(
        tmp_path,
        [
            ["№ п/п", "Тема урока", "Кол-во часов", "Дата проведения", "Ресурсы"],
            [1, 2, 3, 4, 5],
            ["I четверть"],
            ["Раздел 1. Природа"],
            [1, "Круговорот воды", None, "3 сентября", "Учебник, с. 8\nвидео"],
            [2, None, None, "5 сентября", None],
            [3, "СОЧ за 1 четверть", "1 ч", "скоро", None],
        ],
        "B5:B6",
    )
    water, exam = found.rows
    assert (water.section, water.hours) == ("Раздел 1. Природа", 2)
    assert water.resources == ("Учебник, с. 8", "видео")
    assert water.said == ("hours-guessed", "joined")
    assert (exam.summative, exam.on, exam.said) == ("term", None, ("date-unread",))


def test_rows_that_cannot_be_taken_are_told_with_their_line(tmp_path: Path) -> None:
    found = plan(
        tmp_path,
        [
            ["Topic", "Hours", "Homework"],
            [None, 1, "page 3"],
            ["Fractions", "many", ""],
            ["Decimals", 1, "page 5"],
        ],
    )
    assert [(one.line, one.trouble) for one in found.problems] == [
        (2, "topic-missing"),
        (3, "hours-wrong"),
    ]
    assert [row.topic for row in found.rows] == ["Decimals"]


def test_a_file_without_a_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterRefused) as refused:
        plan(tmp_path, [["Тегі", "Аты"], ["Серікбаева", "Ару"]])
    assert refused.value.reason == "no-plan-heading"
    with pytest.raises(RosterRefused) as refused:
        plan(tmp_path, [["Тақырып", "Сағат"]])
    assert refused.value.reason == "no-plan-rows"


def test_a_plan_comes_as_text_with_commas_too(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes("Тема;Часы\nСила и движение;2\n".encode("cp1251"))
    assert [(row.topic, row.hours) for row in read(path, 2026).rows] == [("Сила и движение", 2)]
