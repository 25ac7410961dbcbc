"""Classes and names as people write them."""

import pytest

from server.roster.text import class_key, class_name, cleaned, is_name, latin, same


@pytest.mark.parametrize(
    ("written", "label", "grades"),
    [
        ("5ә", "5 Ә", (5,)),
        ("5 «Ә» сынып", "5 Ә", (5,)),
        ('5-"Ә"', "5 Ә", (5,)),
        ("11 А класс", "11 А", (11,)),
        ("5A", "5 A", (5,)),
        ("2-3", "2–3", (2, 3)),
        ("2–3 сыныптар", "2–3", (2, 3)),
        ("0", "0", (0,)),
        ("9", "9", (9,)),
    ],
)
def test_a_class_in_any_spelling(written: str, label: str, grades: tuple[int, ...]) -> None:
    named = class_name(written)
    assert named is not None
    assert (named.label, named.grades) == (label, grades)


@pytest.mark.parametrize("written", ["", "Серікбаева Ару", "13 А", "5 оқушы бар", "3-2", "2026"])
def test_what_is_no_class(written: str) -> None:
    assert class_name(written) is None


def test_latin_letters_in_a_cyrillic_word_are_made_cyrillic() -> None:
    assert cleaned("Сeрiкбаeва  \u00a0 Aрy") == "Серікбаева Ару"
    assert cleaned("Smith") == "Smith"


def test_names_are_compared_whatever_the_keyboard() -> None:
    assert same("Серікбаева") == same("СЕРИКБАЕВА")
    assert same("Қыз-Жібек") == same("кыз жибек")


def test_a_name_is_letters() -> None:
    assert is_name("Қыз-Жібек")
    assert is_name("O'Neill")
    assert not is_name("=HYPERLINK(1)")
    assert not is_name("87011234567")


def test_a_login_can_be_typed_on_any_keyboard() -> None:
    assert latin("Әйгерім") == "aigerim".replace("ai", "ay") or latin("Әйгерім").isascii()
    assert latin("Жүніс") == "zhunis"


def test_a_class_is_compared_by_its_letter_and_not_by_how_it_sounds() -> None:
    assert class_key("5 A") == class_key("5 а")  # the first is Latin
    assert class_key("5Ə") == class_key('5 "ә" сынып')
    assert class_key("5 А") != class_key("5 Ә")
    assert class_key("2-3 (бірлескен)") == class_key("2–3")
