"""Lists as schools have them: merged cells, look-alike letters, numbers that Excel has cut."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from server.roster import limits
from server.roster.known import Known
from server.roster.planning import Action, plan
from server.roster.rows import Reading, RosterRefused, Row, Trouble
from server.roster.spreadsheet import read


def excel(path: Path, *sheets: tuple[str, Sequence[Sequence[object]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def people(reading: Reading) -> list[tuple[str, str, str | None]]:
    return [(row.family_name, row.given_name, row.class_label) for row in reading.rows]


def test_a_list_with_a_form_above_it_and_columns_in_any_order(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Ақбұлақ мектебі"],
        [],
        ["№", "Сынып", "Аты", "Тегі", "ЖСН"],
        [1, "5ә", "Ару", "Серікбаева", "110315500127"],
        [2, "5ә", "Диас", "Оспанов", None],
    ]
    found = read(excel(tmp_path / "a.xlsx", ("Тізім", rows)))
    assert people(found) == [("Серікбаева", "Ару", "5 Ә"), ("Оспанов", "Диас", "5 Ә")]
    assert [row.line for row in found.rows] == [4, 5]
    assert found.rows[0].iin == "110315500127"
    assert found.complete


def test_a_merged_class_column_and_headings_between_the_classes(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["ФИО", "Класс"],
        ["Серікбаева Ару Бекқызы", "5 Ә"],
        ["Оспанов Диас", None],
        ["6 «Ә» класс", None],
        ["Ким Тимур", None],
    ]
    found = read(excel(tmp_path / "a.xlsx", ("Лист1", rows)))
    assert people(found) == [
        ("Серікбаева", "Ару", "5 Ә"),
        ("Оспанов", "Диас", "5 Ә"),
        ("Ким", "Тимур", "6 Ә"),
    ]
    assert found.rows[0].patronymic == "Бекқызы"


def test_a_sheet_for_each_class(tmp_path: Path) -> None:
    head = ["Аты-жөні"]
    path = excel(
        tmp_path / "a.xlsx", ("5 Ә", [head, ["Серікбаева Ару"]]), ("2-3", [head, ["Қалиев Ерасыл"]])
    )
    found = read(path)
    assert people(found) == [("Серікбаева", "Ару", "5 Ә"), ("Қалиев", "Ерасыл", "2–3")]
    assert found.rows[0].grade == 5
    assert found.rows[1].grade is None


def test_latin_letters_and_cut_noughts_are_repaired_and_counted(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Тегі", "Аты", "Сынып", "ИИН"],
        ["Сeрiкбаeва", "Аpу", "5 Ә", 10315500126],
    ]
    found = read(excel(tmp_path / "a.xlsx", ("x", rows)))
    assert found.repairs["iin-noughts"] == 1
    assert found.repairs["look-alike-letters"] == 2
    assert people(found) == [("Серікбаева", "Ару", "5 Ә")]
    assert found.rows[0].iin == "010315500126"


def test_a_multi_grade_class_with_the_grade_of_each_child(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Тегі", "Аты", "Сынып", "Параллель"],
        ["Қалиев", "Ерасыл", "2–3", 2],
    ]
    rows.append(["Омар", "Али", "2–3", 4])
    found = read(excel(tmp_path / "a.xlsx", ("x", rows)))
    assert [row.grade for row in found.rows] == [2]
    assert [problem.trouble for problem in found.problems] == [Trouble.GRADE_WRONG]


def test_every_bad_row_is_told_by_its_line_and_the_good_ones_are_taken(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Фамилия", "Имя", "Класс", "ИИН", "Должность"],
        ["Серікбаева", "Ару", "5 Ә", None, None],
        ["", "Диас", "5 Ә", None, None],
        ["Ким", "Тимур", "в пятом", None, None],
        ["Омар", "Али", "5 Ә", "123456789012", None],
        ["=1+1", "Али", "5 Ә", None, None],
        ["Сағынова", "Бота", None, None, "учитель"],
        ["Иванов", "Пётр", None, None, "космонавт"],
    ]
    found = read(excel(tmp_path / "a.xlsx", ("x", rows)))
    assert [row.role for row in found.rows] == ["pupil", "teacher"]
    assert [(p.line, p.trouble) for p in found.problems] == [
        (3, Trouble.NAME_MISSING),
        (4, Trouble.CLASS_UNREADABLE),
        (5, Trouble.IIN_WRONG),
        (6, Trouble.NAME_MISSING),
        (8, Trouble.ROLE_UNKNOWN),
    ]


def test_a_parent_in_the_childs_row(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Тегі", "Аты", "Сынып", "Ата-анасы"],
        ["Серікбаева", "Ару", "5 Ә", "Серікбаева Сәуле"],
    ]
    found = read(excel(tmp_path / "a.xlsx", ("x", rows)))
    parent = next(row for row in found.rows if row.role == "parent")
    assert parent == Row(2, "Серікбаева", "Сәуле", role="parent", children=("0:2",))


def test_a_parent_on_the_second_sheet_is_of_the_child_of_that_sheet(tmp_path: Path) -> None:
    head: list[object] = ["Тегі", "Аты", "Ата-анасы"]
    fifth: list[list[object]] = [head, ["Серікбаева", "Ару", None]]
    sixth: list[list[object]] = [head, ["Оспанов", "Диас", "Оспанова Айгүл"]]
    found = read(excel(tmp_path / "a.xlsx", ("5 Ә", fifth), ("6 Ә", sixth)))
    made = plan(found, Known())
    (link,) = [one for one in made.changes if one.action is Action.GUARDIAN_ADDED]
    assert (link.shown, link.child) == ("Оспанова Айгүл", "Оспанов Диас")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_as_it_comes(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    lines = [["Фамилия", "Имя", "Класс"], ["Ким", "Тимур", "5 А"]]
    path.write_text("\n".join(delimiter.join(line) for line in lines), encoding=encoding)
    assert people(read(path)) == [("Ким", "Тимур", "5 А")]


def refusal(path: Path) -> str:
    with pytest.raises(RosterRefused) as refused:
        read(path)
    return refused.value.reason


def test_what_is_no_list_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert refusal(old) == "old-excel"
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert refusal(picture) in {"no-heading", "not-a-list"}
    package = tmp_path / "a.zip"
    with zipfile.ZipFile(package, "w") as file:
        file.writestr("index.html", "<p>")
    assert refusal(package) == "not-a-list"
    assert refusal(excel(tmp_path / "b.xlsx", ("x", [["Қалай", "да"], ["1", "2"]]))) == "no-heading"
    assert refusal(excel(tmp_path / "c.xlsx", ("x", [["Тегі", "Аты"]]))) == "no-people"
    monkeypatch.setattr(limits, "MAX_ROWS", 3)
    many = [["Тегі", "Аты", "Сынып"], *([f"Ким{'а' * n}", "Али", "5 А"] for n in range(9))]
    assert refusal(excel(tmp_path / "d.xlsx", ("x", many))) == "too-many-rows"
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 100)
    assert refusal(tmp_path / "d.xlsx") == "file-too-large"


def test_a_bomb_in_excels_clothes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    assert path.stat().st_size < limits.MAX_FILE_BYTES
    assert refusal(path) == "not-a-list"
