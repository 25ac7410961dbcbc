"""What a list would change: the September of a school, row by row."""

from collections.abc import Mapping
from dataclasses import replace

from server.roster.known import Known, KnownClass, KnownPerson, KnownPlace
from server.roster.planning import Action, Plan, plan
from server.roster.rows import Reading, Row, Trouble

FIVE = KnownClass("c5", "5 Ә", (5,))
SIX = KnownClass("c6", "6 Ә", (6,))
ARU = KnownPerson("aru", "Серікбаева", "Ару", login="aru.s", iin="110315500127")
DIAS = KnownPerson("dias", "Оспанов", "Диас", login="dias.o", source="k-17")
MARAT = KnownPerson("marat", "Есенов", "Марат", login="marat")
SCHOOL = Known(
    people=(ARU, DIAS, MARAT),
    classes=(FIVE, SIX),
    places=(
        KnownPlace("e-aru", "aru", "pupil", "c5", 5),
        KnownPlace("e-dias", "dias", "pupil", "c5", 5),
        KnownPlace("r-marat", "marat", "teacher", "c5", None, "математика"),
    ),
    logins=frozenset({"aru.s", "dias.o", "marat"}),
)


def pupil(
    line: int,
    name: str,
    label: str = "5 Ә",
    *,
    iin: str | None = None,
    source: str | None = None,
    login: str | None = None,
) -> Row:
    family, given = name.split()
    grade = int(label.partition(" ")[0])
    return Row(
        line,
        family,
        given,
        class_label=label,
        grades=(grade,),
        grade=grade,
        iin=iin,
        source=source,
        login=login,
    )


def parent(line: int, name: str, *, source: str | None = None) -> Row:
    """Stands in the row of the child of the same line."""
    family, given, *rest = name.split()
    patronymic = rest[0] if rest else None
    children = (f"0:{line}",)
    return Row(line, family, given, patronymic, role="parent", source=source, children=children)


def planned(
    *rows: Row,
    known: Known = SCHOOL,
    complete: bool = True,
    answers: Mapping[str, bool] | None = None,
) -> Plan:
    return plan(Reading(rows, complete=complete), known, answers)


def links(made: Plan) -> list[tuple[str, str]]:
    return [(c.person, c.child) for c in made.changes if c.action is Action.GUARDIAN_ADDED]


def actions(made: Plan) -> list[tuple[Action, str]]:
    return [(change.action, change.shown) for change in made.changes]


def test_the_same_list_again_changes_nothing() -> None:
    made = planned(pupil(2, "Серікбаева Ару"), pupil(3, "Оспанов Диас"))
    assert actions(made) == []
    assert made.unchanged == 2


def test_a_list_of_pupils_says_nothing_of_teachers() -> None:
    made = planned(pupil(2, "Серікбаева Ару"), pupil(3, "Оспанов Диас"))
    assert made.count(Action.ROLE_ENDED) == 0


def test_another_keyboard_finds_the_same_child() -> None:
    made = planned(pupil(2, "СЕРИКБАЕВА АРУ"), pupil(3, "Оспанов Диас"))
    assert actions(made) == [(Action.RENAMED, "СЕРИКБАЕВА АРУ")]


def test_a_new_pupil_gets_a_login_that_is_free() -> None:
    made = planned(pupil(2, "Серікбаева Ару"), pupil(3, "Оспанов Диас"), pupil(4, "Смаилов Ару"))
    assert actions(made) == [(Action.NEW_PERSON, "Смаилов Ару"), (Action.ENROLLED, "Смаилов Ару")]
    assert made.changes[0].login == "aru.s2"


def test_a_login_from_the_file_is_taken_unless_it_is_a_trap() -> None:
    kept = planned(pupil(2, "Ким Тимур", login="Timur7"), complete=False)
    trap = planned(pupil(2, "Ким Тимур", login="=cmd|x"), complete=False)
    assert kept.changes[0].login == "timur7"
    assert trap.changes[0].login == "timur.k"


def test_a_year_on_everybody_moves_and_keeps_their_records() -> None:
    made = planned(pupil(2, "Серікбаева Ару", "6 Ә"), pupil(3, "Оспанов Диас", "6 Ә"))
    assert actions(made) == [(Action.MOVED, "Серікбаева Ару"), (Action.MOVED, "Оспанов Диас")]
    assert [change.ends for change in made.changes] == ["e-aru", "e-dias"]
    assert {change.person for change in made.changes} == {"aru", "dias"}


