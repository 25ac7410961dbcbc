"""Дала's people at Ақбұлақ's records: at every route, with every right that Дала can give."""

import html
import io
import zipfile
from typing import Any, Final

import pytest

from tests.security.ground import NODE, PHOTO, SECRETS, STRANGER, Ground, query
from tests.server import cast

OWN: Final = {
    "DELETE /api/v1/sessions/current": "it would end the stranger's own login",
}
"""Routes that are left out, and why."""


def told(data: bytes) -> str:
    """What can be read in an answer, workbooks and packs unpacked."""
    text = data.decode("utf-8", "replace")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = (packed.read(name) for name in packed.namelist())
            text += "".join(part.decode("utf-8", "replace") for part in parts)
    return html.unescape(text)


def leaks(data: bytes) -> list[str]:
    text = told(data)
    return [secret for secret in SECRETS if secret in text or ascii(secret)[1:-1] in text]


@pytest.mark.parametrize(
    ("caller", "asked"),
    [
        pytest.param(STRANGER, {}, id="staff", marks=pytest.mark.slow),
        pytest.param(STRANGER, query(), id="staff asking for it"),
        pytest.param(cast.TIMUR, query(), id="a pupil", marks=pytest.mark.slow),
        pytest.param(NODE, {}, id="a box"),
        pytest.param(None, {}, id="nobody", marks=pytest.mark.slow),
    ],
)
def test_nothing_of_it_is_told_and_nothing_done(
    ground: Ground, caller: str | None, asked: dict[str, str]
) -> None:
    before = ground.ask(cast.MARAT, "GET", "/api/v1/changes?limit=500").get_json()["records"]
    wrong = []
    for method, rule, access in ground.routes():
        name = f"{method} {rule.rule}"
        if name in OWN or access is None:
            continue
        body: dict[str, Any] = {} if method == "GET" else {"json": {}}
        answer = ground.ask(caller, method, ground.path(rule), query_string=asked, **body)
        found = leaks(answer.data)
        if found or PHOTO in answer.data:
            wrong.append(f"{name} tells {found}")
        if answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code}")
        about = {"class_id", "person", "record", "school", "upload"} & set(rule._converters)
        if about and answer.status_code < 400:
            wrong.append(f"{name}: {answer.status_code}")
    after = ground.ask(cast.MARAT, "GET", "/api/v1/changes?limit=500").get_json()["records"]
    assert not wrong, "\n".join(wrong)
    assert after == before


def test_the_sweep_would_see_what_it_looks_for(ground: Ground) -> None:
    """Whoever may, reads there every secret that a stranger must not."""
    page = ground.ask(cast.MARAT, "GET", "/api/v1/changes?limit=500").data
    sheet = ground.ask(
        cast.MARAT, "GET", f"/api/v1/gradebook/{cast.CLASS_5}/mathematics/book.xlsx",
        query_string=query(),
    )  # fmt: skip

    assert set(leaks(page)) >= {"Серікбаева", "Оспанов"}
    assert sheet.status_code == 200
    assert "Серікбаева" in leaks(sheet.data)
