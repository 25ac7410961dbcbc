"""Names of files that are saved, whoever gave them."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.disposition import attached


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("work.pdf", 'attachment; filename="work.pdf"'),
        ('a "b" \\c.txt', 'attachment; filename="a _b_ _c.txt"'),
        ("a\r\nSet-Cookie: b.txt", 'attachment; filename="a__Set-Cookie: b.txt"'),
    ],
)
def test_a_plain_name_stands_as_it_is_but_for_what_ends_it(name: str, told: str) -> None:
    assert attached(name) == told


def test_a_kazakh_name_is_told_to_new_browsers_and_its_ending_to_old_ones() -> None:
    plain, _, full = attached("Бөлшектер – үй жұмысы.jpg").partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="file.jpg"'
    assert unquote(full) == "Бөлшектер – үй жұмысы.jpg"


@given(st.text(st.characters(exclude_categories=[])))
def test_any_name_fits_into_one_line_of_latin_1(name: str) -> None:
    told = attached(name)
    told.encode("latin-1")
    assert told.isprintable()
