"""The recovery key on paper: typed back in any shape, a wrong sign named by its line."""

from pathlib import Path

import pytest

from server.backup import recovery
from server.backup.errors import NoKey, WrongKey
from server.backup.paper import page_of, terminal

SECRET = bytes(range(32))


def test_what_stands_on_the_paper_is_read_back_however_it_is_typed() -> None:
    lines = recovery.to_lines(SECRET)
    assert [len(line.split()) for line in lines] == [4, 4, 4, 4]
    for typed in ("\n".join(lines), "".join(lines).replace(" ", "").lower(), "-".join(lines)):
        assert recovery.from_text(typed) == SECRET
    mistaken = "\n".join(lines).replace("O", "0").replace("I", "1").replace("B", "8")
    assert recovery.from_text(mistaken) == SECRET


@pytest.mark.parametrize("number", range(4))
def test_a_wrong_sign_is_named_by_its_line(number: int) -> None:
    lines = recovery.to_lines(SECRET)
    first = lines[number][0]
    lines[number] = ("C" if first == "A" else "A") + lines[number][1:]
    with pytest.raises(WrongKey, match=f"line {number + 1} "):
        recovery.from_text("\n".join(lines))


def test_lines_in_another_order_and_a_missing_line_are_refused() -> None:
    lines = recovery.to_lines(SECRET)
    for typed in ([*lines[1:], lines[0]], lines[:3]):
        with pytest.raises(WrongKey):
            recovery.from_text("\n".join(typed))


def test_the_node_keeps_the_public_half_only(tmp_path: Path) -> None:
    with pytest.raises(NoKey):
        recovery.public(tmp_path)
    secret = recovery.fresh(tmp_path)
    key = recovery.opened(secret).public_key().public_bytes_raw()
    assert recovery.public(tmp_path) == key
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert secret not in path.read_bytes()
    recovery.fresh(tmp_path)
    assert recovery.public(tmp_path) != key


def test_the_page_speaks_three_languages_and_loads_nothing() -> None:
    lines = recovery.to_lines(SECRET)
    page = page_of(lines)
    for language in ("kk", "ru", "en"):
        assert f"lang={language}" in page
    assert all(line in page for line in lines)
    assert "<svg" in page
    assert not {"src=", "href=", "url("} & {
        part for part in ("src=", "href=", "url(") if part in page
    }
    assert len(terminal(lines)) > 10
