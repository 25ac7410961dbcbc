"""A course structure says what CourseStructure.xsd lets it say, or is refused with its place."""

import pytest

from content.cmi5.structure import Block, Unit, parse_structure
from content.errors import ContentRefused
from tests.content.cmi5.courses import IRI, NAMESPACE, TEXTS, block, structure, unit

OBJECTIVE = f'<objective id="{IRI}o">{TEXTS}{TEXTS}</objective>'


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(ContentRefused) as caught:
        parse_structure(data, "cmi5.xml")
    assert all(caught.value.message(language) for language in ("kk", "ru", "en"))
    return caught.value.code, caught.value.subject


def test_blocks_units_and_objectives_are_read_in_order_and_trimmed() -> None:
    objectives = f'<objectives><objective id="{IRI}o1">{TEXTS}</objective></objectives>'
    inner = (
        f'<au id="{IRI}quiz" moveOn="CompletedAndPassed" masteryScore=" 0.75 " '
        f'launchMethod="OwnWindow" activityType="{IRI}type">{TEXTS}'
        f'<objectives><objective idref="{IRI}o1"/></objectives>'
        "<url>\n  <![CDATA[ a.html?x=1&y=2 ]]>\n</url>"
        "<launchParameters>\n  бір \n</launchParameters>"
        "<entitlementKey> кілт </entitlementKey></au>"
    )
    course = parse_structure(structure(block(unit(), inner), objectives=objectives), "cmi5.xml")
    assert (course.id, course.title) == (f"{IRI}course", {"ru": "Горы", "kk-KZ": "Таулар"})
    assert course.description == {"und": "Алтай мен Алатау"}
    assert [one.id for one in course.objectives] == [f"{IRI}o1"]
    found = course.children[0]
    assert isinstance(found, Block)
    plain, quiz = found.children
    assert isinstance(plain, Unit)
    assert isinstance(quiz, Unit)
    assert (plain.move_on, plain.mastery_score, plain.launch_method) == (
        "NotApplicable",
        None,
        "AnyWindow",
    )
    assert (quiz.move_on, quiz.mastery_score, quiz.launch_method) == (
        "CompletedAndPassed",
        0.75,
        "OwnWindow",
    )
    assert (quiz.url, quiz.launch_parameters, quiz.entitlement_key) == (
        "a.html?x=1&y=2",
        "бір",
        "кілт",
    )
    assert (quiz.objectives, quiz.activity_type) == ((f"{IRI}o1",), f"{IRI}type")


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (structure().replace(NAMESPACE.encode(), b"https://example.kz/other"), "courseStructure"),
        (structure().replace(b"courseStructure", b"course"), "course"),
        (structure(f'<au id="{IRI}a"><url>a.html</url>{TEXTS}</au>'), "url"),
        (structure(f'<au id="{IRI}a">{TEXTS}</au>'), "au"),
        (structure(f"<au>{TEXTS}<url>a.html</url></au>"), "au/@id"),
        (structure(unit(attributes='moveOn="Done"')), "au/@moveOn"),
        (structure(unit(attributes='masteryScore="1.1"')), "au/@masteryScore"),
        (structure(unit(attributes='masteryScore="-0.1"')), "au/@masteryScore"),
        (structure(unit(attributes='masteryScore="NaN"')), "au/@masteryScore"),
        (structure(unit(attributes='launchMethod="Popup"')), "au/@launchMethod"),
        (structure(unit(url=" ")), "url"),
        (structure(block()), "block"),
        (structure(unit().replace("langstring", "text")), "text"),
        (structure(after="<note/>"), "note"),
        (structure(after='<note xmlns=""/>'), "{}note"),
        (structure(objectives=f"<objectives>{OBJECTIVE}</objectives>"), "objective"),
        (structure().replace(b'lang="ru"', b'lang="ru_RU"'), "langstring"),
    ],
)  # fmt: skip
def test_what_the_schema_does_not_allow_is_refused_with_its_place(data: bytes, place: str) -> None:
    assert refusal(data) == ("cmi5-structure", place)


def test_a_document_whose_tags_would_have_to_be_guessed_is_refused() -> None:
    code, _ = refusal(structure().replace(b"</au>", b""))
    assert code in {"manifest-unreadable", "cmi5-structure"}


@pytest.mark.parametrize("name", ["course", "au1", "block1"])
def test_identifiers_are_whole_iris(name: str) -> None:
    data = structure(block(unit())).replace(
        f'"{IRI}{name}"'.encode(), f'"example.kz/{name}"'.encode()
    )
    assert refusal(data) == ("cmi5-id-invalid", f"example.kz/{name}")


def test_identifiers_of_one_kind_are_unique() -> None:
    assert refusal(structure(unit(), unit())) == ("cmi5-id-repeated", f"{IRI}au1")
    assert refusal(structure(block(unit()), block(unit("au2")))) == (
        "cmi5-id-repeated",
        f"{IRI}block1",
    )
    one = f'<objective id="{IRI}o">{TEXTS}</objective>'
    assert refusal(structure(objectives=f"<objectives>{one}{one}</objectives>")) == (
        "cmi5-id-repeated",
        f"{IRI}o",
    )


@pytest.mark.parametrize(
    "url",
    ["http://example.kz a.html", "javascript:alert(1)", "//example.kz/a", "http://", "a%zz.html"],
)
def test_an_address_that_cannot_be_opened_is_refused(url: str) -> None:
    assert refusal(structure(unit(url=url))) == ("cmi5-url-invalid", url)


@pytest.mark.parametrize("name", ["endpoint", "fetch", "actor", "registration", "activityId"])
def test_the_parameters_of_the_launch_are_taken(name: str) -> None:
    code, _ = refusal(structure(unit(url=f"a.html?x=1&amp;{name}=y")))
    assert code == "cmi5-url-reserved"


def test_elements_of_others_need_a_schema() -> None:
    foreign = '<v:note xmlns:v="https://example.kz/v"/>'
    assert refusal(structure(unit(after=foreign))) == (
        "cmi5-schema-missing",
        "https://example.kz/v",
    )
    named = (
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="https://example.kz/v v.xsd"'
    )
    course = parse_structure(structure(unit(after=foreign), attributes=named), "cmi5.xml")
    assert [one.id for one in course.units()] == [f"{IRI}au1"]
