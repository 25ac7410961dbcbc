"""Search finds a Kazakh word however the keyboard at hand can spell it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text import fold


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Қазақстан", "казакстан"),
        ("Ұлттық ғылым", "улттык гылым"),
        ("Өнер, әңгіме", "онер, ангиме"),
        ("үй тапсырмасы", "уй тапсырмасы"),
        ("жиһаз", "жихаз"),
        ("Ёлка", "елка"),
        ("5\u00a0Ә", "5 а"),
        ("и\u0306", "й"),  # NFD from a Mac
        ("М\u0430тематикa", "математика"),  # the last letter is Latin
        ("Teңіз", "тениз"),
        ("әлем hat", "алем hat"),
    ],
)
def test_spellings_meet(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


def test_a_latin_word_stays_latin() -> None:
    assert fold("Pascal тілі") == "pascal тили"


@given(st.text(alphabet="АәҒқңөұүһіёйЁabcehkmoptxyiZz \u00a0\u03061.", max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=30))
def test_a_folded_text_is_composed_lower_case_without_kazakh_letters(text: str) -> None:
    folded = fold(text)
    assert unicodedata.is_normalized("NFC", folded)
    assert not set(folded) & set("әғқңөұүһіҚӘё\u00a0")