def test_who_is_not_in_a_complete_list_leaves_and_is_not_forgotten() -> None:
    made = planned(pupil(2, "Серікбаева Ару"))
    assert actions(made) == [(Action.LEFT, "Оспанов Диас")]
    assert actions(planned(pupil(2, "Серікбаева Ару"), complete=False)) == []


def test_half_a_school_leaving_asks_twice() -> None:
    many = [KnownPerson(f"p{n}", f"Ахметов{'а' * n}", "Али") for n in range(40)]
    places = [KnownPlace(f"e{n}", f"p{n}", "pupil", "c5", 5) for n in range(40)]
    known = Known(people=many, classes=(FIVE,), places=places)
    assert planned(pupil(2, "Ахметов Али"), known=known).asks_twice
    rows = [pupil(n, f"{one.family_name} Али") for n, one in enumerate(many[:35])]
    assert not planned(*rows, known=known).asks_twice


def test_a_list_of_the_new_year_asks_for_the_year_first() -> None:
    many = [KnownPerson(f"p{n}", f"Ахметов{'а' * n}", "Али") for n in range(40)]
    places = [KnownPlace(f"e{n}", f"p{n}", "pupil", "c5", 5) for n in range(40)]
    rows = [pupil(n, f"{one.family_name} Али", "6 Ә") for n, one in enumerate(many)]
    for year_due in (False, True):
        known = Known(people=many, classes=(FIVE, SIX), places=places, year_due=year_due)
        assert planned(*rows, known=known).year_first == year_due
        assert not planned(*rows[:8], known=known, complete=False).year_first


def test_two_children_of_one_name_are_two_children() -> None:
    """Aru of 5 Ә stays; another Aru Серікбаева, new in 6 Ә, is not her."""
    made = planned(
        pupil(2, "Серікбаева Ару"), pupil(3, "Серікбаева Ару", "6 Ә"), pupil(4, "Оспанов Диас")
    )
    assert actions(made) == [
        (Action.NEW_PERSON, "Серікбаева Ару"),
        (Action.ENROLLED, "Серікбаева Ару"),
    ]


def test_several_who_fit_need_an_iin() -> None:
    twin = replace(ARU, id="aru2", iin="120418600155")
    known = replace(
        SCHOOL,
        people=(*SCHOOL.people, twin),
        places=(*SCHOOL.places, KnownPlace("e-twin", "aru2", "pupil", "c5", 5)),
    )
    row = pupil(2, "Серікбаева Ару")
    assert [p.trouble for p in planned(row, known=known).problems] == [Trouble.SEVERAL_FIT]
    told = planned(replace(row, iin="120418600155"), known=known, complete=False)
    assert (told.problems, told.unchanged) == ([], 1)


def test_an_iin_finds_a_child_whose_name_has_changed() -> None:
    made = planned(pupil(2, "Оспанова Ару", iin="110315500127"), complete=False)
    assert actions(made) == [(Action.RENAMED, "Оспанова Ару")]
    assert made.changes[0].before == "Серікбаева Ару"


def test_the_other_platforms_id_finds_a_child_before_any_name() -> None:
    made = planned(pupil(2, "Оспанов Дияс", source="k-17"), complete=False)
    assert actions(made) == [(Action.RENAMED, "Оспанов Дияс")]


def test_a_row_that_comes_twice_is_taken_once() -> None:
    made = planned(pupil(2, "Ким Тимур"), pupil(3, "Ким Тимур"), complete=False)
    assert made.count(Action.NEW_PERSON) == 1
    assert [(p.line, p.trouble) for p in made.problems] == [(3, Trouble.REPEATED)]


def test_a_teacher_of_two_classes_is_one_person() -> None:
    teacher = Row(
        2, "Омарова", "Гүл", role="teacher", class_label="5 Ә", grades=(5,), subject="тарих"
    )
    made = planned(
        teacher, replace(teacher, line=3, class_label="6 Ә", grades=(6,)), complete=False
    )
    assert [change.action for change in made.changes] == [
        Action.NEW_PERSON,
        Action.ROLE_GIVEN,
        Action.ROLE_GIVEN,
    ]


def test_a_new_class_comes_before_its_pupils() -> None:
    made = planned(pupil(2, "Ким Тимур", "7 Б"), complete=False)
    assert [change.action for change in made.changes] == [
        Action.NEW_CLASS,
        Action.NEW_PERSON,
        Action.ENROLLED,
    ]
    assert made.changes[2].class_key == made.changes[0].class_key


