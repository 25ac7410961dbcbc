"""A package path never names a place outside the package."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content.errors import ContentRefused
from content.names import PathIndex, choose_encoding, collapse, normalise_path

AWKWARD = st.lists(
    st.sampled_from(["..", ".", "/", "\\", "a", "C:", "нұр", " ", "\u0301", "й", "%2e%2e", "~"])
    | st.text(max_size=3),
    max_size=12,
).map("".join)


@given(AWKWARD)
@example("..\\..")
@example("a/..")
def test_a_normalised_path_stays_inside_and_is_stable(name: str) -> None:
    try:
        path = normalise_path(name)
    except ContentRefused:
        return  # a refused name leads nowhere; which code it gets is told in test_archive
    segments = path.split("/") if path else []
    assert not {"", ".", ".."} & set(segments)
    assert "\\" not in path
    assert not path.startswith("/")
    assert normalise_path(path) == path


@given(AWKWARD)
def test_a_reference_is_resolved_inside_or_not_at_all(href: str) -> None:
    path = collapse(href)
    assert path is None or not {"", ".", ".."} & set(path.split("/")) or path == ""
    found, _ = PathIndex(["a", "нұр", "a/a"]).find(href)
    assert found in {None, "a", "нұр", "a/a"}


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("img/Сурет 1.png", ("img/Сурет 1.png", True)),
        ("img/%D0%A1%D1%83%D1%80%D0%B5%D1%82%201.png", ("img/Сурет 1.png", True)),
        ("100%25.html", ("100%25.html", True)),
        ("100%.html", ("100%.html", True)),
        ("img\\Сурет 1.png", ("img/Сурет 1.png", False)),
        ("IMG/сурет 1.PNG", ("img/Сурет 1.png", False)),
        ("pages/../img/./Сурет 1.png", ("img/Сурет 1.png", True)),
        ("../img/Сурет 1.png", (None, False)),
        ("nothing.html", (None, False)),
    ],
)
def test_references_are_matched_from_exact_to_careless(
    href: str, found: tuple[str | None, bool]
) -> None:
    index = PathIndex(["img/Сурет 1.png", "100%25.html", "100%.html"])
    assert index.find(href) == found


def test_an_exact_name_wins_over_one_that_differs_in_case() -> None:
    index = PathIndex(["a.html", "A.html"])
    assert index.find("A.html") == ("A.html", True)
    assert index.find("a.HTML")[0] in {"a.html", "A.html"}


def test_encodings_are_chosen_by_references_that_may_be_percent_encoded() -> None:
    raw = ["сабақсыз".replace("қ", "к").encode("cp1251")]
    href = "%D1%81%D0%B0%D0%B1%D0%B0%D0%BA%D1%81%D1%8B%D0%B7"
    assert choose_encoding(raw, [href]) == "cp1251"
    assert choose_encoding(raw, []) == "cp866"
