"""Names as people write them, and whom of a class they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.roster.naming import Meant, Named, Names

ARU = Named("aru", "Серікбаева", "Ару", "Ерланқызы")
ASEL = Named("asel", "Серікбаева", "Әсел")
TIMUR = Named("timur", "Ким", "Тимур")
LONG = Named("long", "Әл-Фараби", "Нұр Али")
TWINS = (Named("one", "Оспанов", "Диас", "Ерланұлы"), Named("two", "Оспанов", "Диас", "Маратұлы"))
CLASS = Names((ARU, ASEL, TIMUR, LONG, *TWINS))


@pytest.mark.parametrize(
    ("written", "person"),
    [
        ("Серікбаева Ару", "aru"),
        ("Ару Серікбаева", "aru"),
        ("СЕРІКБАЕВА АРУ ЕРЛАНҚЫЗЫ", "aru"),
        ("Ару Ерланқызы Серікбаева", "aru"),
        ("Серикбаева Ару", "aru"),  # a keyboard without Kazakh letters
        ("Cерiкбaевa  Ару", "aru"),  # Latin letters that look like Cyrillic ones
        ("Әсел Серікбаева", "asel"),
        ("Ким Т.", "timur"),
        ("Т. Ким", "timur"),
        ("Ким Тимур Олегович", "timur"),
        ("Әл Фараби Нұр Али", "long"),
        ("Оспанов Диас Маратұлы", "two"),
        ("Оспанов Д. М.", "two"),
    ],
)
def test_a_name_is_known_however_it_is_written(written: str, person: str) -> None:
    assert CLASS.meant(written) == Meant(person)


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("Оспанов Диас", ("one", "two")),
        ("Серікбаева А.", ("aru", "asel")),  # Ә folds to А: either may be meant
        ("Серікбаева Ару Болатқызы", ("aru",)),  # another patronymic: asked
    ],
)
def test_what_may_be_several_is_asked(written: str, people: tuple[str, ...]) -> None:
    found = CLASS.meant(written)
    assert (found.sure, found.maybe) == (None, people)


@pytest.mark.parametrize("written", ["", "Серікбаева", "Ару", "Ким Болат", "Иванова Ольга", "5 Ә"])
def test_nobody_else_is_meant(written: str) -> None:
    assert CLASS.meant(written) == Meant()


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    found = CLASS.meant(text)
    assert not (found.sure and found.maybe)
