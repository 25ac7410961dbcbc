"""QTI 1.2 becomes our quiz: what is right is found by playing the file's own scoring."""

import pytest

from content.errors import ContentRefused
from tests.content.packages.questions import (
    condition,
    equal,
    item12,
    labels,
    material,
    one12,
    read12,
)

CHOICE = material("<p>Қайсысы <b>үлкен</b>?</p>") + (
    '<response_lid ident="r" rcardinality="Single"><render_choice>'
    f"{labels(a='1/2', b='1/3', c='1/4')}</render_choice></response_lid>"
)
SEVERAL = CHOICE.replace("Single", "Multiple")


def shares(question: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {row["id"]: row["share"] for row in question["choices"]}


def test_a_choice_knows_its_prompt_its_right_answer_and_its_points() -> None:
    question = one12(CHOICE, condition(equal("a")), metadata="points_possible=2.5")
    assert question["type"] == "choice"
    assert question["prompt"] == ["Қайсысы ", ["b", {}, "үлкен"], "?"]
    assert shares(question) == {"a": "1", "b": "0", "c": "0"}
    assert question["points"] == "2.5"


def test_answers_of_different_worth_keep_their_parts() -> None:
    question = one12(CHOICE, condition(equal("a"), "10") + condition(equal("b"), "5"))
    assert shares(question) == {"a": "1", "b": "0.5", "c": "0"}


def test_feedback_goes_to_the_choice_to_right_to_wrong_and_to_all() -> None:
    said = "".join(
        f'<itemfeedback ident="{name}">{material(name)}</itemfeedback>'
        for name in ("all", "well", "wrong", "b_fb")
    )

    def show(name: str) -> str:
        return f'<displayfeedback linkrefid="{name}"/>'

    rules = (
        condition("<other/>", "", more=show("all"))
        + condition(equal("b"), "", more=show("b_fb"))
        + '<respcondition continue="No"><conditionvar>' + equal("a") + "</conditionvar>"
        '<setvar action="Set" varname="SCORE">100</setvar>' + show("well") + "</respcondition>"
        + condition("<other/>", "", more=show("wrong"))
    )  # fmt: skip
    question = one12(CHOICE, rules, feedback=said)
    assert question["feedback"] == {"general": ["all"], "right": ["well"], "wrong": ["wrong"]}
    assert [row.get("feedback") for row in question["choices"]] == [None, ["b_fb"], None]


@pytest.mark.parametrize(
    ("rules", "partial", "wanted"),
    [
        (
            condition(f"<and>{equal('a')}{equal('c')}<not>{equal('b')}</not></and>"),
            False,
            {"a": "1", "b": "0", "c": "1"},
        ),
        (
            condition(equal("a"), "50", "Add")
            + condition(equal("c"), "50", "Add")
            + condition(equal("b"), "-50", "Add"),
            True,
            {"a": "0.5", "b": "-0.5", "c": "0.5"},
        ),
    ],
)
def test_several_answers_count_together_or_each_for_itself(
    *, rules: str, partial: bool, wanted: dict[str, str]
) -> None:
    question = one12(SEVERAL, rules)
    assert (question["type"], shares(question)) == ("several", wanted)
    assert question["partial"] is partial


def test_true_and_false_become_a_question_of_that_type() -> None:
    body = CHOICE.replace("1/2", "Верно").replace("1/3", "Неверно")
    body = body.replace(labels(c="1/4"), "")
    question = one12(body, condition(equal("b")))
    assert (question["type"], question["answer"]) == ("truefalse", False)


def fib(kind: str = "String", ident: str = "r", tag: str = "response_str") -> str:
    return (
        f'<{tag} ident="{ident}" rcardinality="Single"><render_fib fibtype="{kind}">'
        f'<response_label ident="A"/></render_fib></{tag}>'
    )


def test_a_short_answer_takes_every_spelling() -> None:
    rules = condition(equal("Абай") + "") + condition(equal("Ибраһим"), "50")
    question = one12(material("Ақын?") + fib(), rules)
    [blank] = question["blanks"]
    assert (question["type"], question["prompt"]) == ("text", ["Ақын?"])
    assert blank["accept"] == [
        {"text": "Абай", "share": "1"},
        {"text": "Ибраһим", "share": "0.5"},
    ]


def test_gaps_stand_where_they_stood() -> None:
    body = material("Астана — ") + fib(ident="x") + material(", бұрын ") + fib(ident="y")
    rules = condition(equal("Астана", "x") + equal("Ақмола", "y"))
    question = one12(body, rules)
    assert question["prompt"] == [
        "Астана —",
        ["blank", {"id": "x"}],
        ", бұрын",
        ["blank", {"id": "y"}],
    ]
    assert [blank["accept"][0]["text"] for blank in question["blanks"]] == ["Астана", "Ақмола"]


def named(name: str, **texts: str) -> str:
    return (
        f'<response_lid ident="response_{name}"><material><mattext>{name}</mattext></material>'
        f"<render_choice>{labels(**texts)}</render_choice></response_lid>"
    )


def test_named_gaps_of_canvas_become_lists_in_the_text() -> None:
    body = material("<p>Аспан [түс1], шөп [түс2].</p>") + named("түс1", a="көк", b="қызыл")
    body += named("түс2", c="жасыл", d="сары")
    rules = condition(equal("a", "response_түс1"), "50", "Add") + condition(
        equal("c", "response_түс2"), "50", "Add"
    )
    question = one12(body, rules, metadata="question_type=multiple_dropdowns_question")
    assert question["prompt"] == [
        "Аспан ",
        ["blank", {"id": "response_түс1"}],
        ", шөп ",
        ["blank", {"id": "response_түс2"}],
        ".",
    ]
    assert [row["share"] for row in question["blanks"][1]["options"]] == ["1", "0"]


def test_pairs_share_one_list_on_the_right() -> None:
    body = material("Сәйкестендір") + named("l1", a="1", b="2") + named("l2", a="1", b="2", c="3")
    rules = condition(equal("b", "response_l1"), "50", "Add") + condition(
        equal("a", "response_l2"), "50", "Add"
    )
    question = one12(body, rules, metadata="question_type=matching_question")
    assert [(row["id"], row["right"]) for row in question["left"]] == [
        ("response_l1", "b"),
        ("response_l2", "a"),
    ]
    assert [row["id"] for row in question["right"]] == ["a", "b", "c"]


def test_an_order_is_the_order_of_its_condition() -> None:
    body = (
        '<response_lid ident="r" rcardinality="Ordered"><render_choice>'
        f"{labels(a='1', b='2', c='3')}</render_choice></response_lid>"
    )
    question = one12(body, condition(equal("c") + equal("a") + equal("b")))
    assert [row["id"] for row in question["choices"]] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("test", "ranges"),
    [
        (equal("12.5"), [("12.5", "12.5")]),
        (
            '<vargte respident="r">1</vargte><varlte respident="r">2</varlte>',
            [("1", "2")],
        ),
        (
            f'<or>{equal("3.14")}<and><vargte respident="r">3.13</vargte>'
            '<varlte respident="r">3.15</varlte></and></or>',
            [("3.13", "3.15")],
        ),
        (
            '<varequal respident="r" margintype="percent" margin="10">200</varequal>',
            [("180", "220")],
        ),
    ],
)
def test_a_number_has_its_tolerance(test: str, ranges: list[tuple[str, str]]) -> None:
    question = one12(material("π?") + fib("Decimal"), condition(test))
    assert question["type"] == "number"
    assert [(row["low"], row["high"]) for row in question["ranges"]] == ranges


