"""The reference says what the code says."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.db import mappers, target_metadata
from server.errors import _NAMES
from server.operations.catalogue import catalogue
from server.uploads.problems import _TEXTS
from tests.docs import reference
from tests.docs.pages import ROOT


@pytest.mark.parametrize("page", reference.PAGES)
def test_what_follows_from_the_code_is_up_to_date(page: str) -> None:
    written = (reference.REFERENCE / page).read_text(encoding="utf-8")

    assert written == reference.whole(page), "run: .venv/bin/python -m tests.docs.reference"


def sources() -> list[Path]:
    """The server's modules, as far as they are part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "server/*.py"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def problems() -> Iterator[tuple[str, int]]:
    """Type and status of every Problem that the server makes."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            status, kind = node.args[:2]
            if (
                name == "Problem"
                and isinstance(kind, ast.Constant)
                and isinstance(status, ast.Constant)
            ):
                yield str(kind.value), int(str(status.value))
    yield from ((kind, status) for status, (kind, _) in _NAMES.items())
    yield from ((kind, status) for kind, (status, _) in _TEXTS.items())


def documented() -> dict[str, set[int]]:
    """The first table of errors.md: type → statuses."""
    text = (reference.REFERENCE / "errors.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| ([\d, ]+) \| (.+) \|$", text, re.MULTILINE)
    return {kind: {int(status) for status in found.split(",")} for kind, found, _advice in rows}


def test_every_problem_has_its_row_and_no_row_is_left_over() -> None:
    found: dict[str, set[int]] = {}
    for kind, status in problems():
        found.setdefault(kind, set()).add(status)
    assert len(found) > 20

    assert documented() == found


def test_held_reasons_are_told_in_the_same_place() -> None:
    text = (reference.REFERENCE / "errors.md").read_text(encoding="utf-8")
    source = "\n".join(path.read_text(encoding="utf-8") for path in sources())
    reasons = set(re.findall(r'Refusal\("([a-z0-9-]+)"\)', source)) | {"unknown-kind"}
    assert len(reasons) > 8

    assert {reason for reason in reasons if f"`{reason}`" not in text} == set()


def test_a_model_s_personal_columns_exist_and_stand_on_the_page() -> None:
    page = (reference.REFERENCE / "personal-data.md").read_text(encoding="utf-8")
    target_metadata()
    named = 0
    for mapper in mappers():
        columns = reference.personal_columns(mapper.class_.__doc__ or "")
        assert set(columns) <= set(mapper.attrs.keys()), mapper.class_
        name = mapper.class_.__tablename__
        row = next((r for r in page.splitlines() if r.startswith(f"| `{name}` |")), "")
        assert all(f"`{column}`" in row for column in columns), mapper.class_
        named += len(columns)
    assert named > 30


def test_personal_fields_of_operations_are_fields() -> None:
    for spec in catalogue().specs.values():
        known = {one.data_key or name for name, one in spec.schema().fields.items()}
        assert spec.kind.personal <= known, spec.kind.name
