"""Search forgives a Russian keyboard, an ending and Latin letters, and not more."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.words import excerpt, fits, keys, wanted

VECTORS = json.loads((Path(__file__).parent / "search_vectors.json").read_text("utf-8"))


@pytest.mark.parametrize(("query", "text"), VECTORS["same"])
def test_a_query_finds_what_is_meant(query: str, text: str) -> None:
    assert fits(text, wanted(query))


@pytest.mark.parametrize(("query", "text"), VECTORS["other"])
def test_a_query_does_not_find_everything(query: str, text: str) -> None:
    assert not fits(text, wanted(query))


def test_every_word_has_to_be_there_and_the_exact_one_is_worth_most() -> None:
    assert not fits("Жай бөлшектер", wanted("бөлшек тарих"))
    assert fits("бөлшек", wanted("бөлшек")) > fits("бөлшектер", wanted("бөлшек"))
    assert fits("бөлшектер", wanted("бөлшек")) > fits("бөлшекті", wanted("бөлшектің"))


def test_single_letters_are_no_words_and_digits_are() -> None:
    assert list(keys("5 «Ә» сынып, а_б")) == ["5", "сынып"]


def test_an_excerpt_shows_the_place() -> None:
    text = "Бірінші сөйлем. " * 20 + "Абай Құнанбайұлы 1845 жылы туған. " + "Соңы. " * 50
    piece = excerpt(text, wanted("кунанбай"))
    assert "Абай Құнанбайұлы" in piece
    assert piece.startswith("…")
    assert piece.endswith("…")
    assert len(piece) < 150
    assert excerpt("қысқа", wanted("жоқ")) == "қысқа"


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_and_any_query_are_taken(text: str, query: str) -> None:
    words = wanted(query)
    assert len(words) <= 8
    assert fits(text, words) >= 0
    assert len(excerpt(text, words)) <= len(text) + 2