def test_what_nobody_can_score_is_an_essay() -> None:
    assert one12(material("Шығарма жаз") + fib(), condition("<other/>", ""))["type"] == "essay"


def test_text_between_questions_stands_before_the_next() -> None:
    converted, _ = read12(
        item12(material("Мәтінді оқы"), ""), item12(CHOICE, condition(equal("a")))
    )
    [question] = converted.quiz["questions"]
    assert question["prompt"][0] == ["div", {}, "Мәтінді оқы"]


@pytest.mark.parametrize(
    "item",
    [
        item12(CHOICE, ""),
        item12('<response_xy ident="r"/>', condition(equal("1,1"))),
        item12(material("x") + fib(), condition(equal("1")), metadata="question_type=calculated"),
    ],
)
def test_what_is_not_understood_is_named_and_its_file_kept(item: str) -> None:
    converted, files = read12(item12(CHOICE, condition(equal("a"))), item)
    assert len(converted.quiz["questions"]) == 1
    assert [note.code for note in files.findings] == ["quiz-question-lost"]
    assert converted.originals == ("q/test.xml",)
    with pytest.raises(ContentRefused) as caught:
        read12(item)
    assert (caught.value.code, caught.value.details["lost"]) == ("quiz-empty", 1)


def test_pictures_are_found_as_each_platform_writes_them() -> None:
    picture = "<p><img src='$IMS-CC-FILEBASE$/бор.png?canvas_=1' alt='Бор'></p>"
    body = material(picture + "<img src='https://x.org/2.png' alt='жоқ'>") + CHOICE
    converted, files = read12(item12(body, condition(equal("a"))), **{"web_resources/бор.png": ""})
    [question] = converted.quiz["questions"]
    assert question["prompt"][0] == [
        "p",
        {},
        ["img", {"alt": "Бор", "src": "web_resources/бор.png"}],
    ]
    assert [note.code for note in files.findings] == ["quiz-picture-lost"]
