"""QTI 2.x items and tests become our quiz."""

import pytest

from content.errors import ContentRefused
from content.packages.qti2 import read_items
from tests.content.packages.questions import (
    MAP,
    choices,
    declared,
    files_of,
    item2,
    mapped,
    one2,
    whole_test,
)

CHOICE = (
    '<p>Мәтін</p><choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="1">'
    f"<prompt>Қайсысы?</prompt>{choices(a='1/2', b='1/3')}</choiceInteraction>"
)


def test_a_choice_has_its_text_prompt_and_right_answer() -> None:
    question = one2(item2(declared("b"), CHOICE))
    assert (question["type"], question["shuffle"]) == ("choice", True)
    assert question["prompt"] == ["Мәтін", "Қайсысы?"]
    assert [row["share"] for row in question["choices"]] == ["0", "1"]


def test_a_mapping_says_what_each_answer_brings() -> None:
    item = item2(
        declared("a", cardinality="multiple", mapping=mapped(a="1", b="-2", c="3")),
        CHOICE.replace(choices(b="1/3"), choices(b="1/3", c="1/4")),
        template=MAP,
    )
    question = one2(item)
    assert (question["type"], question["partial"], question["points"]) == ("several", True, "4")
    assert [row["share"] for row in question["choices"]] == ["0.25", "-0.5", "0.75"]


def test_feedback_inside_a_choice_is_said_after_it() -> None:
    said = 'Бір <feedbackInline outcomeIdentifier="F" identifier="a">Дұрыс!</feedbackInline>'
    body = CHOICE.replace("1/2", said)
    right = '<modalFeedback outcomeIdentifier="F" identifier="correct">Жарайсың</modalFeedback>'
    question = one2(item2(declared("a"), body, more=right))
    assert question["choices"][0] == {
        "id": "a",
        "text": ["Бір"],
        "share": "1",
        "feedback": ["Дұрыс!"],
    }
    assert question["feedback"] == {"right": ["Жарайсың"]}


def test_an_order_is_that_of_the_correct_response() -> None:
    rows = choices(a="1", b="2", c="3")
    body = f'<orderInteraction responseIdentifier="R">{rows}</orderInteraction>'
    question = one2(item2(declared("c", "a", "b", cardinality="ordered"), body))
    assert [row["id"] for row in question["choices"]] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("pairs", "left"),
    [(["a x", "b x"], {"a": "x", "b": "x"}), (["a x", "a y"], {"x": "a", "y": "a"})],
)
def test_pairs_are_read_from_whichever_side_has_one_each(
    pairs: list[str], left: dict[str, str]
) -> None:
    kind = "simpleAssociableChoice"
    body = (
        '<matchInteraction responseIdentifier="R">'
        f"<simpleMatchSet>{choices(kind, a='A', b='B')}</simpleMatchSet>"
        f"<simpleMatchSet>{choices(kind, x='X', y='Y')}</simpleMatchSet></matchInteraction>"
    )
    right = declared(*pairs, cardinality="multiple", base="directedPair")
    question = one2(item2(right, body))
    assert {row["id"]: row["right"] for row in question["left"]} == left


def test_gaps_of_every_kind_stand_in_the_text() -> None:
    body = (
        '<p>Ақын <textEntryInteraction responseIdentifier="A"/>, '
        '<inlineChoiceInteraction responseIdentifier="B">'
        f"{choices('inlineChoice', x='1845', y='1846')}</inlineChoiceInteraction>, "
        '<textEntryInteraction responseIdentifier="C"/></p>'
    )
    right = (
        declared("Абай", base="string", name="A", mapping=mapped(Абай="1", абай="0.5"))
        + declared("x", name="B")
        + declared("59", base="integer", name="C")
    )
    question = one2(item2(right, body, template=MAP))
    assert question["type"] == "text"
    assert question["prompt"] == [
        "Ақын ",
        ["blank", {"id": "A"}],
        ", ",
        ["blank", {"id": "B"}],
        ", ",
        ["blank", {"id": "C"}],
    ]
    first, second, third = question["blanks"]
    assert first["accept"] == [{"text": "Абай", "share": "1"}, {"text": "абай", "share": "0.5"}]
    assert [row["share"] for row in second["options"]] == ["1", "0"]
    assert third["ranges"] == [{"low": "59", "high": "59", "share": "1"}]


