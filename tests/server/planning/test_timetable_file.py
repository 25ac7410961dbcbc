"""Timetables as deputies keep them: a wall of classes, or a list of lessons."""

from pathlib import Path

import pytest

from server.planning.timetable_file import Known, Timetable, read
from server.roster.rows import RosterRefused
from tests.server.planning.test_plan_file import excel

KNOWN = Known(
    classes={"5 Ә": "5a", "4 А": "4a", "2–3 (бірлескен)": "23"},
    subjects={"Математика": "mathematics", "Қазақ тілі": "kazakh", "Казахский язык": "kazakh"},
    people={
        "marat": ("Есенов", "Марат"),
        "bolat": ("Есенов", "Болат"),
        "bota": ("Сағынова", "Бота"),
    },
    teaching=frozenset({("marat", "5a", "mathematics"), ("bota", "5a", "kazakh")}),
)


def told(found: Timetable) -> list[tuple[str, int, int, str, tuple[str, ...], str]]:
    return [
        (one.class_id, one.weekday, one.bell, one.subject, one.teachers, one.room)
        for one in found.lessons
    ]


def test_a_wall_of_classes_with_merged_days(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Бекітемін: директор"],
        ["Күні", "№", "Уақыты", "5Ә", "4 «A» сынып"],
        ["Дүйсенбі", 1, "08:30-09:15", "Математика", "Математика\nЕсенов Б. 12 каб"],
        [None, 2, "09:20-10:05", "Қазaқ тілі", "-"],
        ["Сейсенбі", 1, None, None, "Еңбек"],
        [None, 2, None, "Математика каб. 7", None],
    ]
    found = read(excel(tmp_path / "a.xlsx", rows, "A3:A4"), KNOWN)
    assert found.problems == []
    assert told(found) == [
        ("5a", 1, 1, "mathematics", ("marat",), ""),
        ("4a", 1, 1, "mathematics", ("bolat",), "12"),
        ("5a", 1, 2, "kazakh", ("bota",), ""),
        ("4a", 2, 1, "Еңбек", (), ""),
        ("5a", 2, 2, "mathematics", ("marat",), "7"),
    ]
    assert [one.new for one in found.lessons] == [False, False, False, True, False]


def test_a_list_of_lessons_tells_what_it_cannot_place(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Класс", "День", "Урок", "Предмет", "Учитель", "Кабинет"],
        ["2-3", "Вт", 1, "Казахский язык", "Сағынова Бота", "3"],
        ["9 Я", "Вт", 1, "Казахский язык", None, None],
        ["5 Ә", "когда-нибудь", 1, "Математика", None, None],
        ["5 Ә", "Пн", "?", "Математика", None, None],
        ["5 Ә", "Пн", 1, "Математика", "Неизвестнов", None],
        ["5 Ә", "Пн", 1, "математика", None, None],
        ["5 Ә", "Пн", 2, "??", None, None],
    ]
    found = read(excel(tmp_path / "b.xlsx", rows), KNOWN)
    assert told(found) == [
        ("23", 2, 1, "kazakh", ("bota",), "3"),
        ("5a", 1, 1, "mathematics", (), ""),
    ]
    assert [(one.line, one.trouble) for one in found.problems] == [
        (3, "class-unknown"),
        (4, "day-unknown"),
        (5, "bell-unknown"),
        (6, "teacher-unknown"),
        (7, "repeated"),
        (8, "subject-unknown"),
    ]


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterRefused) as refused:
        read(excel(tmp_path / "c.xlsx", [["Тегі", "Аты"], ["Серікбаева", "Ару"]]), KNOWN)
    assert refused.value.reason == "no-timetable-heading"