def test_a_parent_is_linked_to_the_child_of_the_same_row() -> None:
    mother = parent(2, "Серікбаева Сәуле")
    made = planned(pupil(2, "Серікбаева Ару"), mother, complete=False)
    assert [(c.action, c.learner) for c in made.changes] == [
        (Action.NEW_PERSON, ""),
        (Action.GUARDIAN_ADDED, "aru"),
    ]
    assert made.changes[0].login is None


def test_no_pupil_is_a_parent_by_their_name() -> None:
    made = planned(
        pupil(2, "Серікбаева Ару"),
        pupil(3, "Оспанов Диас"),
        parent(3, "Серікбаева Ару"),
    )
    assert actions(made) == [
        (Action.NEW_PERSON, "Серікбаева Ару"),
        (Action.GUARDIAN_ADDED, "Серікбаева Ару"),
    ]
    assert links(made) == [("new:0:3", "Оспанов Диас")], "an aunt of that name, not the girl"


def test_of_an_adult_of_that_name_it_is_asked_and_nothing_is_linked_before() -> None:
    rows = pupil(3, "Оспанов Диас"), parent(3, "Есенов Марат")
    asks = planned(*rows, complete=False)
    (question,) = asks.questions
    assert (question.known, question.child, question.works) == (
        "Есенов Марат",
        "Оспанов Диас",
        True,
    )
    assert actions(asks) == []
    same = planned(*rows, complete=False, answers={question.reference: True})
    assert (links(same), same.questions) == ([("marat", "Оспанов Диас")], [])
    other = planned(*rows, complete=False, answers={question.reference: False})
    assert links(other) == [("new:0:3", "Оспанов Диас")]
    known = replace(SCHOOL, guardians=frozenset({("marat", "dias")}))
    assert actions(planned(*rows, known=known, complete=False)) == [], "asked once"


def test_a_mother_of_two_is_linked_to_both() -> None:
    rows = (
        pupil(2, "Қалиев Ерасыл"),
        parent(2, "Оспанова Айгүл Серікқызы"),
        pupil(3, "Ахметов Нұрлан"),
        parent(3, "Оспанова Айгүл Серікқызы"),
    )
    made = planned(*rows, complete=False)
    assert links(made) == [("new:0:2", "Қалиев Ерасыл"), ("new:0:2", "Ахметов Нұрлан")]
    assert made.problems == []
    assert made.count(Action.NEW_PERSON) == 3


def test_two_mothers_of_one_name_in_a_list_are_asked_about() -> None:
    rows = (
        pupil(2, "Қалиев Ерасыл"),
        parent(2, "Оспанова Айгүл"),
        pupil(3, "Ахметов Нұрлан"),
        parent(3, "Оспанова Айгүл"),
    )
    made = planned(*rows, complete=False)
    assert links(made) == [("new:0:2", "Қалиев Ерасыл")]
    (question,) = made.questions
    assert (question.reference, question.children) == ("0:3", ("Қалиев Ерасыл",))
    same = planned(*rows, complete=False, answers={"0:3": True})
    assert links(same)[1] == ("new:0:2", "Ахметов Нұрлан")


def test_a_link_that_was_ended_does_not_come_back_with_the_next_list() -> None:
    mother = KnownPerson("m", "Оспанова", "Айгүл", "Серікқызы")
    known = replace(SCHOOL, people=(*SCHOOL.people, mother), ended=frozenset({("m", "dias")}))
    made = planned(
        pupil(3, "Оспанов Диас"),
        parent(3, "Оспанова Айгүл Серікқызы"),
        known=known,
        complete=False,
    )
    assert actions(made) == []
    assert [one.ended for one in made.questions] == [True]


def test_a_joined_record_finds_the_kept_one_by_its_iin_and_its_name() -> None:
    office = KnownPerson("aru", "Серікбай", "Арухан", iin="120315500123")
    known = replace(SCHOOL, others=(office,))
    by_iin = planned(pupil(2, "Серікбаева Ару", iin="120315500123"), known=known, complete=False)
    assert actions(by_iin) == []
    by_name = planned(pupil(2, "Серікбай Арухан"), known=known, complete=False)
    assert [(c.action, c.person) for c in by_name.changes] == [(Action.RENAMED, "aru")]