def test_a_gap_match_becomes_lists_in_the_text() -> None:
    body = (
        '<gapMatchInteraction responseIdentifier="R">'
        f"{choices('gapText', w='қыс', s='жаз')}"
        '<p><gap identifier="G1"/> бітті, <gap identifier="G2"/> келді</p></gapMatchInteraction>'
    )
    right = declared("w G1", "s G2", cardinality="multiple", base="directedPair")
    question = one2(item2(right, body))
    shares = [[row["share"] for row in blank["options"]] for blank in question["blanks"]]
    assert shares == [["1", "0"], ["0", "1"]]


def test_an_essay_is_read_by_the_teacher_and_its_rubric_kept_from_the_pupil() -> None:
    body = (
        '<rubricBlock view="scorer"><p>5 ұпай</p></rubricBlock>'
        '<extendedTextInteraction responseIdentifier="R"><prompt>Жаз</prompt>'
        "</extendedTextInteraction>"
    )
    question = one2(item2(declared(base="string"), body))
    assert (question["type"], question["prompt"]) == ("essay", ["Жаз"])


@pytest.mark.parametrize(
    "item",
    [
        item2(declared("a"), '<hottextInteraction responseIdentifier="R"/>'),
        item2(declared("a"), CHOICE).replace('adaptive="false"', 'adaptive="true"'),
        item2(declared("a") + '<templateDeclaration identifier="N"/>', CHOICE),
        item2(declared(), CHOICE),
        item2(declared("a", name="other"), CHOICE),
        "<other/>",
    ],
)
def test_what_is_not_understood_is_named(item: str) -> None:
    package = files_of({"i.xml": item})
    with pytest.raises(ContentRefused) as caught:
        read_items(["i.xml"], package, "Тест")
    assert (caught.value.code, caught.value.details["lost"]) == ("quiz-empty", 1)
    assert [note.code for note in package.findings] == ["quiz-question-lost"]


def test_scoring_of_its_own_is_told_to_be_simpler_here() -> None:
    package = files_of({"i.xml": item2(declared("a"), CHOICE, template="own.xml")})
    read_items(["i.xml"], package, "Тест")
    assert [note.code for note in package.findings] == ["quiz-scoring-simpler"]


def test_a_test_puts_items_in_order_and_weighs_them() -> None:
    test = (
        '<assessmentTest identifier="t" title="Тоқсандық"><testPart identifier="p">'
        '<assessmentSection identifier="s" title="S"><ordering shuffle="true"/>'
        '<assessmentItemRef identifier="2" href="../items/2.xml"><weight identifier="w" value="3"/>'
        '</assessmentItemRef><assessmentItemRef identifier="1" href="../items/1.xml"/>'
        '<assessmentItemRef identifier="9" href="../items/9.xml"/>'
        "</assessmentSection></testPart></assessmentTest>"
    )
    items = {
        "items/1.xml": item2(declared("a"), CHOICE),
        "items/2.xml": item2(declared("b"), CHOICE),
    }
    converted, package = whole_test(test, items)
    assert (converted.title(), converted.quiz["shuffle"]) == ("Тоқсандық", True)
    first, second = converted.quiz["questions"]
    assert (first["points"], second["points"]) == ("3", "1")
    assert [row["share"] for row in first["choices"]] == ["0", "1"]
    assert first["id"] != second["id"]
    assert [(one.code, one.subject) for one in package.findings] == [
        ("file-missing", "../items/9.xml")
    ]
