"""What is taken home as a sheet: a name that Excel would run stays a name."""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any, Final

import pytest
from openpyxl import load_workbook

from server.operations.local import submit
from server.reports.schemas import KINDS
from tests.security.ground import INSIDER, METHODS, Ground, query
from tests.server import cast

FORMULA: Final = "=HYPERLINK(1)"
STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
PACKS: Final = {"/api/v1/inspection/pack"}


def is_export(rule: str) -> bool:
    return rule.endswith((".csv", ".xlsx")) or rule in PACKS


@pytest.fixture(scope="module")
def renamed(ground: Ground) -> Ground:
    """Everything in Ақбұлақ that people may name is called what Excel would run."""
    with ground.app.app_context():
        from server.db import write_transaction

        with write_transaction():
            for person in (cast.ARU, cast.DIAS, cast.MARAT):
                names = {"family_name": FORMULA, "given_name": "@SUM(1)"}
                submit("person.set", person, {**names, "login": person, "school": cast.AKBULAQ})
            label = {"school": cast.AKBULAQ, "label": "=1+1", "grades": [5]}
            submit("class.set", cast.CLASS_5, label)
            submit("school.set", cast.AKBULAQ, {"name": FORMULA, "language": "kk"})
            named = dict.fromkeys(("kk", "ru", "en"), "+1")
            of = {"school": cast.AKBULAQ, "code": "mathematics"}
            submit("subject.set", "a-subject", {**of, **named})
    return ground


def cells(data: bytes) -> Iterator[Any]:
    """Values of a CSV file, of a workbook, or of every file in a pack; a formula is told as one."""
    if not data.startswith(b"PK"):
        for line in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"):
            yield from line
        return
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        inner = [name for name in packed.namelist() if name.endswith((".csv", ".xlsx"))]
        if inner:
            for name in inner:
                yield from cells(packed.read(name))
            return
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield f"={cell.value}" if cell.data_type == "f" else cell.value


def dangerous(data: bytes, *, text: bool) -> list[Any]:
    """A workbook knows what is a formula; in a text file whatever begins like one is."""
    return [
        one
        for one in cells(data)
        if isinstance(one, str) and one.startswith(STARTS if text else "=") and len(one) > 1
    ]


def test_no_sheet_holds_what_excel_would_run(renamed: Ground) -> None:
    wrong, read = [], 0
    more = {**query(), "days": "30", "starts_on": "2026-11-01", "ends_on": "2026-11-30",
            "on": "2026-11-20", "month": "2026-11-01"}  # fmt: skip
    for rule in renamed.app.url_map.iter_rules():
        if not is_export(rule.rule):
            continue
        assert METHODS & (rule.methods or set()) == {"GET"}
        for kind in KINDS if "kind" in rule.arguments else [""]:
            path = renamed.path_with(rule, {"kind": kind})
            answer = renamed.ask(INSIDER, "GET", path, query_string=more)
            if answer.status_code == 200:
                read += 1
                found = dangerous(answer.data, text=not answer.data.startswith(b"PK"))
                wrong += [f"{path}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)
    assert read >= 10


def test_a_sheet_that_held_one_would_be_seen() -> None:
    from openpyxl import Workbook

    book, file = Workbook(), io.BytesIO()
    book.active.append([FORMULA])  # type: ignore[union-attr]
    book.save(file)

    assert dangerous(file.getvalue(), text=False)
    assert dangerous(f"a;{FORMULA}\r\n".encode(), text=True)
    assert not dangerous(f"a;'{FORMULA}\r\n".encode(), text=True)
